//! A store that cannot commit: nothing is sent that could not be written down, and what was answered waits for room.

use domain::{health::Health, id::ProfileId};

use crate::{
    databases::Database,
    world::{MARTA, Server, World},
};

pub(crate) async fn nothing_is_sent(on: Database) {
    let world = World::new(on, MARTA).await;
    let profile = world.link().await;
    world.pass_until_due(profile).await;
    let mut server = world.start().await;
    server.say("full").await;
    nothing_leaves(&world, profile, &mut server).await;
    server.say("room").await;
    goes_on(&world, profile, &mut server).await;
    server.end().await;
}

pub(crate) async fn nothing_is_sent_read_only(on: Database) {
    let world = World::new(on, MARTA).await;
    let profile = world.link().await;
    world.pass_until_due(profile).await;
    let mut server = world.start().await;
    on.refuse_writes(&world.database, true);
    nothing_leaves(&world, profile, &mut server).await;
    on.refuse_writes(&world.database, false);
    goes_on(&world, profile, &mut server).await;
    server.end().await;
}

/// The disk is full from the network's answer until it was tried to write it down once.
pub(crate) async fn the_answer_waits(on: Database) {
    let world = World::new(on, MARTA).await;
    let profile = world.link().await;
    world.pass_until_due(profile).await;
    let mut orders = world.orders();
    let between = ("after network renew", "after store record_renewal");
    orders.full_between = Some((between.0.into(), between.1.into()));
    let mut server = Server::start(&orders).await;
    goes_on(&world, profile, &mut server).await;
    let tried = server.steps.iter().filter(|step| *step == between.1).count();
    assert_eq!(tried, 2, "{:?}", server.steps);
    server.end().await;
}

/// Neither the background nor a person's click sends anything.
async fn nothing_leaves(world: &World, profile: ProfileId, server: &mut Server) {
    let before = world.truth.requests().await;
    let version = world.held(profile).await.version;
    for _ in 0..3 {
        let due = server.ask("due").await;
        assert!(due.starts_with("due failed"), "{due}");
        assert_eq!(server.ask(&world.check(profile, 1)).await, "checked 1 failed");
    }
    assert!(server.has_taken("after store begin_renewal"));
    assert!(!server.has_taken("before network renew"), "{:?}", server.steps);
    assert_eq!(world.truth.requests().await, before);
    let held = world.held(profile).await;
    assert!(matches!(held.profile.health, Health::Connected { .. }), "{held:?}");
    assert_eq!((held.version, held.intent), (version, None));
}

async fn goes_on(world: &World, profile: ProfileId, server: &mut Server) {
    let before = world.truth.requests().await;
    assert_eq!(server.ask(&world.check(profile, 1)).await, "checked 0 failed");
    assert_eq!(world.truth.requests().await, before + 1);
    assert!(!world.truth.was_replayed());
    let held = world.held(profile).await;
    assert!(matches!(held.profile.health, Health::Connected { .. }), "{held:?}");
    assert!(held.plan.renew_at.is_some_and(|next| next > world.now()), "{held:?}");
}
