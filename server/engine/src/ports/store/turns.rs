//! How posts go out: each channel has a queue, and its turn when something in it is due.
//!
//! A turn is taken softly: two servers may have the same. What must not happen twice is guarded by
//! [`Turns::begin_attempt`], which only one of them is given.

use async_trait::async_trait;
use domain::{
    id::{ChannelId, PostId, WorkspaceId},
    post::{Hold, Post},
    time::Timestamp,
};

use super::{
    Stored,
    posts::{Seen, Writes},
};

/// Turns of channels.
#[async_trait]
pub trait Turns: Send + Sync {
    /// Takes up to `limit` channels whose turn has come, most overdue first, and gives them their turn again at `again`; so that
    /// two servers rarely take the same, and a crash only delays.
    async fn take_turns(&self, request: &TurnRequest) -> Stored<Taken>;

    /// What comes first in a channel's queue: what is on its way, else what stands first of what is due at `now`.
    async fn head(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        now: Timestamp,
    ) -> Stored<Head>;

    /// Goes over what is due in a channel's queue, a bounded number of posts: what is past its last moment, and certainly not
    /// out, has failed, and if `hold` says why, the rest is held. Nothing is done to what is on its way. True if there
    /// is more.
    async fn sweep(&self, sweep: &Sweep) -> Stored<bool>;

    /// Begins an attempt, durably: it may be sent after that. `post` is [`domain::post::PostState::Publishing`].
    ///
    /// False, and nothing is written, if it is no longer as it was read, another one of its channel is on its way, or one
    /// stands before it in the queue.
    async fn begin_attempt(&self, workspace: WorkspaceId, seen: &Seen, post: &Post)
    -> Stored<bool>;

    /// Ends an attempt: [`super::Posts::write_posts`] of its post, with what came of it as a stable word.
    async fn end_attempt(&self, writes: &Writes, number: u32, outcome: &str) -> Stored<bool>;

    /// Ends a turn: the channel has its next when the next of its posts is due, or its last moment passes, and at `again` at the
    /// latest; at once if its queue changed since [`Head::changes`] was read.
    async fn end_turn(&self, end: &TurnEnd) -> Stored<()>;

    /// Gives every channel that holds posts its turn at `now`: of one workspace, or of all.
    async fn wake_held(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()>;
}

/// Turns wanted.
#[derive(Debug, Clone, Copy)]
pub struct TurnRequest {
    /// Now.
    pub now: Timestamp,
    /// When those that are taken have their turn again, should nobody end it.
    pub again: Timestamp,
    /// At most so many.
    pub limit: u32,
}

/// Turns taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Of which channels.
    pub channels: Vec<(WorkspaceId, ChannelId)>,
    /// When the next one has its turn that was not taken.
    pub next: Option<Timestamp>,
}

/// The front of a queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// What comes first.
    pub post: Option<Post>,
    /// Whether a post in it is past its last moment.
    pub is_overdue: bool,
    /// How often people changed the queue.
    pub changes: u64,
}

/// What is due, to be gone over.
#[derive(Debug, Clone)]
pub struct Sweep {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which channel.
    pub channel: ChannelId,
    /// Why it is held; `None` leaves what may still go out as it is.
    pub hold: Option<Hold>,
    /// Now.
    pub now: Timestamp,
}

/// The end of a turn.
#[derive(Debug, Clone, Copy)]
pub struct TurnEnd {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which channel.
    pub channel: ChannelId,
    /// [`Head::changes`].
    pub changes: u64,
    /// When it has its turn again at the latest, whatever is due.
    pub again: Option<Timestamp>,
    /// Whether it holds posts.
    pub is_holding: bool,
    /// Now.
    pub now: Timestamp,
}

/// An attempt that is open and somebody else's, or nobody's any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenAttempt {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which post.
    pub post: PostId,
    /// Its number.
    pub number: u32,
}
