//! What is kept of the servers of a network that has many.

use async_trait::async_trait;
use domain::{network::Network, time::Timestamp};
use engine::{
    ports::store::{Servers, Stored},
    vault::Sealed,
};

use super::MemStore;

#[async_trait]
impl Servers for MemStore {
    async fn server_secret(&self, network: Network, server: &str) -> Stored<Option<Sealed>> {
        Ok(self.state().servers.get(&(network, server.to_owned())).cloned())
    }

    async fn keep_server_secret(
        &self,
        network: Network,
        server: &str,
        secret: &Sealed,
        _: Timestamp,
    ) -> Stored<()> {
        self.state().servers.insert((network, server.to_owned()), secret.clone());
        Ok(())
    }
}
