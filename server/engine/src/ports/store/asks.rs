//! What those ask for who cannot mend a connection.

use async_trait::async_trait;
use domain::{
    id::{PersonId, ProfileId, WorkspaceId},
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry};

/// Asking for a profile to be reconnected.
#[async_trait]
pub trait Asks: Send + Sync {
    /// Keeps that somebody asked, with the audit entry and an event. False, and nothing is written, if they have asked already
    /// since it was lost, or the workspace has no such profile.
    async fn ask(&self, ask: &NewAsk) -> Stored<bool>;

    /// What everybody asked for last, oldest first. What is older than what a profile has lost is settled.
    async fn asks(&self, workspace: WorkspaceId) -> Stored<Vec<Ask>>;
}

/// Somebody asks.
#[derive(Debug, Clone)]
pub struct NewAsk {
    /// Whose.
    pub workspace: WorkspaceId,
    /// For which profile.
    pub profile: ProfileId,
    /// Who.
    pub person: PersonId,
    /// Since when it is lost.
    pub lost_since: Timestamp,
    /// For the audit log.
    pub audit: AuditEntry,
    /// When.
    pub now: Timestamp,
}

/// Somebody asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// For which profile.
    pub profile: ProfileId,
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// When.
    pub at: Timestamp,
}
