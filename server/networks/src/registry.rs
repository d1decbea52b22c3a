//! All adapters, by network.

use std::{collections::BTreeMap, sync::Arc};

use domain::network::Network;
use engine::ports::{
    Clock, Random,
    networks::{Adapter, Left, Memory, Networks},
};
use url::Url;

use crate::{
    bluesky::{self, Bluesky},
    config::{Config, Credentials, Endpoints, Fault, NetworkConfig, RealHosts, SigningKey},
    facebook::{self, Facebook},
    http::{self, Http, Ledger, Trust},
    instagram::{self, Instagram},
    linkedin::{self, LinkedIn},
    mastodon::{self, Mastodon},
    pinterest::{self, Pinterest},
    threads::{self, Threads},
    tiktok::{self, TikTok},
    x::{self, X},
    youtube::{self, YouTube},
};

/// The adapters of all networks that are set up.
pub struct Registry {
    adapters: BTreeMap<Network, Box<dyn Adapter>>,
    ledgers: BTreeMap<Network, Arc<Ledger>>,
}

/// What adapters stand on beside HTTP.
#[derive(Clone)]
pub struct Tools {
    /// The time, for proofs that carry it (RFC 9449, section 4.2).
    pub clock: Arc<dyn Clock>,
    /// Randomness, for keys and nonces.
    pub random: Arc<dyn Random>,
    /// What is remembered of a network's servers.
    pub memory: Arc<dyn Memory>,
}

/// What this crate can talk to. A new network is one entry here and one file beside `facebook.rs`.
const KINDS: &[Kind] = &[
    Kind {
        network: Network::Facebook,
        real: facebook::REAL,
        build: Build::WithApp(|credentials, parts| {
            Ok(Box::new(Facebook::new(credentials, parts)?))
        }),
    },
    Kind {
        network: Network::Instagram,
        real: instagram::REAL,
        build: Build::WithApp(|credentials, parts| {
            Ok(Box::new(Instagram::new(credentials, parts)?))
        }),
    },
    Kind {
        network: Network::X,
        real: x::REAL,
        build: Build::WithApp(|credentials, parts| Ok(Box::new(X::new(credentials, parts)?))),
    },
    Kind {
        network: Network::LinkedIn,
        real: linkedin::REAL,
        build: Build::WithApp(|credentials, parts| Ok(Box::new(LinkedIn::new(credentials, parts)))),
    },
    Kind {
        network: Network::YouTube,
        real: youtube::REAL,
        build: Build::WithApp(|credentials, parts| Ok(Box::new(YouTube::new(&credentials, parts)))),
    },
    Kind {
        network: Network::Threads,
        real: threads::REAL,
        build: Build::WithApp(|credentials, parts| Ok(Box::new(Threads::new(credentials, parts)?))),
    },
    Kind {
        network: Network::TikTok,
        real: tiktok::REAL,
        build: Build::WithApp(|credentials, parts| Ok(Box::new(TikTok::new(credentials, parts)?))),
    },
    Kind {
        network: Network::Pinterest,
        real: pinterest::REAL,
        build: Build::WithApp(|credentials, parts| {
            Ok(Box::new(Pinterest::new(&credentials, parts)))
        }),
    },
    Kind {
        network: Network::Mastodon,
        real: mastodon::REAL,
        build: Build::Alone(|parts| Ok(Box::new(Mastodon::new(parts)))),
    },
    Kind {
        network: Network::Bluesky,
        real: bluesky::REAL,
        build: Build::Alone(|parts| Ok(Box::new(Bluesky::new(parts)?))),
    },
];

struct Kind {
    network: Network,
    real: RealHosts,
    build: Build,
}

type Built = Result<Box<dyn Adapter>, Fault>;

/// How an adapter is built.
#[derive(Clone, Copy)]
enum Build {
    /// Our app is registered at the network: with its credentials.
    WithApp(fn(Credentials, Parts) -> Built),
    /// The network registers no apps beforehand.
    Alone(fn(Parts) -> Built),
}

/// What an adapter is built from.
#[derive(Clone)]
pub(crate) struct Parts {
    /// Where the network is.
    pub(crate) endpoints: Endpoints,
    /// For the network's own hosts.
    pub(crate) http: Arc<Http>,
    /// For hosts that a person or a network named.
    pub(crate) outside: Arc<Http>,
    pub(crate) tools: Tools,
    /// Where the network can fetch documents from us; no slash at its end.
    pub(crate) public_url: String,
    pub(crate) signing_keys: Vec<SigningKey>,
}

struct Placed<'a> {
    kind: &'static Kind,
    credentials: Option<&'a Credentials>,
    endpoints: Endpoints,
}

/// Whether our app must be registered at `network` beforehand, and has credentials there. The networks of many servers
/// register apps as they come.
#[must_use]
pub fn registers_apps(network: Network) -> bool {
    KINDS.iter().any(|kind| kind.network == network && matches!(kind.build, Build::WithApp(_)))
}

impl Registry {
    /// Builds the adapters.
    ///
    /// # Errors
    /// Every fault of the configuration at once.
    pub fn new(config: &Config, tools: &Tools) -> Result<Self, Vec<Fault>> {
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
        let one = |fault| vec![fault];
        let http = Http::new(config.timeouts, trust).map_err(one)?;
        let outside = Http::outside(config.timeouts, trust, &config.inside).map_err(one)?;

        let mut ledgers = BTreeMap::new();
        let adapters = placed
            .into_iter()
            .map(|Placed { kind, credentials, endpoints }| {
                let ledger: &Arc<Ledger> = ledgers.entry(kind.network).or_default();
                let parts = Parts {
                    endpoints,
                    http: Arc::new(http.for_one(ledger)),
                    outside: Arc::new(outside.for_one(ledger)),
                    tools: tools.clone(),
                    public_url: config.public_url.clone(),
                    signing_keys: config.signing_keys.clone(),
                };
                let adapter = match (kind.build, credentials) {
                    (Build::WithApp(build), Some(credentials)) => build(credentials.clone(), parts),
                    (Build::WithApp(_), None) => Err(Fault::NoCredentials(kind.network)),
                    (Build::Alone(build), _) => build(parts),
                };
                Ok((kind.network, adapter?))
            })
            .collect::<Result<_, Fault>>()
            .map_err(one)?;
        Ok(Self { adapters, ledgers })
    }
}

impl Networks for Registry {
    fn adapter(&self, network: Network) -> Option<&dyn Adapter> {
        self.adapters.get(&network).map(AsRef::as_ref)
    }

    fn left(&self, network: Network, issuer: &str) -> Option<Left> {
        // The issuer of one server of many is its address.
        let server = match Url::parse(issuer) {
            Ok(url) => http::server(&url),
            Err(_) => issuer.to_owned(),
        };
        self.ledgers.get(&network)?.left(&server)
    }
}

fn place(network: Network, given: &NetworkConfig) -> Result<Placed<'_>, Vec<Fault>> {
    let kind = KINDS
        .iter()
        .find(|kind| kind.network == network)
        .ok_or_else(|| vec![Fault::NoAdapter(network)])?;
    let credentials = given.credentials.as_ref();
    let is_empty =
        |it: &Credentials| it.client_id.is_empty() || it.client_secret.expose().is_empty();
    if credentials.is_some_and(is_empty) {
        return Err(vec![Fault::NoCredentials(network)]);
    }
    Ok(Placed {
        kind,
        credentials,
        endpoints: Endpoints::resolve(network, kind.real, &given.addresses)?,
    })
}
