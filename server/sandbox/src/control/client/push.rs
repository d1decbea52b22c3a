//! What networks tell of their own accord: where to, and the switches for a delivery that goes wrong.

use axum::http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Client, Error};

/// A message that a network sent, or tries to send, to a client.
#[derive(Clone, Debug, Deserialize)]
pub struct Push {
    /// The sandbox's number for it.
    pub id: i64,
    /// The network's path name.
    pub network: String,
    /// For whom it is.
    pub client_id: String,
    /// The id of the person it is about.
    pub person: String,
    /// The network's own name for what it tells.
    pub kind: String,
    /// How often it was sent.
    pub tries: u32,
    /// Whether the client took it.
    pub delivered: bool,
    /// What the last try was answered with; none before it, or where nobody answered.
    pub status: Option<u16>,
    /// Why that does not do.
    pub trouble: Option<String>,
    /// What a request to delete was answered with: `url` and `confirmation_code`.
    pub receipt: Option<Value>,
    /// Whether its signature is wrong on purpose.
    pub forged: bool,
}

impl Client {
    /// Gives a registered client an address for push messages, after the network's handshake with it; the verify token is
    /// the word with which Meta's webhooks ask. Without an address the client is told nothing from now on.
    ///
    /// # Errors
    /// As everywhere here, and when the address does not pass the handshake.
    pub async fn register_push(
        &self,
        network: &str,
        client_id: &str,
        push_url: Option<&str>,
        verify_token: Option<&str>,
    ) -> Result<(), Error> {
        let body = json!({
            "client_id": client_id, "push_url": push_url, "verify_token": verify_token,
        });
        self.send(Method::POST, &format!("{network}/clients/push"), Some(body)).await.map(drop)
    }

    /// Every message of every network, newest last, with what came of it.
    ///
    /// # Errors
    /// As everywhere here.
    pub async fn pushes(&self) -> Result<Vec<Push>, Error> {
        Ok(serde_json::from_value(self.send(Method::GET, "push", None).await?)?)
    }

    /// Tries everything again that nobody has taken yet, and gives it with what came of that.
    ///
    /// # Errors
    /// As everywhere here.
    pub async fn retry_pushes(&self) -> Result<Vec<Push>, Error> {
        Ok(serde_json::from_value(self.send(Method::POST, "push/retry", None).await?)?)
    }

    /// Sends a message once more, the very same, whether it was taken or not.
    ///
    /// # Errors
    /// As everywhere here.
    pub async fn push_again(&self, id: i64) -> Result<Push, Error> {
        let path = format!("push/{id}/again");
        Ok(serde_json::from_value(self.send(Method::POST, &path, None).await?)?)
    }

    /// Tells a client that a person removed it, with a signature that is not the network's.
    ///
    /// # Errors
    /// As everywhere here.
    pub async fn forge_push(
        &self,
        network: &str,
        client_id: &str,
        person: &str,
    ) -> Result<Push, Error> {
        let body = json!({ "client_id": client_id, "person": person });
        let path = format!("{network}/push/forged");
        Ok(serde_json::from_value(self.send(Method::POST, &path, Some(body)).await?)?)
    }
}
