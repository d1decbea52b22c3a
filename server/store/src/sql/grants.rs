//! Grants: what opens them, when they are checked next, and the lease under which they are renewed.

use async_trait::async_trait;
use domain::{
    event::{Change, What},
    id::{ProfileId, WorkspaceId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Grants, Stored,
        accounts::AuditEntry,
        grants::{Begun, Check, Due, DueRequest, Held, HeldProfile, RenewalRecord, RenewalRequest},
    },
    vault::Fingerprint,
};

use super::{Db, checks, due, held, renewals, rows::At, unavailable};

#[async_trait]
impl Grants for Db {
    async fn held_profile(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
    ) -> Stored<Option<HeldProfile>> {
        let mut snapshot = self.snapshot().await?;
        let held = held::read(&mut snapshot, workspace, profile).await?;
        snapshot.commit().await.map_err(unavailable)?;
        Ok(held)
    }

    async fn take_due(&self, request: &DueRequest) -> Stored<Due> {
        // A look without a unit of work: mostly nothing is due.
        let mut reading = self.readers.acquire().await.map_err(unavailable)?;
        let next = due::first(&mut reading, request.lane).await?;
        drop(reading);
        if request.limit == 0 || next.is_none_or(|next| next > request.now) {
            return Ok(Due { profiles: Vec::new(), next });
        }
        let mut unit = self.unit().await?;
        let due = due::take(&mut unit, request).await?;
        unit.commit().await?;
        Ok(due)
    }

    async fn put_off(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        at: Timestamp,
    ) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query("UPDATE profiles SET due_at = $1 WHERE workspace = $2 AND id = $3")
            .bind(at.millis())
            .bind(workspace.to_string())
            .bind(profile.to_string())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await
    }

    async fn record_check(&self, check: &Check) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let recorded = checks::write(&mut unit, check).await?;
        unit.commit().await?;
        Ok(recorded)
    }

    async fn begin_renewal(&self, request: &RenewalRequest) -> Stored<Begun> {
        let mut unit = self.unit().await?;
        let begun = renewals::begin(&mut unit, request).await?;
        match begun {
            Begun::Leased(_) | Begun::SentBefore => unit.commit().await?,
            Begun::Busy(_) | Begun::Changed => {}
        }
        Ok(begun)
    }

    async fn record_renewal(&self, renewal: &RenewalRecord) -> Stored<Option<u64>> {
        let mut unit = self.unit().await?;
        let version = renewals::record(&mut unit, renewal).await?;
        if version.is_some() {
            unit.commit().await?;
        }
        Ok(version)
    }

    async fn end_renewal(&self, held: &Held, spent: bool) -> Stored<()> {
        let mut unit = self.unit().await?;
        renewals::end(&mut unit, held, spent).await?;
        unit.commit().await
    }

    async fn same_identity(
        &self,
        fingerprint: Fingerprint,
    ) -> Stored<Vec<(WorkspaceId, ProfileId)>> {
        let ids: Vec<(String, String)> = sqlx::query_as(
            "SELECT workspace, id FROM profiles WHERE fingerprint = $1 ORDER BY workspace, id",
        )
        .bind(fingerprint.0.as_slice())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        // None may be left out: by this it is decided whether revoking harms somebody.
        ids.iter().map(|(workspace, id)| key(workspace, id)).collect()
    }

    async fn remove_profile(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        // Only what the event tells is read: a damaged profile can be removed too.
        let severity: Option<i64> = sqlx::query_scalar(
            "DELETE FROM profiles WHERE workspace = $1 AND id = $2 RETURNING severity",
        )
        .bind(workspace.to_string())
        .bind(profile.to_string())
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        let Some(severity) = severity else {
            return Ok(false);
        };
        unit.write_audit(audit).await?;
        let mending = Change { before: severity == 0, after: false };
        let what = What::Removed { profile, mending };
        unit.write_event(workspace, audit.at, &what).await?;
        unit.commit().await?;
        Ok(true)
    }
}

/// A profile's whole name.
pub(super) fn key(workspace: &str, id: &str) -> Stored<(WorkspaceId, ProfileId)> {
    let at = At::new("profiles", &id);
    Ok((at.word("workspace", workspace)?, at.word("id", id)?))
}
