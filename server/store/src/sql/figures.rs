//! Figures of channels: what was counted, how far, and what nobody can count any more.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    event::What,
    figure::{DayRange, Figure, Metric},
    id::{ChannelId, WorkspaceId},
    time::{Span, Timestamp},
};
use engine::ports::store::{
    Figures, Stored,
    figures::{CountLater, Counted, Counting, Forgotten},
    turns::{Taken, TurnRequest},
};
use sqlx::QueryBuilder;

use super::{
    Connection, Db, Driver,
    rows::{
        self, At,
        figure::{CountingRow, ForgottenRow},
        or_skip, to_json,
    },
    taking::Line,
    unavailable,
    unit::Unit,
};

/// In which each channel has its turn for its figures.
pub(in super::super) const COUNTINGS: Line = line!("countings");

/// So many figures one statement writes: each is five parameters.
const WRITTEN_AT_ONCE: usize = 1000;

/// How far channels were counted.
macro_rules! counting {
    () => {
        "SELECT channel, counted_until, lost, lost_since FROM countings WHERE workspace = $1"
    };
}

/// The figures of one channel: one range of the key.
pub(in super::super) const OF_CHANNEL: &str = "SELECT day, metric, value FROM figures
     WHERE workspace = $1 AND channel = $2 AND day >= $3 AND day < $4";

#[async_trait]
impl Figures for Db {
    async fn take_countings(&self, request: &TurnRequest) -> Stored<Taken> {
        self.take(&COUNTINGS, request).await
    }

    async fn counting(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<Counting>> {
        let row = sqlx::query(concat!(counting!(), " AND channel = $2"))
            .bind(workspace.to_string())
            .bind(channel.to_string())
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)?;
        row.map(|row| rows::read::<CountingRow, _>(&row)).transpose()
    }

    async fn countings(&self, workspace: WorkspaceId) -> Stored<Vec<Counting>> {
        let rows = sqlx::query(counting!())
            .bind(workspace.to_string())
            .fetch_all(&self.readers)
            .await
            .map_err(unavailable)?;
        Ok(rows::read_all::<CountingRow, _>(&rows))
    }

    async fn count(&self, counted: &Counted) -> Stored<()> {
        let (workspace, channel) = (counted.workspace, counted.channel);
        let mut unit = self.unit().await?;
        let changed = write_turn(
            &mut unit,
            (workspace, channel),
            Some(counted.counted_until),
            (None, Some(counted.again)),
        )
        .await?;
        let news = news(&mut unit, counted).await?;
        for few in news.chunks(WRITTEN_AT_ONCE) {
            write_figures(&mut unit, workspace, channel, few).await?;
        }
        if let Some(forgotten) = &counted.forgotten {
            forget(&mut unit, workspace, forgotten).await?;
        }
        if changed || !news.is_empty() || counted.forgotten.is_some() {
            unit.write_event(workspace, counted.now, &What::Statistics { channel }).await?;
        }
        unit.commit().await
    }

    async fn count_later(&self, later: &CountLater) -> Stored<()> {
        let (workspace, channel) = (later.workspace, later.channel);
        let mut unit = self.unit().await?;
        let lost = later.lost.as_ref();
        let lost = lost.map(|(cause, since)| Ok((to_json(cause)?, *since))).transpose()?;
        if write_turn(&mut unit, (workspace, channel), None, (lost, later.again)).await? {
            unit.write_event(workspace, later.now, &What::Statistics { channel }).await?;
        }
        unit.commit().await
    }

    async fn wake_uncounted(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()> {
        let mut unit = self.unit().await?;
        let mut wake: QueryBuilder<Driver> = QueryBuilder::new("UPDATE countings SET due_at = ");
        wake.push_bind(now.millis()).push(" WHERE lost_since IS NOT NULL");
        if let Some(workspace) = workspace {
            wake.push(" AND workspace = ").push_bind(workspace.to_string());
        }
        wake.build().execute(unit.connection()).await.map_err(unavailable)?;
        unit.commit().await
    }

    async fn figures(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
        days: &DayRange,
    ) -> Stored<Vec<(ChannelId, Figure)>> {
        let mut snapshot = self.snapshot().await?;
        let mut figures: Vec<(ChannelId, Figure)> = Vec::new();
        for channel in channels {
            let found = of_channel(&mut snapshot, workspace, *channel, days).await?;
            figures.extend(found.into_iter().map(|figure| (*channel, figure)));
        }
        snapshot.commit().await.map_err(unavailable)?;
        figures.sort_unstable_by_key(|(channel, figure)| (*channel, figure.metric, figure.day));
        Ok(figures)
    }

    async fn forgotten(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
    ) -> Stored<Vec<Forgotten>> {
        let rows = sqlx::query(
            "SELECT channel, from_at, until_at, cause FROM forgotten_days
             WHERE workspace = $1 ORDER BY channel, from_at",
        )
        .bind(workspace.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let mut forgotten: Vec<Forgotten> = rows::read_all::<ForgottenRow, _>(&rows);
        forgotten.retain(|days| channels.contains(&days.channel));
        Ok(forgotten)
    }
}

/// Ends a turn: how far it came, what is in its way, and when the next one is. True if people would see a difference.
async fn write_turn(
    unit: &mut Unit,
    (workspace, channel): (WorkspaceId, ChannelId),
    counted_until: Option<Timestamp>,
    (lost, again): (Option<(String, Timestamp)>, Option<Timestamp>),
) -> Stored<bool> {
    let before: Option<(Option<i64>, Option<String>, Option<i64>)> = sqlx::query_as(concat!(
        "SELECT counted_until, lost, lost_since FROM countings WHERE workspace = $1 AND channel = $2",
        for_update!()
    ))
    .bind(workspace.to_string())
    .bind(channel.to_string())
    .fetch_optional(unit.connection())
    .await
    .map_err(unavailable)?;
    let Some((until, cause, since)) = before else { return Ok(false) };
    let counted_until = counted_until.map(Timestamp::millis).max(until);
    let (lost, lost_since) = lost.map(|(cause, since)| (cause, since.millis())).unzip();
    sqlx::query(
        "UPDATE countings SET counted_until = $1, lost = $2, lost_since = $3, due_at = $4
         WHERE workspace = $5 AND channel = $6",
    )
    .bind(counted_until)
    .bind(&lost)
    .bind(lost_since)
    .bind(again.map(Timestamp::millis))
    .bind(workspace.to_string())
    .bind(channel.to_string())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok((counted_until, lost, lost_since) != (until, cause, since))
}

/// The figures of a channel. There are many, so that nothing is read of each that is known before.
async fn of_channel(
    connection: &mut Connection,
    workspace: WorkspaceId,
    channel: ChannelId,
    days: &DayRange,
) -> Stored<Vec<Figure>> {
    let rows: Vec<(i64, String, i64)> = sqlx::query_as(OF_CHANNEL)
        .bind(workspace.to_string())
        .bind(channel.to_string())
        .bind(days.from.millis())
        .bind(days.until.millis())
        .fetch_all(connection)
        .await
        .map_err(unavailable)?;
    let read = |(day, metric, value): (i64, String, i64)| {
        let metric = Metric::from_slug(&metric)
            .ok_or_else(|| At::new("figures", &channel).damaged("metric", "not a known word"))?;
        Ok(Figure { metric, day: Timestamp::from_millis(day), value })
    };
    Ok(rows.into_iter().map(read).filter_map(or_skip).collect())
}

/// What was counted and is not known so already; the last word counts where something was told twice.
async fn news(unit: &mut Unit, counted: &Counted) -> Stored<Vec<Figure>> {
    let told: BTreeMap<(Timestamp, Metric), Figure> =
        counted.figures.iter().map(|figure| ((figure.day, figure.metric), *figure)).collect();
    let (Some(((first, _), _)), Some(((last, _), _))) =
        (told.first_key_value(), told.last_key_value())
    else {
        return Ok(Vec::new());
    };
    let days = DayRange { from: *first, until: last.after(Span::millis(1)) };
    let known = of_channel(unit.connection(), counted.workspace, counted.channel, &days).await?;
    let known: BTreeMap<_, _> =
        known.into_iter().map(|figure| ((figure.day, figure.metric), figure.value)).collect();
    let is_new = |key, figure: &Figure| known.get(key) != Some(&figure.value);
    Ok(told.iter().filter(|(key, figure)| is_new(key, figure)).map(|(_, it)| *it).collect())
}

async fn write_figures(
    unit: &mut Unit,
    workspace: WorkspaceId,
    channel: ChannelId,
    figures: &[Figure],
) -> Stored<()> {
    let into = "INSERT INTO figures (workspace, channel, day, metric, value) ";
    let mut sql: QueryBuilder<Driver> = QueryBuilder::new(into);
    sql.push_values(figures, |mut row, figure| {
        row.push_bind(workspace.to_string()).push_bind(channel.to_string());
        row.push_bind(figure.day.millis()).push_bind(figure.metric.slug()).push_bind(figure.value);
    });
    sql.push(" ON CONFLICT (workspace, channel, day, metric) DO UPDATE SET value = excluded.value");
    sql.build().persistent(false).execute(unit.connection()).await.map_err(unavailable)?;
    Ok(())
}

async fn forget(unit: &mut Unit, workspace: WorkspaceId, forgotten: &Forgotten) -> Stored<()> {
    let Forgotten { channel, days, cause } = forgotten;
    sqlx::query(
        "INSERT INTO forgotten_days (workspace, channel, from_at, until_at, cause)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace, channel, from_at) DO UPDATE
         SET until_at = excluded.until_at, cause = excluded.cause",
    )
    .bind(workspace.to_string())
    .bind(channel.to_string())
    .bind(days.from.millis())
    .bind(days.until.millis())
    .bind(cause.as_ref().map(to_json).transpose()?)
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}
