//! Grants: what is due, what opens them, the lease under which they are renewed.

use async_trait::async_trait;
use domain::{
    event::{Change, What},
    id::{ProfileId, WorkspaceId},
    profile::Profile,
    time::Timestamp,
    uptime::{Doer, State as Stands},
};
use engine::{
    ports::store::{
        Grants, Stored,
        accounts::AuditEntry,
        grants::{
            Begun, Check, Due, DueRequest, Fence, Held, HeldProfile, RenewalRecord, RenewalRequest,
        },
    },
    vault::Fingerprint,
};

use super::{Key, MemStore, Row};

#[async_trait]
impl Grants for MemStore {
    async fn held_profile(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
    ) -> Stored<Option<HeldProfile>> {
        Ok(self.state().profiles.get(&(workspace, profile)).map(|row| row.held(workspace)))
    }

    async fn take_due(&self, request: &DueRequest) -> Stored<Due> {
        let mut state = self.state();
        let lane = state.lane(request.lane);
        let due = lane.iter().take_while(|(at, _)| *at <= request.now);
        let due: Vec<_> = due.take(request.limit as usize).copied().collect();
        for one in &due {
            lane.remove(one);
        }
        let next = lane.first().map(|(at, _)| *at);
        for (_, key) in &due {
            lane.insert((request.again, *key));
        }
        for (_, key) in &due {
            if let Some(row) = state.profiles.get_mut(key) {
                row.due_at = request.again;
            }
        }
        Ok(Due { profiles: due.into_iter().map(|(_, key)| key).collect(), next })
    }

    async fn put_off(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        at: Timestamp,
    ) -> Stored<()> {
        let mut state = self.state();
        if let Some(row) = state.profiles.get(&(workspace, profile)).cloned() {
            state.put((workspace, profile), row, at);
        }
        Ok(())
    }

    async fn record_check(&self, check: &Check) -> Stored<bool> {
        let mut state = self.state();
        let key = (check.workspace, check.profile);
        let Some(mut row) =
            state.profiles.get(&key).filter(|row| row.version == check.version).cloned()
        else {
            return Ok(false);
        };
        let before = row.profile.clone();
        row.profile.health = check.health.clone();
        row.profile.checked_at = check.answered_at.or(before.checked_at);
        for channel in &mut row.profile.channels {
            if let Some((_, losses)) = check.losses.iter().find(|(id, _)| *id == channel.id) {
                channel.losses = losses.clone();
            }
        }
        if let Some(grant) = &check.grant {
            row.grant = grant.clone();
        }
        row.plan = check.plan;
        let is_news =
            row.profile.health != before.health || row.profile.channels != before.channels;
        let what = checked(&row.profile, before.needs_mending());
        let stood = Stands::of(&before);
        state.note(check.workspace, &stood, &row.profile, Doer::Network, check.now);
        state.put_as_planned(key, row);
        if is_news || check.announce {
            state.tell(check.workspace, check.now, what);
        }
        Ok(true)
    }

    async fn begin_renewal(&self, request: &RenewalRequest) -> Stored<Begun> {
        let mut state = self.state();
        let key = (request.workspace, request.profile);
        let row = state.profiles.get_mut(&key).filter(|row| row.version == request.version);
        let Some(row) = row else { return Ok(Begun::Changed) };
        if row.leased && request.takes_over != Some(Fence(row.fence)) {
            return Ok(Begun::Busy(Fence(row.fence)));
        }
        if request.spends.is_some() && row.intent == request.spends {
            row.leased = false;
            return Ok(Begun::SentBefore);
        }
        row.fence += 1;
        (row.leased, row.intent) = (true, request.spends);
        Ok(Begun::Leased(Fence(row.fence)))
    }

    async fn record_renewal(&self, renewal: &RenewalRecord) -> Stored<Option<u64>> {
        let mut state = self.state();
        let key = (renewal.held.workspace, renewal.held.profile);
        let row = state.profiles.get(&key);
        let row = row
            .filter(|row| Fence(row.fence) == renewal.held.fence && row.version == renewal.version);
        let Some(mut row) = row.cloned() else { return Ok(None) };
        let before = row.profile.clone();
        row.grant = renewal.grant.clone();
        row.access = renewal.access.clone();
        row.refresh = renewal.refresh.clone().or(row.refresh);
        row.profile.health = renewal.health.clone();
        row.profile.checked_at = Some(renewal.now);
        (row.plan, row.intent, row.leased) = (renewal.plan, None, false);
        row.version += 1;
        let version = row.version;
        let is_news = row.profile.health != before.health;
        let what = checked(&row.profile, before.needs_mending());
        let stood = Stands::of(&before);
        state.note(key.0, &stood, &row.profile, Doer::Renewal, renewal.now);
        state.put_as_planned(key, row);
        if is_news {
            state.tell(key.0, renewal.now, what);
        }
        Ok(Some(version))
    }

    async fn end_renewal(&self, held: &Held, spent: bool) -> Stored<()> {
        let mut state = self.state();
        let row = state.profiles.get_mut(&(held.workspace, held.profile));
        if let Some(row) = row.filter(|row| Fence(row.fence) == held.fence) {
            row.leased = false;
            if !spent {
                row.intent = None;
            }
        }
        Ok(())
    }

    async fn same_identity(&self, fingerprint: Fingerprint) -> Stored<Vec<Key>> {
        let state = self.state();
        let same = state.profiles.iter().filter(|(_, row)| row.fingerprint == fingerprint);
        Ok(same.map(|(key, _)| *key).collect())
    }

    async fn remove_profile(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut state = self.state();
        let Some(row) = state.remove((workspace, profile)) else { return Ok(false) };
        state.asks.retain(|(key, _), _| *key != (workspace, profile));
        state.diary.changes.remove(&(workspace, profile));
        state.audit.push(audit.clone());
        let mending = Change { before: row.profile.needs_mending(), after: false };
        state.tell(workspace, audit.at, What::Removed { profile, mending });
        Ok(true)
    }
}

impl Row {
    fn held(&self, workspace: WorkspaceId) -> HeldProfile {
        HeldProfile {
            profile: self.profile.clone(),
            workspace,
            fingerprint: self.fingerprint,
            grant: self.grant.clone(),
            version: self.version,
            access: self.access.clone(),
            refresh: self.refresh.clone(),
            intent: self.intent.filter(|_| !self.leased),
            plan: self.plan,
            channel_tokens: self
                .channel_tokens
                .iter()
                .map(|(id, token)| (*id, token.clone()))
                .collect(),
        }
    }
}

/// The event that tells how a profile stands.
pub(super) fn checked(profile: &Profile, was_mending: bool) -> What {
    let channels = profile.channels.iter();
    What::Checked {
        profile: profile.id,
        health: profile.health.clone(),
        checked_at: profile.checked_at,
        channels: channels.map(|channel| (channel.id, channel.losses.clone())).collect(),
        mending: Change { before: was_mending, after: profile.needs_mending() },
    }
}
