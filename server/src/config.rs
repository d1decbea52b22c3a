//! Configuration: environment variables first, then `relink.toml`, then defaults. Parsed once into types.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use confique::Config as _;
use domain::{network::Network, time::Span};
use engine::vault::Token;
use networks::config::{Addresses, Credentials, NetworkConfig};
use url::Url;

use crate::vault::{KeyRing, KeysError};

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
    /// The folder of the built site. Default: `site` beside the executable.
    #[config(env = "RELINK_SITE_ROOT")]
    site_root: Option<PathBuf>,
    /// Facebook.
    #[config(nested)]
    facebook: Facebook,
    /// X.
    #[config(nested)]
    x: X,
}

macro_rules! network_table {
    ($(#[$doc:meta])* $name:ident, $id:literal, $secret:literal, $base:literal, $authorize:literal, $token:literal, $api:literal) => {
        $(#[$doc])*
        #[derive(Debug, confique::Config)]
        pub(crate) struct $name {
            /// The app's id at the network.
            #[config(env = $id)]
            client_id: Option<String>,
            /// The app's secret there.
            #[config(env = $secret)]
            client_secret: Option<String>,
            /// Replaces every host of the network by `{base}/{real path}`.
            #[config(env = $base)]
            base_url: Option<String>,
            /// Replaces the authorize address.
            #[config(env = $authorize)]
            authorize_url: Option<String>,
            /// Replaces the token address.
            #[config(env = $token)]
            token_url: Option<String>,
            /// Replaces the host of the API.
            #[config(env = $api)]
            api_url: Option<String>,
        }

        impl $name {
            fn app(self) -> Result<Option<NetworkConfig>, ConfigError> {
                let addresses = Addresses {
                    base_url: self.base_url,
                    authorize_url: self.authorize_url,
                    token_url: self.token_url,
                    api_url: self.api_url,
                };
                match (self.client_id, self.client_secret) {
                    (Some(client_id), Some(secret)) => Ok(Some(NetworkConfig {
                        credentials: Credentials { client_id, client_secret: Token::new(secret) },
                        addresses,
                    })),
                    (None, None) => Ok(None),
                    _ => Err(ConfigError::HalfSet { id: $id, secret: $secret }),
                }
            }
        }
    };
}

network_table!(
    /// The app at Facebook.
    Facebook,
    "RELINK_FACEBOOK_CLIENT_ID",
    "RELINK_FACEBOOK_CLIENT_SECRET",
    "RELINK_FACEBOOK_BASE_URL",
    "RELINK_FACEBOOK_AUTHORIZE_URL",
    "RELINK_FACEBOOK_TOKEN_URL",
    "RELINK_FACEBOOK_API_URL"
);
network_table!(
    /// The app at X.
    X,
    "RELINK_X_CLIENT_ID",
    "RELINK_X_CLIENT_SECRET",
    "RELINK_X_BASE_URL",
    "RELINK_X_AUTHORIZE_URL",
    "RELINK_X_TOKEN_URL",
    "RELINK_X_API_URL"
);

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
    /// The folder of the built site.
    pub site_root: Option<PathBuf>,
    /// Our apps.
    pub apps: BTreeMap<Network, NetworkConfig>,
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
    /// Not an IP address.
    #[error("RELINK_TRUSTED_PROXIES must be IP addresses separated by commas; `{0}` is none")]
    Proxy(String),
    /// One of two is missing.
    #[error("{id} and {secret} belong together: set both or none")]
    HalfSet {
        /// The variable of the id.
        id: &'static str,
        /// The variable of the secret.
        secret: &'static str,
    },
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
        Self::check(raw.map_err(|error| ConfigError::Unreadable(one_line(&error.to_string())))?)
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

    fn check(raw: Raw) -> Result<Self, ConfigError> {
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
        let apps = [(Network::Facebook, raw.facebook.app()?), (Network::X, raw.x.app()?)];
        let apps: BTreeMap<_, _> =
            apps.into_iter().filter_map(|(network, found)| Some((network, found?))).collect();
        if let (true, Some(network)) = (is_demo, apps.keys().next()) {
            let name = network.slug().to_uppercase();
            return Err(ConfigError::DemoCredentials(format!("RELINK_{name}_CLIENT_ID")));
        }
        Ok(Self {
            addr: raw.addr,
            public_url: PublicUrl::parse(&given)?,
            database_url: raw.database_url,
            keys,
            demo,
            trusted_proxies: proxies(&raw.trusted_proxies)?,
            clock_ahead: Span::seconds(raw.clock_ahead),
            check_every: Span::minutes(raw.check_minutes),
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
        let is_https = url.scheme() == "https";
        if !is_https && !is_loopback(&url) {
            return Err(ConfigError::NotHttps(text.to_owned()));
        }
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Ok(Self { origin: url.origin().ascii_serialization(), host, is_https })
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

fn database_folder(url: &str) -> PathBuf {
    let path = url.strip_prefix("sqlite://").unwrap_or("data/relink.db");
    PathBuf::from(path).parent().map_or_else(|| PathBuf::from("."), PathBuf::from)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(toml: &str) -> Result<Config, ConfigError> {
        let layer = toml_layer(toml);
        Config::check(Raw::builder().preloaded(layer).load().unwrap())
    }

    fn toml_layer(text: &str) -> <Raw as confique::Config>::Layer {
        let path = std::env::temp_dir().join(format!("relink-config-{:x}.toml", hash_of(text)));
        std::fs::write(&path, text).unwrap();
        let layer = confique::File::new(&path).unwrap().load().unwrap();
        std::fs::remove_file(path).unwrap();
        layer
    }

    fn hash_of(text: &str) -> u64 {
        use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
        BuildHasherDefault::<DefaultHasher>::default().hash_one(text)
    }

    const KEYS: &str = "keys = \"a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"\n";

    #[test]
    fn without_keys_nothing_starts_but_the_demo() {
        let error = loaded("").unwrap_err();
        assert!(matches!(error, ConfigError::NoKeys));
        assert!(error.to_string().contains("openssl rand -base64 32"));
        let config = loaded(KEYS).unwrap();
        assert!(config.demo.is_none());
        assert_eq!(config.public_url.origin, "http://127.0.0.1:3000");
    }

    #[test]
    fn every_fault_says_what_to_do() {
        let table = [
            ("public_url = \"relink.example.com\"", "RELINK_PUBLIC_URL must be like"),
            ("public_url = \"https://a.test/x\"", "without a path"),
            ("public_url = \"http://relink.example.com\"", "must be https"),
            ("sandbox = \"yes\"", "must be `on` or `off`"),
            ("clock_ahead = 5", "in the demo only"),
            ("check_minutes = 0", "from 1 to 10080"),
            ("trusted_proxies = \"10.0.0.1, proxy\"", "`proxy` is none"),
            ("[x]\nclient_id = \"a\"", "set both or none"),
            ("sandbox = \"on\"\naddr = \"0.0.0.0:3000\"", "loopback only"),
            ("sandbox = \"on\"\nsandbox_addr = \"0.0.0.0:4000\"", "RELINK_SANDBOX_ADDR"),
            (
                "sandbox = \"on\"\n[x]\nclient_id = \"a\"\nclient_secret = \"b\"",
                "unset RELINK_X_CLIENT_ID",
            ),
        ];
        for (toml, expected) in table {
            let error = loaded(&format!("{KEYS}{toml}")).unwrap_err().to_string();
            assert!(error.contains(expected), "{toml}: {error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn a_public_url_is_an_origin() {
        let url = PublicUrl::parse("https://relink.example.com:8443").unwrap();
        assert_eq!(url.origin, "https://relink.example.com:8443");
        assert_eq!(url.host, "relink.example.com:8443");
        assert_eq!(PublicUrl::parse("https://a.test:443/").unwrap().host, "a.test");
        assert!(PublicUrl::parse("http://localhost:3000").is_ok());
    }

    #[test]
    fn the_template_names_every_variable() {
        let text = template();
        for name in ["addr", "database_url", "keys", "sandbox", "client_secret", "trusted_proxies"]
        {
            assert!(text.contains(name), "{name}");
        }
    }
}
