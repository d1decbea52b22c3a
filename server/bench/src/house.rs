//! The production engine on a real store and the real adapters, against a sandbox in a process of its own.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use domain::{
    account::{Role, Viewer},
    authorization::WayBack,
    budget::Pace,
    id::ProfileId,
    network::Network,
    outcome::Outcome,
    time::Span,
};
use engine::{
    Engine, Foundations, Settings,
    people::{FirstAccount, SignIn},
    ports::{
        networks::{Forgetful, Who},
        store::Store,
    },
    reconnect::{Begin, Begun, Callback, Completion, Target},
    vault::Token,
};
use networks::{
    Registry,
    config::{Addresses, Config, Credentials, NetworkConfig},
};
use sandbox::{control::client::Client, person::Person};
use server::{
    clock::{SystemClock, SystemRandom},
    vault::KeyRing,
};
use url::Url;

use crate::{children::Sandbox, databases::Database};

const CLIENT: &str = "relink-bench";
const SECRET: &str = "relink-bench-secret";
const PUBLIC_URL: &str = "http://127.0.0.1:3000";
/// Who has the one real grant that all others are copies of.
const SOMEBODY: &str = "Marta Kral";

/// X, where nobody waits for it.
pub(crate) const UNHURRIED: Pace = Pace { calls: 1, per: Span::seconds(1) };

/// Relink at X.
pub(crate) struct House {
    pub(crate) engine: Engine,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) vault: Arc<KeyRing>,
    pub(crate) control: Client,
    pub(crate) sandbox: Sandbox,
    pub(crate) database: Database,
    pub(crate) viewer: Viewer,
    /// The profile that was linked by a login.
    pub(crate) profile: ProfileId,
}

impl House {
    /// Builds it; X bears `pace`, and answers after `latency`.
    pub(crate) async fn build(
        folder: &Path,
        database: Database,
        pace: Pace,
        latency: Duration,
    ) -> Result<Self> {
        let sandbox = Sandbox::start(folder, latency).await?;
        let control = Client::new(sandbox.url.clone());
        let store = store::open(&database.url()).await?;
        let vault = Arc::new(KeyRing::of_demo(&folder.join("key"))?);
        let engine = engine(store.clone(), vault.clone(), &sandbox.url, pace)?;
        let uri = engine.redirect_uri(Network::X);
        control.register_client("x", CLIENT, Some(SECRET), &[uri]).await?;
        let viewer = master(&engine).await?;
        let profile = link(&engine, &control, &viewer).await?;
        Ok(Self { engine, store, vault, control, sandbox, database, viewer, profile })
    }
}

/// The use cases, as the server builds them.
pub(crate) fn engine(
    store: Arc<dyn Store>,
    vault: Arc<KeyRing>,
    sandbox: &str,
    pace: Pace,
) -> Result<Engine> {
    let clock = Arc::new(SystemClock { ahead: Span::millis(0) });
    // All ten are set up, so that all of their lanes are looked into.
    let networks = Network::ALL.map(|network| {
        let credentials = networks::registers_apps(network).then(|| Credentials {
            client_id: CLIENT.into(),
            client_secret: Token::new(SECRET.into()),
        });
        let base_url = Some(format!("{sandbox}/{}", network.slug()));
        let addresses = Addresses { base_url, ..Addresses::default() };
        (network, NetworkConfig { credentials, addresses })
    });
    let config = Config {
        networks: BTreeMap::from(networks),
        public_url: PUBLIC_URL.into(),
        ..Config::default()
    };
    let tools = networks::Tools {
        clock: clock.clone(),
        random: Arc::new(SystemRandom),
        memory: Arc::new(Forgetful::default()),
    };
    let registry = match Registry::new(&config, &tools) {
        Ok(registry) => registry,
        Err(faults) => bail!("{faults:?}"),
    };
    Ok(Engine::new(Foundations {
        store,
        networks: Arc::new(registry),
        vault,
        courier: None,
        caller: None,
        pusher: None,
        relying_party: None,
        clock,
        random: Arc::new(SystemRandom),
        settings: Settings {
            public_url: PUBLIC_URL.into(),
            check_every: Span::hours(1),
            gather_for: Span::minutes(2),
            paces: BTreeMap::from([(Network::X, pace)]),
        },
    }))
}

async fn master(engine: &Engine) -> Result<Viewer> {
    let (email, password) = ("mara@agency.test", || Token::new("a long password".into()));
    let account = FirstAccount {
        workspace: "Agency".into(),
        name: "Mara".into(),
        email: email.into(),
        password: password(),
    };
    let made = engine.create_account(account, None, Role::MasterAccount, false).await?;
    made.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
    match engine.sign_in(email, password(), "192.0.2.1").await? {
        SignIn::Opened(opened) => Ok(opened.viewer),
        other => bail!("{other:?}"),
    }
}

async fn link(engine: &Engine, control: &Client, viewer: &Viewer) -> Result<ProfileId> {
    let people = control.people().await?;
    let stranger = people.into_iter().find(|person| person.name == SOMEBODY);
    let stranger = stranger.context("the sandbox does not know them")?;
    let begin = Begin {
        viewer,
        target: Target::New(Network::X),
        who: Who::Whoever,
        typed: None,
        back: WayBack::Window,
        from: "192.0.2.1",
    };
    let Begun { id, cookie, location } = engine.begin(begin).await?;
    let person = Person { login: stranger.login, password: stranger.password, tick: None };
    let back = Url::parse(&person.consent(&location).await?)?;
    let found: HashMap<_, _> = back.query_pairs().into_owned().collect();
    let secret = |key: &str| found.get(key).cloned().map(Token::new);
    let callback = Callback {
        state: secret("state"),
        code: secret("code"),
        error: None,
        iss: found.get("iss").cloned(),
        cookies: vec![(id, cookie)],
        viewer: Some(viewer.clone()),
        from: "192.0.2.1".into(),
    };
    match engine.complete(Network::X, callback).await? {
        Completion::Ended { report, .. } => match report.outcome {
            Outcome::Connected { profile, .. } => Ok(profile),
            other => bail!("{other:?}"),
        },
        Completion::Refused(refusal) => bail!("{refusal:?}"),
    }
}
