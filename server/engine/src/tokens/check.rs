//! Asking a network whether a profile's tokens live, and each of its channels.

use std::collections::HashMap;

use domain::{
    account::Viewer,
    cause::Cause,
    grant::{Grant, Renews},
    health::{Losses, assess},
    id::{ChannelId, ProfileId, WorkspaceId},
    network::Network,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use futures::{StreamExt as _, stream};

use super::renewal::Renewal;
use crate::{
    Engine, Error, only_masters,
    ports::{
        networks::{Adapter, ChannelAccess, Issuer},
        store::grants::{Check, HeldProfile},
    },
    reconnect::{CHANNELS_AT_ONCE, after_test},
    vault::{Place, Token},
};

/// How many profiles one request may ask about.
const MOST_ASKED: usize = 200;
/// How many profiles of one request are asked about at once.
const PROFILES_AT_ONCE: usize = 8;
/// How soon to ask again after the network had trouble.
const AFTER_TROUBLE: Span = Span::minutes(2);
/// Access tokens are renewed when a fifth of their life is left; this is the least that must be left.
const RENEW_BEFORE: Span = Span::minutes(10);

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
        let fresh: Vec<_> = profiles.into_iter().filter(|one| self.asked.begin(*one)).collect();
        if fresh.is_empty() {
            return;
        }
        let engine = self.clone();
        tokio::spawn(async move {
            stream::iter(fresh)
                .for_each_concurrent(PROFILES_AT_ONCE, async |(workspace, profile)| {
                    engine.check_and_log(workspace, profile, true).await;
                    engine.asked.end((workspace, profile));
                })
                .await;
        });
    }

    /// Checks one profile; what fails is logged, and the next check tries again.
    pub(super) async fn check_and_log(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        announce: bool,
    ) {
        if let Err(error) = self.check(workspace, profile, announce).await {
            tracing::error!(%workspace, %profile, %error, "a check could not be made");
        }
    }

    /// Checks one profile: its tokens, and if they live each of its channels.
    ///
    /// # Errors
    /// Those of store and vault; the network's trouble is not an error but a verdict.
    pub async fn check(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        announce: bool,
    ) -> Result<(), Error> {
        let Some(held) = self.store.held_profile(workspace, profile).await? else {
            return Ok(());
        };
        let network = held.profile.network;
        let Some(adapter) = self.networks.adapter(network) else {
            return Ok(());
        };

        let Some(Asking { held, verdict, grant }) = self.ask(adapter, held).await? else {
            return Ok(());
        };
        let now = self.clock.now();
        self.count(adapter, network, &verdict, now).await?;
        let losses = if verdict == Verdict::Alive {
            self.ask_channels(adapter, &held, now).await?
        } else {
            Vec::new()
        };
        let facts = grant.as_ref().unwrap_or(&held.grant);
        let health = assess(held.profile.health.clone(), &verdict, facts.person_needed_at(), now);
        let next_check = self.next_check_after(&verdict, facts, now);
        let answered = matches!(verdict, Verdict::Alive | Verdict::Dead(_));
        let check = Check {
            workspace,
            profile,
            version: held.version,
            health,
            grant,
            losses,
            answered_at: answered.then_some(now),
            next_check,
            announce,
            now,
        };
        if !self.store.record_check(&check).await? {
            tracing::debug!(%profile, "a newer grant made this check's answer void");
        }
        Ok(())
    }

    /// Asks about the grant, renewing it first where its access token is used up. `None` if somebody else is renewing it
    /// at this moment, and is about to know.
    async fn ask(&self, adapter: &dyn Adapter, held: HeldProfile) -> Result<Option<Asking>, Error> {
        let is_red = held.profile.health.is_lost();
        if !is_red && is_due_for_renewal(&held.grant, self.clock.now()) {
            match self.renew(adapter, &held).await? {
                Renewal::Done(renewed) => {
                    let grant = Some(renewed.grant.clone());
                    return Ok(Some(Asking { held: *renewed, verdict: Verdict::Alive, grant }));
                }
                Renewal::Refused(verdict @ Verdict::Dead(_)) => {
                    return Ok(Some(Asking { held, verdict, grant: None }));
                }
                // The access token may still live; it decides.
                Renewal::Refused(_) | Renewal::NotPossible | Renewal::LeftOpen | Renewal::Busy => {}
            }
        }
        let access = self.access_token(&held)?;
        match adapter.probe(&access, &held.grant).await {
            Ok(grant) => Ok(Some(Asking { held, verdict: Verdict::Alive, grant: Some(grant) })),
            Err(Verdict::Dead(Cause::Expired)) => self.ask_by_renewing(adapter, held).await,
            Err(verdict) => Ok(Some(Asking { held, verdict, grant: None })),
        }
    }

    /// An access token that is used up is no news where a refresh token is held: one renewal decides.
    async fn ask_by_renewing(
        &self,
        adapter: &dyn Adapter,
        held: HeldProfile,
    ) -> Result<Option<Asking>, Error> {
        let verdict = match self.renew(adapter, &held).await? {
            Renewal::Done(renewed) => {
                let grant = Some(renewed.grant.clone());
                return Ok(Some(Asking { held: *renewed, verdict: Verdict::Alive, grant }));
            }
            Renewal::Refused(verdict) => verdict,
            Renewal::NotPossible => Verdict::Dead(Cause::Expired),
            // Spent once already, and its successor never arrived: it is not sent again.
            Renewal::LeftOpen => Verdict::Dead(Cause::RotationLost),
            // Somebody else is about to know.
            Renewal::Busy => Verdict::Unavailable,
        };
        Ok(Some(Asking { held, verdict, grant: None }))
    }

    async fn ask_channels(
        &self,
        adapter: &dyn Adapter,
        held: &HeldProfile,
        now: Timestamp,
    ) -> Result<Vec<(ChannelId, Losses)>, Error> {
        let access = self.access_token(held)?;
        let own: HashMap<_, _> = held.channel_tokens.iter().map(|(id, s)| (*id, s)).collect();
        let mut questions = Vec::with_capacity(held.profile.channels.len());
        for channel in &held.profile.channels {
            let token = match own.get(&channel.id) {
                Some(sealed) => {
                    self.vault.open(sealed, Place::Channel(held.workspace, channel.id))?
                }
                None => access.clone(),
            };
            questions.push(async move {
                let access = ChannelAccess {
                    remote_id: &channel.remote_id,
                    token: &token,
                    scopes: &held.grant.scopes,
                };
                let tested = adapter.test(&access).await;
                (channel.id, after_test(channel.losses.clone(), &tested, now))
            });
        }
        Ok(stream::iter(questions).buffer_unordered(CHANNELS_AT_ONCE).collect().await)
    }

    /// Counts what a network answered. One server of many says nothing about the network.
    pub(crate) async fn count(
        &self,
        adapter: &dyn Adapter,
        network: Network,
        verdict: &Verdict,
        now: Timestamp,
    ) -> Result<(), Error> {
        if let Issuer::Fixed(_) = adapter.ways().issuer {
            self.store.count_verdict(network, verdict, now).await?;
        }
        Ok(())
    }

    fn access_token(&self, held: &HeldProfile) -> Result<Token, Error> {
        let place = Place::Access(held.workspace, held.profile.id);
        Ok(self.vault.open(&held.access, place)?)
    }

    /// When to ask about a grant that works: as often as the installation wants, spread by a tenth to either side, and
    /// in any case before its access token is used up, where it can be renewed.
    pub(crate) fn next_check(&self, grant: &Grant, now: Timestamp) -> Timestamp {
        let every = self.settings.check_every.as_millis();
        let spread = every / 10;
        let routine = now.after(Span::millis(every - spread + spread * 2 * self.jitter() / 1000));
        match renewal_due(grant) {
            Some(due) if due < routine => due.max(now.after(AFTER_TROUBLE)),
            _ => routine,
        }
    }

    fn next_check_after(&self, verdict: &Verdict, grant: &Grant, now: Timestamp) -> Timestamp {
        match verdict {
            Verdict::Unavailable | Verdict::Limited { until: None } => now.after(AFTER_TROUBLE),
            Verdict::Limited { until: Some(until) } => {
                // Bounded: a network may name any moment.
                let latest = now.after(self.settings.check_every);
                (*until).clamp(now.after(AFTER_TROUBLE), latest.max(now.after(AFTER_TROUBLE)))
            }
            // What is dead cannot be renewed; it is asked about at the routine pace, in case the network takes it back.
            Verdict::Dead(_) | Verdict::Ours { .. } => {
                self.next_check(&Grant { renews: Renews::ByPerson, ..grant.clone() }, now)
            }
            Verdict::Alive => self.next_check(grant, now),
        }
    }
}

/// What asking about a grant brought: the verdict, the grant it is about, and its facts where the network told them.
struct Asking {
    held: HeldProfile,
    verdict: Verdict,
    grant: Option<Grant>,
}

/// When a grant that renews itself should be renewed: with a fifth of its access token's life left.
fn renewal_due(grant: &Grant) -> Option<Timestamp> {
    let (Renews::Alone { .. }, Some(until)) = (grant.renews, grant.access_until) else {
        return None;
    };
    let life = until.since(grant.issued_at).as_millis().max(0);
    Some(until.before(Span::millis((life / 5).max(RENEW_BEFORE.as_millis()))))
}

fn is_due_for_renewal(grant: &Grant, now: Timestamp) -> bool {
    renewal_due(grant).is_some_and(|due| due <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn grant(renews: Renews, life: Span) -> Grant {
        Grant { scopes: vec![], issued_at: NOW, access_until: Some(NOW.after(life)), renews }
    }

    #[test]
    fn a_two_hour_token_is_renewed_with_a_fifth_of_its_life_left() {
        let grant = grant(Renews::Alone { until: None }, Span::hours(2));
        let due = NOW.after(Span::minutes(96));
        assert_eq!(renewal_due(&grant), Some(due));
        assert!(!is_due_for_renewal(&grant, due.before(Span::millis(1))));
        assert!(is_due_for_renewal(&grant, due));
    }

    #[test]
    fn a_short_token_is_renewed_ten_minutes_ahead() {
        let grant = grant(Renews::Alone { until: None }, Span::minutes(20));
        assert_eq!(renewal_due(&grant), Some(NOW.after(Span::minutes(10))));
    }

    #[test]
    fn what_only_a_person_renews_is_never_due() {
        assert_eq!(renewal_due(&grant(Renews::ByPerson, Span::hours(2))), None);
    }
}
