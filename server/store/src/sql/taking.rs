//! Turns of channels, whatever they are for: whose has come is one range of one index.

use domain::{id::WorkspaceId, time::Timestamp};
use engine::ports::store::{
    Stored,
    turns::{Taken, TurnRequest},
};
use sqlx::QueryBuilder;

use super::{
    Db, Driver,
    rows::{At, or_skip},
    unavailable,
    unit::Unit,
};

/// At most so many turns at once, whatever is asked for.
const MOST_TURNS: u32 = 1000;

/// A table in which each channel has its turn (`workspace`, `channel`, `bucket`, `due_at`, and their index).
pub(in super::super) struct Line {
    /// Its name.
    pub(in super::super) table: &'static str,
    /// Whose turn has come: one range of the index, most overdue first.
    pub(in super::super) due: &'static str,
    /// Whose turn comes first.
    pub(in super::super) next: &'static str,
    /// Where turns are put off.
    pub(in super::super) again: &'static str,
    /// Where a channel gets its turn.
    pub(in super::super) begin: &'static str,
}

/// The [`Line`] of a table.
macro_rules! line {
    ($table:literal) => {
        super::taking::Line {
            table: $table,
            due: concat!(
                "SELECT due_at, workspace, channel FROM ",
                $table,
                " WHERE bucket = 0 AND due_at <= $1 ORDER BY due_at, workspace, channel LIMIT $2",
                skip_locked!()
            ),
            next: concat!(
                "SELECT due_at FROM ",
                $table,
                " WHERE bucket = 0 AND due_at IS NOT NULL ORDER BY due_at, workspace, channel LIMIT 1"
            ),
            again: concat!("UPDATE ", $table, " SET due_at = "),
            begin: concat!(
                "INSERT INTO ",
                $table,
                " AS line (workspace, channel, due_at) VALUES ($1, $2, $3)
                 ON CONFLICT (workspace, channel) DO UPDATE
                 SET due_at = COALESCE(line.due_at, excluded.due_at)"
            ),
        }
    };
}

impl Db {
    /// Takes channels whose turn has come.
    pub(super) async fn take(&self, line: &Line, request: &TurnRequest) -> Stored<Taken> {
        let mut reading = self.readers.acquire().await.map_err(unavailable)?;
        // A look that finds nothing needs no turn to write.
        let next: Option<i64> = sqlx::query_scalar(line.next)
            .fetch_optional(&mut *reading)
            .await
            .map_err(unavailable)?;
        drop(reading);
        if next.is_none_or(|next| next > request.now.millis()) {
            return Ok(Taken { channels: Vec::new(), next: next.map(Timestamp::from_millis) });
        }
        let mut unit = self.unit().await?;
        let due: Vec<(i64, String, String)> = sqlx::query_as(line.due)
            .bind(request.now.millis())
            .bind(i64::from(request.limit.min(MOST_TURNS)))
            .fetch_all(unit.connection())
            .await
            .map_err(unavailable)?;
        if !due.is_empty() {
            let mut again: QueryBuilder<Driver> = QueryBuilder::new(line.again);
            again.push_bind(request.again.millis()).push(" WHERE (workspace, channel) IN (");
            again.push_values(&due, |mut key, (_, workspace, channel)| {
                key.push_bind(workspace.clone()).push_bind(channel.clone());
            });
            again.push(")");
            let again = again.build().persistent(false).execute(unit.connection());
            again.await.map_err(unavailable)?;
        }
        let next: Option<i64> = sqlx::query_scalar(line.next)
            .fetch_optional(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await?;
        let key = |(_, workspace, channel): &(i64, String, String)| {
            let at = At::new(line.table, channel);
            Ok((at.word("workspace", workspace)?, at.word("channel", channel)?))
        };
        let channels = due.iter().map(key).filter_map(or_skip).collect();
        Ok(Taken { channels, next: next.map(Timestamp::from_millis) })
    }
}

/// A channel that is linked has its turn at `now`, unless it has one anyway.
pub(super) async fn begin(
    unit: &mut Unit,
    line: &Line,
    workspace: WorkspaceId,
    channel: &str,
    now: Timestamp,
) -> Stored<()> {
    sqlx::query(line.begin)
        .bind(workspace.to_string())
        .bind(channel)
        .bind(now.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    Ok(())
}
