//! What happens to real servers: killed at any step, starved of disk, stopped and woken, many at once on one database.
//!
//! This program is both sides. Started by a person it is the tests; started by a test, with orders in its environment, it
//! is a server: the production engine on its real store and adapters, in a process that can be killed. It must not know
//! what a renewal is made of: what was lost is asked of the sandbox, whose record is the truth.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story that goes wrong ends there")]

mod crowd;
mod databases;
mod full;
mod house;
mod kills;
mod server;
mod stopped;
mod world;

use std::process::ExitCode;

use databases::Database;
use libtest_mimic::{Arguments, Trial};

/// A story, told on each database.
type Story = fn(Database) -> Result<(), libtest_mimic::Failed>;

const STORIES: &[(&str, Story)] = &[
    ("killed at any step while x renews in time", |on| tell(kills::x_in_time(on))),
    ("killed at any step while x renews too late", |on| tell(kills::x_too_late(on))),
    ("killed at any step while youtube renews", |on| tell(kills::youtube(on))),
    ("killed at any step while instagram renews", |on| tell(kills::instagram(on))),
    ("no request leaves while the disk is full", |on| tell(full::nothing_is_sent(on))),
    ("no request leaves while writes are refused", |on| tell(full::nothing_is_sent_read_only(on))),
    ("an answer waits for room on the disk", |on| tell(full::the_answer_waits(on))),
    ("hundreds at once send one request", |on| tell(crowd::one_request(on))),
    ("a stopped holder answers late", |on| tell(stopped::within_the_lease(on))),
    ("a stopped holder answers after its lease", |on| tell(stopped::after_the_lease(on))),
];

fn main() -> ExitCode {
    if let Some(orders) = server::orders() {
        return server::run(orders);
    }
    let arguments = Arguments::from_args();
    let on_each = |database: Database| {
        STORIES.iter().map(move |(name, story)| {
            Trial::test(format!("{}: {name}", database.name()), move || story(database))
        })
    };
    let trials = Database::present().into_iter().flat_map(on_each).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Runs a story to its end.
fn tell(story: impl Future<Output = ()>) -> Result<(), libtest_mimic::Failed> {
    runtime()?.block_on(story);
    Ok(())
}

/// Two threads, as servers have several.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}
