//! Our app at each network: the table of `relink.toml`, beaten by the variables `RELINK_<NETWORK>_…`.

use domain::{budget::Pace, network::Network, time::Span};
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
    /// Calls a minute that the network bears from this installation, if not as many as is known of it.
    calls_per_minute: Option<u32>,
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
    /// Not a pace.
    #[error("{0} must be a whole number from 1 to 1000000")]
    Pace(String),
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
    /// The pace agreed with the network, if there is one; `environment` beats the table.
    pub(super) fn pace(
        &self,
        network: Network,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Pace>, AppError> {
        let variable = variable(network, "CALLS_PER_MINUTE");
        let calls = match environment(&variable).filter(|text| !text.is_empty()) {
            Some(text) => Some(text.parse().map_err(|_| AppError::Pace(variable.clone()))?),
            None => self.calls_per_minute,
        };
        match calls {
            Some(calls) if !(1..=1_000_000).contains(&calls) => Err(AppError::Pace(variable)),
            calls => Ok(calls.map(|calls| Pace { calls, per: Span::minutes(1) })),
        }
    }

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
