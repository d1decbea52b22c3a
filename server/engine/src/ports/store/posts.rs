//! Posts, as people write, move and read them. How they go out stands in [`super::turns`].

use async_trait::async_trait;
use domain::{
    event::EventId,
    figure::DayRange,
    id::{ChannelId, GroupId, PostId, WorkspaceId},
    post::{Post, PostStateKind},
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry};

/// Posts.
#[async_trait]
pub trait Posts: Send + Sync {
    /// Writes down new posts: all of them, or none and false if the workspace has no such channel or picture. `audit` goes with
    /// them.
    async fn add_posts(
        &self,
        workspace: WorkspaceId,
        posts: &[Post],
        audit: &[AuditEntry],
        now: Timestamp,
    ) -> Stored<bool>;

    /// One post.
    async fn post(&self, workspace: WorkspaceId, post: PostId) -> Stored<Option<Post>>;

    /// The posts of one composition, in the order of their ids.
    async fn posts_of_group(&self, workspace: WorkspaceId, group: GroupId) -> Stored<Vec<Post>>;

    /// Posts in the order of their time; a draft without one stands where it was written. All from one snapshot.
    async fn list_posts(&self, workspace: WorkspaceId, query: &PostQuery) -> Stored<PostList>;

    /// Writes posts over: all of them, or none and false if one of them is no longer as it was read. Their channels look at them
    /// again when their time comes.
    async fn write_posts(&self, writes: &Writes) -> Stored<bool>;

    /// Deletes posts: all of them, or none and false if one is no longer as it was read.
    async fn delete_posts(
        &self,
        workspace: WorkspaceId,
        posts: &[Seen],
        now: Timestamp,
    ) -> Stored<bool>;

    /// When posts of a channel after `after` are planned that may still go out, in their order, each time once.
    async fn planned_times(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        after: Timestamp,
    ) -> Stored<Vec<Timestamp>>;

    /// Every attempt to publish a post, the last first.
    async fn attempts(&self, workspace: WorkspaceId, post: PostId) -> Stored<Vec<Attempt>>;

    /// What waits in the queue of each channel that has anything waiting.
    async fn queues(&self, workspace: WorkspaceId) -> Stored<Vec<Queue>>;

    /// How many posts of each channel are planned at or after a moment of its own; channels without any are left out.
    async fn planned_after(
        &self,
        workspace: WorkspaceId,
        channels: &[(ChannelId, Timestamp)],
    ) -> Stored<Vec<Beyond>>;

    /// How many posts of each of these channels are out, by the UTC day (its start) they stand at; days without any are left out.
    async fn published_by_day(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
        days: &DayRange,
    ) -> Stored<Vec<(ChannelId, Timestamp, u32)>>;
}

/// Which posts.
#[derive(Debug, Clone, Default)]
pub struct PostQuery {
    /// Only those at or after this moment.
    pub from: Option<Timestamp>,
    /// Only those before this moment.
    pub until: Option<Timestamp>,
    /// Only those of these channels; of all if it is empty.
    pub channels: Vec<ChannelId>,
    /// Only those in these states; in all if it is empty.
    pub states: Vec<PostStateKind>,
    /// Only those after this place in the order.
    pub after: Option<PostCursor>,
    /// At most so many.
    pub limit: u32,
}

/// A place in the order of posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostCursor {
    /// The time the post before it stands at.
    pub at: Timestamp,
    /// Its id.
    pub id: PostId,
}

/// Posts that were found.
#[derive(Debug, Clone)]
pub struct PostList {
    /// The posts.
    pub posts: Vec<Post>,
    /// Where the next page begins; `None` if this is the last.
    pub next: Option<PostCursor>,
    /// The number of the last event at that moment.
    pub as_of: EventId,
}

/// A post as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub id: PostId,
    /// Its version.
    pub version: u32,
    /// Its step.
    pub step: u32,
}

impl From<&Post> for Seen {
    fn from(post: &Post) -> Self {
        Self { id: post.id, version: post.version, step: post.step }
    }
}

/// Posts to be written over.
#[derive(Debug, Clone)]
pub struct Writes {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Each as it was read, and as it shall be; its id, group and channel stay.
    pub posts: Vec<(Seen, Post)>,
    /// What of it stands in the audit log: what people propose, approve and return.
    pub audit: Vec<AuditEntry>,
    /// When.
    pub now: Timestamp,
}

/// One attempt to publish a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its number; a later one has a greater.
    pub number: u32,
    /// When it began.
    pub began_at: Timestamp,
    /// When it ended, and what came of it, as a stable word: `published`, `refused`, `lost`, `found`, `missing`. `None` while it is open.
    pub ended: Option<(Timestamp, String)>,
}

/// What waits in the queue of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// Which.
    pub channel: ChannelId,
    /// So many posts are held.
    pub held: u32,
    /// So many ask a person.
    pub asking: u32,
    /// So many wait for somebody's approval.
    pub proposed: u32,
    /// When the next is due that is still scheduled.
    pub next: Option<Timestamp>,
    /// When the first was due that is held.
    pub oldest_held: Option<Timestamp>,
}

/// Posts of a channel beyond a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beyond {
    /// Of which.
    pub channel: ChannelId,
    /// How many.
    pub posts: u32,
    /// When the first of them is due.
    pub first: Timestamp,
}
