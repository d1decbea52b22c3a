//! Putting everything together: store, networks, vault, engine, router; and in the demo the sandbox beside it.

use std::{future::Future, net::SocketAddr, path::PathBuf, pin::Pin, sync::Arc};

use app::Workbench;
use domain::{account::Role, id::WorkspaceId, language::Language, time::Span};
use engine::{
    Engine, Foundations, Settings,
    people::{AccountRefused, FirstAccount},
    ports::Clock,
    sealing::Sealing,
    seeing::{Chain, Verified},
    support::Desk,
    vault::{Token, Vault},
};
use leptos::config::LeptosOptions;
use networks::{Outside, Registry, Tools};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use crate::{
    api::Meter,
    clock::{SystemClock, SystemRandom},
    config::{Config, Demo},
    cookies::Cookies,
    demo::{self, DemoAccounts},
    devices::Pushes,
    hooks::Calls,
    installation, mail,
    memory::Remembered,
    relying_party::AtHost,
    router::router,
    set_up::SetUpLink,
    state::{AppState, hash_file},
};

/// How long a notice waits for more of the same.
const GATHER: Span = Span::minutes(2);
/// The same in the demo, where somebody looks on.
const GATHER_IN_THE_DEMO: Span = Span::seconds(5);
/// How long what is on its way may take when the server stops.
const TURNS_END: std::time::Duration = std::time::Duration::from_secs(20);

/// Why the server does not run: one line for whoever started it.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Somebody else listens there, or nobody may.
    #[error("{addr} cannot be listened on ({source}): set RELINK_ADDR")]
    Listen {
        /// Where.
        addr: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The store does not open.
    #[error(transparent)]
    Store(#[from] store::OpenError),
    /// The networks' settings are wrong.
    #[error("{0}")]
    Networks(String),
    /// The sandbox does not stand.
    #[error(transparent)]
    Sandbox(#[from] sandbox::Error),
    /// The demo could not be set up.
    #[error("the demo could not be set up: {0}")]
    Demo(#[from] demo::Error),
    /// The engine did not do its part.
    #[error(transparent)]
    Engine(#[from] engine::Error),
    /// What the installation keeps secret cannot be read.
    #[error(transparent)]
    Installation(#[from] installation::Error),
    /// Nobody would answer.
    #[error(
        "RELINK_SUPPORT_WORKSPACE names {0}, in which nobody is Master Account: take the id from the page /support"
    )]
    Support(WorkspaceId),
    /// The account cannot be made.
    #[error("{0}")]
    Account(String),
    /// The built site is not where it should be.
    #[error(
        "the built site is not at {0}: start with `cargo xtask run`, or set RELINK_SITE_ROOT to the folder that holds pkg/"
    )]
    NoSite(PathBuf),
    /// Serving ended badly.
    #[error("serving ended: {0}")]
    Serve(#[from] std::io::Error),
}

/// Runs the server until `shutdown`, then lets what is under way come to its end.
///
/// # Errors
/// [`RunError`], one line.
pub async fn run(config: Config, shutdown: impl Future<Output = ()>) -> Result<(), RunError> {
    let addr = config.addr;
    let listener =
        TcpListener::bind(addr).await.map_err(|source| RunError::Listen { addr, source })?;
    let (stop, stopping) = watch::channel(false);
    let mut background = JoinSet::new();

    let sandbox_url = match &config.demo {
        None => None,
        Some(demo) => Some(start_sandbox(demo, &mut background, stopping.clone()).await?),
    };
    let clock = Arc::new(SystemClock { ahead: config.clock_ahead });
    let engine = engine(&config, sandbox_url.as_deref(), clock.clone()).await?;
    let is_demo = match (&config.demo, &sandbox_url) {
        (Some(demo), Some(url)) => {
            demo::seed(&engine, url, &demo.folder, clock.now()).await?;
            true
        }
        _ => false,
    };
    let engine = match config.support {
        Some(workspace) if !engine.is_there_to_answer(workspace).await? => {
            return Err(RunError::Support(workspace));
        }
        None if is_demo => {
            let workspace = demo::support(&engine).await?;
            engine.answered_by(workspace)
        }
        Some(_) | None => engine,
    };
    let (set_up, link) = set_up_link(&engine, &config.public_url.origin).await?;
    let Site { leptos, stylesheet, workbench, office } = site(config.site_root.clone(), addr)?;
    background.spawn({
        let (engine, stopping) = (engine.clone(), stopping.clone());
        async move {
            tokio::select! {
                () = engine.keep_checking() => {}
                () = stopped(stopping) => {}
            }
        }
    });
    let work = |engine: Engine, stop| engine.keep_publishing(stop);
    background.spawn(to_its_end(engine.clone(), stopping.clone(), work));
    let work = |engine: Engine, stop| engine.keep_counting_renewals(stop);
    background.spawn(to_its_end(engine.clone(), stopping.clone(), work));
    let work = |engine: Engine, stop| engine.keep_counting(stop);
    background.spawn(to_its_end(engine.clone(), stopping.clone(), work));
    let work = |engine: Engine, stop| engine.keep_listening(stop);
    background.spawn(to_its_end(engine.clone(), stopping.clone(), work));
    let work = |engine: Engine, stop| engine.keep_telling(stop);
    background.spawn(to_its_end(engine.clone(), stopping.clone(), work));
    let work = |engine: Engine, stop| engine.keep_delivering(stop);
    background.spawn(to_its_end(engine.clone(), stopping.clone(), work));
    let work = |engine: Engine, stop| engine.keep_calling(stop);
    background.spawn(to_its_end(engine.clone(), stopping.clone(), work));
    let work = |engine: Engine, stop| engine.keep_pushing(stop);
    background.spawn(to_its_end(engine.clone(), stopping.clone(), work));

    let state = AppState {
        engine,
        cookies: Cookies { is_https: config.public_url.is_https },
        public_url: Arc::new(config.public_url.clone()),
        trusted_proxies: config.trusted_proxies.into(),
        leptos,
        stylesheet: stylesheet.into(),
        workbench,
        office: office.into(),
        hears: sandbox_url.as_ref().map(|url| format!("{url}/hooks/demo").into()),
        picture_origins: sandbox_url
            .as_ref()
            .map(|url| demo::picture_origins(url))
            .unwrap_or_default()
            .into(),
        demo: is_demo.then_some(DemoAccounts),
        set_up: Arc::new(set_up),
        clock,
        api_meter: Arc::new(Meter::new(config.api_calls_per_minute)),
        metrics_token: config.metrics_token.as_ref().map(Token::digest),
        stopping: stopping.clone(),
    };
    greet(&config.public_url.origin, sandbox_url.as_deref(), link.as_deref());
    if let Some(url) = &sandbox_url {
        let naming = demo::name_push_addresses(url.clone(), config.public_url.origin.clone());
        background.spawn(naming);
    }
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stopped(stopping));
    let stop_later = async {
        shutdown.await;
        stop.send_replace(true);
    };
    let (served, ()) = tokio::join!(serving.into_future(), stop_later);
    while background.join_next().await.is_some() {}
    Ok(served?)
}

/// Opens the store and brings its tables up to date.
///
/// # Errors
/// [`RunError::Store`].
pub async fn migrate(config: &Config) -> Result<(), RunError> {
    store::open(&config.database_url).await.map(drop).map_err(RunError::from)
}

/// Seals everything anew under the first of the keys.
///
/// # Errors
/// [`RunError::Store`], [`RunError::Installation`], or the store's while it was under way.
pub async fn keys_rotate(config: &Config) -> Result<Sealing, RunError> {
    let store = store::open(&config.database_url).await?;
    installation::complete(config.keys.clone(), &*store).await?;
    let sealing = engine::sealing::seal_anew(&*store, &config.keys).await;
    sealing.map_err(|error| RunError::Engine(error.into()))
}

/// Proves every chain of the audit log.
///
/// # Errors
/// [`RunError::Store`], or the store's while it was read.
pub async fn audit_verify(config: &Config) -> Result<Vec<(Chain, Verified)>, RunError> {
    let store = store::open(&config.database_url).await?;
    let verified = engine::seeing::verify_all(&*store).await;
    verified.map_err(|error| RunError::Engine(error.into()))
}

/// Makes the first Master Account from the command line.
///
/// # Errors
/// [`RunError::Account`] with what to mend, or the store's.
pub async fn account_create(config: &Config, account: FirstAccount) -> Result<(), RunError> {
    let clock = Arc::new(SystemClock { ahead: config.clock_ahead });
    let engine = engine(config, None, clock).await?;
    let made = engine.create_account(account, None, Role::MasterAccount, true).await?;
    made.map(drop).map_err(|refused| {
        RunError::Account(match refused {
            AccountRefused::Invalid("password") => {
                "the password must have at least 10 characters".into()
            }
            AccountRefused::Invalid(field) => format!("--{field} is missing or cannot be"),
            AccountRefused::EmailTaken => "somebody has this e-mail address already".into(),
            AccountRefused::NotFirst => "there is a Master Account already: sign in with it".into(),
        })
    })
}

/// Asks somebody for no second step any more.
///
/// # Errors
/// [`RunError::Account`] where there is nothing to switch off, or the store's.
pub async fn two_factor_off(config: &Config, email: &str) -> Result<(), RunError> {
    let clock = Arc::new(SystemClock { ahead: config.clock_ahead });
    let engine = engine(config, None, clock).await?;
    match engine.end_second_factor_of(email).await? {
        Some(true) => Ok(()),
        Some(false) => Err(RunError::Account("two-factor sign-in is off already".into())),
        None => Err(RunError::Account("nobody has this e-mail address".into())),
    }
}

/// A link by which whoever has that address chooses a new password; `None` where nobody has it.
///
/// # Errors
/// [`RunError::Store`], or the store's.
pub async fn account_reset(config: &Config, email: &str) -> Result<Option<String>, RunError> {
    let clock = Arc::new(SystemClock { ahead: config.clock_ahead });
    let engine = engine(config, None, clock).await?;
    let secret = engine.begin_reset(email, "terminal").await?;
    let link = |secret: Token| {
        format!("{}{}", config.public_url.origin, app::paths::reset(secret.expose()))
    };
    Ok(secret.map(link))
}

async fn engine(
    config: &Config,
    sandbox_url: Option<&str>,
    clock: Arc<dyn Clock>,
) -> Result<Engine, RunError> {
    networks::install_crypto();
    let store = store::open(&config.database_url).await?;
    let keys = installation::complete(config.keys.clone(), &*store).await?;
    let push_key = installation::push_key(&keys, &*store, contact(config)).await?;
    let support_key = installation::support_key(&keys, &*store).await?;
    let networks = networks::config::Config {
        networks: sandbox_url.map_or_else(|| config.apps.clone(), demo::apps),
        inside: sandbox_url.map_or_else(|| config.inside.clone(), demo::inside),
        public_url: config.public_url.origin.clone(),
        signing_keys: keys.signing_keys(),
        ..networks::config::Config::default()
    };
    let vault: Arc<dyn Vault> = Arc::new(keys);
    let memory = Remembered { store: store.clone(), vault: vault.clone(), clock: clock.clone() };
    let tools =
        Tools { clock: clock.clone(), random: Arc::new(SystemRandom), memory: Arc::new(memory) };
    let registry = Registry::new(&networks, &tools).map_err(|faults| {
        let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
        RunError::Networks(lines.join("; "))
    })?;
    let outside = || {
        Outside::new(&networks.inside, config.demo.is_some())
            .map_err(|fault| RunError::Networks(fault.to_string()))
    };
    let origin = &config.public_url.origin;
    let calls = Calls::new(outside()?, origin.clone());
    let pushes = Pushes::new(outside()?, push_key, origin.clone());
    let engine = Engine::new(Foundations {
        store,
        networks: Arc::new(registry),
        vault,
        courier: mail::courier(
            config.mail.clone(),
            &config.public_url.origin,
            config.demo.is_some(),
        ),
        caller: Some(Arc::new(calls)),
        pusher: Some(Arc::new(pushes)),
        relying_party: AtHost::of(origin).map(|party| Arc::new(party) as _),
        clock,
        random: Arc::new(SystemRandom),
        settings: Settings {
            public_url: config.public_url.origin.clone(),
            check_every: config.check_every,
            gather_for: if config.demo.is_some() { GATHER_IN_THE_DEMO } else { GATHER },
            paces: config.paces.clone(),
        },
    });
    Ok(engine.with_support(Desk {
        workspace: config.support,
        inbound: config.inbound.clone(),
        key: Some(support_key),
    }))
}

/// Whom the push services of browsers can turn to about us: a `mailto:` or `https:` address (RFC 8292, section 2.1).
fn contact(config: &Config) -> String {
    match &config.mail {
        Some(sender) => format!("mailto:{}", sender.address()),
        None if config.public_url.is_https => config.public_url.origin.clone(),
        // Such an installation is on loopback: there nobody else is asked.
        None => "mailto:postmaster@localhost".to_owned(),
    }
}

async fn start_sandbox(
    demo: &Demo,
    background: &mut JoinSet<()>,
    stopping: watch::Receiver<bool>,
) -> Result<String, RunError> {
    let sandbox = sandbox::bind(sandbox::Config {
        addr: demo.sandbox_addr,
        database: demo.folder.join("sandbox.db"),
    })
    .await?;
    let url = sandbox.url();
    background.spawn(async move {
        if let Err(error) = sandbox.run(stopped(stopping)).await {
            tracing::error!(%error, "the sandbox ended");
        }
    });
    Ok(url)
}

async fn set_up_link(
    engine: &Engine,
    origin: &str,
) -> Result<(SetUpLink, Option<String>), RunError> {
    if engine.is_set_up().await? {
        return Ok((SetUpLink::default(), None));
    }
    let secret = engine.fresh_secret();
    let link = format!("{origin}/setup/{}", secret.expose());
    Ok((SetUpLink::opened_by(&secret), Some(link)))
}

/// The built site: where it is, and the paths of those of its files that we name ourselves.
struct Site {
    leptos: LeptosOptions,
    stylesheet: String,
    workbench: Workbench,
    office: String,
}

/// Finds the site. File names carry hashes, listed for every language beside the executable, so that browsers may keep
/// them for ever.
fn site(root: Option<PathBuf>, addr: SocketAddr) -> Result<Site, RunError> {
    let folder = std::env::current_exe()?.parent().map(PathBuf::from).unwrap_or_default();
    let root = root.unwrap_or_else(|| folder.join("site"));
    let read = |language| std::fs::read_to_string(folder.join(&*hash_file(language)));
    if Language::ALL.into_iter().any(|language| read(language).is_err()) {
        return Err(RunError::NoSite(root));
    }
    // What we name ourselves is the same in all of them.
    let hashes = read(Language::default())?;
    let path = |key: &str, name: &str, kind: &str| {
        hashes
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(found, _)| *found == key)
            .map(|(_, hash)| format!("/pkg/{name}.{}.{kind}", hash.trim()))
            .ok_or_else(|| RunError::NoSite(root.clone()))
    };
    let stylesheet = path("css", "relink", "css")?;
    let workbench = Workbench {
        js: path("workbench-js", "workbench", "js")?,
        wasm: path("workbench-wasm", "workbench", "wasm")?,
        css: path("workbench-css", "workbench", "css")?,
    };
    let office = path("office-css", "office", "css")?;
    if !root.join("pkg").is_dir() {
        return Err(RunError::NoSite(root));
    }
    let leptos = LeptosOptions::builder()
        .output_name("relink")
        .site_root(root.display().to_string())
        .site_pkg_dir("pkg")
        .site_addr(addr)
        .hash_file(hash_file(Language::default()))
        .hash_files(true)
        .build();
    Ok(Site { leptos, stylesheet, workbench, office })
}

fn greet(origin: &str, sandbox_url: Option<&str>, link: Option<&str>) {
    println!("\nRelink is at {origin}");
    if let Some(url) = sandbox_url {
        println!("The sandbox of the networks is at {url}");
        for account in DemoAccounts.shown() {
            let role = if account.is_master { "Master Account" } else { "regular account" };
            println!("  {role:<15}  {}  password {}", account.email, account.password);
        }
        println!("  {:<15}  {}  password {}", "support", demo::SUPPORT, demo::PASSWORD);
    }
    if let Some(link) = link {
        println!("Nobody can sign in yet. Make the first Master Account here, once:\n  {link}");
    }
    println!("Ctrl-C stops it.\n");
}

/// When the server stops.
type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Work that is told to stop, and has some time to come to its end; what takes too long is settled after the next start.
fn to_its_end<W: Future<Output = ()>>(
    engine: Engine,
    stopping: watch::Receiver<bool>,
    work: impl FnOnce(Engine, Stop) -> W,
) -> impl Future<Output = ()> {
    let work = work(engine, Box::pin(stopped(stopping.clone())));
    async move {
        let too_long = async {
            stopped(stopping).await;
            tokio::time::sleep(TURNS_END).await;
        };
        tokio::select! {
            () = work => {}
            () = too_long => {}
        }
    }
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means the sender is gone, and the server with it.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}
