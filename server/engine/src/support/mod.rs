//! Conversations with support: people of any workspace ask, the Master Accounts of one workspace answer, on pages or by mail.
//!
//! Which workspace answers is the installation's choice. Where none does, there are no conversations, and nobody is told that
//! there were.

mod address;
mod ask;
mod diagnose;
mod inbox;
mod letters;
mod mail;

use std::sync::Arc;

use domain::{
    account::Viewer,
    id::WorkspaceId,
    support::AN_HOUR,
    time::{Span, Timestamp},
};
use sha2::{Digest as _, Sha256};

pub use self::{
    address::Inbound,
    ask::{AskRefused, Draft},
    diagnose::{Diagnosis, Stands},
    mail::{MailRefused, Received},
};
use crate::{
    Engine, Error,
    ports::store::accounts::{Attempt, AttemptLimit},
    vault::Token,
};

/// What an installation has for support.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// The workspace whose Master Accounts answer.
    pub workspace: Option<WorkspaceId>,
    /// Where answers by e-mail arrive.
    pub inbound: Option<Inbound>,
    /// What addresses and diagnoses are signed with.
    pub key: Option<Token>,
}

impl Desk {
    /// The workspace that answers, and the key, where there is somebody to answer.
    fn open(&self) -> Option<(WorkspaceId, &Token)> {
        Some((self.workspace?, self.key.as_ref()?))
    }
}

/// Why a message was not written. What was typed is not lost: the page shows it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteRefused {
    /// It says nothing.
    Empty,
    /// It is longer than is kept.
    TooLong,
    /// So many were written that the next must wait.
    LockedUntil(Timestamp),
}

impl Engine {
    /// The same engine, with somebody to answer.
    #[must_use]
    pub fn with_support(self, desk: Desk) -> Self {
        Self { support: Arc::new(desk), ..self }
    }

    /// The same, where the Master Accounts of `workspace` answer.
    #[must_use]
    pub fn answered_by(self, workspace: WorkspaceId) -> Self {
        let desk = Desk { workspace: Some(workspace), ..(*self.support).clone() };
        self.with_support(desk)
    }

    /// Whether anybody answers here.
    #[must_use]
    pub fn has_support(&self) -> bool {
        self.support.open().is_some()
    }

    /// Whether somebody is a Master Account of the workspace that answers, and is in it now.
    #[must_use]
    pub fn answers(&self, viewer: &Viewer) -> bool {
        viewer.role.mends_profiles() && self.support.workspace == Some(viewer.workspace)
    }

    /// The workspace that answers, and the key.
    fn desk(&self) -> Result<(WorkspaceId, &Token), Error> {
        self.support.open().ok_or(Error::NotFound)
    }

    /// Whether a person may write once more in this hour.
    async fn may_write(&self, viewer: &Viewer) -> Result<Result<(), WriteRefused>, Error> {
        let attempt = self.count_message(&viewer.person.to_string()).await?;
        Ok(match attempt {
            Attempt::Allowed => Ok(()),
            Attempt::LockedUntil(until) => Err(WriteRefused::LockedUntil(until)),
        })
    }

    async fn count_message(&self, person: &str) -> Result<Attempt, Error> {
        let key = format!("support:{person}");
        let limit = AttemptLimit { key, limit: AN_HOUR, window: Span::hours(1) };
        Ok(self.store.count_attempt(&[limit], self.clock.now()).await?)
    }
}

/// What one message is named by: the form or the mail that it came with, and what it says.
fn once(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    data_encoding::HEXLOWER.encode(&digest.finalize())
}
