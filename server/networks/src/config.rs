//! Where each network is and who we are there.

use std::{collections::BTreeMap, net::IpAddr};

use domain::network::Network;
use engine::vault::Token;
use url::{Host, Url};

use crate::http::Timeouts;

/// Everything the adapters need to be told.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The networks that are set up. One that is missing here has no adapter.
    pub networks: BTreeMap<Network, NetworkConfig>,
    /// How long a call may take.
    pub timeouts: Timeouts,
    /// The address people reach Relink at, without a slash at its end: networks that fetch documents from us are told it.
    pub public_url: String,
    /// Inside addresses, `host:port`, that calls to named hosts may reach all the same, over plain HTTP too. Empty in
    /// production.
    pub inside: Vec<String>,
    /// Keys to prove with that it is our app that calls, where a network has no client secrets (RFC 7523): the first
    /// signs, all are published.
    pub signing_keys: Vec<SigningKey>,
}

/// The secret of a signing key: 32 random bytes, and a name that tells nothing of them.
#[derive(Debug, Clone)]
pub struct SigningKey {
    /// Its name, as published (`kid`, RFC 7517).
    pub id: String,
    /// Its secret, base64url.
    pub secret: Token,
}

/// One network.
#[derive(Debug, Clone)]
pub struct NetworkConfig {
    /// Who we are there; `None` at networks that register no apps.
    pub credentials: Option<Credentials>,
    /// Where it is, if not at its own hosts.
    pub addresses: Addresses,
}

/// What the network knows our app by.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The client id; public.
    pub client_id: String,
    /// The client secret.
    pub client_secret: Token,
}

/// Addresses that replace the network's own; all empty in production.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    /// Stands for every host of the network: `{base}/{real path}`.
    pub base_url: Option<String>,
    /// Beats the base for the page the browser is sent to.
    pub authorize_url: Option<String>,
    /// Beats the base for the token endpoint.
    pub token_url: Option<String>,
    /// Beats the base for all other calls; the real path, version included, follows it.
    pub api_url: Option<String>,
}

/// The real addresses of a network, without `https://`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RealHosts {
    /// Host and path of the page the browser is sent to.
    pub(crate) authorize: &'static str,
    /// Host and path of the token endpoint.
    pub(crate) token: &'static str,
    /// The host of most other calls.
    pub(crate) api: &'static str,
}

/// Where a network is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoints {
    /// The page the browser is sent to.
    pub(crate) authorize_url: Url,
    /// The token endpoint.
    pub(crate) token_url: Url,
    /// What stands before the real path of most other calls.
    pub(crate) api_url: Url,
    /// Whether `api_url` stands for all of the network's hosts.
    is_replaced: bool,
}

/// What is wrong with a configuration. The message names the setting, never its value: it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A network nobody has written an adapter for.
    #[error("{0}: Relink cannot talk to this network yet")]
    NoAdapter(Network),
    /// No client id or no client secret.
    #[error("{0}: client id and client secret must both be set")]
    NoCredentials(Network),
    /// Not an address that calls can be made to.
    #[error(
        "{network}: {setting} must be an http or https address without user, query and fragment"
    )]
    NotAnAddress {
        /// Of which network.
        network: Network,
        /// Which setting.
        setting: &'static str,
    },
    /// Secrets would travel in clear.
    #[error("{network}: {setting} must be https, because it is not on this machine")]
    InClear {
        /// Of which network.
        network: Network,
        /// Which setting.
        setting: &'static str,
    },
    /// The network fetches documents from us, and cannot.
    #[error(
        "{0}: the public address must be https without a port, or http on this machine: the network fetches documents from us"
    )]
    NotPublic(Network),
    /// Nothing to prove ourselves with.
    #[error("{0}: a signing key of 32 bytes is needed")]
    NoSigningKey(Network),
    /// No HTTP client.
    #[error("no HTTP client: {0}")]
    NoClient(String),
}

impl Endpoints {
    /// Puts a network's addresses together: its real hosts, unless a base replaces them, unless a single address does.
    ///
    /// # Errors
    /// Every fault there is, not just the first.
    pub(crate) fn resolve(
        network: Network,
        real: RealHosts,
        given: &Addresses,
    ) -> Result<Self, Vec<Fault>> {
        let base = given.base_url.as_deref().map(|base| base.trim_end_matches('/'));
        let at = |single: &Option<String>, setting, real: &str| match (single, base) {
            (Some(single), _) => address(network, setting, single),
            (None, Some(base)) => {
                let path = real.find('/').map_or("", |slash| &real[slash..]);
                address(network, "base_url", &format!("{base}{path}"))
            }
            (None, None) => address(network, setting, &format!("https://{real}")),
        };
        let authorize_url = at(&given.authorize_url, "authorize_url", real.authorize);
        let token_url = at(&given.token_url, "token_url", real.token);
        let api_url = at(&given.api_url, "api_url", real.api);
        let is_replaced = base.is_some() || given.api_url.is_some();
        match (authorize_url, token_url, api_url) {
            (Ok(authorize_url), Ok(token_url), Ok(api_url)) => {
                Ok(Self { authorize_url, token_url, api_url, is_replaced })
            }
            (authorize_url, token_url, api_url) => {
                let mut faults: Vec<Fault> = [authorize_url, token_url, api_url]
                    .into_iter()
                    .filter_map(Result::err)
                    .collect();
                faults.dedup();
                Err(faults)
            }
        }
    }

    /// What stands before the real path of calls to another host of the network.
    pub(crate) fn host(&self, host: &str) -> Url {
        let mut url = self.api_url.clone();
        // It fails for hosts that cannot be, and ours are constants.
        if !self.is_replaced && url.set_host(Some(host)).is_err() {
            tracing::error!(host, "not a host");
        }
        url
    }

    /// Whether the server itself calls anything over TLS.
    pub(crate) fn need_certificates(&self) -> bool {
        [&self.token_url, &self.api_url].iter().any(|url| url.scheme() == "https")
    }
}

fn address(network: Network, setting: &'static str, text: &str) -> Result<Url, Fault> {
    let not_an_address = Fault::NotAnAddress { network, setting };
    let url = Url::parse(text).map_err(|_| not_an_address.clone())?;
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    match url.scheme() {
        "https" | "http" if !plain => Err(not_an_address),
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(Fault::InClear { network, setting }),
        _ => Err(not_an_address),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests;
