//! Channels as the Apps work on them.

use async_trait::async_trait;
use domain::{
    channel::{Link, LinkedChannel},
    event::{Change, What},
    id::{ChannelId, ProfileId, WorkspaceId},
    network::Network,
};
use engine::ports::store::{
    Channels, Stored,
    authorizations::{LandedChannel, Landing},
    channels::{HeldChannel, HeldLink, NewFirst},
};

use super::{MemStore, State};

/// What is known of a channel, whoever it is linked from.
#[derive(Debug, Clone)]
pub(super) struct Known {
    network: Network,
    issuer: String,
    remote_id: String,
    name: String,
    avatar: Option<String>,
    first: Option<ProfileId>,
}

impl State {
    /// A channel's network and its name there.
    pub(super) fn channel_name(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Option<(Network, String)> {
        let known = self.channels.get(&(workspace, channel))?;
        Some((known.network, known.name.clone()))
    }

    /// Makes a landed channel known, and tells under which id.
    pub(super) fn know(&mut self, landing: &Landing, landed: &LandedChannel) -> ChannelId {
        let home = landing.binding.workspace;
        let (network, issuer) = (landing.binding.network, &landing.identity.issuer);
        let id = self.id_of(home, network, issuer, &landed.remote_id).unwrap_or(landed.id);
        let first = self.channels.get(&(home, id)).and_then(|known| known.first);
        let known = Known {
            network,
            issuer: issuer.clone(),
            remote_id: landed.remote_id.clone(),
            name: landed.name.clone(),
            avatar: landed.avatar.clone(),
            first,
        };
        self.channels.insert((home, id), known);
        self.begin_counting(home, id, landing.now);
        self.talk.begin(home, id, landing.now);
        id
    }

    fn id_of(
        &self,
        workspace: WorkspaceId,
        network: Network,
        issuer: &str,
        remote_id: &str,
    ) -> Option<ChannelId> {
        let mut all = self.channels.iter();
        let found = all.find(|((home, _), known)| {
            *home == workspace
                && (known.network, known.issuer.as_str(), known.remote_id.as_str())
                    == (network, issuer, remote_id)
        });
        found.map(|((_, id), _)| *id)
    }

    fn held(&self, workspace: WorkspaceId, id: ChannelId) -> Option<HeldChannel> {
        let known = self.channels.get(&(workspace, id))?;
        let here = self.profiles.iter().filter(|((home, _), _)| *home == workspace);
        let mut held: Vec<_> = here
            .filter_map(|((_, profile), row)| {
                let channel = row.profile.channels.iter().find(|channel| channel.id == id)?;
                Some(HeldLink {
                    link: Link {
                        profile: *profile,
                        name: row.profile.identity.name.clone(),
                        health: row.profile.health.clone(),
                        losses: channel.losses.clone(),
                    },
                    issuer: row.profile.identity.issuer.clone(),
                    grant: row.grant.clone(),
                    renew_at: row.plan.renew_at,
                    access: row.access.clone(),
                    own: row.channel_tokens.get(&id).cloned(),
                })
            })
            .collect();
        held.sort_by_key(|held| (Some(held.link.profile) != known.first, held.link.profile));
        let channel = LinkedChannel {
            id,
            network: known.network,
            remote_id: known.remote_id.clone(),
            name: known.name.clone(),
            avatar: known.avatar.clone(),
            links: held.iter().map(|held| held.link.clone()).collect(),
        };
        Some(HeldChannel { channel, held })
    }
}

#[async_trait]
impl Channels for MemStore {
    async fn linked_channels(&self, workspace: WorkspaceId) -> Stored<Vec<LinkedChannel>> {
        let state = self.state();
        let here = state.channels.keys().filter(|(home, _)| *home == workspace);
        let mut channels: Vec<_> =
            here.filter_map(|(_, id)| Some(state.held(workspace, *id)?.channel)).collect();
        channels.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
        Ok(channels)
    }

    async fn linked_channel(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<LinkedChannel>> {
        Ok(self.state().held(workspace, channel).map(|held| held.channel))
    }

    async fn held_channel(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<HeldChannel>> {
        Ok(self.state().held(workspace, channel))
    }

    async fn channel_ids(
        &self,
        workspace: WorkspaceId,
        network: Network,
        issuer: &str,
        remote_ids: &[String],
    ) -> Stored<Vec<(String, ChannelId)>> {
        let state = self.state();
        let known = remote_ids.iter().filter_map(|remote_id| {
            Some((remote_id.clone(), state.id_of(workspace, network, issuer, remote_id)?))
        });
        Ok(known.collect())
    }

    async fn put_first(&self, change: &NewFirst) -> Stored<u32> {
        let mut state = self.state();
        let home = change.workspace;
        let mut concerned = std::collections::BTreeSet::new();
        let mut moved = 0;
        for id in &change.channels {
            let Some(held) = state.held(home, *id) else { continue };
            let links = held.channel.links;
            if !links.iter().any(|link| link.profile == change.profile) {
                continue;
            }
            if let Some(known) = state.channels.get_mut(&(home, *id)) {
                known.first = Some(change.profile);
            }
            if let Some(before) = links.first().filter(|link| link.profile != change.profile) {
                moved += 1;
                concerned.extend([before.profile, change.profile]);
            }
        }
        for profile in concerned {
            let row = state.profiles.get(&(home, profile));
            let is_mending = row.is_some_and(|row| row.profile.needs_mending());
            let mending = Change { before: is_mending, after: is_mending };
            state.tell(home, change.now, What::Linked { profile, mending });
        }
        if moved > 0 {
            state.audit.push(change.audit.clone());
        }
        Ok(moved)
    }
}
