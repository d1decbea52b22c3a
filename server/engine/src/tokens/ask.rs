//! Asking about one grant: renewing it first where it is time, then the cheapest question the network has, then each channel.

use std::collections::HashMap;

use domain::{
    breaker::Leave, cause::Cause, grant::Grant, health::Losses, id::ChannelId, time::Timestamp,
    verdict::Verdict,
};
use futures::{StreamExt as _, stream};

use super::{check::Why, renewal::Renewal};
use crate::{
    Engine, Error,
    ports::{
        networks::{Adapter, ChannelAccess, Renewal as Way},
        store::grants::HeldProfile,
    },
    reconnect::{CHANNELS_AT_ONCE, after_test},
    vault::{Place, Token},
};

/// What asking about a grant brought.
pub(super) enum Asked {
    /// A verdict about this grant.
    Told(Box<Told>),
    /// It was renewed, which is written down already, and it is not time to ask for more.
    Renewed(Verdict),
    /// Somebody else is renewing it at this moment, and is about to know.
    Busy,
}

/// A verdict, the grant it is about, and what is known of it.
pub(super) struct Told {
    pub(super) held: HeldProfile,
    pub(super) verdict: Verdict,
    /// The grant's facts where the network told them.
    pub(super) grant: Option<Grant>,
    /// Whether a renewal may be tried again.
    pub(super) can_renew: bool,
}

impl Engine {
    /// Asks about the grant, renewing it first where it is time.
    ///
    /// Whether a network has trouble, or whether it is over, is found out with a question, never with a token that is lost if
    /// nobody answers: an outage of hours would cost a grant at every trial.
    pub(super) async fn ask(
        &self,
        adapter: &dyn Adapter,
        held: HeldProfile,
        why: Why,
        leave: Leave,
    ) -> Result<Asked, Error> {
        let now = self.clock.now();
        let is_red = held.profile.health.is_lost();
        let is_time = held.plan.renew_at.is_some_and(|renew_at| renew_at <= now);
        let may_lose = leave != Leave::Granted && adapter.ways().renewal == Way::SingleUse;
        if is_red || !is_time || may_lose {
            return self.probe(adapter, held, true).await;
        }
        match self.renew(adapter, &held).await? {
            Renewal::Done(renewed) if why.asks_for_more(&renewed.plan, now) => {
                self.probe(adapter, *renewed, true).await
            }
            Renewal::Done(_) => Ok(Asked::Renewed(Verdict::Alive)),
            Renewal::Refused(verdict) => Ok(told(held, verdict, None, true)),
            Renewal::NotPossible => self.probe(adapter, held, true).await,
            // The access token that is still held decides.
            Renewal::LeftOpen => self.probe(adapter, held, false).await,
            Renewal::Busy => Ok(Asked::Busy),
        }
    }

    async fn probe(
        &self,
        adapter: &dyn Adapter,
        held: HeldProfile,
        can_renew: bool,
    ) -> Result<Asked, Error> {
        let can_renew = can_renew && held.intent.is_none();
        let access = self.access_token(&held)?;
        match adapter.probe(&access, &held.grant).await {
            Ok(grant) => Ok(told(held, Verdict::Alive, Some(grant), can_renew)),
            Err(Verdict::Dead(Cause::Expired)) if can_renew => {
                self.ask_by_renewing(adapter, held).await
            }
            // Spent once already, and its successor never arrived: it is not sent again.
            Err(Verdict::Dead(Cause::Expired)) if held.refresh.is_some() => {
                Ok(told(held, Verdict::Dead(Cause::RotationLost), None, false))
            }
            Err(verdict) => Ok(told(held, verdict, None, can_renew)),
        }
    }

    /// An access token that is used up is no news where a refresh token is held: one renewal decides.
    async fn ask_by_renewing(
        &self,
        adapter: &dyn Adapter,
        held: HeldProfile,
    ) -> Result<Asked, Error> {
        Ok(match self.renew(adapter, &held).await? {
            Renewal::Done(renewed) => {
                let grant = Some(renewed.grant.clone());
                told(*renewed, Verdict::Alive, grant, true)
            }
            Renewal::Refused(verdict) => told(held, verdict, None, true),
            Renewal::NotPossible => told(held, Verdict::Dead(Cause::Expired), None, false),
            Renewal::LeftOpen => told(held, Verdict::Dead(Cause::RotationLost), None, false),
            Renewal::Busy => Asked::Busy,
        })
    }

    /// Asks about every channel and every ability.
    pub(super) async fn ask_channels(
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

    fn access_token(&self, held: &HeldProfile) -> Result<Token, Error> {
        let place = Place::Access(held.workspace, held.profile.id);
        Ok(self.vault.open(&held.access, place)?)
    }
}

fn told(held: HeldProfile, verdict: Verdict, grant: Option<Grant>, can_renew: bool) -> Asked {
    Asked::Told(Box::new(Told { held, verdict, grant, can_renew }))
}
