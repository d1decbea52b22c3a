//! A unit of work: one write transaction, with the events and audit entries that tell of it.

use domain::{
    event::{EventId, What},
    id::WorkspaceId,
    time::Timestamp,
};
use engine::ports::store::{Stored, accounts::AuditEntry};
use serde::Serialize;

use super::{
    Connection, Db, Writing,
    chain::{self, Audited},
    rows::{At, to_json},
    unavailable,
};

/// One write transaction. Dropped without [`Unit::commit`] it leaves nothing behind.
pub(in super::super) struct Unit {
    writing: Writing,
    told: Vec<WorkspaceId>,
    audited: Vec<Audited>,
}

impl Db {
    /// A unit of work.
    pub(in super::super) async fn unit(&self) -> Stored<Unit> {
        Ok(Unit { writing: self.write().await?, told: Vec::new(), audited: Vec::new() })
    }
}

impl Unit {
    /// What queries run on.
    pub(in super::super) fn connection(&mut self) -> &mut Connection {
        self.writing.connection()
    }

    /// Writes an event: raises the workspace's counter and tells what happened, here and nowhere else, so that the
    /// numbers of a workspace have no gaps and are seen in their order.
    pub(in super::super) async fn write_event(
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
        self.told.push(workspace);
        let at = At::new("workspaces", &workspace);
        at.count("last_event", last).map(EventId)
    }

    /// Writes an entry to the audit log, when the unit commits: the ends of the chains are locked last of all, and in their
    /// order, whenever in a unit it is known what happened.
    #[expect(clippy::unused_async, reason = "others await it like every other step of a unit")]
    pub(in super::super) async fn write_audit(&mut self, entry: &AuditEntry) -> Stored<()> {
        self.audited.push(Audited::new(entry, None));
        Ok(())
    }

    /// The same, with what changed: only the unit that changes it knows both sides.
    pub(in super::super) fn write_change<T: Serialize>(
        &mut self,
        entry: &AuditEntry,
        facts: &T,
    ) -> Stored<()> {
        self.audited.push(Audited::new(entry, Some(to_json(facts)?)));
        Ok(())
    }

    /// Makes it durable, then rings for every workspace that it told something.
    pub(in super::super) async fn commit(mut self) -> Stored<()> {
        let mut audited = std::mem::take(&mut self.audited);
        // Entries of one chain keep the order in which they were written.
        audited.sort_by_key(Audited::chain);
        for one in &audited {
            chain::append(self.connection(), one).await?;
        }
        self.writing.commit(self.told).await
    }
}
