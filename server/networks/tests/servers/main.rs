//! The adapters against servers that others wrote (`servers/README.md`).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a server that misbehaves fails its test")]

mod bluesky;
mod browser;
mod running;
mod standard;
mod us;
