//! What happens to people's grants, and what people and networks do about it, one deed after the other.

use std::sync::Arc;

use domain::{account::Viewer, cause::Cause};
use engine::{ports::networks::PushMessage, reconnect::Target};

use crate::{
    network::kinds::{self, Kind},
    people::{log_in, owner, wish},
    process::{Process, living},
    store::Key,
    world::{World, sleep},
};

/// Somebody does something.
pub(crate) fn happen(world: &Arc<World>, processes: &[Process], viewers: &[Viewer]) {
    let people = world.truth().people.len();
    let person = world.dice().place(people);
    match world.within(0, 99) {
        0..25 => click(world, processes, viewers),
        25..50 => mend(world, processes, viewers),
        50..60 => die(world, processes, person, Cause::PasswordChanged),
        60..66 => die(world, processes, person, Cause::AppRemoved),
        66..74 => die(world, processes, person, Cause::Checkpoint),
        74..82 => {
            world.step(format_args!("person {person} is taken back"));
            let now = world.now();
            world.truth().revive(person, now);
        }
        82..92 => change_role(world, person),
        92..97 => signal(world, processes, person),
        _ => {
            let process = world.dice().place(processes.len());
            let by = world.within(60_000, 600_000);
            processes[process].set_back(by);
        }
    }
}

/// Somebody clicks on "Check now", with all profiles of their workspace or a few on the page.
fn click(world: &Arc<World>, processes: &[Process], viewers: &[Viewer]) {
    let (Some(engine), Some(viewer)) = (living(world, processes), one(world, viewers)) else {
        return;
    };
    let mut shown = Vec::new();
    world.store.each_row(|(home, profile), row| {
        if home == viewer.workspace {
            shown.push((profile, row.profile.network));
        }
    });
    if world.dice().chance(700_000) {
        let few = world.dice().place(4) + 1;
        let first = world.dice().place(shown.len());
        shown = shown.into_iter().skip(first).take(few).collect();
    }
    world.step(format_args!("click on {}", shown.len()));
    for (_, network) in &shown {
        wish(world, *network, 1);
    }
    // Only a regular account is refused.
    let _ = engine.check_now(viewer, shown.into_iter().map(|(profile, _)| profile).collect());
}

/// Somebody logs in again: to mend a red profile if there is one, or just so.
fn mend(world: &Arc<World>, processes: &[Process], viewers: &[Viewer]) {
    let Some(engine) = living(world, processes) else { return };
    let mut red: Vec<Key> = Vec::new();
    let mut all: Vec<Key> = Vec::new();
    world.store.each_row(|key, row| {
        all.push(key);
        if row.profile.needs_mending() {
            red.push(key);
        }
    });
    let wanted = if world.dice().chance(850_000) { &red } else { &all };
    let Some((home, profile)) = one(world, wanted).copied() else { return };
    let Some(person) = owner(world, home, profile) else { return };
    let Some(viewer) = viewers.iter().find(|viewer| viewer.workspace == home).cloned() else {
        return;
    };
    // Who is kept out by a check passes it first.
    let now = world.now();
    world.truth().revive(person, now);
    world.step(format_args!("person {person} logs in for {profile}"));
    let target = Target::Profile(profile);
    tokio::spawn(log_in(Arc::clone(world), engine, viewer, target, person));
}

fn die(world: &Arc<World>, processes: &[Process], person: usize, cause: Cause) {
    let network = world.truth().people[person].network;
    // Tokens that do not end with a password do not end with its change.
    if cause == Cause::PasswordChanged && kinds::kind(network) == Kind::Endless {
        return;
    }
    world.step(format_args!("person {person} at {network}: {cause:?}"));
    let now = world.now();
    world.truth().end_all(person, &cause, now);
    if world.dice().chance(500_000) {
        signal(world, processes, person);
    }
}

fn change_role(world: &Arc<World>, person: usize) {
    let now = world.now();
    let mut truth = world.truth();
    let channels = truth.people[person].channels.len();
    if channels == 0 {
        return;
    }
    let place = world.dice().place(channels);
    let channel = &mut truth.people[person].channels[place];
    channel.has_role = !channel.has_role;
    channel.changed_at = now;
    let told = format!("{} has its role: {}", channel.remote_id, channel.has_role);
    drop(truth);
    world.step(format_args!("{told}"));
}

/// A network tells that something happened: late, twice, after what happened later, or about nothing.
fn signal(world: &Arc<World>, processes: &[Process], person: usize) {
    let (network, body) = {
        let truth = world.truth();
        let (id, who) = (world.now().millis(), &truth.people[person]);
        let identity = &who.identity;
        (who.network, format!("{id}-{person}|{}|{}", identity.issuer, identity.subject))
    };
    let copies = if world.dice().chance(300_000) { 2 } else { 1 };
    for _ in 0..copies {
        let Some(engine) = living(world, processes) else { return };
        let late = world.within(0, 90) * world.within(0, 60_000);
        let (world, body) = (Arc::clone(world), body.clone());
        tokio::spawn(async move {
            sleep(late).await;
            world.step(format_args!("{network} tells {body}"));
            wish(&world, network, 2);
            let message = PushMessage {
                is_handshake: false,
                query: &[],
                headers: &[],
                body: body.as_bytes(),
                now: world.now(),
            };
            // What is not taken is asked about in its turn all the same.
            let _ = engine.hear(network, &message).await;
        });
    }
}

fn one<'a, T>(world: &World, list: &'a [T]) -> Option<&'a T> {
    list.get(world.dice().place(list.len()))
}
