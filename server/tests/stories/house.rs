//! An engine on its real parts: SQLite in a temporary folder, the adapters, the sandbox over HTTP. Only the clock is ours,
//! so that days pass at once.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use domain::{
    account::{Role, Viewer},
    authorization::WayBack,
    health::Health,
    id::ProfileId,
    network::Network,
    outcome::{Outcome, Refusal},
    profile::Profile,
    time::{Span, Timestamp},
};
use engine::{
    Engine, Foundations, Settings,
    people::{FirstAccount, SignIn},
    ports::{
        Clock,
        networks::{Forgetful, Who},
        store::{Store, events::EventsRead, profiles::ProfileQuery},
    },
    reconnect::{Begin, Begun, Callback, Completion, Target},
    vault::Token,
};
use networks::config::{Addresses, Credentials, NetworkConfig};
use sandbox::{
    control::client::{Client, Person as Stranger},
    person::Person,
};
use server::{
    clock::{SystemClock, SystemRandom},
    devices::{Pushes, ServerKey},
    hooks::Calls,
    vault::KeyRing,
};
use tokio::{net::TcpListener, sync::oneshot};
use url::Url;

use crate::{mailbag::Mailbag, media};

/// The real clock, moved by the tests together with the sandbox's.
struct MovedClock(AtomicI64);

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        SystemClock { ahead: Span::millis(self.0.load(Ordering::SeqCst)) }.now()
    }
}

/// Relink and its networks.
pub(crate) struct House {
    pub(crate) engine: Engine,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) control: Client,
    pub(crate) viewer: Viewer,
    pub(crate) registry: Arc<networks::Registry>,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) mailbag: Arc<Mailbag>,
    /// Calls webhooks at the sandbox.
    pub(crate) calls: Arc<Calls>,
    /// Sends push messages to the sandbox.
    pub(crate) pushes: Arc<Pushes>,
    pub(crate) url: String,
    clock: Arc<MovedClock>,
    _stop: oneshot::Sender<()>,
}

/// An answer of a network on its way to us.
pub(crate) struct Answer {
    pub(crate) network: Network,
    pub(crate) callback: Callback,
}

/// Our app's secret at every network.
pub(crate) const SECRET: &str = "relink-test-secret";

pub(crate) async fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox::bind(sandbox::Config {
        addr: "127.0.0.1:0".parse().unwrap(),
        database: folder.path().join("sandbox.db"),
    })
    .await
    .unwrap();
    let url = sandbox.url();
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(sandbox.run(async move {
        let _ = stopped.await;
    }));
    let control = Client::new(url.clone());
    let store =
        store::open(&format!("sqlite://{}/relink.db", folder.path().display())).await.unwrap();
    let clock = Arc::new(MovedClock(AtomicI64::new(0)));
    // On loopback, so that networks which fetch who we are need not reach it; pictures are there.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let public_url = format!("http://{}", listener.local_addr().unwrap());
    let networks = Network::ALL.map(|network| {
        let credentials = networks::registers_apps(network).then(|| Credentials {
            client_id: "relink-test".into(),
            client_secret: Token::new(SECRET.into()),
        });
        let base_url = Some(format!("{url}/{}", network.slug()));
        let addresses = Addresses { base_url, ..Addresses::default() };
        (network, NetworkConfig { credentials, addresses })
    });
    let config = networks::config::Config {
        networks: BTreeMap::from(networks),
        public_url: public_url.clone(),
        inside: vec![url.trim_start_matches("http://").to_owned()],
        ..networks::config::Config::default()
    };
    let tools = networks::Tools {
        clock: clock.clone(),
        random: Arc::new(SystemRandom),
        memory: Arc::new(Forgetful::default()),
    };
    let registry =
        networks::Registry::new(&config, &tools).map_err(|faults| format!("{faults:?}")).unwrap();
    let registry = Arc::new(registry);
    let mailbag = Arc::<Mailbag>::default();
    let outside = networks::Outside::new(&config.inside, true).unwrap();
    let calls = Arc::new(Calls::new(outside, public_url.clone()));
    let outside = networks::Outside::new(&config.inside, true).unwrap();
    let key = ServerKey::read(&ServerKey::fresh(), "mailto:relink@agency.test".into()).unwrap();
    let pushes = Arc::new(Pushes::new(outside, key, public_url.clone()));
    let engine = Engine::new(Foundations {
        store: store.clone(),
        networks: registry.clone(),
        vault: Arc::new(KeyRing::of_demo(&folder.path().join("key")).unwrap()),
        courier: Some(mailbag.clone()),
        caller: Some(calls.clone()),
        pusher: Some(pushes.clone()),
        relying_party: None,
        clock: clock.clone(),
        random: Arc::new(SystemRandom),
        settings: Settings {
            public_url,
            check_every: Span::hours(1),
            gather_for: Span::minutes(2),
            paces: BTreeMap::new(),
        },
    });
    media::serve(engine.clone(), listener);
    for network in Network::ALL.into_iter().filter(|network| networks::registers_apps(*network)) {
        let uri = engine.redirect_uri(network);
        let secret = Some(SECRET);
        control.register_client(network.slug(), "relink-test", secret, &[uri]).await.unwrap();
    }
    let viewer = master(&engine, "Agency", "mara@agency.test").await;
    House {
        engine,
        store,
        control,
        viewer,
        registry,
        folder,
        mailbag,
        calls,
        pushes,
        url,
        clock,
        _stop: stop,
    }
}

/// A new workspace with a Master Account.
pub(crate) async fn master(engine: &Engine, workspace: &str, email: &str) -> Viewer {
    let account = FirstAccount {
        workspace: workspace.into(),
        name: "Mara".into(),
        email: email.into(),
        password: Token::new("a long password".into()),
    };
    engine.create_account(account, None, Role::MasterAccount, false).await.unwrap().unwrap();
    match engine.sign_in(email, Token::new("a long password".into()), "192.0.2.1").await.unwrap() {
        SignIn::Opened(opened) => opened.viewer,
        other => panic!("{other:?}"),
    }
}

/// Somebody signs in at the network and agrees; what they bring back.
pub(crate) async fn agree(
    stranger: &Stranger,
    tick: Option<&[&str]>,
    location: &str,
) -> HashMap<String, String> {
    let person = Person {
        login: stranger.login.clone(),
        password: stranger.password.clone(),
        tick: tick.map(|names| names.iter().map(ToString::to_string).collect()),
    };
    let back = Url::parse(&person.consent(location).await.unwrap()).unwrap();
    back.query_pairs().into_owned().collect()
}

impl House {
    pub(crate) async fn stranger(&self, name: &str) -> Stranger {
        let people = self.control.people().await.unwrap();
        people.into_iter().find(|person| person.name == name).unwrap()
    }

    pub(crate) async fn cause(&self, name: &str, cause: &str) {
        let stranger = self.stranger(name).await;
        self.control.cause(&stranger.network, &stranger.id, cause).await.unwrap();
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Time passes, here and at the networks.
    pub(crate) async fn pass(&self, span: Span) {
        self.clock.0.fetch_add(span.as_millis(), Ordering::SeqCst);
        self.control.advance_clock(span.as_millis() / 1000).await.unwrap();
    }

    /// What comes back from the network where somebody was led who signs in and agrees.
    pub(crate) async fn answer(
        &self,
        stranger: &Stranger,
        tick: Option<&[&str]>,
        begun: Begun,
        viewer: Option<&Viewer>,
    ) -> Answer {
        let Begun { id, cookie, location } = begun;
        let found = agree(stranger, tick, &location).await;
        let secret = |key: &str| found.get(key).cloned().map(Token::new);
        let callback = Callback {
            state: secret("state"),
            code: secret("code"),
            error: found.get("error").cloned(),
            iss: found.get("iss").cloned(),
            cookies: vec![(id, cookie)],
            viewer: viewer.cloned(),
            from: "192.0.2.1".into(),
        };
        Answer { network: stranger.network.parse().unwrap(), callback }
    }

    /// `name` signs in at the network and agrees; the answer has not reached us yet.
    pub(crate) async fn consent(
        &self,
        viewer: &Viewer,
        target: Target,
        name: &str,
        tick: Option<&[&str]>,
    ) -> Answer {
        let stranger = self.stranger(name).await;
        let typed = self.typed(&stranger);
        let wanted = Begin {
            viewer,
            target,
            who: Who::Whoever,
            typed: typed.as_deref(),
            back: WayBack::Window,
            from: "192.0.2.1",
        };
        let begun = self.engine.begin(wanted).await.unwrap();
        self.answer(&stranger, tick, begun, Some(viewer)).await
    }

    /// What the person would type at a network of many servers.
    pub(crate) fn typed(&self, stranger: &Stranger) -> Option<String> {
        match stranger.network.as_str() {
            "mastodon" => Some(self.url.replace("http://", "social.")),
            "bluesky" => Some(stranger.id.clone()),
            _ => None,
        }
    }

    pub(crate) async fn deliver(&self, answer: Answer) -> Outcome {
        match self.engine.complete(answer.network, answer.callback).await.unwrap() {
            Completion::Ended { report, .. } => report.outcome,
            Completion::Refused(refusal) => panic!("{refusal:?}"),
        }
    }

    pub(crate) async fn refused(&self, answer: Answer) -> Refusal {
        match self.engine.complete(answer.network, answer.callback).await.unwrap() {
            Completion::Refused(refusal) => refusal,
            Completion::Ended { report, .. } => panic!("{report:?}"),
        }
    }

    /// Links somebody of the sandbox, with all their channels.
    pub(crate) async fn link(&self, name: &str) -> ProfileId {
        self.link_as(name, None).await
    }

    /// Links one identity of somebody of the sandbox, where they have several.
    pub(crate) async fn link_as(&self, name: &str, identity: Option<&str>) -> ProfileId {
        let network = self.stranger(name).await.network.parse().unwrap();
        let viewer = self.viewer.clone();
        let tick = identity.as_ref().map(std::slice::from_ref);
        let answer = self.consent(&viewer, Target::New(network), name, tick).await;
        match self.deliver(answer).await {
            Outcome::Connected { profile, .. } => profile,
            other => panic!("{other:?}"),
        }
    }

    /// Refreshes a profile: `name` signs in at the network and agrees to everything.
    pub(crate) async fn refresh(
        &self,
        profile: ProfileId,
        name: &str,
        identity: Option<&str>,
    ) -> Outcome {
        let viewer = self.viewer.clone();
        let tick = identity.as_ref().map(std::slice::from_ref);
        let answer = self.consent(&viewer, Target::Profile(profile), name, tick).await;
        self.deliver(answer).await
    }

    pub(crate) async fn check(&self, profile: ProfileId) {
        self.engine.check(self.viewer.workspace, profile).await.unwrap();
    }

    pub(crate) async fn profile(&self, profile: ProfileId) -> Profile {
        self.engine.profile(&self.viewer, profile).await.unwrap().0
    }

    pub(crate) async fn health(&self, profile: ProfileId) -> Health {
        self.profile(profile).await.health
    }

    /// The names of a profile's channels that do not work.
    pub(crate) async fn lost_channels(&self, profile: ProfileId) -> Vec<String> {
        let profile = self.profile(profile).await;
        let lost = profile.channels.iter().filter(|c| c.health(&profile.health).is_lost());
        lost.map(|channel| channel.name.clone()).collect()
    }

    /// How many requests to this path of a network the sandbox has received.
    pub(crate) async fn calls(&self, network: &str, path: &str) -> usize {
        let calls = self.control.calls().await.unwrap();
        calls.iter().filter(|call| call.network == network && call.path == path).count()
    }

    /// The number of the newest event.
    pub(crate) async fn last_event(&self) -> domain::event::EventId {
        let query = ProfileQuery { limit: 1, ..ProfileQuery::default() };
        self.engine.list_profiles(&self.viewer, &query).await.unwrap().0.as_of
    }

    /// Everything written to the event log after `after`.
    pub(crate) async fn events_after(
        &self,
        after: domain::event::EventId,
    ) -> Vec<domain::event::Event> {
        match self.engine.events_after(&self.viewer, after).await.unwrap() {
            EventsRead::Events(events) => events,
            EventsRead::Resync { .. } => panic!("the log does not reach back"),
        }
    }
}
