//! The use cases of Relink: reconnecting, renewing, checking, signing in, over ports.
//!
//! It knows no axum, no SQL and no HTTP client: what it needs from outside stands in [`ports`], and tokens are the
//! types of [`vault`]. It decides; the rules it decides by are in `domain`.

pub mod ports;
pub mod vault;
