//! The store port in SQL, written once and compiled for each database.
//!
//! The module above says what a database is: its store (`Db`), its rows and connections, how a unit of work begins and
//! commits (`Writing`). Generics over sqlx's databases lost: half of every file was bounds.

mod accounts;
mod authorizations;
mod checks;
mod events;
pub(super) mod grants;
mod held;
mod landing;
pub(super) mod profiles;
mod rows;
mod servers;
#[cfg(test)]
pub(super) mod tests;
pub(super) mod unit;

use super::{Connection, Db, Row, Writing};
use crate::unavailable;
