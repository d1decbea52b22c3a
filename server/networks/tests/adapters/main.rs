//! What the adapters send, seen by a local server, and what they make of its answers.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken fixture fails its test")]

mod bluesky;
mod facebook;
mod hand;
mod instagram;
mod linkedin;
mod mastodon;
mod meta;
mod pinterest;
mod recorder;
mod threads;
mod tiktok;
mod x;
mod youtube;
