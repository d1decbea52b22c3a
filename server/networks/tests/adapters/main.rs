//! What the adapters send, seen by a local server, and what they make of its answers.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken fixture fails its test")]

mod facebook;
mod mastodon;
mod pinterest;
mod recorder;
mod tiktok;
mod x;
