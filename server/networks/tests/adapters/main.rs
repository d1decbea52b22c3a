//! What the adapters send, seen by a local server, and what they make of its answers.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken fixture fails its test")]

mod facebook;
mod instagram;
mod linkedin;
mod meta;
mod recorder;
mod threads;
mod x;
mod youtube;
