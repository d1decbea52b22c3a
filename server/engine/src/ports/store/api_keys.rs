//! Keys of the API: made, shown by name, used, taken back. Of a key only its digest is kept.

use async_trait::async_trait;
use domain::{
    account::Viewer,
    id::{ApiKeyId, PersonId, WorkspaceId},
    scope::Scope,
    time::{Span, Timestamp},
};

use super::{Stored, accounts::AuditEntry};
use crate::vault::TokenDigest;

/// When a key was last used is kept as roughly as this.
pub const USE_KEPT: Span = Span::minutes(10);

/// Keys of the API.
#[async_trait]
pub trait ApiKeys: Send + Sync {
    /// Adds a key, with the audit entry.
    async fn add_api_key(&self, new: &NewApiKey) -> Stored<()>;

    /// A workspace's keys, the newest first.
    async fn api_keys(&self, workspace: WorkspaceId) -> Stored<Vec<ApiKey>>;

    /// Takes a key back, with the audit entry. False if the workspace has none of this id.
    async fn remove_api_key(
        &self,
        workspace: WorkspaceId,
        key: ApiKeyId,
        audit: &AuditEntry,
    ) -> Stored<bool>;

    /// The key with this digest, if it is not over at `now` and whoever made it is still a Master Account of its workspace;
    /// and whether it was used from this address on this day before.
    async fn find_api_key(
        &self,
        digest: TokenDigest,
        from: &str,
        day: Timestamp,
        now: Timestamp,
    ) -> Stored<Option<OpenKey>>;

    /// Writes down that a key was used; with the audit entry if it was not from this address on this day yet. What was
    /// before `forget` is forgotten.
    async fn note_key_use(&self, used: &KeyUse) -> Stored<()>;
}

/// A key as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What it is called.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<Scope>,
    /// Who made it.
    pub made_by: PersonId,
    /// When.
    pub made_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// When it was used last, to within [`USE_KEPT`].
    pub used_at: Option<Timestamp>,
}

/// A key to be added.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// Whose.
    pub workspace: WorkspaceId,
    /// What is known of it.
    pub key: ApiKey,
    /// Of its secret.
    pub digest: TokenDigest,
    /// For the audit log.
    pub audit: AuditEntry,
}

/// A key that opens something.
#[derive(Debug, Clone)]
pub struct OpenKey {
    /// Its id.
    pub id: ApiKeyId,
    /// Whoever made it, for whom it stands.
    pub viewer: Viewer,
    /// What it opens.
    pub scopes: Vec<Scope>,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
    /// Whether it was used from this address on this day.
    pub is_known: bool,
}

/// A use of a key.
#[derive(Debug, Clone)]
pub struct KeyUse {
    /// Which.
    pub key: ApiKeyId,
    /// Whose.
    pub workspace: WorkspaceId,
    /// From which address.
    pub from: String,
    /// The first moment of the day, in UTC.
    pub day: Timestamp,
    /// Uses of days before this one are forgotten.
    pub forget: Timestamp,
    /// For the audit log.
    pub audit: AuditEntry,
}
