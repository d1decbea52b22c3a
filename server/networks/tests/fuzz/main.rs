//! Whatever a network, or whoever pretends to be one, may send: no panic, no endless reading, and nothing turns red but for an
//! answer that a row of its table knows. A network joins by its line in `tests/tables`.
//!
//! `PROPTEST_CASES=100000 cargo test -p networks --test fuzz` looks longer, `PROPTEST_RNG_SEED=7` elsewhere.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken fixture fails its test")]

mod adapters;
mod answers;
#[path = "../../src/anything.rs"]
mod anything;
mod errands;
#[path = "../adapters/recorder.rs"]
#[expect(dead_code, reason = "the adapters' stories use the rest")]
mod recorder;
#[path = "../tables/mod.rs"]
mod tables;
mod verdicts;
