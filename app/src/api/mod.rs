//! Server functions: the verbs of the pages, one file a noun. Reads are GETs.
//!
//! They decide nothing. Whoever asks comes from the session; where a page acts within a workspace it names the one it
//! was made for, and a session that has moved to another is told so.

pub(crate) mod analytics;
pub(crate) mod community;
mod events;
mod forecasts;
pub(crate) mod hooks;
mod links;
pub(crate) mod mail;
pub(crate) mod notices;
mod people;
mod profiles;
pub(crate) mod scheduler;
pub(crate) mod seeing;
mod session;
pub(crate) mod team;

pub(crate) use events::events_after;
pub(crate) use forecasts::foreseen;
pub(crate) use links::read_links;
pub(crate) use people::{SetUp, demo_accounts};
pub(crate) use profiles::{Check, Remove, Shown, check, list, offers, one, read_ways, remove};
pub(crate) use session::{SignIn, SignOut, who};
