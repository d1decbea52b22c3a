//! Letters on their way. They are posted by the unit whose deed they tell, so that no deed is told that did not happen, and
//! none is forgotten.

use async_trait::async_trait;
use domain::{
    id::{LetterId, WorkspaceId},
    letter::LetterKind,
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry};
use crate::vault::Sealed;

/// Letters.
#[async_trait]
pub trait Letters: Send + Sync {
    /// Posts a letter that tells of nothing else, with the audit entry.
    async fn post_letter(&self, letter: &NewLetter, audit: &AuditEntry) -> Stored<()>;

    /// Takes the letter that is due longest, if one is at `now`, until `lease`: then, if it was not settled, others may take
    /// it again.
    async fn take_letter(&self, now: Timestamp, lease: Timestamp) -> Stored<Option<Posted>>;

    /// When the next letter is due.
    async fn next_letter(&self) -> Stored<Option<Timestamp>>;

    /// Writes down what came of an attempt.
    async fn settle_letter(&self, letter: LetterId, settled: &Settled) -> Stored<()>;

    /// The letters of a workspace, the newest first, at most `limit`.
    async fn letters(&self, workspace: WorkspaceId, limit: u32) -> Stored<Vec<LetterShown>>;

    /// Delivered letters of which a copy was kept, in all workspaces, the newest first, at most `limit`.
    async fn letters_kept(&self, limit: u32) -> Stored<Vec<Posted>>;

    /// Forgets what was settled before `before`.
    async fn forget_letters(&self, before: Timestamp) -> Stored<()>;
}

/// A letter to be sent.
#[derive(Debug, Clone)]
pub struct NewLetter {
    /// Its id.
    pub id: LetterId,
    /// The workspace it is sent for; `None` for what concerns a person alone.
    pub workspace: Option<WorkspaceId>,
    /// To which address.
    pub to: String,
    /// What it is about.
    pub kind: LetterKind,
    /// What it says.
    pub sealed: Sealed,
    /// When it was posted.
    pub at: Timestamp,
}

/// A letter that was posted.
#[derive(Debug, Clone)]
pub struct Posted {
    /// Its id.
    pub id: LetterId,
    /// To which address.
    pub to: String,
    /// What it says.
    pub sealed: Sealed,
    /// When it was posted.
    pub at: Timestamp,
    /// So many attempts were begun, this one among them.
    pub attempts: u32,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It is delivered.
    Delivered {
        /// When.
        at: Timestamp,
        /// Whether what it says is kept.
        keep: bool,
    },
    /// It was not taken, and is tried again.
    Again {
        /// When.
        at: Timestamp,
        /// What was answered.
        answer: String,
    },
    /// It is given up.
    GivenUp {
        /// When.
        at: Timestamp,
        /// What was answered.
        answer: String,
    },
}

/// A letter, for the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterShown {
    /// Its id.
    pub id: LetterId,
    /// To which address.
    pub to: String,
    /// What it is about.
    pub kind: LetterKind,
    /// When it was posted.
    pub at: Timestamp,
    /// So many attempts were begun.
    pub attempts: u32,
    /// When it was delivered.
    pub delivered_at: Option<Timestamp>,
    /// When it was given up.
    pub given_up_at: Option<Timestamp>,
    /// When it is tried again.
    pub due_at: Option<Timestamp>,
    /// What was answered when it was not taken.
    pub answer: Option<String>,
}
