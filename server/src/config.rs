//! Configuration: environment variables first, then `relink.toml`, then defaults. Parsed once into types.

mod apps;

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use confique::Config as _;
use domain::{budget::Pace, id::WorkspaceId, network::Network, time::Span};
use engine::{support::Inbound, vault::Token};
use networks::config::NetworkConfig;
use url::Url;

pub use self::apps::AppError;
use self::apps::{AppTable, variable};
use crate::{
    mail::{MailError, Sender},
    vault::{KeyRing, KeysError},
};

/// The demo's networks are on this machine: for their answers nobody need wait.
const DEMO_PACE: Pace = Pace { calls: 100, per: Span::seconds(1) };

/// Everything an installation can choose, as it stands in the environment and in `relink.toml`.
#[derive(Debug, confique::Config)]
pub(crate) struct Raw {
    /// The address to listen on.
    #[config(env = "RELINK_ADDR", default = "127.0.0.1:3000")]
    addr: SocketAddr,
    /// The address people reach Relink at. https, except on loopback. Default: http:// and the address above.
    #[config(env = "RELINK_PUBLIC_URL")]
    public_url: Option<String>,
    /// Where everything is kept.
    #[config(env = "RELINK_DATABASE_URL", default = "sqlite://data/relink.db")]
    database_url: String,
    /// Sealing keys, `id:base64,…`, each 32 random bytes (`openssl rand -base64 32`). The first seals, all open. Needed
    /// outside the demo.
    #[config(env = "RELINK_KEYS")]
    keys: Option<String>,
    /// `on` starts the demo: a sandbox of the networks beside Relink, demo accounts, loopback only.
    #[config(env = "RELINK_SANDBOX", default = "off")]
    sandbox: String,
    /// Where the sandbox listens.
    #[config(env = "RELINK_SANDBOX_ADDR", default = "127.0.0.1:4000")]
    sandbox_addr: SocketAddr,
    /// Proxies, by address and separated by commas, whose X-Forwarded-For is believed.
    #[config(env = "RELINK_TRUSTED_PROXIES", default = "")]
    trusted_proxies: String,
    /// Seconds by which Relink's clock runs ahead; in the demo only.
    #[config(env = "RELINK_CLOCK_AHEAD", default = 0)]
    clock_ahead: i64,
    /// Minutes between two background checks of a healthy profile.
    #[config(env = "RELINK_CHECK_MINUTES", default = 60)]
    check_minutes: i64,
    /// Opens `/metrics` to whoever sends it as a bearer token; at least 16 characters. Without it `/metrics` answers
    /// this machine only, and only where the public URL is a loopback address.
    #[config(env = "RELINK_METRICS_TOKEN")]
    metrics_token: Option<String>,
    /// So many requests a key of the API may make in a minute; one that changes something counts as ten.
    #[config(env = "RELINK_API_CALLS_PER_MINUTE", default = 600)]
    api_calls_per_minute: u32,
    /// The mail server that letters are handed to: `smtps://user:password@mail.example.com`, or
    /// `smtp://user:password@mail.example.com:587?tls=required`. Without it nothing is sent by e-mail.
    #[config(env = "RELINK_SMTP_URL")]
    smtp_url: Option<String>,
    /// Whom letters come from: `Relink <relink@example.com>`.
    #[config(env = "RELINK_MAIL_FROM")]
    mail_from: Option<String>,
    /// The id of the workspace whose Master Accounts answer as support; the page `/support` tells a Master Account the id of
    /// theirs. Without it nobody does, and nothing leads there. In the demo it is one of its own.
    #[config(env = "RELINK_SUPPORT_WORKSPACE")]
    support_workspace: Option<String>,
    /// Where answers to letters of support arrive: `support@relink.example.com`, with at most 15 characters before the `@`. Its
    /// mail server hands whatever comes to `support+…@relink.example.com` to `/mail/inbound`. Without it support is
    /// answered on pages only.
    #[config(env = "RELINK_MAIL_INBOUND")]
    mail_inbound: Option<String>,
    /// The folder of the built site. Default: `site` beside the executable.
    #[config(env = "RELINK_SITE_ROOT")]
    site_root: Option<PathBuf>,
    /// Inside addresses, `host:port` and separated by commas, that calls to servers which people name may reach; on a
    /// loopback installation only.
    #[config(env = "RELINK_ALLOW_INSIDE", default = "")]
    allow_inside: String,
    /// Facebook, and Instagram through it.
    #[config(nested)]
    facebook: AppTable,
    /// Instagram with its own login.
    #[config(nested)]
    instagram: AppTable,
    /// X.
    #[config(nested)]
    x: AppTable,
    /// LinkedIn.
    #[config(nested)]
    linkedin: AppTable,
    /// YouTube: the client at Google.
    #[config(nested)]
    youtube: AppTable,
    /// TikTok; its client key is the client id here.
    #[config(nested)]
    tiktok: AppTable,
    /// Threads.
    #[config(nested)]
    threads: AppTable,
    /// Pinterest.
    #[config(nested)]
    pinterest: AppTable,
    /// Mastodon: needs no credentials, Relink registers at each server.
    #[config(nested)]
    mastodon: AppTable,
    /// Bluesky: needs no credentials, Relink publishes who it is.
    #[config(nested)]
    bluesky: AppTable,
}

impl Raw {
    /// Takes the networks' tables out.
    fn apps(&mut self) -> [(Network, AppTable); 10] {
        Network::ALL.map(|network| {
            let table = match network {
                Network::Facebook => &mut self.facebook,
                Network::Instagram => &mut self.instagram,
                Network::X => &mut self.x,
                Network::LinkedIn => &mut self.linkedin,
                Network::YouTube => &mut self.youtube,
                Network::TikTok => &mut self.tiktok,
                Network::Threads => &mut self.threads,
                Network::Pinterest => &mut self.pinterest,
                Network::Mastodon => &mut self.mastodon,
                Network::Bluesky => &mut self.bluesky,
            };
            (network, std::mem::take(table))
        })
    }
}

/// The demo's part.
#[derive(Debug)]
pub struct Demo {
    /// Where the sandbox listens.
    pub sandbox_addr: SocketAddr,
    /// Where sandbox, key and marks are kept: beside the database.
    pub folder: PathBuf,
}

/// A configuration that makes sense.
#[derive(Debug)]
pub struct Config {
    /// The address to listen on.
    pub addr: SocketAddr,
    /// The address people reach Relink at.
    pub public_url: PublicUrl,
    /// The store's URL.
    pub database_url: String,
    /// The sealing keys.
    pub keys: KeyRing,
    /// The demo, if it is one.
    pub demo: Option<Demo>,
    /// Whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// How far Relink's clock runs ahead.
    pub clock_ahead: Span,
    /// How often healthy profiles are asked about.
    pub check_every: Span,
    /// Paces agreed with networks.
    pub paces: BTreeMap<Network, Pace>,
    /// What opens `/metrics` from outside.
    pub metrics_token: Option<Token>,
    /// So many requests a key of the API may make in a minute.
    pub api_calls_per_minute: u32,
    /// The mail server.
    pub mail: Option<Sender>,
    /// The workspace that answers as support.
    pub support: Option<WorkspaceId>,
    /// Where answers by e-mail arrive.
    pub inbound: Option<Inbound>,
    /// The folder of the built site.
    pub site_root: Option<PathBuf>,
    /// The networks: our apps, and those that need none.
    pub apps: BTreeMap<Network, NetworkConfig>,
    /// Inside addresses that servers which people name may have.
    pub inside: Vec<String>,
}

/// The address people reach Relink at.
#[derive(Debug, Clone)]
pub struct PublicUrl {
    /// Scheme, host and port, as browsers write an origin.
    pub origin: String,
    /// Host and port, as browsers send them.
    pub host: String,
    /// Whether it is https.
    pub is_https: bool,
    /// Whether it is this machine's only.
    pub is_loopback: bool,
}

/// Why the configuration cannot be used: one line each, saying what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// The public URL is not one.
    #[error(
        "RELINK_PUBLIC_URL must be like https://relink.example.com, without a path; it is `{0}`"
    )]
    PublicUrl(String),
    /// The public URL is not https.
    #[error("RELINK_PUBLIC_URL must be https outside loopback; it is `{0}`")]
    NotHttps(String),
    /// No keys.
    #[error(
        "RELINK_KEYS is not set: tokens are sealed with it. Set it to `first:` and the output of `openssl rand -base64 32`, \
         and keep it as safe as the database. (RELINK_SANDBOX=on starts the demo, which needs none.)"
    )]
    NoKeys,
    /// Keys are wrong.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// `RELINK_SANDBOX` is neither on nor off.
    #[error("RELINK_SANDBOX must be `on` or `off`; it is `{0}`")]
    Sandbox(String),
    /// The demo would be reachable from outside.
    #[error(
        "the demo listens on loopback only, and {name} is {addr}: use 127.0.0.1, or set RELINK_SANDBOX=off"
    )]
    DemoOutside {
        /// The variable.
        name: &'static str,
        /// Its value.
        addr: String,
    },
    /// The demo would use real credentials.
    #[error("the demo does not take a network's credentials: unset {0}, or set RELINK_SANDBOX=off")]
    DemoCredentials(String),
    /// The clock may be moved in the demo only.
    #[error(
        "RELINK_CLOCK_AHEAD moves the clock in the demo only: unset it, or set RELINK_SANDBOX=on"
    )]
    ClockAhead,
    /// A number that makes no sense.
    #[error("RELINK_CHECK_MINUTES must be from 1 to 10080; it is {0}")]
    CheckMinutes(i64),
    /// A token that could be guessed.
    #[error(
        "RELINK_METRICS_TOKEN must have at least 16 characters; `openssl rand -hex 16` makes one"
    )]
    MetricsToken,
    /// Not an IP address.
    #[error("RELINK_TRUSTED_PROXIES must be IP addresses separated by commas; `{0}` is none")]
    Proxy(String),
    /// Inside addresses may be reached from inside only.
    #[error(
        "RELINK_ALLOW_INSIDE is for an installation on loopback, without the sandbox: unset it, or set RELINK_PUBLIC_URL to a \
         loopback address and RELINK_SANDBOX=off"
    )]
    AllowInside,
    /// Not a host with a port.
    #[error(
        "RELINK_ALLOW_INSIDE must be like `127.0.0.1:4000,localhost:8080`; `{0}` is none of that"
    )]
    InsideAddress(String),
    /// The mail server is wrong.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// Not the id of a workspace.
    #[error(
        "RELINK_SUPPORT_WORKSPACE must be the id of a workspace, as the page /support tells it to a Master Account; it is `{0}`"
    )]
    Support(String),
    /// Not an address that answers can be sent to.
    #[error(
        "RELINK_MAIL_INBOUND must be like support@relink.example.com, with at most 15 letters, digits, dots and dashes before the @; it is `{0}`"
    )]
    Inbound(String),
    /// A network's app is wrong.
    #[error(transparent)]
    App(#[from] AppError),
}

/// The commented `relink.toml`.
#[must_use]
pub fn template() -> String {
    confique::toml::template::<Raw>(confique::toml::FormatOptions::default())
}

impl Config {
    /// Reads environment and `relink.toml` of the current folder.
    ///
    /// # Errors
    /// [`ConfigError`], whose text is the one clear line.
    pub fn load() -> Result<Self, ConfigError> {
        let raw = Raw::builder().env().file("relink.toml").load();
        let raw = raw.map_err(|error| ConfigError::Unreadable(one_line(&error.to_string())))?;
        Self::check(raw, |name| std::env::var(name).ok())
    }

    /// What `relink sandbox` needs, and nothing else.
    ///
    /// # Errors
    /// [`ConfigError::Unreadable`].
    pub fn load_sandbox() -> Result<sandbox::Config, ConfigError> {
        let raw = Raw::builder().env().file("relink.toml").load();
        let raw = raw.map_err(|error| ConfigError::Unreadable(one_line(&error.to_string())))?;
        let database = database_folder(&raw.database_url).join("sandbox.db");
        Ok(sandbox::Config { addr: raw.sandbox_addr, database })
    }

    fn check(
        mut raw: Raw,
        environment: impl Fn(&str) -> Option<String> + Copy,
    ) -> Result<Self, ConfigError> {
        let tables = raw.apps();
        let is_demo = match raw.sandbox.as_str() {
            "on" => true,
            "off" => false,
            other => return Err(ConfigError::Sandbox(other.to_owned())),
        };
        let folder = database_folder(&raw.database_url);
        let demo = is_demo.then(|| Demo { sandbox_addr: raw.sandbox_addr, folder: folder.clone() });
        if is_demo {
            loopback_only("RELINK_ADDR", raw.addr)?;
            loopback_only("RELINK_SANDBOX_ADDR", raw.sandbox_addr)?;
        } else if raw.clock_ahead != 0 {
            return Err(ConfigError::ClockAhead);
        }
        if !(1..=10_080).contains(&raw.check_minutes) {
            return Err(ConfigError::CheckMinutes(raw.check_minutes));
        }
        let keys = match (&raw.keys, is_demo) {
            (Some(keys), _) => KeyRing::parse(keys)?,
            (None, true) => KeyRing::of_demo(&folder.join("demo.key"))?,
            (None, false) => return Err(ConfigError::NoKeys),
        };
        let given = raw.public_url.unwrap_or_else(|| format!("http://{}", raw.addr));
        let public_url = PublicUrl::parse(&given)?;
        let (mut apps, mut paces) = (BTreeMap::new(), BTreeMap::new());
        for (network, table) in tables {
            let pace = table.pace(network, environment)?;
            if let Some(pace) = pace.or(is_demo.then_some(DEMO_PACE)) {
                paces.insert(network, pace);
            }
            if let Some(app) = table.app(network, environment)? {
                apps.insert(network, app);
            }
        }
        let with_credentials = apps.iter().find(|(_, app)| app.credentials.is_some());
        if let (true, Some((network, _))) = (is_demo, with_credentials) {
            return Err(ConfigError::DemoCredentials(variable(*network, "CLIENT_ID")));
        }
        let inside = inside(&raw.allow_inside)?;
        if !inside.is_empty() && (is_demo || !public_url.is_loopback) {
            return Err(ConfigError::AllowInside);
        }
        Ok(Self {
            addr: raw.addr,
            public_url,
            inside,
            database_url: raw.database_url,
            keys,
            demo,
            trusted_proxies: proxies(&raw.trusted_proxies)?,
            clock_ahead: Span::seconds(raw.clock_ahead),
            check_every: Span::minutes(raw.check_minutes),
            paces,
            metrics_token: metrics_token(raw.metrics_token)?,
            api_calls_per_minute: raw.api_calls_per_minute,
            support: read(&raw.support_workspace, |id| id.parse().ok(), ConfigError::Support)?,
            inbound: read(&raw.mail_inbound, Inbound::parse, ConfigError::Inbound)?,
            mail: Sender::parse(set(&raw.smtp_url), set(&raw.mail_from))?,
            site_root: raw.site_root,
            apps,
        })
    }
}

impl PublicUrl {
    fn parse(text: &str) -> Result<Self, ConfigError> {
        let wrong = || ConfigError::PublicUrl(text.to_owned());
        let url = Url::parse(text).map_err(|_| wrong())?;
        let host = url.host_str().ok_or_else(wrong)?;
        let bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        if !bare || !matches!(url.scheme(), "https" | "http") {
            return Err(wrong());
        }
        let (is_https, is_loopback) = (url.scheme() == "https", is_loopback(&url));
        if !is_https && !is_loopback {
            return Err(ConfigError::NotHttps(text.to_owned()));
        }
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Ok(Self { origin: url.origin().ascii_serialization(), host, is_https, is_loopback })
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn loopback_only(name: &'static str, addr: SocketAddr) -> Result<(), ConfigError> {
    if addr.ip().is_loopback() {
        Ok(())
    } else {
        Err(ConfigError::DemoOutside { name, addr: addr.to_string() })
    }
}

fn proxies(text: &str) -> Result<Vec<std::net::IpAddr>, ConfigError> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().map_err(|_| ConfigError::Proxy(part.to_owned())))
        .collect()
}

/// Empty means unset.
fn set(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

/// What is set, read; empty means unset.
fn read<T>(
    text: &Option<String>,
    read: impl Fn(&str) -> Option<T>,
    wrong: fn(String) -> ConfigError,
) -> Result<Option<T>, ConfigError> {
    set(text).map(|text| read(text).ok_or_else(|| wrong(text.to_owned()))).transpose()
}

/// Empty means unset.
fn metrics_token(text: Option<String>) -> Result<Option<Token>, ConfigError> {
    match text.filter(|text| !text.is_empty()) {
        Some(text) if text.len() < 16 => Err(ConfigError::MetricsToken),
        text => Ok(text.map(Token::new)),
    }
}

fn inside(text: &str) -> Result<Vec<String>, ConfigError> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| match part.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
                Ok(part.to_ascii_lowercase())
            }
            _ => Err(ConfigError::InsideAddress(part.to_owned())),
        })
        .collect()
}

fn database_folder(url: &str) -> PathBuf {
    let path = url.strip_prefix("sqlite://").unwrap_or("data/relink.db");
    PathBuf::from(path).parent().map_or_else(|| PathBuf::from("."), PathBuf::from)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
