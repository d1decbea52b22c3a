//! The way to a channel: its linked profile, or a backup, whichever works for what is to be done.

use domain::{
    breaker::Leave,
    cause::Cause,
    grant::Renews,
    health::{Ability, Loss},
    id::{ChannelId, ProfileId, WorkspaceId},
    network::Network,
    time::Span,
    verdict::Verdict,
};

use crate::{
    Engine, Error,
    ports::{
        networks::ChannelAccess,
        store::{
            channels::{HeldChannel, HeldLink},
            grants::Check,
        },
    },
    tokens::{Door, Priority, door},
    vault::{Place, Token},
};

/// A token that ends sooner is renewed before it is used: a call takes its time, and clocks differ.
const TOO_SHORT: Span = Span::minutes(2);

/// Whether a channel can be reached.
pub(crate) enum Reach {
    /// This way.
    Open(Box<Hand>),
    /// No way: what stands in it, as the linked profile tells.
    Lost(Loss),
    /// It was removed, or is not the workspace's.
    Gone,
    /// No client credentials are set for its network.
    NotConfigured,
}

/// A way to a channel that works, as far as anybody knows.
pub(crate) struct Hand {
    pub(crate) workspace: WorkspaceId,
    pub(crate) channel: ChannelId,
    /// Whose way it is.
    pub(crate) profile: ProfileId,
    pub(crate) network: Network,
    remote_id: String,
    token: Token,
    scopes: Vec<String>,
    door: Door,
}

impl Hand {
    /// For the adapter's calls.
    pub(crate) fn access(&self) -> ChannelAccess<'_> {
        ChannelAccess { remote_id: &self.remote_id, token: &self.token, scopes: &self.scopes }
    }
}

impl Engine {
    /// Finds the way to a channel for one ability. A token that is about to end is renewed first.
    pub(crate) async fn reach(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        ability: Ability,
    ) -> Result<Reach, Error> {
        let mut is_fresh = false;
        loop {
            let Some(held) = self.store.held_channel(workspace, channel).await? else {
                return Ok(Reach::Gone);
            };
            let Some(link) = held.held.iter().find(|held| held.link.loss(ability).is_none()) else {
                let loss = held.channel.loss(ability);
                return Ok(loss.map_or(Reach::Gone, Reach::Lost));
            };
            if is_fresh || !self.is_about_to_end(link) {
                return self.hand(workspace, &held, link);
            }
            self.check_for_a_post(workspace, link.link.profile).await?;
            is_fresh = true;
        }
    }

    /// Asks for leave to make `calls` calls. Nobody waits inside: whoever is refused comes back later, and what is routine in its turn.
    pub(crate) fn leave(&self, hand: &Hand, priority: Priority, calls: u32) -> Leave {
        let Some(adapter) = self.networks.adapter(hand.network) else {
            return Leave::Refused { until: self.clock.now() };
        };
        let (pace, now) = (self.pace(adapter, hand.network), self.clock.now());
        let gates = &self.remembered.gates;
        match gates.enter(&hand.door, pace, priority, calls, now) {
            Leave::Refused { until } if priority == Priority::Routine => {
                Leave::Refused { until: gates.line_up(&hand.door, pace, calls, until, now) }
            }
            leave => leave,
        }
    }

    /// Tells what came of a call for `ability`. After [`Verdict::Dead`] the profile is asked about at once; should the network
    /// find nothing wrong with it, it is this ability of this channel that is lost.
    pub(crate) async fn came_of(
        &self,
        hand: &Hand,
        ability: Ability,
        verdict: &Verdict,
    ) -> Result<(), Error> {
        if let Some(adapter) = self.networks.adapter(hand.network) {
            self.tell(adapter, &hand.door, verdict).await?;
        }
        let Verdict::Dead(cause) = verdict else { return Ok(()) };
        self.check(hand.workspace, hand.profile).await?;
        if is_about_a_channel(cause) { self.lose(hand, ability, verdict).await } else { Ok(()) }
    }

    fn is_about_to_end(&self, link: &HeldLink) -> bool {
        let renews = matches!(link.grant.renews, Renews::Alone { .. }) && link.renew_at.is_some();
        let soon = self.clock.now().after(TOO_SHORT);
        renews && link.grant.access_until.is_some_and(|until| until <= soon)
    }

    fn hand(
        &self,
        workspace: WorkspaceId,
        held: &HeldChannel,
        link: &HeldLink,
    ) -> Result<Reach, Error> {
        let channel = &held.channel;
        let Some(adapter) = self.networks.adapter(channel.network) else {
            return Ok(Reach::NotConfigured);
        };
        let token = match &link.own {
            Some(own) => self.vault.open(own, Place::Channel(workspace, channel.id))?,
            None => self.vault.open(&link.access, Place::Access(workspace, link.link.profile))?,
        };
        Ok(Reach::Open(Box::new(Hand {
            workspace,
            channel: channel.id,
            profile: link.link.profile,
            network: channel.network,
            remote_id: channel.remote_id.clone(),
            token,
            scopes: link.grant.scopes.clone(),
            door: door(adapter, channel.network, &link.issuer),
        })))
    }

    /// Writes down that the channel lost `ability`, unless that is known by now.
    async fn lose(&self, hand: &Hand, ability: Ability, verdict: &Verdict) -> Result<(), Error> {
        let Some(held) = self.store.held_profile(hand.workspace, hand.profile).await? else {
            return Ok(());
        };
        let found = held.profile.channels.iter().find(|channel| channel.id == hand.channel);
        let Some(channel) = found else { return Ok(()) };
        if held.profile.health.is_lost() || channel.losses.of(ability).is_some() {
            return Ok(());
        }
        let now = self.clock.now();
        let losses = channel.losses.clone().after(ability, verdict, now);
        let check = Check {
            workspace: hand.workspace,
            profile: hand.profile,
            version: held.version,
            health: held.profile.health.clone(),
            grant: None,
            losses: vec![(channel.id, losses)],
            answered_at: Some(now),
            plan: held.plan,
            announce: false,
            now,
        };
        self.store.record_check(&check).await?;
        Ok(())
    }
}

/// Whether a cause may be one of a channel's alone, while the grant lives. The check that came after it knows better of all
/// others: a token that was used up is renewed by now.
const fn is_about_a_channel(cause: &Cause) -> bool {
    match cause {
        Cause::PermissionLost { .. }
        | Cause::RoleLost
        | Cause::NotGranted
        | Cause::Checkpoint
        | Cause::Unrecognised { .. } => true,
        Cause::Expired
        | Cause::PasswordChanged
        | Cause::AppRemoved
        | Cause::LoggedOut
        | Cause::AccountDisabled
        | Cause::RotationLost
        | Cause::ReplacedElsewhere => false,
    }
}
