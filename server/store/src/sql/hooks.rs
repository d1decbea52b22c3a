//! Webhooks, and messages on their way to them.

mod deliveries;
mod rows;

use async_trait::async_trait;
use domain::{
    id::{DeliveryId, HookId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{
    Hooks, Stored,
    accounts::AuditEntry,
    hooks::{CallSettled, DeliveryShown, DueDelivery, Hook, HookChange, NewDelivery, NewHook},
};

pub(super) use self::deliveries::post;
use self::rows::HookRow;
pub(super) use self::rows::kind;
use super::{
    Db, notices,
    rows::{or_skip, text, to_json},
    unavailable,
    unit::Unit,
};

#[async_trait]
impl Hooks for Db {
    async fn add_hook(&self, new: &NewHook, most: usize) -> Stored<bool> {
        let mut unit = self.unit().await?;
        // What is so already is told to a webhook that begins to listen.
        notices::look_at(&mut unit, new.workspace, new.audit.at).await?;
        let hook = &new.hook;
        let added = sqlx::query(
            "INSERT INTO hooks (workspace, id, kind, name, sealed, topics, made_by, made_at)
             SELECT id, $2, $3, $4, $5, $6, $7, $8 FROM workspaces WHERE id = $1
             AND (SELECT COUNT(*) FROM hooks WHERE workspace = $1) < $9",
        )
        .bind(new.workspace.to_string())
        .bind(hook.id.to_string())
        .bind(hook.kind.slug())
        .bind(text(&hook.name))
        .bind(hook.sealed.0.as_slice())
        .bind(to_json(&hook.topics)?)
        .bind(hook.made_by.to_string())
        .bind(hook.made_at.millis())
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if added.rows_affected() == 0 {
            return Ok(false);
        }
        unit.write_audit(&new.audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn hooks(&self, workspace: WorkspaceId) -> Stored<Vec<Hook>> {
        let rows: Vec<HookRow> = sqlx::query_as(
            "SELECT id, kind, name, sealed, topics, made_by, made_at, off_since FROM hooks
             WHERE workspace = $1 ORDER BY made_at, id",
        )
        .bind(workspace.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(rows.into_iter().map(HookRow::read).filter_map(or_skip).collect())
    }

    async fn change_hook(&self, change: &HookChange) -> Stored<bool> {
        let mut unit = self.unit().await?;
        notices::look_at(&mut unit, change.workspace, change.audit.at).await?;
        let changed = sqlx::query(
            "UPDATE hooks SET topics = COALESCE($3, topics), sealed = COALESCE($4, sealed),
             off_since = CASE WHEN $5 THEN NULL ELSE off_since END
             WHERE workspace = $1 AND id = $2",
        )
        .bind(change.workspace.to_string())
        .bind(change.hook.to_string())
        .bind(change.topics.as_ref().map(to_json).transpose()?)
        .bind(change.sealed.as_ref().map(|sealed| sealed.0.as_slice()))
        .bind(change.is_switched_on)
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if changed.rows_affected() == 0 {
            return Ok(false);
        }
        unit.write_audit(&change.audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn remove_hook(
        &self,
        workspace: WorkspaceId,
        hook: HookId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        // In the order in which messages are taken: they first.
        let messages = "DELETE FROM hook_deliveries WHERE workspace = $1 AND hook = $2";
        remove(&mut unit, messages, workspace, hook).await?;
        let itself = "DELETE FROM hooks WHERE workspace = $1 AND id = $2";
        if remove(&mut unit, itself, workspace, hook).await? == 0 {
            return Ok(false);
        }
        unit.write_audit(audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn post_delivery(&self, new: &NewDelivery, audit: &AuditEntry) -> Stored<bool> {
        let mut unit = self.unit().await?;
        if post(&mut unit, [new]).await? == 0 {
            return Ok(false);
        }
        unit.write_audit(audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn replay_delivery(
        &self,
        workspace: WorkspaceId,
        delivery: DeliveryId,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        if !deliveries::replay(&mut unit, workspace, delivery, now).await? {
            return Ok(false);
        }
        unit.write_audit(audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn take_delivery(&self, now: Timestamp, lease: Timestamp) -> Stored<Option<DueDelivery>> {
        let mut unit = self.unit().await?;
        let Some(due) = deliveries::take(&mut unit, now, lease).await? else { return Ok(None) };
        unit.commit().await?;
        Ok(Some(due))
    }

    async fn next_delivery(&self) -> Stored<Option<Timestamp>> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT MIN(CASE WHEN h.busy_until > d.due_at THEN h.busy_until ELSE d.due_at END)
             FROM hook_deliveries d JOIN hooks h ON h.workspace = d.workspace AND h.id = d.hook
             WHERE d.due_at IS NOT NULL",
        )
        .fetch_one(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(next.map(Timestamp::from_millis))
    }

    async fn settle_delivery(
        &self,
        workspace: WorkspaceId,
        delivery: DeliveryId,
        settled: &CallSettled,
    ) -> Stored<()> {
        let mut unit = self.unit().await?;
        deliveries::settle(&mut unit, workspace, delivery, settled).await?;
        unit.commit().await
    }

    async fn deliveries(&self, workspace: WorkspaceId, limit: u32) -> Stored<Vec<DeliveryShown>> {
        deliveries::latest(self, workspace, limit).await
    }

    async fn forget_deliveries(&self, before: Timestamp) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query("DELETE FROM hook_deliveries WHERE posted_at < $1 AND due_at IS NULL")
            .bind(before.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await
    }
}

async fn remove(
    unit: &mut Unit,
    query: &'static str,
    workspace: WorkspaceId,
    hook: HookId,
) -> Stored<u64> {
    let query = sqlx::query(query).bind(workspace.to_string()).bind(hook.to_string());
    let removed = query.execute(unit.connection()).await.map_err(unavailable)?;
    Ok(removed.rows_affected())
}
