//! Comments: as they are heard of, as people read them, and what they answer.

use async_trait::async_trait;
use domain::{
    comment::{Comment, CommentState, Reply, Shown},
    community::CommunityRole,
    event::EventId,
    id::{ChannelId, CommentId, PersonId, ReplyId, WorkspaceId},
    time::Timestamp,
};

use super::{
    Stored,
    accounts::AuditEntry,
    turns::{Taken, TurnRequest},
};

/// Listening: each channel has its turn. A channel that is linked for the first time has its first turn at once, and keeps what
/// it heard while it is linked from nobody.
#[async_trait]
pub trait Listenings: Send + Sync {
    /// Takes channels whose turn has come, as [`super::Turns::take_turns`] does.
    async fn take_listenings(&self, request: &TurnRequest) -> Stored<Taken>;

    /// How far a channel was heard.
    async fn listening(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<Listening>>;

    /// How far each channel of a workspace was heard.
    async fn listenings(&self, workspace: WorkspaceId) -> Stored<Vec<Listening>>;

    /// Keeps what was heard, each comment once by its channel and the network's id, and how far that reaches. An own comment that
    /// answers one that is new makes that one answered. An event, if anything is new. Returns how many comments were.
    async fn hear(&self, heard: &Heard) -> Stored<u32>;

    /// Ends a turn in which nothing could be heard.
    async fn hear_later(&self, later: &HearLater) -> Stored<()>;

    /// Gives every channel that is blind its turn at `now`: of one workspace, or of all.
    async fn wake_blind(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()>;

    /// Periods whose comments a network no longer tells, the last first.
    async fn unheard(&self, workspace: WorkspaceId) -> Stored<Vec<Unheard>>;
}

/// How far a channel was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listening {
    /// Which.
    pub channel: ChannelId,
    /// Everything that was written before is known; `None` until the network answered for the first time.
    pub heard_until: Option<Timestamp>,
    /// When the newest comment of it that is known was written, own ones too.
    pub newest: Option<Timestamp>,
    /// Whether its last turn found no way to it.
    pub is_blind: bool,
}

/// What a network told of a channel's comments.
#[derive(Debug, Clone)]
pub struct Heard {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which channel.
    pub channel: ChannelId,
    /// The comments; some may be known.
    pub comments: Vec<Comment>,
    /// [`Listening::heard_until`] from now on; never moved back.
    pub heard_until: Timestamp,
    /// What the network no longer tells.
    pub unheard: Option<Unheard>,
    /// When the channel has its turn again.
    pub again: Timestamp,
    /// Now.
    pub now: Timestamp,
}

/// A turn without an answer.
#[derive(Debug, Clone, Copy)]
pub struct HearLater {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which channel.
    pub channel: ChannelId,
    /// Whether there is no way to it.
    pub is_blind: bool,
    /// When it has its turn again; `None`: never, unless it is linked anew.
    pub again: Option<Timestamp>,
    /// Now.
    pub now: Timestamp,
}

/// A period whose comments a network no longer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unheard {
    /// Of which channel.
    pub channel: ChannelId,
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
}

/// Comments, as people read and change them.
#[async_trait]
pub trait Comments: Send + Sync {
    /// Comments of others, newest first, from one snapshot.
    async fn list_comments(
        &self,
        workspace: WorkspaceId,
        query: &CommentQuery,
    ) -> Stored<CommentList>;

    /// One comment.
    async fn comment(&self, workspace: WorkspaceId, comment: CommentId) -> Stored<Option<Comment>>;

    /// What stands below one post of a channel, own ones too, oldest first; the last so many.
    async fn thread(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        post: &str,
        limit: u32,
    ) -> Stored<Vec<Comment>>;

    /// How many comments of these channels each [`Shown`] has, in the order of [`Shown::ALL`].
    async fn count_comments(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
    ) -> Stored<[u32; 5]>;

    /// Writes over state, hidden, liked and assignee of a comment; false, and nothing is written, if its version is another one
    /// than `seen`. An event.
    async fn change_comment(
        &self,
        workspace: WorkspaceId,
        seen: u32,
        comment: &Comment,
        now: Timestamp,
    ) -> Stored<bool>;

    /// How many comments of others were written in each half hour (its start, UTC) of a period, for these channels together.
    async fn comments_by_half_hour(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
        from: Timestamp,
        until: Timestamp,
    ) -> Stored<Vec<(Timestamp, u32)>>;
}

/// Which comments.
#[derive(Debug, Clone)]
pub struct CommentQuery {
    /// Only those of these channels; none if it is empty.
    pub channels: Vec<ChannelId>,
    /// Only those.
    pub shown: Option<Shown>,
    /// Only those this person takes care of.
    pub assignee: Option<PersonId>,
    /// Only those after this place in the order.
    pub after: Option<CommentCursor>,
    /// At most so many.
    pub limit: u32,
}

/// A place in the order of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommentCursor {
    /// When the comment before it was written.
    pub at: Timestamp,
    /// Its id.
    pub id: CommentId,
}

/// Comments that were found.
#[derive(Debug, Clone)]
pub struct CommentList {
    /// The comments.
    pub comments: Vec<Comment>,
    /// Where the next page begins; `None` if this is the last.
    pub next: Option<CommentCursor>,
    /// The number of the last event at that moment.
    pub as_of: EventId,
}

/// Answers.
#[async_trait]
pub trait Replies: Send + Sync {
    /// Every answer to these comments that is not [`domain::comment::ReplyState::Sent`], oldest first.
    async fn replies(&self, workspace: WorkspaceId, comments: &[CommentId]) -> Stored<Vec<Reply>>;

    /// One answer.
    async fn reply(&self, workspace: WorkspaceId, reply: ReplyId) -> Stored<Option<Reply>>;

    /// Writes an answer, and the state its comment has from now on. False, and nothing is written, if what was seen is so no longer,
    /// or of another answer to the same comment nobody knows whether it is out. An event.
    async fn write_reply(&self, write: &ReplyWrite) -> Stored<bool>;

    /// Deletes an answer that has this step and cannot be out.
    async fn delete_reply(
        &self,
        workspace: WorkspaceId,
        reply: ReplyId,
        seen: u32,
        now: Timestamp,
    ) -> Stored<bool>;

    /// Answers of a channel that [are open](domain::comment::ReplyState::is_open), oldest first.
    async fn open_replies(&self, workspace: WorkspaceId, channel: ChannelId) -> Stored<Vec<Reply>>;

    /// Which of these comments of a channel, by the network's ids, are answers that were sent.
    async fn sent_as(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        remote_ids: &[String],
    ) -> Stored<Vec<String>>;
}

/// An answer to be written.
#[derive(Debug, Clone)]
pub struct ReplyWrite {
    /// Whose.
    pub workspace: WorkspaceId,
    /// What it was written upon.
    pub seen: Seen,
    /// The answer.
    pub reply: Reply,
    /// What its comment is from now on; `None` leaves it.
    pub comment: Option<CommentState>,
    /// Now.
    pub now: Timestamp,
}

/// What somebody saw who wrote an answer. It is written only if that is so still, which makes one of a form sent twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The comment, of this version, which is over with a new answer.
    Comment(u32),
    /// The answer, of this step.
    Reply(u32),
}

/// Who may do what with the comments of which channel.
#[async_trait]
pub trait CommunityRoles: Send + Sync {
    /// Everybody in a workspace, by name.
    async fn members(&self, workspace: WorkspaceId) -> Stored<Vec<Member>>;

    /// The roles of everybody, or of one person. Master Accounts have none written down, and need none.
    async fn community_roles(
        &self,
        workspace: WorkspaceId,
        person: Option<PersonId>,
    ) -> Stored<Vec<RoleOf>>;

    /// Makes these the roles of a person: no others. False if the person is no member, or a channel not the workspace's.
    async fn keep_community_roles(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        roles: &[(ChannelId, CommunityRole)],
        audit: &AuditEntry,
    ) -> Stored<bool>;
}

/// Somebody who belongs to a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// What they are in the workspace.
    pub role: domain::account::Role,
}

/// A role of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleOf {
    /// Who.
    pub person: PersonId,
    /// For which channel.
    pub channel: ChannelId,
    /// What.
    pub role: CommunityRole,
}
