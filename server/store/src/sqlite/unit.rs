//! A unit of work: one write transaction, with the events and audit entries that tell of it.

use domain::{
    event::{EventId, What},
    id::WorkspaceId,
    time::Timestamp,
};
use engine::ports::store::{StoreError, Stored, accounts::AuditEntry};
use sqlx::{SqliteConnection, Transaction};
use tokio::sync::broadcast;

use super::{
    rows::{At, to_json},
    unavailable,
};

/// One write transaction. Dropped without [`Unit::commit`] it leaves nothing behind.
pub(super) struct Unit {
    transaction: Transaction<'static, sqlx::Sqlite>,
    alarm: broadcast::Sender<WorkspaceId>,
    told: Vec<WorkspaceId>,
}

impl Unit {
    pub(super) const fn new(
        transaction: Transaction<'static, sqlx::Sqlite>,
        alarm: broadcast::Sender<WorkspaceId>,
    ) -> Self {
        Self { transaction, alarm, told: Vec::new() }
    }

    /// What queries run on.
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    /// Writes an event: raises the workspace's counter and tells what happened, here and nowhere else, so that the
    /// numbers of a workspace have no gaps and are seen in their order.
    pub(super) async fn write_event(
        &mut self,
        workspace: WorkspaceId,
        at: Timestamp,
        what: &What,
    ) -> Stored<EventId> {
        let last: i64 = sqlx::query_scalar(
            "UPDATE workspaces SET last_event = last_event + 1 WHERE id = $1 RETURNING last_event",
        )
        .bind(workspace.to_string())
        .fetch_one(self.connection())
        .await
        .map_err(unavailable)?;
        sqlx::query("INSERT INTO events (workspace, id, at, what) VALUES ($1, $2, $3, $4)")
            .bind(workspace.to_string())
            .bind(last)
            .bind(at.millis())
            .bind(to_json(what)?)
            .execute(self.connection())
            .await
            .map_err(unavailable)?;
        self.ring(workspace);
        let at = At::new("workspaces", &workspace);
        at.count("last_event", last).map(EventId)
    }

    /// Rings for this workspace once all is committed.
    pub(super) fn ring(&mut self, workspace: WorkspaceId) {
        self.told.push(workspace);
    }

    /// Writes an entry to the audit log.
    pub(super) async fn write_audit(&mut self, entry: &AuditEntry) -> Stored<()> {
        sqlx::query(
            "INSERT INTO audit (workspace, person, what, about, from_address, at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(entry.workspace.map(|id| id.to_string()))
        .bind(entry.person.map(|id| id.to_string()))
        .bind(&entry.what)
        .bind(&entry.about)
        .bind(&entry.from)
        .bind(entry.at.millis())
        .execute(self.connection())
        .await
        .map_err(unavailable)?;
        Ok(())
    }

    /// Commits, then rings.
    ///
    /// In a task of its own: a caller that goes away while the commit is under way must not silence the alarm.
    pub(super) async fn commit(self) -> Stored<()> {
        let Self { transaction, alarm, told } = self;
        let committing = tokio::spawn(async move {
            transaction.commit().await.map_err(unavailable)?;
            for workspace in told {
                // No listener is no fault: the log is the truth.
                let _ = alarm.send(workspace);
            }
            Ok(())
        });
        committing.await.map_err(|error| StoreError::Unavailable(error.into()))?
    }
}
