//! The social networks' adapters: what to ask, and what an answer means.
//!
//! It must not know the store, sessions, workspaces or health: tokens come in as arguments and leave as values, and the
//! furthest it goes is a [`domain::verdict::Verdict`]. It keeps no state about people.
//!
//! Invariant: an answer turns into `Dead` only where a row of a network's error table recognises it as being about the
//! token. Guarded by `tests/verdicts.rs`.

mod account;
pub mod config;
mod days;
pub mod facebook;
mod http;
mod json;
mod limit;
pub mod mastodon;
mod oauth;
pub mod pinterest;
mod publishing;
mod registry;
pub mod tiktok;
pub mod x;

pub use self::{
    http::{Timeouts, install_crypto},
    registry::{Registry, Tools},
};
