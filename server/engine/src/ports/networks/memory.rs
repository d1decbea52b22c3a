//! What adapters remember of a network's servers, whoever uses them: our registration at each.

use std::sync::Mutex;

use async_trait::async_trait;
use domain::network::Network;

use crate::vault::Token;

/// Remembers one secret for each server of a network. It knows nothing of people.
#[async_trait]
pub trait Memory: Send + Sync {
    /// What was kept for this server.
    ///
    /// # Errors
    /// [`MemoryLost`] if it cannot be told.
    async fn recall(&self, network: Network, server: &str) -> Result<Option<Token>, MemoryLost>;

    /// Keeps a secret for this server, in place of the one before.
    ///
    /// # Errors
    /// [`MemoryLost`] if it cannot be kept.
    async fn keep(&self, network: Network, server: &str, secret: &Token) -> Result<(), MemoryLost>;
}

/// The memory did not do its part; it has logged why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what is known of a network's server could not be read or written")]
pub struct MemoryLost;

/// A memory that lasts as long as the process.
#[derive(Debug, Default)]
pub struct Forgetful(Mutex<Vec<(Network, String, Token)>>);

#[async_trait]
impl Memory for Forgetful {
    async fn recall(&self, network: Network, server: &str) -> Result<Option<Token>, MemoryLost> {
        let kept = self.0.lock().map_err(|_| MemoryLost)?;
        let found = kept.iter().find(|(of, at, _)| *of == network && at == server);
        Ok(found.map(|(_, _, secret)| secret.clone()))
    }

    async fn keep(&self, network: Network, server: &str, secret: &Token) -> Result<(), MemoryLost> {
        let mut kept = self.0.lock().map_err(|_| MemoryLost)?;
        kept.retain(|(of, at, _)| *of != network || at != server);
        kept.push((network, server.to_owned(), secret.clone()));
        Ok(())
    }
}
