//! The log of what the networks were asked, and how much of a rate limit that has spent.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::clock::SECOND;
use super::{Result, Tx};

/// The log forgets older calls.
const KEPT: i64 = 10_000;

pub(crate) const WINDOW: i64 = 15 * 60 * SECOND;

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Call {
    pub(crate) id: i64,
    pub(crate) network: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// 0 where there was no answer.
    pub(crate) status: u16,
    pub(crate) at: i64,
}

pub(crate) fn record(
    tx: &Tx<'_>,
    network: &str,
    method: &str,
    path: &str,
    status: u16,
) -> Result<()> {
    tx.sql
        .prepare_cached(
            "INSERT INTO calls (network, method, path, status, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![network, method, path, status, tx.now])?;
    let id = tx.sql.last_insert_rowid();
    if id % 1_000 == 0 {
        tx.sql.execute("DELETE FROM calls WHERE id <= ?1", [id - KEPT])?;
    }
    Ok(())
}

/// Calls after a given one, newest last.
pub(crate) fn after(tx: &Tx<'_>, id: i64) -> Result<Vec<Call>> {
    let mut statement = tx.sql.prepare_cached(
        "SELECT id, network, method, path, status, at FROM calls WHERE id > ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([id], |row| {
        Ok(Call {
            id: row.get(0)?,
            network: row.get(1)?,
            method: row.get(2)?,
            path: row.get(3)?,
            status: row.get(4)?,
            at: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Counts a call against a limit: how many this window has seen, and when it ends.
pub(crate) fn count(tx: &Tx<'_>, network: &str, bucket: &str) -> Result<(i64, i64)> {
    count_in(tx, network, bucket, WINDOW)
}

/// The same where the network's window has another length.
pub(crate) fn count_in(
    tx: &Tx<'_>,
    network: &str,
    bucket: &str,
    window: i64,
) -> Result<(i64, i64)> {
    let open: Option<(i64, i64)> = tx
        .sql
        .prepare_cached("SELECT opened, used FROM rates WHERE network = ?1 AND bucket = ?2")?
        .query_row([network, bucket], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (opened, used) = match open {
        // A window that lies ahead was opened before the clock was set back.
        Some((opened, used)) if (0..window).contains(&(tx.now - opened)) => (opened, used + 1),
        _ => (tx.now, 1),
    };
    tx.sql
        .prepare_cached(
            "INSERT OR REPLACE INTO rates (network, bucket, opened, used) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![network, bucket, opened, used])?;
    Ok((used, opened + window))
}
