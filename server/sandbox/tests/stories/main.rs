//! The sandbox told as stories over real HTTP: what a person, a client and a tester see.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do; clippy only knows those inside #[test]"
)]

mod bluesky;
mod bluesky_api;
mod bluesky_proofs;
mod bluesky_sessions;
mod browser;
mod control;
mod facebook_causes;
mod facebook_dialog;
mod facebook_pages;
mod facebook_tokens;
mod faults;
mod mastodon;
mod mastodon_api;
mod mastodon_tokens;
mod support;
mod world;
mod x_api;
mod x_dialog;
mod x_tokens;
