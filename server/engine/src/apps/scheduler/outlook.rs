//! What is ahead: which posts need a renewal, and what each channel holds.

use std::collections::BTreeMap;

use domain::{
    account::Viewer,
    channel::LinkedChannel,
    id::{ChannelId, ProfileId},
    post::needs_renewal,
    time::Timestamp,
};

use crate::{Engine, Error, ports::store::posts::Queue};

/// Posts that cannot go out unless a profile is renewed first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewalNeeded {
    /// Which profile.
    pub profile: ProfileId,
    /// Its name at the network.
    pub name: String,
    /// When its token stops working.
    pub by: Timestamp,
    /// So many posts are planned after that.
    pub posts: u32,
    /// When the first of them is due.
    pub first: Timestamp,
}

impl Engine {
    /// Which profiles must be renewed for posts that are planned, soonest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn renewals_needed(&self, viewer: &Viewer) -> Result<Vec<RenewalNeeded>, Error> {
        let channels = self.scheduler_channels(viewer).await?;
        let channels: Vec<_> = channels.into_iter().map(|(channel, _)| channel).collect();
        let ends: BTreeMap<ChannelId, _> =
            channels.iter().filter_map(|channel| Some((channel.id, end_of(channel)?))).collect();
        let after: Vec<_> = ends.iter().map(|(id, needed)| (*id, needed.by)).collect();
        let mut needed: BTreeMap<ProfileId, RenewalNeeded> = BTreeMap::new();
        for beyond in self.store.planned_after(viewer.workspace, &after).await? {
            let Some(end) = ends.get(&beyond.channel) else { continue };
            let one = needed.entry(end.profile).or_insert_with(|| RenewalNeeded {
                profile: end.profile,
                name: end.name.clone(),
                by: end.by,
                posts: 0,
                first: beyond.first,
            });
            one.by = one.by.min(end.by);
            one.posts += beyond.posts;
            one.first = one.first.min(beyond.first);
        }
        let mut needed: Vec<_> = needed.into_values().collect();
        needed.sort_by_key(|needed| (needed.by, needed.profile));
        Ok(needed)
    }

    /// What waits in the queue of each channel that has anything waiting.
    ///
    /// # Errors
    /// The store's.
    pub async fn held_counts(&self, viewer: &Viewer) -> Result<Vec<Queue>, Error> {
        let given = self.given(viewer).await?;
        let mut queues = self.store.queues(viewer.workspace).await?;
        queues.retain(|queue| given.role(queue.channel).is_some());
        Ok(queues)
    }
}

/// Until when a channel can publish, if that is known: what a post at the end of all time would need.
fn end_of(channel: &LinkedChannel) -> Option<domain::post::NeedsRenewal> {
    needs_renewal(channel, Timestamp::from_millis(i64::MAX))
}
