//! Small things a network remembers between two calls of a client: media containers, pushed requests, upload sessions.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Result, Tx};

/// Which notes: a network and a word for what they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Book {
    pub(crate) network: &'static str,
    pub(crate) kind: &'static str,
}

/// Writes a note, in place of the one with this id.
pub(crate) fn put(
    tx: &Tx<'_>,
    book: Book,
    id: &str,
    value: &impl Serialize,
    expires_at: i64,
) -> Result<()> {
    tx.sql.execute("DELETE FROM notes WHERE expires_at <= ?1", [tx.now])?;
    tx.sql.execute(
        "INSERT OR REPLACE INTO notes (network, kind, id, value, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![book.network, book.kind, id, serde_json::to_string(value)?, expires_at],
    )?;
    Ok(())
}

/// Reads a note that is not out of date.
pub(crate) fn find<T: DeserializeOwned>(tx: &Tx<'_>, book: Book, id: &str) -> Result<Option<T>> {
    let found: Option<String> = tx
        .sql
        .prepare_cached(
            "SELECT value FROM notes WHERE network = ?1 AND kind = ?2 AND id = ?3 AND expires_at > ?4",
        )?
        .query_row(params![book.network, book.kind, id, tx.now], |row| row.get(0))
        .optional()?;
    Ok(found.as_deref().map(serde_json::from_str).transpose()?)
}

/// Reads a note and tears it out: what may be used once.
pub(crate) fn take<T: DeserializeOwned>(tx: &Tx<'_>, book: Book, id: &str) -> Result<Option<T>> {
    let found = find(tx, book, id)?;
    tx.sql.execute(
        "DELETE FROM notes WHERE network = ?1 AND kind = ?2 AND id = ?3",
        [book.network, book.kind, id],
    )?;
    Ok(found)
}
