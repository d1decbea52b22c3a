//! The sandbox told as stories over real HTTP: what a person, a client and a tester see.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do; clippy only knows those inside #[test]"
)]

mod audience;
mod bluesky;
mod bluesky_api;
mod bluesky_proofs;
mod bluesky_sessions;
mod browser;
mod control;
mod deeds;
mod facebook_causes;
mod facebook_dialog;
mod facebook_instagram;
mod facebook_pages;
mod facebook_tokens;
mod faults;
mod instagram;
mod instagram_api;
mod instagram_causes;
mod linkedin;
mod linkedin_api;
mod linkedin_causes;
mod linkedin_tokens;
mod mastodon;
mod mastodon_api;
mod mastodon_tokens;
mod meta;
mod parts;
mod pictures;
mod pinterest;
mod pinterest_api;
mod pinterest_causes;
mod push_delivery;
mod push_google;
mod push_meta;
mod push_service;
mod push_tiktok;
mod push_x;
mod receiver;
mod support;
mod threads;
mod threads_api;
mod threads_causes;
mod tiktok;
mod tiktok_api;
mod tiktok_causes;
mod tls;
mod world;
mod x_api;
mod x_dialog;
mod x_tokens;
mod youtube;
mod youtube_api;
mod youtube_causes;
mod youtube_tokens;
mod youtube_upload;
