//! How often networks were called: hardly ever while they are in trouble, and within the pace afterwards.

use domain::time::{Span, Timestamp};

use crate::{
    network::kinds::{NETWORKS, has_servers},
    weather::{Trouble, Window},
    world::World,
};

/// The longest pause of a breaker.
const PAUSE: Span = Span::minutes(5);
/// What a process may ask until its breaker knows of an outage: what is on its way then, and the trials of shorter pauses.
const LEARNING: i64 = 16;
/// What somebody who insists, or a message, may ask.
const BY_A_WISH: i64 = 3;

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

fn between(times: Option<&Vec<Timestamp>>, window: &Window) -> i64 {
    let times = times.map_or(&[][..], Vec::as_slice);
    let between = times.iter().filter(|at| **at >= window.from && **at < window.until);
    i64::try_from(between.count()).unwrap_or(i64::MAX)
}
