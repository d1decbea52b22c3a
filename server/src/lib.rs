//! The server: axum in front of the engine, and the one place that puts everything together.
//!
//! It decides nothing about health or tokens: routes parse, the engine decides, `app` draws.

mod api;
mod backend;
pub mod clock;
pub mod config;
mod cookies;
mod csv;
mod demo;
pub mod devices;
mod gate;
mod guard;
pub mod hooks;
mod ics;
mod installation;
mod language;
pub mod mail;
mod memory;
mod pages;
mod qr;
mod relying_party;
mod request;
mod router;
mod routes;
mod rows;
mod run;
mod set_up;
mod state;
mod support;
pub mod vault;

pub use run::{
    RunError, account_create, account_reset, audit_verify, keys_rotate, migrate, run,
    two_factor_off,
};
