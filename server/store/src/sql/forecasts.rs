//! What will need a person, and the calendars that show it.

use async_trait::async_trait;
use domain::{account::Viewer, id::WorkspaceId, time::Timestamp};
use engine::{
    ports::store::{
        Forecasts, StoreError, Stored,
        forecasts::{Foreseen, NewFeed},
    },
    vault::TokenDigest,
};
use sqlx::FromRow;

use super::{
    Db,
    accounts::ViewerRow,
    rows::{self, At, TableRow},
    unavailable,
};

#[derive(FromRow)]
struct ForeseenRow {
    id: String,
    network: String,
    name: String,
    channels: i64,
    needed_at: i64,
}

impl TableRow for ForeseenRow {
    const TABLE: &'static str = "profiles";
}

impl TryFrom<ForeseenRow> for Foreseen {
    type Error = StoreError;

    fn try_from(row: ForeseenRow) -> Stored<Self> {
        let at = At::new(ForeseenRow::TABLE, &row.id);
        Ok(Self {
            profile: at.word("id", &row.id)?,
            network: at.word("network", &row.network)?,
            channels: at.count::<u64>("channels", row.channels)?.try_into().unwrap_or(u32::MAX),
            name: row.name,
            at: Timestamp::from_millis(row.needed_at),
        })
    }
}

#[async_trait]
impl Forecasts for Db {
    async fn foreseen(
        &self,
        workspace: WorkspaceId,
        until: Timestamp,
        limit: u32,
    ) -> Stored<Vec<Foreseen>> {
        let rows = sqlx::query(
            "SELECT id, network, name, needed_at, (SELECT COUNT(*) FROM channels c
             WHERE c.workspace = p.workspace AND c.profile = p.id) AS channels
             FROM profiles p WHERE workspace = $1 AND needed_at < $2
             ORDER BY needed_at, id LIMIT $3",
        )
        .bind(workspace.to_string())
        .bind(until.millis())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(rows::read_all::<ForeseenRow, _>(&rows))
    }

    async fn keep_feed(&self, feed: &NewFeed) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query(
            "INSERT INTO calendar_feeds (workspace, person, secret) VALUES ($1, $2, $3)
             ON CONFLICT (workspace, person) DO UPDATE SET secret = excluded.secret",
        )
        .bind(feed.workspace.to_string())
        .bind(feed.person.to_string())
        .bind(feed.secret.0.as_slice())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.write_audit(&feed.audit).await?;
        unit.commit().await
    }

    async fn feed(&self, secret: TokenDigest) -> Stored<Option<Viewer>> {
        let row: Option<ViewerRow> = sqlx::query_as(
            "SELECT p.id AS person, p.name, p.email, w.id AS workspace, w.name AS workspace_name,
             m.role, p.language_chosen, p.language_asked FROM calendar_feeds f
             JOIN memberships m ON m.workspace = f.workspace AND m.person = f.person
             JOIN persons p ON p.id = f.person
             JOIN workspaces w ON w.id = f.workspace
             WHERE f.secret = $1",
        )
        .bind(secret.0.as_slice())
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        row.map(Viewer::try_from).transpose()
    }
}
