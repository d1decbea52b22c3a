//! The last steps of a reconnect: is it the right person, what does the login cover, and the one commit.

use domain::{
    authorization::{Binding, Purpose},
    health::Health,
    id::{ProfileId, WorkspaceId},
    outcome::{Failure, Outcome},
    profile::Identity,
};

use super::{begin::actor, cover::Linked, face};
use crate::{
    Engine, Error,
    ports::{
        networks::{Adapter, Granted, Revoking},
        store::{accounts::AuditEntry, authorizations::Landing, grants::HeldProfile},
    },
    vault::{Fingerprint, Place},
};

/// Somebody who came back from a network, with tokens that nobody holds yet.
pub(super) struct Came {
    pub(super) binding: Binding,
    pub(super) identity: Identity,
    pub(super) granted: Granted,
}

impl Engine {
    pub(super) async fn land(&self, came: Came, from: &str) -> Result<Outcome, Error> {
        let Came { binding, identity, granted } = came;
        let Some(adapter) = self.networks.adapter(binding.network) else {
            return Err(Error::NotConfigured(binding.network));
        };
        let fingerprint =
            self.vault.fingerprint(binding.network, &identity.issuer, &identity.subject);
        let namesakes = self.store.same_identity(fingerprint).await?;
        let here = namesakes.iter().find(|(workspace, _)| *workspace == binding.workspace);
        let here = here.map(|(_, profile)| *profile);

        let outcome = match binding.purpose {
            Purpose::Reconnect { profile } if here != Some(profile) => {
                let Some(expected) = self.store.held_profile(binding.workspace, profile).await?
                else {
                    return self.nobody_to_mend(&binding, from).await;
                };
                self.let_go(adapter, &granted, &identity, namesakes.is_empty()).await;
                self.wrong_person(&binding, profile, &expected, &identity, here, from).await?
            }
            // Whoever adds a profile that is linked already gets that one mended.
            Purpose::Reconnect { .. } | Purpose::Connect => {
                self.commit(adapter, &binding, here, identity, fingerprint, granted, from).await?
            }
        };
        if adapter.ways().login_replaces_grant {
            let landed = match outcome {
                Outcome::Connected { profile, .. } => Some((binding.workspace, profile)),
                Outcome::WrongPerson { .. } | Outcome::Failed { .. } => None,
            };
            self.check_soon(namesakes.into_iter().filter(|one| Some(*one) != landed));
        }
        Ok(outcome)
    }

    async fn nobody_to_mend(&self, binding: &Binding, from: &str) -> Result<Outcome, Error> {
        let profile = binding.purpose.profile();
        let failure = match binding.back.link() {
            Some(link) if !self.lets_in(binding.workspace, link).await? => Failure::LinkEnded,
            _ => Failure::ProfileGone,
        };
        let outcome = Outcome::Failed { profile, failure };
        self.fail(binding, &outcome, from).await?;
        Ok(outcome)
    }

    /// Drops the tokens of somebody we did not expect, at the network too where that harms nobody else.
    async fn let_go(
        &self,
        adapter: &dyn Adapter,
        granted: &Granted,
        identity: &Identity,
        is_stranger: bool,
    ) {
        let harmless = match adapter.ways().revoking {
            Revoking::ThisToken => true,
            Revoking::WholePerson => is_stranger,
            Revoking::Impossible => false,
        };
        if harmless && adapter.revoke(&granted.tokens, &identity.subject).await.is_err() {
            tracing::info!("the network did not take back a login that was not used");
        }
    }

    async fn wrong_person(
        &self,
        binding: &Binding,
        profile: ProfileId,
        expected: &HeldProfile,
        came: &Identity,
        here: Option<ProfileId>,
        from: &str,
    ) -> Result<Outcome, Error> {
        let mut heals = None;
        if let Some(other) = here
            && let Some((other, _)) = self.store.find_profile(binding.workspace, other).await?
            && other.needs_mending()
        {
            heals = Some(other.id);
        }
        let outcome = Outcome::WrongPerson {
            profile,
            expected: face(&expected.profile.identity),
            came: face(came),
            heals,
        };
        self.fail(binding, &outcome, from).await?;
        Ok(outcome)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one commit, gathered here only")]
    async fn commit(
        &self,
        adapter: &dyn Adapter,
        binding: &Binding,
        existing: Option<ProfileId>,
        identity: Identity,
        fingerprint: Fingerprint,
        granted: Granted,
        from: &str,
    ) -> Result<Outcome, Error> {
        let workspace = binding.workspace;
        let now = self.clock.now();
        let profile = existing.unwrap_or_else(|| ProfileId::new(now, self.fresh_id()));
        let mut linked = self.linked(workspace, existing).await?;
        let known: Vec<_> = linked.channels.iter().map(|c| c.remote_id.clone()).collect();
        let covered = match adapter.channels(&granted.tokens.access, &known).await {
            Ok(covered) => covered,
            Err(verdict) => {
                tracing::info!(network = %binding.network, ?verdict, "a login's channels are not known");
                let failure = Failure::Unavailable;
                let outcome = Outcome::Failed { profile: binding.purpose.profile(), failure };
                self.fail(binding, &outcome, from).await?;
                return Ok(outcome);
            }
        };
        let remote_ids: Vec<_> = covered.channels.iter().map(|it| it.remote_id.clone()).collect();
        let known = self
            .store
            .channel_ids(workspace, binding.network, &identity.issuer, &remote_ids)
            .await?;
        linked.known = known.into_iter().collect();
        let compared = self.compare(adapter, workspace, &granted, covered, &linked, now).await?;

        let outcome =
            Outcome::Connected { profile, who: face(&identity), channels: compared.coverage };
        let landing = Landing {
            binding: binding.clone(),
            profile,
            told_as: identity
                .told_as
                .as_ref()
                .map(|id| self.vault.fingerprint(binding.network, &identity.issuer, id)),
            identity,
            fingerprint,
            health: Health::working(granted.grant.person_needed_at(), now),
            plan: self.first_plan(adapter, &granted.grant, now),
            grant: granted.grant,
            access: self.vault.seal(&granted.tokens.access, Place::Access(workspace, profile)),
            refresh: granted
                .tokens
                .refresh
                .map(|token| self.vault.seal(&token, Place::Refresh(workspace, profile))),
            channels: compared.channels,
            outcome: outcome.clone(),
            audit: AuditEntry {
                workspace: Some(workspace),
                person: actor(binding.person, binding.back),
                what: match binding.back.link() {
                    None => "profile.connected",
                    Some(_) => "profile.connected_by_link",
                }
                .into(),
                about: profile.to_string(),
                from: from.into(),
                at: now,
            },
            now,
        };
        match self.store.land(&landing).await? {
            Some(()) => Ok(outcome),
            None => self.nobody_to_mend(binding, from).await,
        }
    }

    async fn linked(
        &self,
        workspace: WorkspaceId,
        profile: Option<ProfileId>,
    ) -> Result<Linked, Error> {
        let Some(profile) = profile else {
            return Ok(Linked::default());
        };
        let Some(held) = self.store.held_profile(workspace, profile).await? else {
            return Ok(Linked::default());
        };
        Ok(Linked {
            channels: held.profile.channels,
            tokens: held.channel_tokens.into_iter().collect(),
            ..Linked::default()
        })
    }
}
