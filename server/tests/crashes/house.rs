//! The production engine on a store, the adapters and the sandbox, for both sides. Only clock and spread are ours.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use ::server::{
    clock::{SystemClock, SystemRandom},
    devices::{Pushes, ServerKey},
    hooks::Calls,
    mail::{Sender, courier},
    vault::KeyRing,
};
use domain::{
    network::Network,
    time::{Span, Timestamp},
};
use engine::{
    Engine, Foundations, Settings,
    ports::{
        Clock, Random,
        caller::Caller,
        mail::Courier,
        networks::{Forgetful, Networks},
        pusher::Pusher,
        store::Store,
    },
    vault::Token,
};
use networks::{
    Outside, Registry, Timeouts,
    config::{Addresses, Config, Credentials, NetworkConfig},
};

/// Our app at every network.
pub(crate) const CLIENT: &str = "relink-test";
/// Its secret.
pub(crate) const SECRET: &str = "relink-test-secret";
/// Where Relink would be.
const PUBLIC_URL: &str = "http://127.0.0.1:3000";

/// The real clock, moved by the tests together with the sandbox's.
#[derive(Debug, Default)]
pub(crate) struct MovedClock(AtomicI64);

impl MovedClock {
    pub(crate) fn ahead(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    pub(crate) fn set(&self, millis: i64) {
        self.0.store(millis, Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        SystemClock { ahead: Span::millis(self.ahead()) }.now()
    }
}

/// Real randomness, except where work is spread over time: there it is always the middle, so that every run of a story
/// takes the same steps.
struct Unspread;

impl Random for Unspread {
    fn fill(&self, bytes: &mut [u8]) {
        match bytes {
            [low, high] => (*low, *high) = (0, 0x80),
            secret => SystemRandom.fill(secret),
        }
    }
}

/// The adapters of `networks`, all in the sandbox at `sandbox`.
pub(crate) fn adapters(
    networks: &[Network],
    sandbox: &str,
    clock: Arc<dyn Clock>,
    patience: Option<Duration>,
) -> Registry {
    let network = |network: &Network| {
        let credentials =
            Credentials { client_id: CLIENT.into(), client_secret: Token::new(SECRET.into()) };
        let base_url = Some(format!("{sandbox}/{}", network.slug()));
        let addresses = Addresses { base_url, ..Addresses::default() };
        (*network, NetworkConfig { credentials: Some(credentials), addresses })
    };
    let usual = Timeouts::default();
    let config = Config {
        networks: networks.iter().map(network).collect(),
        timeouts: Timeouts { total: patience.unwrap_or(usual.total), ..usual },
        public_url: PUBLIC_URL.into(),
        ..Config::default()
    };
    let random = Arc::new(SystemRandom);
    let tools = networks::Tools { clock, random, memory: Arc::new(Forgetful::default()) };
    Registry::new(&config, &tools).map_err(|faults| format!("{faults:?}")).unwrap()
}

/// What tells people.
pub(crate) struct Voices {
    pub(crate) courier: Option<Arc<dyn Courier>>,
    pub(crate) caller: Arc<dyn Caller>,
    pub(crate) pusher: Arc<dyn Pusher>,
}

/// What is used in production, also where webhooks and push services are the sandbox's. Letters go to the mail server at
/// `mail`. The key of push messages stands beside `key`.
pub(crate) fn voices(sandbox: &str, mail: Option<&str>, key: &Path) -> Voices {
    let courier = mail.and_then(|url| {
        let sender = Sender::parse(Some(url), Some("Relink <relink@agency.test>")).unwrap();
        courier(sender, PUBLIC_URL, false)
    });
    let inside = [sandbox.trim_start_matches("http://").to_owned()];
    let outside = || Outside::new(&inside, true).unwrap();
    let file = key.with_extension("push");
    if !file.exists() {
        std::fs::write(&file, ServerKey::fresh().expose()).unwrap();
    }
    let push_key = Token::new(std::fs::read_to_string(file).unwrap());
    let push_key = ServerKey::read(&push_key, "mailto:relink@agency.test".into()).unwrap();
    Voices {
        courier,
        caller: Arc::new(Calls::new(outside(), PUBLIC_URL.into())),
        pusher: Arc::new(Pushes::new(outside(), push_key, PUBLIC_URL.into())),
    }
}

/// The use cases.
pub(crate) fn engine(
    store: Arc<dyn Store>,
    networks: Arc<dyn Networks>,
    voices: Voices,
    clock: Arc<dyn Clock>,
    key: &Path,
) -> Engine {
    Engine::new(Foundations {
        store,
        networks,
        vault: Arc::new(KeyRing::of_demo(key).unwrap()),
        courier: voices.courier,
        caller: Some(voices.caller),
        pusher: Some(voices.pusher),
        relying_party: None,
        clock,
        random: Arc::new(Unspread),
        settings: Settings {
            public_url: PUBLIC_URL.into(),
            check_every: Span::hours(1),
            gather_for: Span::minutes(2),
            paces: BTreeMap::new(),
        },
    })
}
