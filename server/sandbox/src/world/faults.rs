//! Trouble that waits for the next calls of a network, in the order it was ordered.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Error, Result, Tx};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// The network's own "try again later".
    Outage,
    /// A page for people where a machine expected JSON.
    Html,
    /// No answer, for a long time.
    Timeout,
    /// The connection closes without an answer; nothing was done.
    Reset,
    /// The connection closes without an answer; everything was done.
    #[serde(rename = "lost-answer", alias = "lost")]
    LostAnswer,
    /// The network's own "too many calls".
    RateLimit,
    /// The right answer, late.
    Slow,
    /// Status 200 and nonsense.
    Garbage,
    /// None: what was ordered after it waits for a later call.
    Pass,
}

impl Kind {
    pub(crate) const ALL: [Self; 9] = [
        Self::Outage,
        Self::Html,
        Self::Timeout,
        Self::Reset,
        Self::LostAnswer,
        Self::RateLimit,
        Self::Slow,
        Self::Garbage,
        Self::Pass,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Outage => "outage",
            Self::Html => "html",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::LostAnswer => "lost-answer",
            Self::RateLimit => "rate-limit",
            Self::Slow => "slow",
            Self::Garbage => "garbage",
            Self::Pass => "pass",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

pub(crate) fn order(tx: &Tx<'_>, network: &str, kind: Kind, times: i64) -> Result<()> {
    tx.sql.execute(
        "INSERT INTO faults (network, kind, remaining) VALUES (?1, ?2, ?3)",
        params![network, kind.as_str(), times],
    )?;
    Ok(())
}

/// Takes one turn of the oldest fault of a network.
pub(crate) fn take(tx: &Tx<'_>, network: &str) -> Result<Option<Kind>> {
    let found: Option<(i64, String)> = tx
        .sql
        .prepare_cached("SELECT id, kind FROM faults WHERE network = ?1 ORDER BY id LIMIT 1")?
        .query_row([network], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((id, kind)) = found else { return Ok(None) };
    tx.sql.execute("UPDATE faults SET remaining = remaining - 1 WHERE id = ?1", [id])?;
    tx.sql.execute("DELETE FROM faults WHERE id = ?1 AND remaining <= 0", [id])?;
    let kind = Kind::parse(&kind);
    kind.map(Some).ok_or_else(|| Error::Row { table: "faults", id: id.to_string() })
}

/// What still waits: network, kind, how many calls.
pub(crate) fn waiting(tx: &Tx<'_>) -> Result<Vec<(String, String, i64)>> {
    let mut statement =
        tx.sql.prepare_cached("SELECT network, kind, remaining FROM faults ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn lift(tx: &Tx<'_>) -> Result<()> {
    tx.sql.execute("DELETE FROM faults", [])?;
    Ok(())
}
