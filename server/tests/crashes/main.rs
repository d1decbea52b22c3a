//! What happens to real servers: killed at any step, starved of disk, stopped and woken, many at once on one database.
//!
//! This program is both sides. Started by a person it is the tests; started by a test, with orders in its environment, it
//! is a server: the production engine on its real store and adapters, in a process that can be killed. It must not know
//! what a renewal is made of: what was lost is asked of the sandbox, whose record is the truth.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story that goes wrong ends there")]

mod answers;
mod crowd;
mod databases;
mod full;
mod house;
mod kills;
mod notices;
mod post_office;
#[path = "../../bench/src/postgres.rs"]
mod postgres;
mod posts;
mod server;
mod stopped;
mod world;

use std::process::ExitCode;

use databases::Database::{self, Postgres, Sqlite};
use libtest_mimic::{Arguments, Trial};

/// A story, and the databases it is told on.
struct Story {
    name: &'static str,
    on: &'static [Database],
    tell: fn(Database) -> Result<(), libtest_mimic::Failed>,
}

const BOTH: &[Database] = &[Sqlite, Postgres];

#[rustfmt::skip]
const STORIES: &[Story] = &[
    Story { name: "killed at any step while x renews in time", on: BOTH, tell: |on| tell(kills::x_in_time(on)) },
    Story { name: "killed at any step while x renews too late", on: BOTH, tell: |on| tell(kills::x_too_late(on)) },
    Story { name: "killed at any step while youtube renews", on: BOTH, tell: |on| tell(kills::youtube(on)) },
    Story { name: "killed at any step while instagram renews", on: BOTH, tell: |on| tell(kills::instagram(on)) },
    Story { name: "killed at any step while posts go out", on: BOTH, tell: |on| tell(posts::facebook(on)) },
    Story { name: "killed at any step while answers go out", on: BOTH, tell: |on| tell(answers::facebook(on)) },
    Story { name: "killed at any step while notices go out", on: BOTH, tell: |on| tell(notices::told(on)) },
    // The server of the other database writes in a process of its own.
    Story { name: "no request leaves while the disk is full", on: &[Sqlite], tell: |on| tell(full::nothing_is_sent(on)) },
    Story { name: "an answer waits for room on the disk", on: &[Sqlite], tell: |on| tell(full::the_answer_waits(on)) },
    Story { name: "no request leaves while writes are refused", on: BOTH, tell: |on| tell(full::nothing_is_sent_read_only(on)) },
    Story { name: "hundreds at once send one request", on: BOTH, tell: |on| tell(crowd::one_request(on)) },
    // A file belongs to one server.
    Story { name: "one of three servers is killed under load", on: &[Postgres], tell: |on| tell(crowd::one_dies_under_load(on)) },
    Story { name: "a stopped holder answers late", on: BOTH, tell: |on| tell(stopped::within_the_lease(on)) },
    Story { name: "a stopped holder answers after its lease", on: BOTH, tell: |on| tell(stopped::after_the_lease(on)) },
];

fn main() -> ExitCode {
    if let Some(orders) = server::orders() {
        return server::run(orders);
    }
    let arguments = Arguments::from_args();
    let on_each = |database: Database| {
        let told = STORIES.iter().filter(move |story| story.on.contains(&database));
        told.map(move |story| {
            let name = format!("{}: {}", database.name(), story.name);
            Trial::test(name, move || (story.tell)(database))
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
