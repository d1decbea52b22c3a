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
pub mod config;
pub mod facebook;
mod http;
mod json;
mod limit;
mod moment;
mod oauth;
mod registry;
mod sole;
pub mod x;

pub use self::{
    http::{Timeouts, install_crypto},
    registry::{Registry, Tools},
};
