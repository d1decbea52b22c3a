//! This side: the sandbox, somebody who links a profile, and the servers that are started, spoken to and killed.

mod desk;
mod process;
mod room;
mod telling;
mod truth;

use std::{collections::HashMap, sync::Arc};

use domain::{
    account::{Role, Viewer},
    authorization::WayBack,
    health::Health,
    id::{ProfileId, WorkspaceId},
    network::Network,
    outcome::Outcome,
    time::{Span, Timestamp},
};
use engine::{
    Engine,
    people::{FirstAccount, SignIn},
    ports::{
        Clock as _,
        networks::Who,
        store::{Store, grants::HeldProfile},
    },
    reconnect::{Begin, Begun, Callback, Completion, Target},
    vault::Token,
};
use sandbox::{control::client::Client, person::Person};
use tokio::sync::oneshot;
use url::Url;

pub(crate) use self::{process::Server, truth::Truth};
use crate::{
    databases::Database,
    house::{CLIENT, MovedClock, SECRET, adapters, engine, voices},
    server::Orders,
};

/// How long after a crash what was taken is due again, and a moment more.
pub(crate) const TAKEN: Span = Span::seconds(10 * 60 + 5);
/// How long a lease is watched before it is taken over, with the spread of those that wait for it, and a moment more.
pub(crate) const LEASE: Span = Span::seconds(3 * 60 + 35);

/// How long after a crash an App's turn that was taken is due again, and what is on its way is taken for lost, and a moment more.
pub(crate) const AGAIN: Span = Span::seconds(5 * 60 + 5);
/// How many kills are wanted at least; every step once, where it is not set.
const KILLS: &str = "RELINK_KILLS";

/// So many kills are wanted at least of the stories of Apps; none where nobody says.
pub(crate) fn wanted_kills() -> usize {
    std::env::var(KILLS).ok().map_or(0, |count| count.parse().unwrap())
}

/// Somebody with a profile at a network.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Somebody {
    pub(crate) network: Network,
    pub(crate) name: &'static str,
    /// What they tick, where one login has several identities.
    pub(crate) identity: Option<&'static str>,
    /// Where the network renews.
    pub(crate) endpoint: &'static str,
}

pub(crate) const MARTA: Somebody = Somebody {
    network: Network::X,
    name: "Marta Kral",
    identity: None,
    endpoint: "/2/oauth2/token",
};

/// Everything but the servers.
pub(crate) struct World {
    pub(crate) control: Client,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) database: String,
    pub(crate) truth: Truth,
    pub(crate) folder: tempfile::TempDir,
    engine: Engine,
    viewer: Viewer,
    somebody: Somebody,
    clock: Arc<MovedClock>,
    sandbox: String,
    _stop: oneshot::Sender<()>,
}

impl World {
    pub(crate) async fn new(database: Database, somebody: Somebody) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sandbox.db");
        let addr = "127.0.0.1:0".parse().unwrap();
        let sandbox =
            sandbox::bind(sandbox::Config { addr, database: file.clone() }).await.unwrap();
        let url = sandbox.url();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(sandbox.run(async {
            let _ = stopped.await;
        }));
        let control = Client::new(url.clone());
        let database = database.fresh(folder.path());
        let store = store::open(&database).await.unwrap();
        let clock = Arc::new(MovedClock::default());
        let adapters = adapters(&[somebody.network], &url, clock.clone(), None);
        let key = folder.path().join("key");
        let engine = engine(
            store.clone(),
            Arc::new(adapters),
            voices(&url, None, &key),
            clock.clone(),
            &key,
        );
        let uri = engine.redirect_uri(somebody.network);
        let slug = somebody.network.slug();
        control.register_client(slug, CLIENT, Some(SECRET), &[uri]).await.unwrap();
        let viewer = master(&engine, "mara@agency.test").await;
        let truth = Truth::new(&file, control.clone(), somebody);
        Self {
            control,
            store,
            database,
            truth,
            folder,
            engine,
            viewer,
            somebody,
            clock,
            sandbox: url,
            _stop: stop,
        }
    }

    /// What a server of this world is told, unless a story tells it otherwise.
    pub(crate) fn orders(&self) -> Orders {
        Orders {
            database: self.database.clone(),
            sandbox: self.sandbox.clone(),
            key: self.folder.path().join("key"),
            networks: vec![self.somebody.network],
            ahead: self.clock.ahead(),
            kill_at: None,
            full_between: None,
            patience: None,
            mail: None,
        }
    }

    pub(crate) async fn start(&self) -> Server {
        Server::start(&self.orders()).await
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Time passes, here, at the networks and for `servers`.
    pub(crate) async fn pass(&self, span: Span, servers: &mut [&mut Server]) {
        let seconds = span.as_millis().div_euclid(1000) + 1;
        self.clock.set(self.clock.ahead() + seconds * 1000);
        self.control.advance_clock(seconds).await.unwrap();
        for server in servers {
            server.say(&format!("ahead {}", self.clock.ahead())).await;
        }
    }

    /// Time passes until the profile's token is to be renewed.
    pub(crate) async fn pass_until_due(&self, profile: ProfileId) {
        self.pass_until(self.held(profile).await.plan.renew_at.unwrap()).await;
    }

    pub(crate) async fn pass_until(&self, moment: Timestamp) {
        self.pass(moment.since(self.now()), &mut []).await;
    }

    pub(crate) async fn link(&self) -> ProfileId {
        self.link_for(&self.viewer, self.somebody.name).await
    }

    /// Links each of `names` in so many workspaces.
    pub(crate) async fn link_many(
        &self,
        names: &[&str],
        workspaces: usize,
    ) -> Vec<(WorkspaceId, ProfileId)> {
        let mut profiles = Vec::new();
        for number in 0..workspaces {
            let viewer = master(&self.engine, &format!("mara{number}@agency.test")).await;
            for name in names {
                profiles.push((viewer.workspace, self.link_for(&viewer, name).await));
            }
        }
        profiles
    }

    async fn link_for(&self, viewer: &Viewer, name: &str) -> ProfileId {
        match self.log_in(viewer, name, Target::New(self.somebody.network)).await {
            Outcome::Connected { profile, .. } => profile,
            other => panic!("{other:?}"),
        }
    }

    /// The one click.
    pub(crate) async fn refresh(&self, profile: ProfileId) {
        self.log_in(&self.viewer, self.somebody.name, Target::Profile(profile)).await;
        let health = self.health(profile).await;
        assert!(matches!(health, Health::Connected { .. }), "{health:?}");
    }

    async fn log_in(&self, viewer: &Viewer, name: &str, target: Target) -> Outcome {
        let people = self.control.people().await.unwrap();
        let stranger = people.into_iter().find(|person| person.name == name).unwrap();
        let begin = Begin {
            viewer,
            target,
            who: Who::Whoever,
            typed: None,
            back: WayBack::Window,
            from: "192.0.2.1",
        };
        let Begun { id, cookie, location } = self.engine.begin(begin).await.unwrap();
        let tick = self.somebody.identity.map(|identity| vec![identity.to_owned()]);
        let person = Person { login: stranger.login, password: stranger.password, tick };
        let back = Url::parse(&person.consent(&location).await.unwrap()).unwrap();
        let found: HashMap<_, _> = back.query_pairs().into_owned().collect();
        let secret = |key: &str| found.get(key).cloned().map(Token::new);
        let callback = Callback {
            state: secret("state"),
            code: secret("code"),
            error: found.get("error").cloned(),
            iss: found.get("iss").cloned(),
            cookies: vec![(id, cookie)],
            viewer: Some(viewer.clone()),
            from: "192.0.2.1".into(),
        };
        match self.engine.complete(self.somebody.network, callback).await.unwrap() {
            Completion::Ended { report, .. } => report.outcome,
            Completion::Refused(refusal) => panic!("{refusal:?}"),
        }
    }

    pub(crate) async fn held(&self, profile: ProfileId) -> HeldProfile {
        self.held_in(self.viewer.workspace, profile).await
    }

    pub(crate) async fn held_in(&self, workspace: WorkspaceId, profile: ProfileId) -> HeldProfile {
        self.store.held_profile(workspace, profile).await.unwrap().unwrap()
    }

    pub(crate) async fn health(&self, profile: ProfileId) -> Health {
        self.held(profile).await.profile.health
    }

    /// The order to check a profile, so many times at once.
    pub(crate) fn check(&self, profile: ProfileId, callers: usize) -> String {
        format!("check {} {profile} {callers}", self.viewer.workspace)
    }
}

async fn master(engine: &Engine, email: &str) -> Viewer {
    let password = || Token::new("a long password".into());
    let account = FirstAccount {
        workspace: "Agency".into(),
        name: "Mara".into(),
        email: email.into(),
        password: password(),
    };
    engine.create_account(account, None, Role::MasterAccount, false).await.unwrap().unwrap();
    match engine.sign_in(email, password(), "192.0.2.1").await.unwrap() {
        SignIn::Opened(opened) => opened.viewer,
        other => panic!("{other:?}"),
    }
}
