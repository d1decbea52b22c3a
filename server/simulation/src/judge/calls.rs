//! How often networks were called: hardly ever while they are in trouble, and within the pace afterwards.

use std::collections::BTreeMap;

use domain::{
    budget::Pace,
    network::Network,
    time::{Span, Timestamp},
};

use crate::{
    network::kinds::{NETWORKS, has_servers, ways},
    weather::{Trouble, Window},
    world::World,
};

/// The longest pause of a breaker.
const PAUSE: Span = Span::minutes(5);
/// What a process may ask until its breaker knows of an outage: what is on its way then, and the trials of shorter pauses.
const LEARNING: i64 = 16;
/// What somebody who insists, or a message, may ask.
const BY_A_WISH: i64 = 3;

/// The calls of one check: a renewal, a question, and one for each channel.
const A_CHECK: i64 = 8;
/// A check that renews first makes one call more than it asked leave for.
const RENEWED_FIRST: i64 = 2;

/// Judges the calls of a whole run by so many processes.
pub(crate) fn judge_calls(world: &World, processes: i64) {
    for network in NETWORKS {
        for window in world.weather.of(network) {
            if matches!(window.trouble, Trouble::LimitedUntil | Trouble::Limited) {
                continue;
            }
            let lasted = window.until.since(window.from).as_millis();
            let book = world.book();
            let made = between(book.calls.get(&network), window);
            let wished = between(book.wishes.get(&network), window);
            let started = between(Some(&book.starts), window);
            drop(book);
            let servers = if has_servers(network) { 2 } else { 1 };
            let trials = servers * processes * (lasted / PAUSE.as_millis() + 1);
            let learning = servers * (processes + started) * LEARNING;
            let allowed = trials + learning + wished * BY_A_WISH;
            if made > allowed {
                let (trouble, minutes) = (window.trouble, lasted / Span::minutes(1).as_millis());
                let what = format!(
                    "{network} was called {made} times in {minutes} min of {trouble:?}: {allowed} are fine \
                     with {wished} wishes, {started} starts and {processes} processes"
                );
                world.violated(7, what);
            }
        }
    }
}

/// Judges that no minute had more calls than the pace allows to all processes together, beside those that somebody wished.
pub(crate) fn judge_pace(world: &World, processes: i64, paces: &BTreeMap<Network, Pace>) {
    for network in NETWORKS {
        let pace = paces.get(&network).copied().unwrap_or_else(|| ways(network).pace);
        let minute = Span::minutes(1).as_millis();
        let a_minute = i64::from(pace.calls) * minute / pace.per.as_millis().max(1);
        let servers = if has_servers(network) { 2 } else { 1 };
        let book = world.book();
        let count = |times: Option<&Vec<Timestamp>>, from: Timestamp, until: Timestamp| {
            let times = times.map_or(&[][..], Vec::as_slice);
            let first = times.partition_point(|at| *at < from);
            let last = times.partition_point(|at| *at <= until);
            i64::try_from(last - first).unwrap_or(i64::MAX)
        };
        let calls = book.calls.get(&network);
        let mut most = None;
        for from in calls.into_iter().flatten().copied() {
            let until = from.after(Span::minutes(1));
            let made = count(calls, from, until);
            let wished = count(book.wishes.get(&network), from.before(Span::minutes(5)), until);
            let started = count(Some(&book.starts), from, until);
            let paced = servers * (processes + started) * (a_minute + A_CHECK) * RENEWED_FIRST;
            let allowed = paced + wished * A_CHECK;
            if made > allowed {
                most = most.max(Some((made, allowed)));
            }
        }
        drop(book);
        if let Some((made, allowed)) = most {
            let what = format!("{network} was called {made} times in a minute: {allowed} are fine");
            world.violated(7, what);
        }
    }
}

fn between(times: Option<&Vec<Timestamp>>, window: &Window) -> i64 {
    let times = times.map_or(&[][..], Vec::as_slice);
    let between = times.iter().filter(|at| **at >= window.from && **at < window.until);
    i64::try_from(between.count()).unwrap_or(i64::MAX)
}
