//! When workspaces post.

use async_trait::async_trait;
use domain::{
    id::{ChannelId, WorkspaceId},
    slots::SlotPlan,
    zone::Zone,
};
use engine::ports::store::{Stored, Timetables, accounts::AuditEntry, timetables::Timetable};

use super::{
    Db,
    rows::{At, to_json},
    unavailable,
};

#[async_trait]
impl Timetables for Db {
    async fn timetable(&self, workspace: WorkspaceId) -> Stored<Option<Timetable>> {
        let row: Option<(String, String)> =
            sqlx::query_as("SELECT zone, late_rule FROM timetables WHERE workspace = $1")
                .bind(workspace.to_string())
                .fetch_optional(&self.readers)
                .await
                .map_err(unavailable)?;
        let at = At::new("timetables", &workspace);
        row.map(|(zone, rule)| {
            let zone = Zone::named(&zone).map_err(|_| at.damaged("zone", "not a known zone"))?;
            Ok(Timetable { zone, rule: at.json("late_rule", &rule)? })
        })
        .transpose()
    }

    async fn keep_timetable(
        &self,
        workspace: WorkspaceId,
        timetable: &Timetable,
        audit: &AuditEntry,
    ) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query(
            "INSERT INTO timetables (workspace, zone, late_rule) VALUES ($1, $2, $3)
             ON CONFLICT (workspace) DO UPDATE SET zone = excluded.zone, late_rule = excluded.late_rule",
        )
        .bind(workspace.to_string())
        .bind(timetable.zone.name())
        .bind(to_json(&timetable.rule)?)
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.write_audit(audit).await?;
        unit.commit().await
    }

    async fn slots(&self, workspace: WorkspaceId, channel: ChannelId) -> Stored<SlotPlan> {
        let slots: Option<String> = sqlx::query_scalar(
            "SELECT slots FROM slot_plans WHERE workspace = $1 AND channel = $2",
        )
        .bind(workspace.to_string())
        .bind(channel.to_string())
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        let at = At::new("slot_plans", &channel);
        slots.map_or_else(|| Ok(SlotPlan::default()), |slots| at.json("slots", &slots))
    }

    async fn keep_slots(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        plan: &SlotPlan,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let kept = sqlx::query(
            "INSERT INTO slot_plans (workspace, channel, slots)
             SELECT workspace, id, $3 FROM channel_identities WHERE workspace = $1 AND id = $2
             ON CONFLICT (workspace, channel) DO UPDATE SET slots = excluded.slots",
        )
        .bind(workspace.to_string())
        .bind(channel.to_string())
        .bind(to_json(plan)?)
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if kept.rows_affected() == 0 {
            return Ok(false);
        }
        unit.write_audit(audit).await?;
        unit.commit().await?;
        Ok(true)
    }
}
