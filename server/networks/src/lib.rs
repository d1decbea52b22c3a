//! The social networks' adapters: what to ask, and what an answer means.
//!
//! It must not know the store, sessions, workspaces or health: tokens come in as arguments and leave as values, and the
//! furthest it goes is a [`domain::verdict::Verdict`]. It keeps no state about people.
//!
//! Invariant: an answer turns into `Dead` only where a row of a network's error table recognises it as being about the
//! token. Guarded by `tests/verdicts.rs`.

#[cfg(test)]
mod anything;
pub mod bluesky;
mod call;
mod comments;
pub mod config;
mod days;
pub mod facebook;
mod figures;
mod graph;
mod http;
pub mod instagram;
mod json;
mod limit;
pub mod linkedin;
pub mod mastodon;
mod meaning;
mod oauth;
mod outside;
pub mod pinterest;
mod publishing;
mod push;
mod reading_back;
mod registry;
mod scopes;
mod sole;
pub mod threads;
pub mod tiktok;
pub mod x;
pub mod youtube;

pub use self::{
    graph::verify_token,
    http::{Timeouts, install_crypto},
    outside::{NoStatus, Outside},
    registry::{Registry, Tools, registers_apps},
};
