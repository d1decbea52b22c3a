//! Figures, as rows and as values.

use domain::{figure::DayRange, time::Timestamp};
use engine::ports::store::{
    StoreError, Stored,
    figures::{Counting, Forgotten},
};
use sqlx::FromRow;

use super::{At, TableRow};

/// How far a channel was counted.
#[derive(FromRow)]
pub(in super::super) struct CountingRow {
    channel: String,
    counted_until: Option<i64>,
    lost: Option<String>,
    lost_since: Option<i64>,
}

impl TableRow for CountingRow {
    const TABLE: &'static str = "countings";
}

impl TryFrom<CountingRow> for Counting {
    type Error = StoreError;

    fn try_from(row: CountingRow) -> Stored<Self> {
        let at = At::new(CountingRow::TABLE, &row.channel);
        let lost = row.lost.zip(row.lost_since);
        let lost = lost.map(|(cause, since)| {
            Ok::<_, StoreError>((at.json("lost", &cause)?, Timestamp::from_millis(since)))
        });
        Ok(Self {
            channel: at.word("channel", &row.channel)?,
            counted_until: row.counted_until.map(Timestamp::from_millis),
            lost: lost.transpose()?,
        })
    }
}

/// Days of a channel that are forgotten.
#[derive(FromRow)]
pub(in super::super) struct ForgottenRow {
    channel: String,
    from_at: i64,
    until_at: i64,
    cause: Option<String>,
}

impl TableRow for ForgottenRow {
    const TABLE: &'static str = "forgotten_days";
}

impl TryFrom<ForgottenRow> for Forgotten {
    type Error = StoreError;

    fn try_from(row: ForgottenRow) -> Stored<Self> {
        let at = At::new(ForgottenRow::TABLE, &row.channel);
        let (from, until) = (row.from_at, row.until_at);
        Ok(Self {
            channel: at.word("channel", &row.channel)?,
            days: DayRange {
                from: Timestamp::from_millis(from),
                until: Timestamp::from_millis(until),
            },
            cause: row.cause.map(|cause| at.json("cause", &cause)).transpose()?,
        })
    }
}
