//! All adapters, by network.

use std::{collections::BTreeMap, sync::Arc};

use domain::network::Network;
use engine::ports::networks::{Adapter, Networks};

use crate::{
    config::{Config, Credentials, Endpoints, Fault, NetworkConfig, RealHosts},
    facebook::{self, Facebook},
    http::{Http, Trust},
    x::{self, X},
};

/// The adapters of all networks that are set up.
pub struct Registry {
    adapters: BTreeMap<Network, Box<dyn Adapter>>,
}

/// What this crate can talk to. A new network is one line here and one file beside `facebook.rs`.
const KINDS: &[Kind] = &[
    Kind {
        network: Network::Facebook,
        real: facebook::REAL,
        build: |credentials, endpoints, http| {
            Ok(Box::new(Facebook::new(credentials, endpoints, http)?))
        },
    },
    Kind {
        network: Network::X,
        real: x::REAL,
        build: |credentials, endpoints, http| Ok(Box::new(X::new(credentials, endpoints, http))),
    },
];

struct Kind {
    network: Network,
    real: RealHosts,
    build: Build,
}

type Build = fn(Credentials, Endpoints, Arc<Http>) -> Result<Box<dyn Adapter>, Fault>;

struct Placed<'a> {
    kind: &'static Kind,
    credentials: &'a Credentials,
    endpoints: Endpoints,
}

impl Registry {
    /// Builds the adapters.
    ///
    /// # Errors
    /// Every fault of the configuration at once.
    pub fn new(config: &Config) -> Result<Self, Vec<Fault>> {
        let mut placed = Vec::new();
        let mut faults = Vec::new();
        for (network, given) in &config.networks {
            match place(*network, given) {
                Ok(one) => placed.push(one),
                Err(found) => faults.extend(found),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }

        // Without a single TLS address the system's root certificates are neither needed nor loaded: a demo starts on a
        // machine that has none.
        let trust = if placed.iter().any(|one| one.endpoints.need_certificates()) {
            Trust::System
        } else {
            Trust::Nobody
        };
        let http = Arc::new(Http::new(config.timeouts, trust).map_err(|fault| vec![fault])?);

        let adapters = placed
            .into_iter()
            .map(|one| {
                let credentials = one.credentials.clone();
                let adapter = (one.kind.build)(credentials, one.endpoints, Arc::clone(&http))?;
                Ok((one.kind.network, adapter))
            })
            .collect::<Result<_, Fault>>()
            .map_err(|fault| vec![fault])?;
        Ok(Self { adapters })
    }
}

impl Networks for Registry {
    fn adapter(&self, network: Network) -> Option<&dyn Adapter> {
        self.adapters.get(&network).map(AsRef::as_ref)
    }
}

fn place(network: Network, given: &NetworkConfig) -> Result<Placed<'_>, Vec<Fault>> {
    let kind = KINDS
        .iter()
        .find(|kind| kind.network == network)
        .ok_or_else(|| vec![Fault::NoAdapter(network)])?;
    let credentials = &given.credentials;
    if credentials.client_id.is_empty() || credentials.client_secret.expose().is_empty() {
        return Err(vec![Fault::NoCredentials(network)]);
    }
    Ok(Placed {
        kind,
        credentials,
        endpoints: Endpoints::resolve(network, kind.real, &given.addresses)?,
    })
}
