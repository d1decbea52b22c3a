//! Rows as the tables hold them, and how they become values of the domain. An impossible row is an error that names
//! table and id, and never what the row holds.

pub(super) mod authorization;
pub(super) mod comment;
pub(super) mod event;
pub(super) mod figure;
pub(super) mod link;
pub(super) mod post;
pub(super) mod profile;

use std::{borrow::Cow, fmt::Display, str::FromStr};

use domain::account::Role;
use engine::ports::store::{StoreError, Stored};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{FromRow, Row as _};

use super::Row;

/// A row of a table.
pub(super) trait TableRow: for<'r> FromRow<'r, Row> {
    const TABLE: &'static str;
}

/// Reads one row.
pub(super) fn read<R, T>(row: &Row) -> Stored<T>
where
    R: TableRow,
    T: TryFrom<R, Error = StoreError>,
{
    R::from_row(row)
        .map_err(|error| {
            let id = row.try_get("id").unwrap_or_else(|_| "?".to_owned());
            let column = match &error {
                sqlx::Error::ColumnDecode { index, .. } => index,
                _ => "a column",
            };
            At::new(R::TABLE, &id).damaged(column, "unreadable")
        })
        .and_then(T::try_from)
}

/// Reads many rows. A damaged one is named in the log and left out, so that it does not take the others down.
pub(super) fn read_all<R, T>(rows: &[Row]) -> Vec<T>
where
    R: TableRow,
    T: TryFrom<R, Error = StoreError>,
{
    rows.iter().filter_map(|row| or_skip(read(row))).collect()
}

/// Names a damaged row in the log and leaves it out.
pub(super) fn or_skip<T>(row: Stored<T>) -> Option<T> {
    row.inspect_err(|error| tracing::error!(%error, "a damaged row is left out")).ok()
}

/// Which row, for messages.
pub(super) struct At {
    table: &'static str,
    id: String,
}

impl At {
    pub(super) fn new(table: &'static str, id: &impl Display) -> Self {
        Self { table, id: id.to_string() }
    }

    /// That `column` holds what cannot be.
    pub(super) fn damaged(&self, column: &str, why: &str) -> StoreError {
        StoreError::Corrupt {
            table: self.table,
            id: self.id.clone(),
            why: format!("{column}: {why}"),
        }
    }

    /// An id, a network: one word.
    pub(super) fn word<T: FromStr>(&self, column: &str, text: &str) -> Stored<T> {
        text.parse().map_err(|_| self.damaged(column, "not a known word"))
    }

    /// A value of several parts. The parser's message is not passed on: it quotes what it read.
    pub(super) fn json<T: DeserializeOwned>(&self, column: &str, text: &str) -> Stored<T> {
        serde_json::from_str(text).map_err(|error| {
            let category = error.classify();
            self.damaged(column, &format!("{category:?} error at {}", error.column()))
        })
    }

    /// A number that is never negative.
    pub(super) fn count<T: TryFrom<i64>>(&self, column: &str, number: i64) -> Stored<T> {
        T::try_from(number).map_err(|_| self.damaged(column, "out of range"))
    }

    /// A digest or fingerprint.
    pub(super) fn bytes(&self, column: &str, bytes: &[u8]) -> Stored<[u8; 32]> {
        bytes.try_into().map_err(|_| self.damaged(column, "not 32 bytes"))
    }
}

/// A number as its column holds it.
pub(super) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A value as its column holds it.
pub(super) fn to_json<T: Serialize>(value: &T) -> Stored<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Unavailable(error.into()))
}

/// Text that others wrote, as its column holds it: PostgreSQL cannot keep a NUL, and no name needs one.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "")) } else { Cow::Borrowed(text) }
}

/// Text without case, as it is compared, searched and sorted: here and not in SQL, because the databases disagree
/// outside ASCII. By way of capitals, because there ß and SS, and both forms of the sigma, meet.
pub(super) fn without_case(text: &str) -> String {
    self::text(text).chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// A role as its column holds it.
pub(super) const fn role_word(role: Role) -> &'static str {
    match role {
        Role::MasterAccount => "master",
        Role::Regular => "regular",
    }
}

/// The role a column holds.
pub(super) fn role(at: &At, word: &str) -> Stored<Role> {
    [Role::MasterAccount, Role::Regular]
        .into_iter()
        .find(|role| role_word(*role) == word)
        .ok_or_else(|| at.damaged("role", "not a known word"))
}
