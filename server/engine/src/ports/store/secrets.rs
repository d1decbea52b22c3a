//! Everything that is kept sealed, in one walk: for sealing it anew under another key.

use async_trait::async_trait;

use super::Stored;
use crate::vault::{Place, Sealed};

/// Sealed secrets.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// At most `limit` sealed secrets after `after`, in the order of the walk; from the beginning if it is `None`. Rows that
    /// come or change meanwhile may or may not be seen.
    async fn sealed_after(&self, after: Option<&Walk>, limit: u32) -> Stored<Vec<SealedAt>>;

    /// A secret of the installation itself.
    async fn installation_secret(&self, name: &str) -> Stored<Option<Sealed>>;

    /// Keeps a secret of the installation, unless there is one of this name: that one counts. Returns what is kept.
    async fn keep_installation_secret(&self, name: &str, secret: &Sealed) -> Stored<Sealed>;

    /// Puts `to` in the place of each secret that still is `from`. Returns how many were replaced; the others have changed
    /// meanwhile, and whoever changed them sealed them.
    async fn reseal(&self, secrets: &[Resealed]) -> Stored<u64>;
}

/// A place in the walk over all sealed secrets. Only the store reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk(pub String);

/// One sealed secret.
#[derive(Debug, Clone)]
pub struct SealedAt {
    /// Where the walk goes on after it.
    pub walk: Walk,
    /// Where it belongs.
    pub place: Place,
    /// It.
    pub sealed: Sealed,
}

/// One secret, sealed anew.
#[derive(Debug, Clone)]
pub struct Resealed {
    /// Where it was met ([`SealedAt::walk`]).
    pub at: Walk,
    /// As it was read.
    pub from: Sealed,
    /// As it shall be.
    pub to: Sealed,
}
