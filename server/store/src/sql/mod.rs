//! The store port in SQL, written once and compiled for each database.
//!
//! The module above says what a database is: its store (`Db`), its rows and connections, how a unit of work begins and
//! commits (`Writing`), and as macros the words that only one of them has (`for_update!`, `skip_locked!`). Everything
//! else is text that both understand, with `$1`. Generics over sqlx's databases lost: half of every file was bounds.
//!
//! Invariant: a unit locks the row it is about before it reads it, and every unit locks in the same order, so that no two
//! wait for each other: installation, attempts by their keys, invitations, memberships by their keys, network
//! standing, authorizations, links, notices' turns, conversations with support, letters, messages to webhooks, webhooks, messages to
//! devices, devices, profiles by their keys, channels, the queues of channels by their keys, posts, how far channels were heard, comments, answers, second steps, passkeys, the workspaces
//! by their keys, whose rows every event raises, and last, when the unit commits, the ends of audit chains by their keys.

#[macro_use]
pub(super) mod taking;

mod accounts;
mod api_keys;
mod asks;
mod audits;
mod authorizations;
pub(super) mod chain;
mod channel_roles;
mod channels;
mod checks;
pub(super) mod comments;
mod community_roles;
mod devices;
pub(super) mod due;
mod events;
pub(super) mod figures;
mod forecasts;
mod grants;
mod held;
mod histories;
mod hooks;
mod invitations;
mod landing;
mod letters;
mod links;
pub(super) mod listenings;
mod notices;
mod own_account;
mod passkeys;
mod pictures;
pub(super) mod posts;
pub(super) mod profiles;
mod renewals;
pub(super) mod replies;
mod rows;
mod scheduler_roles;
mod second_factors;
mod secrets;
mod servers;
pub(super) mod signals;
mod support;
mod team;
#[cfg(test)]
pub(super) mod tests;
mod timetables;
pub(super) mod turns;
pub(super) mod unit;
mod walks;

use super::{Connection, Db, Driver, Row, Writing};
use crate::unavailable;
