//! How often networks were called: hardly ever while they are in trouble, and within the pace afterwards.

use domain::time::{Span, Timestamp};

use crate::{
    network::kinds::{NETWORKS, has_servers},
    weather::{Trouble, Window},
    world::World,
};

/// Before that the breaker may still be learning of an outage.
const LEARNING: Span = Span::minutes(12);
/// The longest pause of a breaker.
const PAUSE: Span = Span::minutes(5);
/// What a process that has just started may ask before its own breaker opens, with the trials of shorter pauses.
const BY_A_START: i64 = 10;
/// What somebody who insists, or a message, may ask.
const BY_A_WISH: i64 = 3;

/// Judges the calls of a whole run by so many processes.
pub(crate) fn judge_calls(world: &World, processes: i64) {
    for network in NETWORKS {
        for window in world.weather.of(network) {
            if matches!(window.trouble, Trouble::LimitedUntil | Trouble::Limited) {
                continue;
            }
            let from = window.from.after(LEARNING);
            let lasted = window.until.since(from).as_millis();
            if lasted <= 0 {
                continue;
            }
            let book = world.book();
            let made = between(book.calls.get(&network), from, window);
            let wished = between(book.wishes.get(&network), window.from, window);
            let started = between(Some(&book.starts), window.from, window);
            drop(book);
            let servers = if has_servers(network) { 2 } else { 1 };
            let trials = servers * processes * (lasted / PAUSE.as_millis() + 2);
            let allowed = trials + wished * BY_A_WISH + servers * started * BY_A_START;
            if made > allowed {
                let what = format!("{network} was called {made} times in trouble ({allowed} are fine)");
                world.violated(7, what);
            }
        }
    }
}

fn between(times: Option<&Vec<Timestamp>>, from: Timestamp, window: &Window) -> i64 {
    let times = times.map_or(&[][..], Vec::as_slice);
    let between = times.iter().filter(|at| **at >= from && **at < window.until);
    i64::try_from(between.count()).unwrap_or(i64::MAX)
}
