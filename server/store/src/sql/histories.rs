//! How profiles came to stand otherwise: written here and nowhere else, in the unit in which they do.

use async_trait::async_trait;
use domain::{
    cause::Cause,
    id::{ProfileId, WorkspaceId},
    network::Network,
    profile::Profile,
    time::Timestamp,
    uptime::{Change, Doer, State},
};
use engine::ports::store::{
    Histories, Stored,
    accounts::AuditEntry,
    histories::{History, Noted, RenewalCount},
};
use serde::Serialize;
use sqlx::FromRow;

use super::{
    Db,
    rows::{At, number, to_json},
    unavailable,
    unit::Unit,
};

/// What the audit log tells of a change without a person.
#[derive(Serialize)]
struct Facts<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a Cause>,
}

/// Writes down how a profile stands from `at` on, if that is otherwise than `before`. What came without a person has an
/// entry of its own in the audit log.
pub(super) async fn note(
    unit: &mut Unit,
    workspace: WorkspaceId,
    before: &State,
    after: &Profile,
    by: Doer,
    at: Timestamp,
) -> Stored<()> {
    let state = State::of(after);
    if state == *before {
        return Ok(());
    }
    write(unit, workspace, after.id, &Change { at, state: state.clone(), by }).await?;
    let what = match (&state, before.is_red()) {
        (State::Lost(Cause::RotationLost), _) => "health.rotation_lost",
        (State::Lost(_), _) => "health.lost",
        (State::Partly(_), _) => "health.partly_lost",
        (State::Works, true) => "health.healed",
        (State::Works | State::Uncertain, _) => return Ok(()),
    };
    let entry = AuditEntry {
        workspace: Some(workspace),
        person: None,
        what: what.to_owned(),
        about: after.id.to_string(),
        from: String::new(),
        at,
    };
    let cause = state.cause().or_else(|| before.cause());
    unit.write_change(&entry, &Facts { cause })
}

/// Writes down how a profile stands after a login, which ends whatever was before.
pub(super) async fn note_login(
    unit: &mut Unit,
    workspace: WorkspaceId,
    after: &Profile,
    by: Doer,
    at: Timestamp,
) -> Stored<()> {
    let last: Option<String> = sqlx::query_scalar(
        "SELECT state FROM health_changes WHERE workspace = $1 AND profile = $2
         ORDER BY number DESC LIMIT 1",
    )
    .bind(workspace.to_string())
    .bind(after.id.to_string())
    .fetch_optional(unit.connection())
    .await
    .map_err(unavailable)?;
    let state = State::of(after);
    if last == Some(to_json(&state)?) {
        return Ok(());
    }
    write(unit, workspace, after.id, &Change { at, state, by }).await
}

async fn write(
    unit: &mut Unit,
    workspace: WorkspaceId,
    profile: ProfileId,
    change: &Change,
) -> Stored<()> {
    // The profile's row is locked, so nobody else counts here.
    sqlx::query(
        "INSERT INTO health_changes (workspace, profile, number, at, state, doer)
         SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5 FROM health_changes
         WHERE workspace = $1 AND profile = $2",
    )
    .bind(workspace.to_string())
    .bind(profile.to_string())
    .bind(change.at.millis())
    .bind(to_json(&change.state)?)
    .bind(to_json(&change.by)?)
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}

#[derive(FromRow)]
struct ChangeRow {
    profile: String,
    network: String,
    at: i64,
    state: String,
    doer: String,
}

impl ChangeRow {
    fn read(&self) -> Stored<Change> {
        let at = At::new("health_changes", &self.profile);
        Ok(Change {
            at: Timestamp::from_millis(self.at),
            state: at.json("state", &self.state)?,
            by: at.json("doer", &self.doer)?,
        })
    }
}

/// Changes since `$2`, and how each profile stood before that. What follows names the profile, or the order.
macro_rules! since {
    ($rest:literal) => {
        concat!(
            "SELECT c.profile, f.network, c.at, c.state, c.doer FROM health_changes c
             JOIN profiles f ON f.workspace = c.workspace AND f.id = c.profile
             WHERE c.workspace = $1 AND (c.at >= $2 OR c.number =
             (SELECT MAX(d.number) FROM health_changes d WHERE d.workspace = c.workspace
             AND d.profile = c.profile AND d.at < $2)) ",
            $rest,
            " ORDER BY c.profile, c.number"
        )
    };
}

#[async_trait]
impl Histories for Db {
    async fn history(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        since: Timestamp,
    ) -> Stored<Vec<Noted>> {
        let rows: Vec<ChangeRow> = sqlx::query_as(since!("AND c.profile = $3"))
            .bind(workspace.to_string())
            .bind(since.millis())
            .bind(profile.to_string())
            .fetch_all(&self.readers)
            .await
            .map_err(unavailable)?;
        let mut noted = Vec::with_capacity(rows.len());
        for row in rows {
            let change = row.read()?;
            let person = match change.by {
                Doer::Person(person) => {
                    sqlx::query_scalar("SELECT name FROM persons WHERE id = $1")
                        .bind(person.to_string())
                        .fetch_optional(&self.readers)
                        .await
                        .map_err(unavailable)?
                }
                Doer::Link | Doer::Renewal | Doer::Network | Doer::Beginning => None,
            };
            noted.push(Noted { change, person });
        }
        Ok(noted)
    }

    async fn histories(&self, workspace: WorkspaceId, since: Timestamp) -> Stored<Vec<History>> {
        let rows: Vec<ChangeRow> = sqlx::query_as(since!(""))
            .bind(workspace.to_string())
            .bind(since.millis())
            .fetch_all(&self.readers)
            .await
            .map_err(unavailable)?;
        let mut histories: Vec<History> = Vec::new();
        for row in rows {
            let at = At::new("health_changes", &row.profile);
            let profile = at.word("profile", &row.profile)?;
            let change = row.read()?;
            match histories.last_mut().filter(|last| last.profile == profile) {
                Some(last) => last.changes.push(change),
                None => histories.push(History {
                    profile,
                    network: at.word("network", &row.network)?,
                    changes: vec![change],
                }),
            }
        }
        Ok(histories)
    }

    async fn forget_histories(&self, before: Timestamp) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query(
            "DELETE FROM health_changes WHERE at < $1 AND EXISTS
             (SELECT 1 FROM health_changes d WHERE d.workspace = health_changes.workspace
             AND d.profile = health_changes.profile AND d.number > health_changes.number
             AND d.at < $1)",
        )
        .bind(before.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        sqlx::query("DELETE FROM renewal_counts WHERE day < $1")
            .bind(before.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await
    }

    async fn count_renewals(&self, counts: &[RenewalCount]) -> Stored<()> {
        let mut unit = self.unit().await?;
        let mut counts = counts.to_vec();
        counts.sort_unstable_by_key(|count| (count.workspace, count.network.slug(), count.day));
        for RenewalCount { workspace, network, day, count } in counts {
            sqlx::query(
                "INSERT INTO renewal_counts (workspace, network, day, renewals)
                 SELECT id, $2, $3, $4 FROM workspaces WHERE id = $1
                 ON CONFLICT (workspace, network, day) DO UPDATE SET
                 renewals = renewal_counts.renewals + excluded.renewals",
            )
            .bind(workspace.to_string())
            .bind(network.slug())
            .bind(day.millis())
            .bind(number(count))
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        }
        unit.commit().await
    }

    async fn renewals_counted(
        &self,
        workspace: WorkspaceId,
        since: Timestamp,
    ) -> Stored<Vec<(Network, u64)>> {
        // Summed here: PostgreSQL's sum of whole numbers is another type than SQLite's.
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT network, renewals FROM renewal_counts WHERE workspace = $1 AND day >= $2
             ORDER BY network",
        )
        .bind(workspace.to_string())
        .bind(since.millis())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let mut counts: Vec<(Network, u64)> = Vec::new();
        for (network, renewals) in rows {
            let at = At::new("renewal_counts", &network);
            let network: Network = at.word("network", &network)?;
            let renewals: u64 = at.count("renewals", renewals)?;
            match counts.last_mut().filter(|(last, _)| *last == network) {
                Some((_, sum)) => *sum += renewals,
                None => counts.push((network, renewals)),
            }
        }
        Ok(counts)
    }
}
