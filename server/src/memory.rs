//! What the networks' adapters remember of servers, kept in the store and sealed.

use std::sync::Arc;

use async_trait::async_trait;
use domain::network::Network;
use engine::{
    ports::{
        Clock,
        networks::{Memory, MemoryLost},
        store::Store,
    },
    vault::{Place, Token, Vault},
};

/// The store and the vault, as the adapters see them.
pub(crate) struct Remembered {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) clock: Arc<dyn Clock>,
}

fn place(network: Network, server: &str) -> Place {
    Place::Server(network, Token::new(server.to_owned()).digest())
}

fn lost(error: impl std::fmt::Display) -> MemoryLost {
    tracing::error!(%error, "what is known of a network's server could not be read or written");
    MemoryLost
}

#[async_trait]
impl Memory for Remembered {
    async fn recall(&self, network: Network, server: &str) -> Result<Option<Token>, MemoryLost> {
        let sealed = self.store.server_secret(network, server).await.map_err(lost)?;
        sealed
            .map(|sealed| self.vault.open(&sealed, place(network, server)).map_err(lost))
            .transpose()
    }

    async fn keep(&self, network: Network, server: &str, secret: &Token) -> Result<(), MemoryLost> {
        let sealed = self.vault.seal(secret, place(network, server));
        let now = self.clock.now();
        self.store.keep_server_secret(network, server, &sealed, now).await.map_err(lost)
    }
}
