//! What the Scheduler's pages read. What people do there arrives as forms at the server's own routes.

use async_trait::async_trait;
use domain::{
    account::Viewer,
    channel::LinkedChannel,
    event::EventId,
    id::{ChannelId, PersonId, PostId, ProfileId, WorkspaceId},
    late::LateRule,
    post::{Post, PostStateKind},
    scheduling::SchedulerRole,
    slots::SlotPlan,
    time::Timestamp,
    zone::Zone,
};
use serde::{Deserialize, Serialize};

use super::{Lost, MasterAccount};
use crate::error::Error;

/// The Scheduler, as everybody in the workspace reads it.
#[async_trait]
pub trait Scheduler: Send + Sync {
    /// What every page of the Scheduler stands on.
    async fn desk(&self, viewer: &Viewer) -> Result<Desk, Error>;

    /// Posts in the order of their time.
    async fn posts(&self, viewer: &Viewer, query: PostsQuery) -> Result<PostsPage, Error>;

    /// All posts between two moments, however many.
    async fn posts_between(&self, viewer: &Viewer, query: PostsQuery) -> Result<Vec<Post>, Error>;

    /// One post.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown and for a foreign one alike.
    async fn post(&self, viewer: &Viewer, post: PostId) -> Result<OnePost, Error>;

    /// The weekly slots of every channel, in the order of [`Desk::channels`].
    async fn slots(&self, viewer: &Viewer) -> Result<Vec<ChannelSlots>, Error>;
}

/// What every page of the Scheduler stands on, read at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// The workspace it was read from; every form names it.
    pub workspace: WorkspaceId,
    /// Who looks.
    pub person: PersonId,
    /// Whether the viewer mends Social Profiles.
    pub mends: bool,
    /// The server's time.
    pub now: Timestamp,
    /// The last event before the reading.
    pub as_of: EventId,
    /// The workspace's time zone.
    pub zone: Zone,
    /// Its rule for late posts.
    pub rule: LateRule,
    /// The channels that the viewer has a role for, by network and name; removed ones too, since posts still name them.
    pub channels: Vec<LinkedChannel>,
    /// So many posts need the viewer's decision.
    pub asking: u32,
    /// So many posts wait for the viewer's approval.
    pub proposed: u32,
    /// So many posts are held.
    pub held: u32,
    /// Which profiles must be renewed for posts that are planned, soonest first.
    pub renewals: Vec<RenewalNeeded>,
    /// The channels that cannot publish, by the profiles they are reached through.
    pub lost: Lost,
    /// Whom a regular account asks.
    pub masters: Vec<MasterAccount>,
    /// What the viewer is for each of the channels.
    pub roles: Vec<(ChannelId, SchedulerRole)>,
}

impl Desk {
    /// The channel of this id.
    #[must_use]
    pub fn channel(&self, id: ChannelId) -> Option<&LinkedChannel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    /// The same for a page that shows one channel only: what others have lost is not told there.
    #[must_use]
    pub fn about(mut self, channel: ChannelId) -> Self {
        let links = self.channel(channel).map(|channel| channel.links.clone()).unwrap_or_default();
        let is_its = |profile: ProfileId| links.iter().any(|link| link.profile == profile);
        self.lost.profiles.retain(|lost| is_its(lost.profile));
        self.renewals.retain(|needed| is_its(needed.profile));
        self
    }

    /// The channels that the viewer can write posts for.
    pub fn linked(&self) -> impl Iterator<Item = &LinkedChannel> {
        let writes = |channel: &&LinkedChannel| self.may(channel.id, SchedulerRole::may_write);
        self.channels.iter().filter(|channel| !channel.links.is_empty()).filter(writes)
    }

    /// Whether the viewer writes posts at all; a Master Account does, once there is a channel.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.mends || self.linked().next().is_some()
    }

    /// Whether the viewer's role for a channel is one that may.
    #[must_use]
    pub fn may(&self, channel: ChannelId, may: impl Fn(SchedulerRole) -> bool) -> bool {
        self.roles.iter().any(|(id, role)| *id == channel && may(*role))
    }

    /// Whether the viewer may change this post as it stands.
    #[must_use]
    pub fn may_change(&self, post: &Post) -> bool {
        post.state.may_change().is_ok() && self.may(post.channel, SchedulerRole::may_write)
    }
}

/// Posts that cannot go out unless a profile is renewed first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewalNeeded {
    /// Which profile.
    pub profile: ProfileId,
    /// Its name at the network.
    pub name: String,
    /// When it stops working.
    pub by: Timestamp,
    /// So many posts are planned after that.
    pub posts: u32,
    /// When the first of them is due.
    pub first: Timestamp,
}

/// Which posts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostsQuery {
    /// Only those at or after this moment.
    pub from: Option<Timestamp>,
    /// Only those before this moment.
    pub until: Option<Timestamp>,
    /// Only those of this channel.
    pub channel: Option<ChannelId>,
    /// Only those in this state.
    pub state: Option<PostStateKind>,
    /// Opaque: [`PostsPage::next`] of the page before.
    pub after: Option<String>,
}

/// Posts, a page at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostsPage {
    /// The posts.
    pub posts: Vec<Post>,
    /// For the link to the next page.
    pub next: Option<String>,
}

/// A post, with what its page tells besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnePost {
    /// The post.
    pub post: Post,
    /// All posts of its composition, this one too.
    pub group: Vec<Post>,
    /// Where its picture can be seen.
    pub picture: Option<String>,
    /// Who proposed or returned it; `None` for any other, and if they have left.
    pub by: Option<String>,
    /// Every attempt to publish it, the last first.
    pub attempts: Vec<Attempt>,
}

/// An attempt to publish a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it began.
    pub began_at: Timestamp,
    /// What came of it, as a stable word; `None` while it is open.
    pub outcome: Option<String>,
}

/// The weekly slots of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelSlots {
    /// Which.
    pub channel: ChannelId,
    /// Its slots.
    pub plan: SlotPlan,
    /// The next one that is free.
    pub next: Option<Timestamp>,
}
