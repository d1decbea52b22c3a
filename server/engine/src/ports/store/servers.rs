//! What is kept of the servers of a network that has many.

use async_trait::async_trait;
use domain::{network::Network, time::Timestamp};

use super::Stored;
use crate::vault::Sealed;

/// Servers of networks.
#[async_trait]
pub trait Servers: Send + Sync {
    /// The secret kept for a server: our registration there.
    async fn server_secret(&self, network: Network, server: &str) -> Stored<Option<Sealed>>;

    /// Keeps a secret for a server, in place of the one before.
    async fn keep_server_secret(
        &self,
        network: Network,
        server: &str,
        secret: &Sealed,
        now: Timestamp,
    ) -> Stored<()>;
}
