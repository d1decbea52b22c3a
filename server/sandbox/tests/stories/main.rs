//! The sandbox told as stories over real HTTP: what a person, a client and a tester see.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do; clippy only knows those inside #[test]"
)]

mod browser;
mod control;
mod facebook_causes;
mod facebook_dialog;
mod facebook_pages;
mod facebook_tokens;
mod faults;
mod linkedin;
mod linkedin_api;
mod linkedin_causes;
mod linkedin_tokens;
mod support;
mod world;
mod x_api;
mod x_dialog;
mod x_tokens;
mod youtube;
mod youtube_api;
mod youtube_causes;
mod youtube_tokens;
mod youtube_upload;
