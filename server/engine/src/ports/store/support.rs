//! Conversations with support. Whoever asks reads their own; support reads all of them, of all workspaces.

use async_trait::async_trait;
use domain::{
    id::{ConversationId, PersonId, WorkspaceId},
    support::{Side, Standing},
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry, letters::NewLetter};

/// Conversations with support.
#[async_trait]
pub trait Support: Send + Sync {
    /// Begins a conversation with its first message, letters and audit entry. What is written twice is there once: then the
    /// conversation that it began is told. `None` where its writer is no member (any more).
    async fn open_conversation(&self, new: &NewConversation) -> Stored<Option<ConversationId>>;

    /// Adds a message, with letters and audit entry. A closed conversation is open again.
    async fn add_message(&self, new: &NewMessage) -> Stored<Added>;

    /// Somebody's conversations in a workspace, the one that was written in last first, at most `limit`.
    async fn conversations_of(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        limit: u32,
    ) -> Stored<Vec<Conversation>>;

    /// A conversation, in whatever workspace it is.
    async fn conversation(&self, id: ConversationId) -> Stored<Option<Conversation>>;

    /// Its messages, oldest first, at most the newest `limit`.
    async fn messages(
        &self,
        workspace: WorkspaceId,
        conversation: ConversationId,
        limit: u32,
    ) -> Stored<Vec<Message>>;

    /// Notes that whoever asked has read it up to a message.
    async fn read_conversation(
        &self,
        workspace: WorkspaceId,
        conversation: ConversationId,
        up_to: u32,
    ) -> Stored<()>;

    /// Conversations of all workspaces in the order of [`Standing::ALL`] and [`Standing::place`], those after a place, at most
    /// `limit`.
    async fn inbox(&self, after: Option<Place>, limit: u32) -> Stored<Vec<Conversation>>;

    /// Has a conversation stand otherwise. False if there is none, or it stands so already.
    async fn stand_conversation(&self, change: &StandingChange) -> Stored<bool>;
}

/// A conversation, without what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// That workspace's name.
    pub workspace_name: String,
    /// Who asked.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What it is about.
    pub subject: String,
    /// How it stands.
    pub standing: Standing,
    /// When it began.
    pub opened_at: Timestamp,
    /// When somebody wrote last.
    pub last_at: Timestamp,
    /// Where it stands among others.
    pub place: Place,
    /// How many messages it has.
    pub messages: u32,
    /// The number of support's last; 0 if there is none.
    pub answered: u32,
    /// Up to which number whoever asked has read.
    pub seen: u32,
}

impl Conversation {
    /// Whether support has written something that whoever asked has not read.
    #[must_use]
    pub const fn is_unread(&self) -> bool {
        self.answered > self.seen
    }
}

/// A place in the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// [`Standing::rank`].
    pub rank: u8,
    /// [`Standing::place`].
    pub place: i64,
    /// Which conversation.
    pub id: ConversationId,
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number in its conversation, from 1.
    pub number: u32,
    /// For which side.
    pub side: Side,
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// The text.
    pub text: String,
    /// Whether it was longer.
    pub is_cut: bool,
    /// The diagnosis that was attached.
    pub diagnosis: Option<String>,
}

/// A conversation to be begun.
#[derive(Debug, Clone)]
pub struct NewConversation {
    /// What it is about.
    pub subject: String,
    /// What is said first, by whoever asks.
    pub message: NewMessage,
}

/// A message to be written.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// The workspace that the conversation is in.
    pub workspace: WorkspaceId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// For which side.
    pub side: Side,
    /// Who.
    pub person: PersonId,
    /// The workspace whose member they must be, and for support its Master Account.
    pub member_of: WorkspaceId,
    /// What only this message of theirs is named by: written twice, it is there once.
    pub once: String,
    /// The text.
    pub text: String,
    /// Whether it was longer.
    pub is_cut: bool,
    /// The diagnosis that is attached.
    pub diagnosis: Option<String>,
    /// When.
    pub at: Timestamp,
    /// What tells the other side.
    pub letters: Vec<NewLetter>,
    /// For the audit log.
    pub audit: AuditEntry,
}

/// What came of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is written.
    Done,
    /// It was written before.
    Twice,
    /// There is no such conversation, or its writer may not write there (any more).
    Gone,
}

/// How a conversation shall stand.
#[derive(Debug, Clone)]
pub struct StandingChange {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// Which.
    pub conversation: ConversationId,
    /// How.
    pub standing: Standing,
    /// When.
    pub at: Timestamp,
    /// For the audit log.
    pub audit: AuditEntry,
}
