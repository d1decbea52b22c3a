use proptest::prelude::*;

use super::*;
use crate::{anything, facebook, x};

fn resolve(given: &Addresses) -> Result<Endpoints, Vec<Fault>> {
    Endpoints::resolve(Network::Facebook, facebook::REAL, given)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn without_a_word_the_real_hosts_are_meant() {
    let facebook = resolve(&Addresses::default()).unwrap();
    assert_eq!(facebook.authorize_url.as_str(), "https://www.facebook.com/v26.0/dialog/oauth");
    assert_eq!(facebook.token_url.as_str(), "https://graph.facebook.com/v26.0/oauth/access_token");
    assert_eq!(facebook.api_url.as_str(), "https://graph.facebook.com/");
    assert!(facebook.need_certificates());

    let x = Endpoints::resolve(Network::X, x::REAL, &Addresses::default()).unwrap();
    assert_eq!(x.authorize_url.as_str(), "https://x.com/i/oauth2/authorize");
    assert_eq!(x.token_url.as_str(), "https://api.x.com/2/oauth2/token");
    assert_eq!(x.api_url.as_str(), "https://api.x.com/");
}

#[test]
fn a_base_replaces_every_host_and_a_single_address_beats_it() {
    let given = Addresses {
        base_url: some("http://localhost:4000/facebook/"),
        token_url: some("https://tokens.example/exchange"),
        ..Addresses::default()
    };
    let endpoints = resolve(&given).unwrap();
    assert_eq!(
        endpoints.authorize_url.as_str(),
        "http://localhost:4000/facebook/v26.0/dialog/oauth"
    );
    assert_eq!(endpoints.token_url.as_str(), "https://tokens.example/exchange");
    assert_eq!(endpoints.api_url.as_str(), "http://localhost:4000/facebook");
}

#[test]
fn secrets_travel_in_clear_only_within_this_machine() {
    for inside in ["http://127.0.0.1:1", "http://[::1]:1", "http://social.localhost:1"] {
        let given = Addresses { base_url: some(inside), ..Addresses::default() };
        assert!(!resolve(&given).unwrap().need_certificates(), "{inside}");
    }
    let given = Addresses { base_url: some("http://localhost.example"), ..Addresses::default() };
    assert_eq!(
        resolve(&given).unwrap_err(),
        [Fault::InClear { network: Network::Facebook, setting: "base_url" }]
    );
}

#[test]
fn all_faults_are_told_at_once_and_no_value_is_repeated() {
    let given = Addresses {
        authorize_url: some("https://canary:canary@example.com"),
        token_url: some("canary"),
        api_url: some("ftp://canary.example"),
        ..Addresses::default()
    };
    let faults = resolve(&given).unwrap_err();
    assert_eq!(faults.len(), 3);
    for fault in faults {
        assert!(!fault.to_string().contains("canary"), "{fault}");
    }
}

proptest! {
    #![proptest_config(anything::config())]

    /// Whatever is configured: an address that calls can be made to, or faults that repeat nothing of it.
    #[test]
    fn no_address_is_half_right(
        base in address_like(), single in prop::option::of(address_like()), host in "[a-z.]{1,20}",
    ) {
        let given = Addresses { base_url: Some(base), api_url: single, ..Addresses::default() };
        match resolve(&given) {
            Ok(endpoints) => {
                let Endpoints { authorize_url, token_url, api_url, .. } = &endpoints;
                for url in [authorize_url, token_url, api_url] {
                    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
                    prop_assert!(safe, "{url}");
                    prop_assert!(url.username().is_empty() && url.password().is_none(), "{url}");
                    prop_assert!(url.query().is_none() && url.fragment().is_none(), "{url}");
                }
                prop_assert_eq!(&endpoints.host(&host), api_url, "a base stands for every host");
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                prop_assert!(faults.iter().all(|fault| !fault.to_string().contains("canary")));
            }
        }
    }
}

fn address_like() -> impl Strategy<Value = String> {
    prop_oneof![
        "(https?|ftp|HTTP|)(://|:|//)(canary(:canary)?@)?(localhost|127.0.0.1|\\[::1\\]|a.example|\\PC{1,9})(:[0-9]{0,6})?(/[a-z%]{0,9}){0,3}(\\?canary)?(#canary)?",
        anything::word(),
    ]
}
