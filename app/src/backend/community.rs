//! What the pages of Community Management read. What people do there arrives as forms at the server's own routes.

use async_trait::async_trait;
use domain::{
    account::Viewer,
    channel::LinkedChannel,
    comment::{Comment, Reply, Shown},
    community::CommunityRole,
    event::EventId,
    id::{ChannelId, CommentId, PersonId, WorkspaceId},
    network::Network,
    post::Post,
    scheduling::SchedulerRole,
    time::Timestamp,
    zone::Zone,
};
use serde::{Deserialize, Serialize};

use super::Lost;
use crate::error::Error;

/// Community Management, as everybody in the workspace reads it: each the channels they have a role for.
#[async_trait]
pub trait Community: Send + Sync {
    /// What every page of Community Management stands on.
    async fn counter(&self, viewer: &Viewer) -> Result<Counter, Error>;

    /// Comments, newest first.
    async fn comments(&self, viewer: &Viewer, query: CommentsQuery) -> Result<CommentsPage, Error>;

    /// A comment among those below the same post.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown one, a foreign one, and one of a channel without a role alike.
    async fn thread(&self, viewer: &Viewer, comment: CommentId) -> Result<Thread, Error>;

    /// Who has which role.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    async fn roles(&self, viewer: &Viewer) -> Result<Roles, Error>;
}

/// What every page of Community Management stands on, read at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// The workspace it was read from; every form names it.
    pub workspace: WorkspaceId,
    /// Who looks.
    pub person: PersonId,
    /// Whether the viewer mends Social Profiles, and gives roles.
    pub mends: bool,
    /// The server's time.
    pub now: Timestamp,
    /// The last event before the reading.
    pub as_of: EventId,
    /// The workspace's time zone.
    pub zone: Zone,
    /// The channels the viewer has a role for, by network and name; removed ones too, while there are comments of theirs.
    pub channels: Vec<Heard>,
    /// How many comments each filter has, in the order of [`Shown::ALL`].
    pub counts: [u32; 5],
    /// The channels that cannot be heard, by the profiles they are reached through. [`super::LostProfile::costs`] says since when
    /// the queue is blind.
    pub lost: Lost,
    /// Whom a comment can be assigned to: everybody in the workspace, by name.
    pub members: Vec<(PersonId, String)>,
}

/// A channel, with what the viewer may do with its comments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// The channel.
    pub channel: LinkedChannel,
    /// What the viewer is for it.
    pub role: CommunityRole,
    /// Whether its network lets comments be read, and what it lets do with them.
    pub reads: bool,
    /// Answer them.
    pub replies: bool,
    /// Hide them.
    pub hides: bool,
    /// Like them.
    pub likes: bool,
    /// Everything that was written before is known; `None` until the network answered for the first time.
    pub heard_until: Option<Timestamp>,
    /// Periods whose comments its network no longer tells: from, until.
    pub unheard: Vec<(Timestamp, Timestamp)>,
}

impl Counter {
    /// The channel of this id, if the viewer has a role for it.
    #[must_use]
    pub fn channel(&self, id: ChannelId) -> Option<&Heard> {
        self.channels.iter().find(|heard| heard.channel.id == id)
    }
}

/// Which comments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentsQuery {
    /// Only those of this channel.
    pub channel: Option<ChannelId>,
    /// Only those of this network.
    pub network: Option<Network>,
    /// Only those.
    pub shown: Option<Shown>,
    /// Only those this person takes care of.
    pub assignee: Option<PersonId>,
    /// Opaque: [`CommentsPage::next`] of the page before.
    pub after: Option<String>,
}

/// Comments, a page at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentsPage {
    /// The comments, newest first, each with those answers to it that are not out yet.
    pub comments: Vec<(Comment, Vec<Reply>)>,
    /// For the link to the next page.
    pub next: Option<String>,
}

/// A comment among those below the same post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// The comment that was asked for.
    pub comment: Comment,
    /// The post it stands below, if it went out from here.
    pub post: Option<Post>,
    /// Everything below the post, own comments too, oldest first; the last so many.
    pub comments: Vec<Comment>,
    /// Answers to the comment that are not out yet.
    pub replies: Vec<Reply>,
}

/// Who has which role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// The workspace it was read from; every form names it.
    pub workspace: WorkspaceId,
    /// The channels, by network and name.
    pub channels: Vec<LinkedChannel>,
    /// The regular accounts, by name, with their roles.
    pub people: Vec<PersonRoles>,
    /// Names of the Master Accounts, who need no role.
    pub masters: Vec<String>,
}

/// A regular account's roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRoles {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// What for the comments of which channels.
    pub roles: Vec<(ChannelId, CommunityRole)>,
    /// What for their posts.
    pub scheduler: Vec<(ChannelId, SchedulerRole)>,
}
