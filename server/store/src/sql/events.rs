//! The event log of each workspace, and how networks stand.

use async_trait::async_trait;
use domain::{
    event::{Event, EventId, What},
    id::WorkspaceId,
    network::Network,
    standing::Standing,
    time::Timestamp,
    verdict::Verdict,
};
use engine::ports::store::{Events, Stored, events::EventsRead};
use tokio::sync::broadcast;

use super::{
    Connection, Db, rows,
    rows::{
        At,
        event::{Counted, EventRow, StandingRow},
        to_json,
    },
    unavailable,
};

/// At most so many events at once, whatever is asked for.
const MOST_EVENTS: u32 = 1000;

#[async_trait]
impl Events for Db {
    async fn events_after(
        &self,
        workspace: WorkspaceId,
        after: EventId,
        limit: u32,
    ) -> Stored<EventsRead> {
        let mut snapshot = self.snapshot().await?;
        let last = last_event(&mut snapshot, workspace).await?;
        let Ok(from) = i64::try_from(after.0) else {
            return Ok(EventsRead::Resync { last });
        };
        let rows = sqlx::query(
            "SELECT id, at, what FROM events WHERE workspace = $1 AND id > $2 ORDER BY id LIMIT $3",
        )
        .bind(workspace.to_string())
        .bind(from)
        .bind(i64::from(limit.min(MOST_EVENTS)))
        .fetch_all(&mut *snapshot)
        .await
        .map_err(unavailable)?;
        snapshot.commit().await.map_err(unavailable)?;
        let events: Vec<Event> = rows::read_all::<EventRow, _>(&rows);
        // A hole, be it forgotten or damaged, must not pass for silence.
        let expected = (after.0 + 1..=last.0).take(limit.min(MOST_EVENTS) as usize);
        let whole = after <= last && events.iter().map(|event| event.id.0).eq(expected);
        Ok(if whole { EventsRead::Events(events) } else { EventsRead::Resync { last } })
    }

    fn alarm(&self) -> broadcast::Receiver<WorkspaceId> {
        self.alarm.subscribe()
    }

    async fn forget_events(&self, before: Timestamp) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query("DELETE FROM events WHERE at < $1")
            .bind(before.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await
    }

    async fn standings(&self) -> Stored<Vec<(Network, Standing)>> {
        let rows = sqlx::query(
            "SELECT network, failures, standing FROM network_standings ORDER BY network",
        )
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(not_fine(rows::read_all::<StandingRow, _>(&rows)))
    }

    async fn count_verdict(
        &self,
        network: Network,
        verdict: &Verdict,
        now: Timestamp,
    ) -> Stored<Option<Standing>> {
        // Every answer of every network comes by here, and almost none changes anything: those need no write lock.
        let mut reading = self.readers.acquire().await.map_err(unavailable)?;
        let unchanged = next(&mut reading, STANDING, network, verdict, now).await?.is_none();
        drop(reading);
        if unchanged {
            return Ok(None);
        }
        let mut unit = self.unit().await?;
        // Only a row that is there can be locked.
        sqlx::query(
            "INSERT INTO network_standings (network, failures, standing) VALUES ($1, 0, $2)
             ON CONFLICT (network) DO NOTHING",
        )
        .bind(network.slug())
        .bind(to_json(&Standing::Fine)?)
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        let Some(step) = next(unit.connection(), STANDING_TO_COUNT, network, verdict, now).await?
        else {
            return Ok(None);
        };
        sqlx::query("UPDATE network_standings SET failures = $1, standing = $2 WHERE network = $3")
            .bind(i64::from(step.after.failures))
            .bind(to_json(&step.after.standing)?)
            .bind(network.slug())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        if !step.turned {
            unit.commit().await?;
            return Ok(None);
        }
        let standing = step.after.standing;
        let what = What::Standing { network, standing: standing.clone() };
        for workspace in workspaces_at(unit.connection(), network).await? {
            unit.write_event(workspace, now, &what).await?;
        }
        unit.commit().await?;
        Ok(Some(standing))
    }
}

/// The number of a workspace's newest event, as this connection sees it.
pub(super) async fn last_event(
    connection: &mut Connection,
    workspace: WorkspaceId,
) -> Stored<EventId> {
    let last: Option<i64> = sqlx::query_scalar("SELECT last_event FROM workspaces WHERE id = $1")
        .bind(workspace.to_string())
        .fetch_optional(connection)
        .await
        .map_err(unavailable)?;
    let at = At::new("workspaces", &workspace);
    at.count("last_event", last.unwrap_or(0)).map(EventId)
}

/// Those that are not fine.
pub(super) fn not_fine(counted: Vec<Counted>) -> Vec<(Network, Standing)> {
    counted
        .into_iter()
        .filter(|counted| counted.standing != Standing::Fine)
        .map(|counted| (counted.network, counted.standing))
        .collect()
}

const STANDING: &str =
    "SELECT network, failures, standing FROM network_standings WHERE network = $1";
const STANDING_TO_COUNT: &str = concat!(
    "SELECT network, failures, standing FROM network_standings WHERE network = $1",
    for_update!()
);

/// What one more verdict changes.
struct Step {
    after: Counted,
    turned: bool,
}

/// What one more verdict changes; `None` if nothing that is worth a write.
async fn next(
    connection: &mut Connection,
    sql: &'static str,
    network: Network,
    verdict: &Verdict,
    now: Timestamp,
) -> Stored<Option<Step>> {
    let row = sqlx::query(sql)
        .bind(network.slug())
        .fetch_optional(connection)
        .await
        .map_err(unavailable)?;
    let before = match row {
        Some(row) => rows::read::<StandingRow, Counted>(&row)?,
        None => Counted { network, standing: Standing::Fine, failures: 0 },
    };
    let (standing, failures) = before.standing.clone().after(before.failures, verdict, now);
    let turned = standing != before.standing;
    // Failures only count on the way into trouble; during an outage they would be a write each for nothing.
    let counts = standing == Standing::Fine && failures != before.failures;
    let after = Counted { network, standing, failures };
    Ok((turned || counts).then_some(Step { after, turned }))
}

/// The workspaces with a profile at `network`. One index probe a workspace, instead of a walk over all profiles.
async fn workspaces_at(connection: &mut Connection, network: Network) -> Stored<Vec<WorkspaceId>> {
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT w.id FROM workspaces w WHERE EXISTS
         (SELECT 1 FROM profiles p WHERE p.workspace = w.id AND p.network = $1) ORDER BY w.id",
    )
    .bind(network.slug())
    .fetch_all(connection)
    .await
    .map_err(unavailable)?;
    let parsed = ids.iter().map(|id| At::new("workspaces", id).word("id", id));
    Ok(parsed.filter_map(rows::or_skip).collect())
}
