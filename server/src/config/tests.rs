//! Good and bad configurations.

use super::*;

fn loaded(toml: &str) -> Result<Config, ConfigError> {
    let layer = toml_layer(toml);
    Config::check(Raw::builder().preloaded(layer).load().unwrap(), |_| None)
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
        ("[x]\ncalls_per_minute = 0", "RELINK_X_CALLS_PER_MINUTE must be a whole number"),
        ("trusted_proxies = \"10.0.0.1, proxy\"", "`proxy` is none"),
        ("metrics_token = \"short\"", "at least 16 characters"),
        ("[x]\nclient_id = \"a\"", "set both or none"),
        ("[mastodon]\nclient_id = \"a\"", "unset RELINK_MASTODON_CLIENT_ID"),
        ("allow_inside = \"127.0.0.1\"", "`127.0.0.1` is none of that"),
        ("allow_inside = \"127.0.0.1:1\"\npublic_url = \"https://a.test\"", "on loopback"),
        ("allow_inside = \"127.0.0.1:1\"\nsandbox = \"on\"", "without the sandbox"),
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
    for name in ["addr", "database_url", "keys", "sandbox", "client_secret", "trusted_proxies"] {
        assert!(text.contains(name), "{name}");
    }
}

#[test]
fn a_variable_beats_the_file_and_empty_means_unset() {
    let raw = Raw::builder()
        .preloaded(toml_layer(&format!(
            "{KEYS}[tiktok]\nclient_id = \"file\"\nclient_secret = \"file\"\n[x]\nclient_id = \"\""
        )))
        .load()
        .unwrap();
    let config = Config::check(raw, |name| match name {
        "RELINK_TIKTOK_CLIENT_ID" => Some("variable".to_owned()),
        "RELINK_X_CLIENT_SECRET" => Some(String::new()),
        _ => None,
    })
    .unwrap();
    let tiktok = config.apps[&Network::TikTok].credentials.clone().unwrap();
    assert_eq!((tiktok.client_id.as_str(), tiktok.client_secret.expose()), ("variable", "file"));
    assert!(!config.apps.contains_key(&Network::X));
    assert!(config.apps[&Network::Mastodon].credentials.is_none(), "it needs none");
}
