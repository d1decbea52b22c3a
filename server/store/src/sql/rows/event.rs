//! Events and standings, as rows and as values.

use domain::{
    event::{Event, EventId},
    network::Network,
    standing::Standing,
    time::Timestamp,
};
use engine::ports::store::{StoreError, Stored};
use sqlx::FromRow;

use super::{At, TableRow};

/// An event of a known workspace.
#[derive(FromRow)]
pub(in super::super) struct EventRow {
    id: i64,
    at: i64,
    what: String,
}

impl TableRow for EventRow {
    const TABLE: &'static str = "events";
}

impl TryFrom<EventRow> for Event {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Stored<Self> {
        let at = At::new(EventRow::TABLE, &row.id);
        Ok(Self {
            id: EventId(at.count("id", row.id)?),
            at: Timestamp::from_millis(row.at),
            what: at.json("what", &row.what)?,
        })
    }
}

/// How a network stands.
#[derive(FromRow)]
pub(in super::super) struct StandingRow {
    #[sqlx(rename = "network")]
    id: String,
    failures: i64,
    standing: String,
}

impl TableRow for StandingRow {
    const TABLE: &'static str = "network_standings";
}

/// How a network stands, and how often in a row it failed.
pub(in super::super) struct Counted {
    pub(in super::super) network: Network,
    pub(in super::super) standing: Standing,
    pub(in super::super) failures: u32,
}

impl TryFrom<StandingRow> for Counted {
    type Error = StoreError;

    fn try_from(row: StandingRow) -> Stored<Self> {
        let at = At::new(StandingRow::TABLE, &row.id);
        Ok(Self {
            network: at.word("network", &row.id)?,
            standing: at.json("standing", &row.standing)?,
            failures: at.count("failures", row.failures)?,
        })
    }
}
