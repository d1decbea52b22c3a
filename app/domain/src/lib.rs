//! The vocabulary and the rules of Relink: what a profile, a grant, a verdict and a cause *are*, and what follows from
//! what.
//!
//! It knows no framework, no database, no clock and no network: time and randomness are arguments, so every rule here
//! is a function that a table can test. It compiles to WASM, because the page and the server speak the same words.
//! Tokens are not here, and cannot be named from here: they are a type of the engine's vault.

pub mod account;
pub mod authorization;
pub mod best;
pub mod breaker;
pub mod budget;
pub mod cause;
pub mod channel;
pub mod comment;
pub mod community;
pub mod cost;
pub mod counting;
pub mod device;
pub mod event;
pub mod figure;
pub mod gap;
pub mod grant;
pub mod health;
pub mod help;
pub mod hook;
pub mod id;
pub mod language;
pub mod late;
pub mod letter;
pub mod limits;
pub mod link;
pub mod network;
pub mod notice;
pub mod outcome;
pub mod plan;
pub mod post;
pub mod profile;
pub mod scheduling;
pub mod scope;
pub mod slots;
pub mod standing;
pub mod support;
pub mod time;
pub mod uptime;
pub mod verdict;
pub mod walk;
pub mod zone;
