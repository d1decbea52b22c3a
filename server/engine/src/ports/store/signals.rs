//! What networks tell by themselves: each message counts once.

use async_trait::async_trait;
use domain::{
    id::{ProfileId, WorkspaceId},
    network::Network,
    time::Timestamp,
};

use super::Stored;
use crate::vault::Fingerprint;

/// Signals.
#[async_trait]
pub trait Signals: Send + Sync {
    /// Takes a signal, once: `None` if it was taken before. Every profile it is about, in any workspace, becomes due at
    /// once in the same unit of work, so that a crash after the network was answered loses nothing; they are returned.
    async fn take_signal(
        &self,
        signal: &TakenSignal,
    ) -> Stored<Option<Vec<(WorkspaceId, ProfileId)>>>;

    /// Forgets signals taken before `before`: older than any network repeats them.
    async fn forget_signals(&self, before: Timestamp) -> Stored<()>;
}

/// A signal that was verified.
#[derive(Debug, Clone)]
pub struct TakenSignal {
    /// The network it came from.
    pub network: Network,
    /// The network's id of it.
    pub id: String,
    /// Whom it is about: the fingerprint of an identity, or of the id by which the network tells of it. Who shares that one's
    /// login is meant too.
    pub about: Fingerprint,
    /// When it was taken.
    pub now: Timestamp,
}
