//! Many who want the same at once.

use domain::health::Health;

use crate::{
    databases::Database,
    world::{MARTA, World},
};

/// So many ask for one profile at once.
const CALLERS: usize = 300;

pub(crate) async fn one_request(on: Database) {
    let world = World::new(on, MARTA).await;
    let profile = world.link().await;
    world.pass_until_due(profile).await;
    let before = world.truth.requests().await;
    let mut server = world.start().await;
    let checked = server.ask(&world.check(profile, CALLERS)).await;
    assert_eq!(checked, "checked 0 failed");
    assert_eq!(world.truth.requests().await, before + 1);
    let health = world.health(profile).await;
    assert!(matches!(health, Health::Connected { .. }), "{health:?}");
    assert!(!world.truth.was_replayed());
    server.end().await;
}
