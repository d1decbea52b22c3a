//! Keys of the API: made, shown by name, used, taken back. Of a key only its digest is kept. And the requests that were sent
//! under a name of their own, so that one that is sent twice is done once.

use async_trait::async_trait;
use domain::{
    account::Viewer,
    id::{ApiKeyId, PersonId, WorkspaceId},
    scope::Scope,
    time::{Span, Timestamp},
};

use super::{Stored, accounts::AuditEntry};
use crate::vault::{Sealed, TokenDigest};

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

    /// Writes down that a request began, unless one of its name did and is not forgotten. `None` if the key is not there.
    async fn begin_request(&self, new: &NewRequest) -> Stored<Option<RequestBegan>>;

    /// Writes down what a request was answered, or forgets it where nothing was done.
    async fn end_request(&self, ended: &RequestEnded) -> Stored<()>;
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

/// A request that changes something, under the name that its sender gave it (`Idempotency-Key`).
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// Whose.
    pub workspace: WorkspaceId,
    /// With which key it was sent.
    pub key: ApiKeyId,
    /// SHA-256 of its name, in hexadecimal digits.
    pub name: String,
    /// SHA-256 of what it asks.
    pub asks: [u8; 32],
    /// When it began.
    pub at: Timestamp,
    /// Requests of this key that began before are forgotten.
    pub forget: Timestamp,
}

/// How a request began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestBegan {
    /// It is the first of its name.
    First,
    /// There is one of its name already.
    Again {
        /// What that one asks.
        asks: [u8; 32],
        /// What it was answered; `None` while it has no end.
        answer: Option<Sealed>,
    },
}

/// The end of a request.
#[derive(Debug, Clone)]
pub struct RequestEnded {
    /// Whose.
    pub workspace: WorkspaceId,
    /// With which key it was sent.
    pub key: ApiKeyId,
    /// SHA-256 of its name, in hexadecimal digits.
    pub name: String,
    /// What it was answered; `None` if nothing was done, so that it may be sent again.
    pub answer: Option<Sealed>,
}
