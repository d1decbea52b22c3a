//! The pages of Relink: rendered on the server, hydrated in WASM.
//!
//! It knows no axum, no database and no network: what it needs stands in [`backend`]. It never sees a token, because
//! nothing it can name contains one.

pub mod backend;
pub mod error;
pub mod paths;
