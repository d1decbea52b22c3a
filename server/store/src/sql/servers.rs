//! What is kept of the servers of a network that has many.

use async_trait::async_trait;
use domain::{network::Network, time::Timestamp};
use engine::{
    ports::store::{Servers, Stored},
    vault::Sealed,
};

use super::{Db, unavailable};

#[async_trait]
impl Servers for Db {
    async fn server_secret(&self, network: Network, server: &str) -> Stored<Option<Sealed>> {
        let mut reading = self.readers.acquire().await.map_err(unavailable)?;
        let found: Option<Vec<u8>> = sqlx::query_scalar(
            "SELECT secret FROM network_servers WHERE network = $1 AND server = $2",
        )
        .bind(network.slug())
        .bind(server)
        .fetch_optional(&mut *reading)
        .await
        .map_err(unavailable)?;
        Ok(found.map(Sealed))
    }

    async fn keep_server_secret(
        &self,
        network: Network,
        server: &str,
        secret: &Sealed,
        now: Timestamp,
    ) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query(
            "INSERT INTO network_servers (network, server, secret, kept_at)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (network, server) DO UPDATE SET
             secret = excluded.secret, kept_at = excluded.kept_at",
        )
        .bind(network.slug())
        .bind(server)
        .bind(secret.0.as_slice())
        .bind(now.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await
    }
}
