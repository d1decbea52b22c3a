//! Reconnect links.

use async_trait::async_trait;
use domain::{
    id::{LinkId, WorkspaceId},
    language::Speech,
    link::Link,
    outcome::Face,
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry, letters::NewLetter};
use crate::vault::{Sealed, TokenDigest};

/// Reconnect links. How one is used up stands in [`super::Authorizations::land`].
#[async_trait]
pub trait Links: Send + Sync {
    /// Keeps a new link, with the audit entry. False, and nothing is written, if the workspace has no such profile.
    async fn make_link(&self, new: &NewLink) -> Stored<bool>;

    /// The links of a workspace, newest first, at most `limit`.
    async fn links(&self, workspace: WorkspaceId, limit: u32) -> Stored<Vec<LinkShown>>;

    /// A link of a workspace.
    async fn link(&self, workspace: WorkspaceId, id: LinkId) -> Stored<Option<LinkShown>>;

    /// The link that a secret opens, whatever has become of it.
    async fn link_of_secret(&self, secret: TokenDigest) -> Stored<Option<LinkShown>>;

    /// Writes down what happened to a link that is neither used up nor taken back, with the audit entry. False, and nothing
    /// is written, if it is, or if it was opened before and is opened again.
    async fn mark_link(
        &self,
        workspace: WorkspaceId,
        id: LinkId,
        mark: &LinkMark,
        audit: &AuditEntry,
    ) -> Stored<bool>;

    /// Links whose reminders are due at `now`, the longest first, at most `limit`.
    async fn reminders_due(&self, now: Timestamp, limit: u32) -> Stored<Vec<DueReminder>>;

    /// When the next reminder is due.
    async fn next_reminder(&self) -> Stored<Option<Timestamp>>;

    /// Posts a reminder and counts it. False, and nothing is written, if somebody else did, or the link is over.
    async fn remind(&self, reminding: &Reminding) -> Stored<bool>;
}

/// A link to be kept.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// The link.
    pub link: Link,
    /// What its secret hashes to.
    pub secret: TokenDigest,
    /// The secret itself, where reminders will need it.
    pub sealed: Option<Sealed>,
    /// When the first reminder is sent, if one is.
    pub remind_at: Option<Timestamp>,
    /// For the audit log.
    pub audit: AuditEntry,
    /// What tells its recipient.
    pub letter: Option<NewLetter>,
}

/// A link of which its recipient is to be reminded.
#[derive(Debug, Clone)]
pub struct DueReminder {
    /// The link, and who asks.
    pub shown: LinkShown,
    /// Its secret.
    pub sealed: Sealed,
    /// Since when the reminder is due.
    pub due_at: Timestamp,
}

/// A reminder that is sent.
#[derive(Debug, Clone)]
pub struct Reminding {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// Of which link.
    pub link: LinkId,
    /// Since when it was due ([`DueReminder::due_at`]): whoever finds another moment comes too late.
    pub due_at: Timestamp,
    /// When the next one is sent, if one is.
    pub next_at: Option<Timestamp>,
    /// The reminder; `None` where there is nothing left to remind of.
    pub letter: Option<NewLetter>,
}

/// What happened to a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkMark {
    /// It was opened.
    Opened,
    /// Somebody else signed in than its profile's person.
    WrongPerson(Face),
    /// It was taken back.
    Revoked,
}

/// A link with the names around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkShown {
    /// The link.
    pub link: Link,
    /// The name of its workspace.
    pub workspace_name: String,
    /// The name of whoever made it.
    pub asker: String,
    /// In which language they are spoken to.
    pub asker_speech: Speech,
    /// The name of the profile to be mended.
    pub profile_name: Option<String>,
}
