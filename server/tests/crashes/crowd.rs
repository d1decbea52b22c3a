//! Many who want the same at once, in one server and in several.

use std::iter;

use domain::health::Health;
use rustix::process::Signal;

use crate::{
    databases::Database,
    world::{LEASE, MARTA, TAKEN, World},
};

/// So many ask for one profile at once.
const CALLERS: usize = 300;
/// In so many servers, where they share a database.
const SERVERS: usize = 3;
/// Everybody at X, each linked in so many workspaces.
const PEOPLE: [&str; 5] = ["Marta Kral", "Oskar Lind", "Nordic Bikes", "Jan Hora", "City Cinema"];
const WORKSPACES: usize = 4;
const ROUNDS: usize = 10;

pub(crate) async fn one_request(on: Database) {
    let servers = match on {
        // A file belongs to one server.
        Database::Sqlite => 1,
        Database::Postgres => SERVERS,
    };
    let world = World::new(on, MARTA).await;
    let profile = world.link().await;
    world.pass_until_due(profile).await;
    let before = world.truth.requests().await;
    let mut crowd = Vec::new();
    for _ in 0..servers {
        crowd.push(world.start().await);
    }
    let check = world.check(profile, CALLERS / servers);
    for server in &mut crowd {
        server.say(&check).await;
    }
    for server in &mut crowd {
        assert_eq!(server.hear().await.as_deref(), Some("checked 0 failed"));
    }
    assert_eq!(world.truth.requests().await, before + 1);
    let health = world.health(profile).await;
    assert!(matches!(health, Health::Connected { .. }), "{health:?}");
    assert!(!world.truth.was_replayed());
    for server in crowd {
        server.end().await;
    }
}

/// Several servers renew what is due, and one of them is killed in the middle of it.
pub(crate) async fn one_dies_under_load(on: Database) {
    let world = World::new(on, MARTA).await;
    let profiles = world.link_many(&PEOPLE, WORKSPACES).await;
    let (mut due_at, mut before) = (world.now(), Vec::new());
    for (workspace, profile) in &profiles {
        let held = world.held_in(*workspace, *profile).await;
        due_at = due_at.max(held.plan.renew_at.unwrap());
        before.push(held.version);
    }
    world.pass_until(due_at).await;
    let requests = world.truth.requests().await;
    let mut servers = Vec::new();
    for _ in 0..SERVERS {
        servers.push(world.start().await);
    }
    let mut victim = servers.remove(0);
    // It goes first, or the others might leave it nothing.
    victim.say("keep").await;
    victim.step("before network renew").await;
    for server in &mut servers {
        server.say("keep").await;
    }
    victim.step("after network renew").await;
    victim.signal(Signal::KILL);
    let in_hand = victim.bury_with("store begin_renewal", "store record_renewal").await;
    let (mut renewed, mut lost) = (0, 0);
    // More rounds than it takes: each server asks X only as often as X bears it.
    for wait in iter::once(TAKEN).chain(iter::repeat_n(LEASE, ROUNDS)) {
        let mut rest: Vec<_> = servers.iter_mut().collect();
        world.pass(wait, &mut rest).await;
        for server in &mut servers {
            server.ask("due").await;
        }
        (renewed, lost) = (0, 0);
        for ((workspace, profile), version) in profiles.iter().zip(&before) {
            let held = world.held_in(*workspace, *profile).await;
            assert!(held.version <= version + 1, "renewed twice: {held:?}");
            match held.profile.health {
                Health::Connected { .. } if held.version == *version => {}
                Health::Connected { .. } => renewed += 1,
                Health::Expiring { .. } => lost += 1,
                other => panic!("{other:?}"),
            }
        }
        if renewed + lost == profiles.len() {
            break;
        }
    }
    assert_eq!(renewed + lost, profiles.len());
    assert!(lost <= in_hand, "{lost} lost, and the victim had {in_hand} in its hands");
    let sent = world.truth.requests().await - requests;
    assert!((renewed..=profiles.len()).contains(&sent), "{sent} requests, {renewed} renewed");
    assert!(!world.truth.was_replayed());
    for server in servers {
        server.end().await;
    }
}
