//! The sandbox's own clock: the machine's, moved by a row.

use rusqlite::Connection;

use super::{Result, Tx, tokens};

pub(crate) const SECOND: i64 = 1_000;
pub(crate) const DAY: i64 = 24 * 60 * 60 * SECOND;

/// Milliseconds UTC by the sandbox's clock.
pub(crate) fn now(sql: &Connection) -> Result<i64> {
    let ahead: i64 =
        sql.prepare_cached("SELECT ahead_ms FROM clock")?.query_row([], |row| row.get(0))?;
    Ok(machine().saturating_add(ahead))
}

/// How far the sandbox is ahead of the machine, in seconds.
pub(crate) fn ahead(tx: &Tx<'_>) -> Result<i64> {
    let ahead: i64 = tx.sql.query_row("SELECT ahead_ms FROM clock", [], |row| row.get(0))?;
    Ok(ahead / SECOND)
}

/// Moves the clock; backwards too.
pub(crate) fn advance(tx: &Tx<'_>, seconds: i64) -> Result<()> {
    let ahead = ahead(tx)?.saturating_add(seconds);
    set(tx, ahead)
}

/// Sets the clock right.
pub(crate) fn reset(tx: &Tx<'_>) -> Result<()> {
    set(tx, 0)
}

fn set(tx: &Tx<'_>, ahead_seconds: i64) -> Result<()> {
    // What has expired stays dead when the clock goes back: moving it revives nothing.
    tokens::bury_expired(tx)?;
    let ahead = ahead_seconds.saturating_mul(SECOND);
    tx.sql.execute("UPDATE clock SET ahead_ms = ?1", [ahead])?;
    tx.ring();
    Ok(())
}

/// Milliseconds UTC by the machine's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the sandbox reads the machine's clock"
)]
pub(crate) fn machine() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}
