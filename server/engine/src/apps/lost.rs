//! What lost connections cost, what goes on in spite of them, and who asks for them.

use std::collections::BTreeMap;

use domain::{
    account::Viewer,
    channel::{Link, LinkedChannel},
    cost::Cost,
    health::Ability,
    id::{ChannelId, ProfileId, WorkspaceId},
    time::Timestamp,
};

use crate::{
    Engine, Error, only_masters,
    ports::store::{Stored, asks::Ask, posts::Queue},
};

/// What lost connections mean for a workspace, by the profile that must be renewed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lost {
    /// What they cost; profiles that cost nothing yet are left out.
    pub costs: BTreeMap<ProfileId, Cost>,
    /// Names of the channels that work through somebody else for now, by that person's name.
    pub backups: BTreeMap<ProfileId, BTreeMap<String, Vec<String>>>,
    /// Who asked for it since it is lost, oldest first.
    pub asks: BTreeMap<ProfileId, Vec<Ask>>,
}

impl Lost {
    /// The profiles that cost something, in the order in which they are mended best.
    #[must_use]
    pub fn dearest_first(&self) -> Vec<ProfileId> {
        let mut profiles: Vec<_> = self.costs.iter().collect();
        profiles.sort_by_key(|(profile, cost)| (cost.rank(), **profile));
        profiles.into_iter().map(|(profile, _)| *profile).collect()
    }
}

impl Engine {
    /// What lost connections mean for the viewer's workspace.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn lost(&self, viewer: &Viewer) -> Result<Lost, Error> {
        only_masters(viewer)?;
        Ok(self.lost_in(viewer.workspace).await?)
    }

    pub(crate) async fn lost_in(&self, workspace: WorkspaceId) -> Stored<Lost> {
        let channels = self.store.linked_channels(workspace).await?;
        let queues = self.store.queues(workspace).await?;
        let queues = queues.into_iter().map(|queue| (queue.channel, queue)).collect();
        let countings = self.store.countings(workspace).await?;
        let uncounted = countings.into_iter().filter_map(|it| Some((it.channel, it.lost?.1)));
        let uncounted = uncounted.collect();
        let listenings = self.store.listenings(workspace).await?.into_iter();
        let unheard = listenings.filter(|it| it.is_blind);
        let unheard = unheard.filter_map(|it| Some((it.channel, it.heard_until?))).collect();
        let mut lost = Lost::default();
        for channel in &channels {
            let Some(first) = channel.links.first() else { continue };
            if let Some(backup) = backup(channel) {
                let works = lost.backups.entry(first.profile).or_default();
                works.entry(backup.name.clone()).or_default().push(channel.name.clone());
            }
            let cost = cost(channel, &queues, &unheard, &uncounted);
            if cost != Cost::default() {
                let sum = lost.costs.entry(first.profile).or_default();
                *sum = sum.and(cost);
            }
        }
        for ask in self.open_asks(workspace, &channels).await? {
            lost.asks.entry(ask.profile).or_default().push(ask);
        }
        Ok(lost)
    }

    /// Asks that are younger than what their profile has lost.
    pub(super) async fn open_asks(
        &self,
        workspace: WorkspaceId,
        channels: &[LinkedChannel],
    ) -> Stored<Vec<Ask>> {
        let mut lost_since: BTreeMap<ProfileId, Timestamp> = BTreeMap::new();
        for link in channels.iter().flat_map(|channel| &channel.links) {
            if let Some(since) = link.lost_since() {
                let known = lost_since.entry(link.profile).or_insert(since);
                *known = since.min(*known);
            }
        }
        let mut asks = self.store.asks(workspace).await?;
        asks.retain(|ask| lost_since.get(&ask.profile).is_some_and(|since| ask.at >= *since));
        Ok(asks)
    }
}

/// Through whom a channel works for now, if its linked profile is lost for something that a backup does.
fn backup(channel: &LinkedChannel) -> Option<&Link> {
    let ability = Ability::ALL.into_iter().find(|ability| channel.is_on_backup(*ability))?;
    channel.through(ability)
}

/// What it costs that a channel has lost what it has lost. What a backup does costs nothing.
fn cost(
    channel: &LinkedChannel,
    queues: &BTreeMap<ChannelId, Queue>,
    unheard: &BTreeMap<ChannelId, Timestamp>,
    uncounted: &BTreeMap<ChannelId, Timestamp>,
) -> Cost {
    let if_lost = |ability| channel.loss(ability).map(|_| &channel.id);
    let posts = if_lost(Ability::Publish).and_then(|id| queues.get(id));
    Cost {
        held: posts.map_or(0, |queue| queue.held),
        next_due: posts.and_then(|queue| queue.next),
        comments_since: if_lost(Ability::Comments).and_then(|id| unheard.get(id)).copied(),
        statistics_since: if_lost(Ability::Statistics).and_then(|id| uncounted.get(id)).copied(),
    }
}
