//! What a login covers: every channel, tested for every ability, compared with what was linked.

use std::collections::HashMap;

use domain::{
    cause::Cause,
    grant::Grant,
    health::{Ability, Losses},
    id::{ChannelId, WorkspaceId},
    outcome::{Coverage, Missing},
    profile::Channel,
    time::Timestamp,
    verdict::Verdict,
};
use futures::{StreamExt as _, stream};

use crate::{
    Engine, Error,
    ports::{
        networks::{Adapter, ChannelAccess, Covered, Granted, RemoteChannel, Tested},
        store::authorizations::LandedChannel,
    },
    vault::{Place, Sealed, Token},
};

/// How many channels are asked about at once.
pub(crate) const CHANNELS_AT_ONCE: usize = 16;

/// What was linked before: the channels and the tokens of those that have their own.
#[derive(Debug, Default)]
pub(super) struct Linked {
    pub(super) channels: Vec<Channel>,
    pub(super) tokens: HashMap<ChannelId, Sealed>,
    /// Channels that the workspace knows from other profiles, or from before, by the network's id.
    pub(super) known: HashMap<String, ChannelId>,
}

/// What will be linked, and how it compares.
pub(super) struct Compared {
    pub(super) channels: Vec<LandedChannel>,
    pub(super) coverage: Coverage,
}

impl Engine {
    /// Tests every covered channel, in parallel, and compares with what was linked.
    pub(super) async fn compare(
        &self,
        adapter: &dyn Adapter,
        workspace: WorkspaceId,
        granted: &Granted,
        covered: Covered,
        linked: &Linked,
        now: Timestamp,
    ) -> Result<Compared, Error> {
        let tested: Vec<_> = stream::iter(covered.channels)
            .map(|remote| self.test_covered(adapter, workspace, granted, remote, linked))
            .buffered(CHANNELS_AT_ONCE)
            .collect()
            .await;

        let mut compared = Compared { channels: Vec::new(), coverage: Coverage::default() };
        for one in tested {
            compared.add_covered(self, workspace, one?, linked, now);
        }
        for (remote_id, verdict) in covered.missing {
            let verdict = self
                .explain(adapter, workspace, &granted.grant, &remote_id, verdict, linked)
                .await?;
            if let Some(channel) = linked.by_remote_id(&remote_id) {
                compared.add_missing(channel, &verdict, now);
            }
        }
        Ok(compared)
    }

    /// Tests a channel with its new token, and with the one that is held if the new one is refused: a working token is
    /// never overwritten with a worse one.
    async fn test_covered(
        &self,
        adapter: &dyn Adapter,
        workspace: WorkspaceId,
        granted: &Granted,
        remote: RemoteChannel,
        linked: &Linked,
    ) -> Result<(RemoteChannel, Tested), Error> {
        let token = remote.token.as_ref().unwrap_or(&granted.tokens.access);
        let scopes = &granted.grant.scopes;
        let access = |token| ChannelAccess { remote_id: &remote.remote_id, token, scopes };
        let with_new = adapter.test(&access(token)).await;
        if count_refused(&with_new) == 0 || remote.token.is_none() {
            return Ok((remote, with_new));
        }
        let Some(held) = self.held_token(workspace, &remote.remote_id, linked)? else {
            return Ok((remote, with_new));
        };
        let with_held = adapter.test(&access(&held)).await;
        if count_alive(&with_held) > count_alive(&with_new) {
            return Ok((RemoteChannel { token: None, ..remote }, with_held));
        }
        Ok((remote, with_new))
    }

    /// Why a linked channel is missing. Whoever has no role on it cannot tick it, and a login alone cannot tell the two
    /// apart; the token that is held for it can.
    async fn explain(
        &self,
        adapter: &dyn Adapter,
        workspace: WorkspaceId,
        grant: &Grant,
        remote_id: &str,
        verdict: Verdict,
        linked: &Linked,
    ) -> Result<Verdict, Error> {
        if verdict != Verdict::Dead(Cause::NotGranted) {
            return Ok(verdict);
        }
        let Some(token) = self.held_token(workspace, remote_id, linked)? else {
            return Ok(verdict);
        };
        let access = ChannelAccess { remote_id, token: &token, scopes: &grant.scopes };
        let tested = adapter.test(&access).await;
        let role_lost = Verdict::Dead(Cause::RoleLost);
        let is_role_lost = Ability::ALL.into_iter().any(|ability| *tested.of(ability) == role_lost);
        Ok(if is_role_lost { role_lost } else { verdict })
    }

    fn held_token(
        &self,
        workspace: WorkspaceId,
        remote_id: &str,
        linked: &Linked,
    ) -> Result<Option<Token>, Error> {
        let Some(channel) = linked.by_remote_id(remote_id) else {
            return Ok(None);
        };
        let Some(sealed) = linked.tokens.get(&channel.id) else {
            return Ok(None);
        };
        Ok(Some(self.vault.open(sealed, Place::Channel(workspace, channel.id))?))
    }
}

impl Linked {
    fn by_remote_id(&self, remote_id: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.remote_id == remote_id)
    }
}

impl Compared {
    fn add_covered(
        &mut self,
        engine: &Engine,
        workspace: WorkspaceId,
        (remote, tested): (RemoteChannel, Tested),
        linked: &Linked,
        now: Timestamp,
    ) {
        let known = linked.by_remote_id(&remote.remote_id);
        let id = known
            .map(|known| known.id)
            .or_else(|| linked.known.get(&remote.remote_id).copied())
            .unwrap_or_else(|| ChannelId::new(now, engine.fresh_id()));
        let before = known.map(|known| known.losses.clone()).unwrap_or_default();
        let losses = after_test(before, &tested, now);
        let lost = losses.lost().find_map(|ability| losses.of(ability)).map(|l| l.cause.clone());
        match (known, lost) {
            (_, Some(cause)) => {
                self.coverage.missing.push(Missing { name: remote.name.clone(), cause });
            }
            (Some(_), None) if count_alive(&tested) == Ability::ALL.len() => {
                self.coverage.restored.push(remote.name.clone());
            }
            (Some(_), None) => self.coverage.unproven.push(remote.name.clone()),
            (None, None) => self.coverage.new.push(remote.name.clone()),
        }
        let token =
            remote.token.map(|token| engine.vault.seal(&token, Place::Channel(workspace, id)));
        self.channels.push(LandedChannel {
            id,
            remote_id: remote.remote_id,
            name: remote.name,
            avatar: remote.avatar,
            token,
            losses,
        });
    }

    fn add_missing(&mut self, channel: &Channel, verdict: &Verdict, now: Timestamp) {
        // Left out of the list although the network says it is there: not granted to us.
        let not_granted = Verdict::Dead(Cause::NotGranted);
        let verdict = if *verdict == Verdict::Alive { &not_granted } else { verdict };
        let losses = after_test(channel.losses.clone(), &Tested::all(verdict), now);
        let name = channel.name.clone();
        match verdict {
            Verdict::Dead(cause) => {
                self.coverage.missing.push(Missing { name, cause: cause.clone() });
            }
            Verdict::Alive
            | Verdict::Limited { .. }
            | Verdict::Unavailable
            | Verdict::Ours { .. } => {
                self.coverage.unproven.push(name);
            }
        }
        self.channels.push(LandedChannel {
            id: channel.id,
            remote_id: channel.remote_id.clone(),
            name: channel.name.clone(),
            avatar: channel.avatar.clone(),
            token: None,
            losses,
        });
    }
}

/// A channel's losses after a verdict about each ability.
pub(crate) fn after_test(losses: Losses, tested: &Tested, now: Timestamp) -> Losses {
    Ability::ALL
        .into_iter()
        .fold(losses, |losses, ability| losses.after(ability, tested.of(ability), now))
}

fn count_alive(tested: &Tested) -> usize {
    Ability::ALL.into_iter().filter(|ability| *tested.of(*ability) == Verdict::Alive).count()
}

fn count_refused(tested: &Tested) -> usize {
    Ability::ALL
        .into_iter()
        .filter(|ability| matches!(tested.of(*ability), Verdict::Dead(_)))
        .count()
}
