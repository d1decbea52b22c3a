//! What will need a person, and when; and the calendars that show it.

use async_trait::async_trait;
use domain::{
    account::Viewer,
    id::{PersonId, ProfileId, WorkspaceId},
    network::Network,
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry};
use crate::vault::TokenDigest;

/// Forecasts.
#[async_trait]
pub trait Forecasts: Send + Sync {
    /// The profiles of a workspace that work now and will need a person before `until`, soonest first, at most `limit`.
    async fn foreseen(
        &self,
        workspace: WorkspaceId,
        until: Timestamp,
        limit: u32,
    ) -> Stored<Vec<Foreseen>>;

    /// Opens a person's calendar of a workspace to whoever has the feed's secret, in place of the secret before.
    async fn keep_feed(&self, feed: &NewFeed) -> Stored<()>;

    /// Whose calendar a secret opens, as long as they belong to the workspace.
    async fn feed(&self, secret: TokenDigest) -> Stored<Option<Viewer>>;
}

/// A profile that will need a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    /// Which.
    pub profile: ProfileId,
    /// Its network.
    pub network: Network,
    /// Its name there.
    pub name: String,
    /// How many channels hang on it.
    pub channels: u32,
    /// When it stops working.
    pub at: Timestamp,
}

/// A calendar's secret.
#[derive(Debug, Clone)]
pub struct NewFeed {
    /// Whose calendar.
    pub person: PersonId,
    /// Of which workspace.
    pub workspace: WorkspaceId,
    /// What the secret hashes to.
    pub secret: TokenDigest,
    /// For the audit log.
    pub audit: AuditEntry,
}
