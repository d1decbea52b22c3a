//! Our app at each network: the table of `relink.toml`, beaten by the variables `RELINK_<NETWORK>_…`.

use domain::network::Network;
use engine::vault::Token;
use networks::config::{Addresses, Credentials, NetworkConfig};

/// One network's part. Each field has a variable, `RELINK_<NETWORK>_` and its name in capitals, which beats it.
#[derive(Debug, Default, confique::Config)]
pub(crate) struct AppTable {
    /// The app's id at the network.
    client_id: Option<String>,
    /// The app's secret there.
    client_secret: Option<String>,
    /// Replaces every host of the network by `{base}/{real path}`.
    base_url: Option<String>,
    /// Replaces the authorize address.
    authorize_url: Option<String>,
    /// Replaces the token address.
    token_url: Option<String>,
    /// Replaces the host of the API.
    api_url: Option<String>,
}

/// Why a network's app cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// One of two is missing.
    #[error("{id} and {secret} belong together: set both or none")]
    HalfSet {
        /// The variable of the id.
        id: String,
        /// The variable of the secret.
        secret: String,
    },
    /// The network registers no apps beforehand.
    #[error("{network} needs no credentials: unset {id}")]
    NotNeeded {
        /// Which.
        network: Network,
        /// The variable.
        id: String,
    },
}

/// The variable of a network's setting.
pub(super) fn variable(network: Network, setting: &str) -> String {
    format!("RELINK_{}_{setting}", network.slug().to_uppercase())
}

impl AppTable {
    /// The app, if there is one; `environment` beats the table. Empty means unset.
    pub(super) fn app(
        self,
        network: Network,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<NetworkConfig>, AppError> {
        let set = |setting, table: Option<String>| {
            environment(&variable(network, setting)).or(table).filter(|text| !text.is_empty())
        };
        let client_id = set("CLIENT_ID", self.client_id);
        let secret = set("CLIENT_SECRET", self.client_secret);
        let addresses = Addresses {
            base_url: set("BASE_URL", self.base_url),
            authorize_url: set("AUTHORIZE_URL", self.authorize_url),
            token_url: set("TOKEN_URL", self.token_url),
            api_url: set("API_URL", self.api_url),
        };
        let id = variable(network, "CLIENT_ID");
        let credentials = match (client_id, secret) {
            (None, None) => None,
            (_, _) if !networks::registers_apps(network) => {
                return Err(AppError::NotNeeded { network, id });
            }
            (Some(client_id), Some(secret)) => {
                Some(Credentials { client_id, client_secret: Token::new(secret) })
            }
            (Some(_), None) | (None, Some(_)) => {
                return Err(AppError::HalfSet { id, secret: variable(network, "CLIENT_SECRET") });
            }
        };
        let is_set = credentials.is_some() || !networks::registers_apps(network);
        Ok(is_set.then_some(NetworkConfig { credentials, addresses }))
    }
}
