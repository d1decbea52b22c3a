//! Letters, as the pages about them read them.

use async_trait::async_trait;
use domain::{account::Viewer, id::WorkspaceId, letter::LetterKind, time::Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// E-mail.
#[async_trait]
pub trait Mail: Send + Sync {
    /// Whether letters are sent at all, and where they are read.
    fn carried(&self) -> Carried;

    /// What became of the letters of the viewer's workspace; for Master Accounts.
    async fn letters(&self, viewer: &Viewer) -> Result<Letters, Error>;
}

/// Who carries letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Carried {
    /// Nobody: links are handed on by copying them.
    Nowhere,
    /// Nobody, since they are read on a page of Relink: in the demo.
    Here,
    /// A mail server.
    Away,
}

/// The letters of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letters {
    /// The workspace; the page's form names it.
    pub workspace: WorkspaceId,
    /// Where a test letter goes.
    pub email: String,
    /// Who carries them.
    pub carried: Carried,
    /// The server's time.
    pub now: Timestamp,
    /// The newest first.
    pub letters: Vec<LetterRow>,
}

/// A letter, without what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterRow {
    /// To which address.
    pub to: String,
    /// What it is about.
    pub kind: LetterKind,
    /// When it was posted.
    pub at: Timestamp,
    /// What became of it.
    pub state: LetterState,
    /// What the mail server said when it did not take it.
    pub answer: Option<String>,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LetterState {
    /// It was delivered.
    Delivered(Timestamp),
    /// It was given up.
    GivenUp(Timestamp),
    /// It was tried so many times, and is tried again then.
    Waits(u32, Timestamp),
}
