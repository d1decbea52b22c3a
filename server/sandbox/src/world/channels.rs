//! Channels and who has which role on them.

use rusqlite::{OptionalExtension, Row};

use super::{Result, Tx};

#[derive(Clone, Debug)]
pub(crate) struct Channel {
    pub(crate) id: String,
    pub(crate) network: String,
    pub(crate) name: String,
    pub(crate) category: String,
    pub(crate) followers: i64,
}

/// A channel as one person sees it. A role that was dropped is remembered, so that it can be restored.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) channel: Channel,
    pub(crate) role: String,
    pub(crate) held: bool,
}

const COLUMNS: &str = "c.id, c.network, c.name, c.category, c.followers";

fn read(row: &Row<'_>) -> rusqlite::Result<Channel> {
    Ok(Channel {
        id: row.get(0)?,
        network: row.get(1)?,
        name: row.get(2)?,
        category: row.get(3)?,
        followers: row.get(4)?,
    })
}

fn read_seat(row: &Row<'_>) -> rusqlite::Result<Seat> {
    Ok(Seat { channel: read(row)?, role: row.get(5)?, held: row.get(6)? })
}

pub(crate) fn all(tx: &Tx<'_>) -> Result<Vec<Channel>> {
    let query = format!("SELECT {COLUMNS} FROM channels c ORDER BY c.network, c.name");
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn find(tx: &Tx<'_>, network: &str, id: &str) -> Result<Option<Channel>> {
    let query = format!("SELECT {COLUMNS} FROM channels c WHERE c.network = ?1 AND c.id = ?2");
    Ok(tx.sql.prepare_cached(&query)?.query_row([network, id], read).optional()?)
}

/// The channel that hangs on another one, if one does.
pub(crate) fn hanging_on(tx: &Tx<'_>, id: &str) -> Result<Option<Channel>> {
    let query = format!("SELECT {COLUMNS} FROM channels c WHERE c.hangs_on = ?1");
    Ok(tx.sql.prepare_cached(&query)?.query_row([id], read).optional()?)
}

/// Every seat of a person, held or not, in the order of names.
pub(crate) fn seats(tx: &Tx<'_>, person_id: &str) -> Result<Vec<Seat>> {
    let query = format!(
        "SELECT {COLUMNS}, r.role, r.held FROM roles r JOIN channels c ON c.id = r.channel_id
         WHERE r.person_id = ?1 ORDER BY c.name"
    );
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([person_id], read_seat)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The seats that the person still holds.
pub(crate) fn held(tx: &Tx<'_>, person_id: &str) -> Result<Vec<Seat>> {
    let mut seats = seats(tx, person_id)?;
    seats.retain(|seat| seat.held);
    Ok(seats)
}

/// The seat of a person on a channel, if they still hold it.
pub(crate) fn seat(tx: &Tx<'_>, person_id: &str, channel_id: &str) -> Result<Option<Seat>> {
    let query = format!(
        "SELECT {COLUMNS}, r.role, r.held FROM roles r JOIN channels c ON c.id = r.channel_id
         WHERE r.person_id = ?1 AND r.channel_id = ?2 AND r.held"
    );
    let mut statement = tx.sql.prepare_cached(&query)?;
    Ok(statement.query_row([person_id, channel_id], read_seat).optional()?)
}

/// Drops or restores roles on a channel: of one person, or of everybody.
pub(crate) fn hold(tx: &Tx<'_>, channel: &Channel, person: Option<&str>, held: bool) -> Result<()> {
    tx.sql.execute(
        "UPDATE roles SET held = ?3 WHERE channel_id = ?1 AND (?2 IS NULL OR person_id = ?2)",
        rusqlite::params![channel.id, person, held],
    )?;
    Ok(())
}

/// Every role as it was in the beginning.
pub(crate) fn reset(tx: &Tx<'_>) -> Result<()> {
    tx.sql.execute("UPDATE roles SET held = 1", [])?;
    Ok(())
}
