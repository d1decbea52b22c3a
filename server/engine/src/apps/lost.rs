//! What lost connections cost.

use std::collections::BTreeMap;

use domain::{
    account::Viewer,
    channel::LinkedChannel,
    cost::Cost,
    health::Ability,
    id::{ChannelId, ProfileId, WorkspaceId},
};

use crate::{
    Engine, Error, only_masters,
    ports::store::{Stored, posts::Queue},
};

/// What lost connections cost a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lost {
    /// By the profile that must be renewed; profiles that cost nothing yet are left out.
    pub costs: BTreeMap<ProfileId, Cost>,
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
    /// What lost connections cost the viewer's workspace.
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
        let mut lost = Lost::default();
        for channel in &channels {
            let Some(first) = channel.links.first() else { continue };
            let cost = cost(channel, &queues);
            if cost != Cost::default() {
                let sum = lost.costs.entry(first.profile).or_default();
                *sum = sum.and(cost);
            }
        }
        Ok(lost)
    }
}

/// What it costs that a channel has lost what it has lost. What a backup does costs nothing.
fn cost(channel: &LinkedChannel, queues: &BTreeMap<ChannelId, Queue>) -> Cost {
    let posts = channel.loss(Ability::Publish).and_then(|_| queues.get(&channel.id));
    Cost {
        held: posts.map_or(0, |queue| queue.held),
        next_due: posts.and_then(|queue| queue.next),
        ..Cost::default()
    }
}
