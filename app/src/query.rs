//! What the Social Profiles page asks for, as its URL says it.
//!
//! A word the URL misspells is as if it were not there: an old bookmark shows too much rather than an error.

use domain::{health::HealthKind, network::Network};
use leptos_router::params::ParamsMap;

use crate::{backend::ListQuery, paths};

/// Words of the search field.
pub(crate) const SEARCH: &str = "q";
/// Network filter.
pub(crate) const NETWORK: &str = "network";
/// Health filter.
pub(crate) const HEALTH: &str = "health";
/// Where the page begins.
pub(crate) const AFTER: &str = "after";

/// Reads a URL's query.
pub(crate) fn read(parameters: &ParamsMap) -> ListQuery {
    let value = |key| parameters.get(key).filter(|value| !value.is_empty());
    ListQuery {
        search: value(SEARCH),
        network: value(NETWORK).and_then(|slug| slug.parse::<Network>().ok()),
        health: value(HEALTH).and_then(|slug| HealthKind::from_slug(&slug)),
        after: value(AFTER),
    }
}

/// Writes the URL of Social Profiles that reads as `query`.
pub(crate) fn url(query: &ListQuery) -> String {
    let parameters = [
        (SEARCH, query.search.as_deref()),
        (NETWORK, query.network.map(Network::slug)),
        (HEALTH, query.health.map(HealthKind::slug)),
        (AFTER, query.after.as_deref()),
    ];
    paths::with_query(paths::SOCIAL_PROFILES, &parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&'static str, &str)]) -> ParamsMap {
        pairs.iter().map(|(key, value)| (*key, (*value).to_owned())).collect()
    }

    #[test]
    fn a_query_is_written_as_it_is_read() {
        let query = ListQuery {
            search: Some("a&b=c d".into()),
            network: Some(Network::X),
            health: Some(HealthKind::Disconnected),
            after: None,
        };
        assert_eq!(
            url(&query),
            "/settings/social-profiles?q=a%26b%3Dc%20d&network=x&health=disconnected"
        );
        let read_again =
            read(&parameters(&[(SEARCH, "a&b=c d"), (NETWORK, "x"), (HEALTH, "disconnected")]));
        assert_eq!(read_again, query);
    }

    #[test]
    fn empty_fields_and_unknown_words_ask_for_nothing() {
        let empty = read(&parameters(&[(SEARCH, ""), (NETWORK, "myspace"), (HEALTH, "")]));
        assert_eq!(empty, ListQuery::default());
        assert_eq!(url(&empty), paths::SOCIAL_PROFILES);
    }
}
