//! Stories told against the real parts: SQLite in a temporary folder, the adapters, the sandbox over HTTP.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story that goes wrong ends there")]

mod analytics;
mod asking;
mod backup;
mod community;
mod content;
mod devices;
mod forecast;
mod hooks;
mod house;
mod keys;
mod letters;
mod links;
mod mailbag;
mod media;
mod networks;
mod notices;
mod pushes;
mod reconnect;
mod scheduler;
mod secrets;
mod seeing;
mod tokens;
mod walk;
