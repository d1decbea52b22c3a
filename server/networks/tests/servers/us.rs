//! Relink's side: an adapter with the real clock and real randomness.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use domain::{
    network::Network,
    time::{Span, Timestamp},
};
use engine::{
    ports::{Clock, Random, networks::Forgetful},
    vault::Token,
};
use networks::{
    Registry, Tools,
    config::{Addresses, Config, Credentials, NetworkConfig, SigningKey},
};
use rand::TryRngCore as _;

/// A clock that stands a span beside the machine's.
pub(crate) struct Beside(pub(crate) Span);

impl Clock for Beside {
    #[expect(clippy::disallowed_methods, reason = "the servers go by the machine's clock")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Timestamp::from_millis(since.as_millis().try_into().unwrap()).after(self.0)
    }
}

pub(crate) fn now() -> Timestamp {
    Beside(Span::millis(0)).now()
}

struct Machine;

impl Random for Machine {
    fn fill(&self, bytes: &mut [u8]) {
        rand::rngs::OsRng.try_fill_bytes(bytes).unwrap();
    }
}

/// A secret nobody can guess: a state, a verifier.
pub(crate) fn secret() -> Token {
    let mut bytes = [0; 32];
    Machine.fill(&mut bytes);
    Token::new(hex::encode(bytes))
}

pub(crate) fn token(text: &str) -> Token {
    Token::new(text.to_owned())
}

/// A Relink at `public_url`, for one network that is at `base`.
pub(crate) struct Us<'a> {
    pub(crate) network: Network,
    pub(crate) base: &'a str,
    pub(crate) public_url: &'a str,
    /// Where servers may be called, beside the base.
    pub(crate) inside: &'a [&'a str],
    pub(crate) secret: &'a str,
    /// The ids of the signing keys, the first signs.
    pub(crate) keys: &'a [&'a str],
    pub(crate) clock: Span,
}

impl Us<'_> {
    pub(crate) fn registry(&self) -> Registry {
        let given = NetworkConfig {
            credentials: Some(Credentials {
                client_id: "app-1".into(),
                client_secret: token(self.secret),
            }),
            addresses: Addresses { base_url: Some(self.base.to_owned()), ..Addresses::default() },
        };
        // As long as they have different first letters, they are different keys.
        let key = |id: &&str| SigningKey {
            id: (*id).to_owned(),
            secret: token(&format!("{}A", id[..1].repeat(42))),
        };
        let inside = self.inside.iter().map(|url| url.trim_start_matches("http://").to_owned());
        let config = Config {
            networks: BTreeMap::from([(self.network, given)]),
            public_url: self.public_url.to_owned(),
            inside: inside.collect(),
            signing_keys: self.keys.iter().map(key).collect(),
            ..Config::default()
        };
        let tools = Tools {
            clock: Arc::new(Beside(self.clock)),
            random: Arc::new(Machine),
            memory: Arc::new(Forgetful::default()),
        };
        Registry::new(&config, &tools).unwrap_or_else(|faults| panic!("{faults:?}"))
    }
}
