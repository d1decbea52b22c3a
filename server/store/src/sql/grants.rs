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
        grants::{Check, Fence, Held, HeldProfile, Intent, LeaseRequest, RenewalRecord},
    },
    vault::{Fingerprint, TokenDigest},
};

use super::{
    Db, checks, held,
    rows::{self, At, number, to_json},
    unavailable,
};

/// At most so many due checks at once, whatever is asked for.
const MOST_DUE: u32 = 1000;

/// The prefix of the due index that is due: one range, most overdue first.
pub(in super::super) const DUE: &str = "SELECT due_at, workspace, id FROM profiles
     WHERE bucket = 0 AND due_at <= $1 ORDER BY due_at, workspace, id LIMIT $2";

/// Makes that prefix due again, named by its last row.
pub(in super::super) const DUE_AGAIN: &str = "UPDATE profiles SET due_at = $1
     WHERE bucket = 0 AND (due_at, workspace, id) <= ($2, $3, $4)";

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

    async fn take_due_checks(
        &self,
        now: Timestamp,
        again: Timestamp,
        limit: u32,
    ) -> Stored<Vec<(WorkspaceId, ProfileId)>> {
        let mut unit = self.unit().await?;
        let due: Vec<(i64, String, String)> = sqlx::query_as(DUE)
            .bind(now.millis())
            .bind(i64::from(limit.min(MOST_DUE)))
            .fetch_all(unit.connection())
            .await
            .map_err(unavailable)?;
        let Some((due_at, workspace, id)) = due.last() else {
            return Ok(Vec::new());
        };
        sqlx::query(DUE_AGAIN)
            .bind(again.millis())
            .bind(due_at)
            .bind(workspace)
            .bind(id)
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await?;
        let keys = due.iter().map(|(_, workspace, id)| key(workspace, id));
        Ok(keys.filter_map(rows::or_skip).collect())
    }

    async fn record_check(&self, check: &Check) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let recorded = checks::write(&mut unit, check).await?;
        unit.commit().await?;
        Ok(recorded)
    }

    async fn lease_grant(&self, lease: &LeaseRequest) -> Stored<Option<Fence>> {
        let mut unit = self.unit().await?;
        let fence: Option<i64> = sqlx::query_scalar(
            "UPDATE profiles SET fence = fence + 1, lease_until = $1
             WHERE workspace = $2 AND id = $3 AND version = $4
             AND (lease_until IS NULL OR lease_until <= $5) RETURNING fence",
        )
        .bind(lease.until.millis())
        .bind(lease.workspace.to_string())
        .bind(lease.profile.to_string())
        .bind(number(lease.version))
        .bind(lease.now.millis())
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await?;
        let at = At::new("profiles", &lease.profile);
        fence.map(|fence| at.count("fence", fence).map(Fence)).transpose()
    }

    async fn record_intent(
        &self,
        held: &Held,
        token: TokenDigest,
        now: Timestamp,
    ) -> Stored<Intent> {
        let mut unit = self.unit().await?;
        // Nothing is sent yet, so an expired lease is a lost one: somebody else may take it any moment.
        let open: Option<Option<Vec<u8>>> = sqlx::query_scalar(
            "SELECT intent_digest FROM profiles
             WHERE workspace = $1 AND id = $2 AND fence = $3 AND lease_until > $4",
        )
        .bind(held.workspace.to_string())
        .bind(held.profile.to_string())
        .bind(number(held.fence.0))
        .bind(now.millis())
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        match open {
            None => return Ok(Intent::LeaseLost),
            Some(Some(digest)) if digest == token.0 => return Ok(Intent::SentBefore),
            Some(_) => {}
        }
        sqlx::query(
            "UPDATE profiles SET intent_digest = $1, intent_at = $2 WHERE workspace = $3 AND id = $4",
        )
        .bind(token.0.as_slice())
        .bind(now.millis())
        .bind(held.workspace.to_string())
        .bind(held.profile.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await?;
        Ok(Intent::Recorded)
    }

    async fn record_renewal(&self, renewal: &RenewalRecord) -> Stored<Option<u64>> {
        let mut unit = self.unit().await?;
        // The old token is spent: while nobody took the lease over, even a late answer is the only one there is.
        let version: Option<i64> = sqlx::query_scalar(
            "UPDATE profiles SET grant_facts = $1, access_sealed = $2,
             refresh_sealed = COALESCE($3, refresh_sealed), version = version + 1,
             lease_until = NULL, intent_digest = NULL, intent_at = NULL
             WHERE workspace = $4 AND id = $5 AND fence = $6 AND lease_until IS NOT NULL
             RETURNING version",
        )
        .bind(to_json(&renewal.grant)?)
        .bind(renewal.access.0.as_slice())
        .bind(renewal.refresh.as_ref().map(|sealed| sealed.0.as_slice()))
        .bind(renewal.held.workspace.to_string())
        .bind(renewal.held.profile.to_string())
        .bind(number(renewal.held.fence.0))
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await?;
        let at = At::new("profiles", &renewal.held.profile);
        version.map(|version| at.count("version", version)).transpose()
    }

    async fn release_lease(&self, held: &Held, spent: bool) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query(
            "UPDATE profiles SET lease_until = NULL,
             intent_digest = CASE WHEN $1 THEN intent_digest END,
             intent_at = CASE WHEN $1 THEN intent_at END
             WHERE workspace = $2 AND id = $3 AND fence = $4 AND lease_until IS NOT NULL",
        )
        .bind(spent)
        .bind(held.workspace.to_string())
        .bind(held.profile.to_string())
        .bind(number(held.fence.0))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
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
fn key(workspace: &str, id: &str) -> Stored<(WorkspaceId, ProfileId)> {
    let at = At::new("profiles", &id);
    Ok((at.word("workspace", workspace)?, at.word("id", id)?))
}
