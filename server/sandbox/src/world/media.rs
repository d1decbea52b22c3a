//! Pictures and videos: uploaded to a network or fetched by it, and a post's once it was published with them.

use rusqlite::{OptionalExtension, Row, params};

use super::{Result, Tx};
use crate::picture::Picture;

#[derive(Clone, Debug)]
pub(crate) struct Medium {
    /// Such as `image/png`.
    pub(crate) kind: String,
    pub(crate) bytes: i64,
    /// Of its bytes, in hex.
    pub(crate) sha256: String,
}

const MEDIUM: &str = "kind, bytes, sha256";

fn read(row: &Row<'_>) -> rusqlite::Result<Medium> {
    Ok(Medium { kind: row.get(0)?, bytes: row.get(1)?, sha256: row.get(2)? })
}

/// Keeps what was shown for a channel under an id of the network's. The same again changes nothing.
pub(crate) fn keep(
    tx: &Tx<'_>,
    (network, channel_id): (&str, &str),
    id: &str,
    picture: &Picture,
) -> Result<()> {
    tx.sql
        .prepare_cached(
            "INSERT OR IGNORE INTO media (network, id, channel_id, kind, bytes, sha256)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![network, id, channel_id, picture.kind, picture.bytes, picture.sha256])?;
    Ok(())
}

pub(crate) fn find(
    tx: &Tx<'_>,
    (network, channel_id): (&str, &str),
    id: &str,
) -> Result<Option<Medium>> {
    let query =
        format!("SELECT {MEDIUM} FROM media WHERE network = ?1 AND id = ?2 AND channel_id = ?3");
    let mut statement = tx.sql.prepare_cached(&query)?;
    Ok(statement.query_row([network, id, channel_id], read).optional()?)
}

/// Makes it a part of a post.
pub(crate) fn attach(tx: &Tx<'_>, network: &str, id: &str, post_id: &str) -> Result<()> {
    tx.sql
        .prepare_cached("UPDATE media SET post_id = ?3 WHERE network = ?1 AND id = ?2")?
        .execute([network, id, post_id])?;
    Ok(())
}

pub(crate) fn of_post(tx: &Tx<'_>, network: &str, post_id: &str) -> Result<Vec<Medium>> {
    let query =
        format!("SELECT {MEDIUM} FROM media WHERE network = ?1 AND post_id = ?2 ORDER BY rowid");
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([network, post_id], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
