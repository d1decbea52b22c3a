//! Checking one profile: leave at the gate, the question, and what is written down of the answer.

use domain::{
    account::Viewer,
    breaker::Leave,
    grant::Grant,
    health::assess,
    id::{ProfileId, WorkspaceId},
    network::Network,
    plan::Plan,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use futures::{StreamExt as _, stream};

use super::{
    ask::{self, Told},
    figures::Counted,
    gate::{Door, Priority},
    schedule,
    watch::LEASE,
};
use crate::{
    Engine, Error, only_masters,
    ports::{
        networks::{Adapter, Issuer},
        store::grants::{Check, HeldProfile},
    },
};

/// How many profiles one request may ask about.
const MOST_ASKED: usize = 200;
/// How many profiles of one request are asked about at once.
const PROFILES_AT_ONCE: usize = 8;

/// Why a profile is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Why {
    /// How urgent it is.
    pub(super) priority: Priority,
    /// Whether somebody waits for the answer, so that it is told even if nothing changed.
    pub(super) announce: bool,
}

impl Why {
    /// A person waits.
    const CLICK: Self = Self { priority: Priority::Person, announce: true };
    /// A person waits, and was turned away at first.
    const CLICK_AGAIN: Self = Self { priority: Priority::PostDue, announce: true };
    /// It is time.
    pub(super) const fn planned(priority: Priority) -> Self {
        Self { priority, announce: false }
    }

    /// Whether a renewal alone is not the answer that was wanted.
    pub(super) fn asks_for_more(self, plan: &Plan, now: Timestamp) -> bool {
        self.announce || plan.ask_at <= now
    }
}

impl Engine {
    /// Asks the networks about these profiles at once, in a task of its own; the answers arrive as events. Ids that the
    /// viewer's workspace does not have are passed over.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub fn check_now(&self, viewer: &Viewer, profiles: Vec<ProfileId>) -> Result<(), Error> {
        only_masters(viewer)?;
        let workspace = viewer.workspace;
        let asked = profiles.into_iter().take(MOST_ASKED).map(|profile| (workspace, profile));
        self.check_soon(asked);
        Ok(())
    }

    /// Asks about profiles in a task of its own, and announces every answer.
    pub(crate) fn check_soon(&self, profiles: impl IntoIterator<Item = (WorkspaceId, ProfileId)>) {
        let asked = &self.remembered.asked;
        let fresh: Vec<_> = profiles.into_iter().filter(|one| asked.begin(*one)).collect();
        if fresh.is_empty() {
            return;
        }
        let engine = self.clone();
        tokio::spawn(async move { engine.check_all(fresh).await });
    }

    /// Whoever is turned away at first comes again after the others: by then it is known whether the network answers.
    async fn check_all(&self, profiles: Vec<(WorkspaceId, ProfileId)>) {
        let checks = stream::iter(profiles).map(|(workspace, profile)| async move {
            let was_asked = self.check_and_log(workspace, profile, Why::CLICK).await;
            (!was_asked).then_some((workspace, profile))
        });
        let again: Vec<_> = checks.buffer_unordered(PROFILES_AT_ONCE).collect().await;
        for (workspace, profile) in again.into_iter().flatten() {
            self.check_and_log(workspace, profile, Why::CLICK_AGAIN).await;
        }
    }

    /// Checks one profile as [`Engine::check_for`] does; what fails is logged, and the next check tries again.
    pub(super) async fn check_and_log(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        why: Why,
    ) -> bool {
        let checked = self.check_for(workspace, profile, why).await;
        let was_asked = checked.unwrap_or_else(|error| {
            tracing::error!(%workspace, %profile, %error, "a check could not be made");
            true
        });
        if why.announce && was_asked {
            self.remembered.asked.end((workspace, profile));
        }
        was_asked
    }

    /// Checks one profile as for a person who waits: its tokens, and if they live each of its channels.
    ///
    /// # Errors
    /// Those of store and vault; the network's trouble is not an error but a verdict.
    pub async fn check(&self, workspace: WorkspaceId, profile: ProfileId) -> Result<(), Error> {
        if !self.check_for(workspace, profile, Why::CLICK).await? {
            self.check_for(workspace, profile, Why::CLICK_AGAIN).await?;
        }
        Ok(())
    }

    /// Checks one profile before a post is sent through it.
    pub(crate) async fn check_for_a_post(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
    ) -> Result<(), Error> {
        self.check_for(workspace, profile, Why::planned(Priority::PostDue)).await?;
        Ok(())
    }

    /// False only for a click that was turned away at the gate, of which nothing is written down yet.
    async fn check_for(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        why: Why,
    ) -> Result<bool, Error> {
        let Some(held) = self.store.held_profile(workspace, profile).await? else {
            return Ok(true);
        };
        let network = held.profile.network;
        let Some(adapter) = self.networks.adapter(network) else {
            return Ok(true);
        };
        let door = door(adapter, network, &held.profile.identity.issuer);
        let pace = self.pace(adapter, network);
        let calls =
            u32::try_from(held.profile.channels.len()).unwrap_or(u32::MAX).saturating_add(1);
        let leave = self.remembered.gates.enter(&door, pace, why.priority, calls, self.clock.now());
        if let Leave::Refused { until } = leave {
            if why == Why::CLICK {
                return Ok(false);
            }
            self.remembered.figures.count(network, Counted::NotAsked);
            self.turned_away(held, until, why).await?;
            return Ok(true);
        }
        match self.ask(adapter, held.clone(), why, leave).await? {
            ask::Asked::Told(told) => {
                self.tell(adapter, &door, &told.verdict).await?;
                self.record(adapter, *told, why.announce).await
            }
            ask::Asked::Renewed(verdict) => self.tell(adapter, &door, &verdict).await,
            ask::Asked::Busy => {
                self.remembered.figures.count(network, Counted::LockWaited);
                self.turned_away(held, self.clock.now().after(LEASE), why).await
            }
        }?;
        Ok(true)
    }

    /// Writes down what was told.
    async fn record(&self, adapter: &dyn Adapter, told: Told, announce: bool) -> Result<(), Error> {
        let Told { held, verdict, grant, can_renew } = told;
        let now = self.clock.now();
        let losses = if verdict == Verdict::Alive {
            self.ask_channels(adapter, &held, now).await?
        } else {
            Vec::new()
        };
        let facts = grant.as_ref().unwrap_or(&held.grant);
        let needed_at = person_needed_at(facts, can_renew);
        let health = assess(held.profile.health.clone(), &verdict, needed_at, now);
        let asked = schedule::Asked { verdict: &verdict, health: &health, grant: facts, can_renew };
        let plan = self.plan_after(adapter, &held.plan, &asked, now);
        let answered = matches!(verdict, Verdict::Alive | Verdict::Dead(_));
        let check = Check {
            workspace: held.workspace,
            profile: held.profile.id,
            version: held.version,
            health,
            grant,
            losses,
            answered_at: answered.then_some(now),
            plan,
            announce,
            now,
        };
        if !self.store.record_check(&check).await? {
            tracing::debug!(profile = %held.profile.id, "a newer grant made this check's answer void");
        }
        Ok(())
    }

    /// Nothing was asked. What was planned comes back at `until`; a person is told how it stood.
    async fn turned_away(
        &self,
        held: HeldProfile,
        until: Timestamp,
        why: Why,
    ) -> Result<(), Error> {
        if !why.announce {
            // Spread, or all that wait for one moment would come in it.
            let spread = Span::millis(self.jitter() * 30);
            let at = until.max(self.clock.now()).after(spread);
            return Ok(self.store.put_off(held.workspace, held.profile.id, at).await?);
        }
        let check = Check {
            workspace: held.workspace,
            profile: held.profile.id,
            version: held.version,
            health: held.profile.health,
            grant: None,
            losses: Vec::new(),
            answered_at: None,
            plan: held.plan,
            announce: true,
            now: self.clock.now(),
        };
        self.store.record_check(&check).await?;
        Ok(())
    }
}

/// When a person will be needed. A grant that cannot be renewed any more ends with its access token.
fn person_needed_at(grant: &Grant, can_renew: bool) -> Option<Timestamp> {
    if can_renew { grant.person_needed_at() } else { grant.access_until }
}

/// The gate a profile's network stands behind.
pub(crate) fn door(adapter: &dyn Adapter, network: Network, issuer: &str) -> Door {
    match adapter.ways().issuer {
        Issuer::Fixed(_) => (network, String::new()),
        Issuer::EachServer => (network, issuer.to_owned()),
    }
}
