//! What every network is known to answer.

use std::{collections::BTreeMap, fmt};

use domain::verdict::Verdict;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    answer: Vec<Row>,
}

/// One answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// What it is.
    pub(crate) name: String,
    /// Where it is documented or was reported.
    pub(crate) source: String,
    pub(crate) status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    pub(crate) body: String,
    /// Whether the token endpoint said it, which is asked with our client credentials and no access token.
    #[serde(default)]
    pub(crate) at_token_endpoint: bool,
    pub(crate) expected: Verdict,
}

type Judge = fn(StatusCode, &HeaderMap, &[u8]) -> Verdict;

/// A network's table, and who judges it.
pub(crate) struct Judged {
    pub(crate) network: &'static str,
    table: &'static str,
    /// Of answers to calls with an access token.
    api: Judge,
    /// Of the token endpoint's answers.
    token: Judge,
}

impl fmt::Debug for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.network)
    }
}

/// One line a network.
#[rustfmt::skip]
pub(crate) const TABLES: &[Judged] = &[
    Judged { network: "facebook", table: include_str!("../data/facebook.toml"), api: networks::facebook::verdict, token: networks::facebook::verdict },
    Judged { network: "instagram", table: include_str!("../data/instagram.toml"), api: networks::instagram::verdict, token: networks::instagram::verdict },
    Judged { network: "x", table: include_str!("../data/x.toml"), api: networks::x::verdict, token: networks::x::token_verdict },
    Judged { network: "linkedin", table: include_str!("../data/linkedin.toml"), api: networks::linkedin::verdict, token: networks::linkedin::verdict },
    Judged { network: "youtube", table: include_str!("../data/youtube.toml"), api: networks::youtube::verdict, token: networks::youtube::verdict },
    Judged { network: "tiktok", table: include_str!("../data/tiktok.toml"), api: networks::tiktok::verdict, token: networks::tiktok::verdict },
    Judged { network: "threads", table: include_str!("../data/threads.toml"), api: networks::threads::verdict, token: networks::threads::verdict },
    Judged { network: "pinterest", table: include_str!("../data/pinterest.toml"), api: networks::pinterest::verdict, token: networks::pinterest::token_verdict },
    Judged { network: "mastodon", table: include_str!("../data/mastodon.toml"), api: networks::mastodon::verdict, token: networks::mastodon::token_verdict },
    Judged { network: "bluesky", table: include_str!("../data/bluesky.toml"), api: networks::bluesky::verdict, token: networks::bluesky::token_verdict },
];

impl Judged {
    pub(crate) fn rows(&self) -> Vec<Row> {
        let table: Table =
            toml::from_str(self.table).unwrap_or_else(|error| panic!("{}: {error}", self.network));
        assert!(table.answer.iter().all(|row| !row.source.is_empty()), "{}: whence?", self.network);
        table.answer
    }

    /// What an answer means, of the token endpoint or of any other.
    pub(crate) fn judge(
        &self,
        at_token_endpoint: bool,
        status: u16,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Verdict {
        let judge = if at_token_endpoint { self.token } else { self.api };
        judge(StatusCode::from_u16(status).unwrap(), headers, body)
    }
}

impl Row {
    pub(crate) fn headers(&self) -> HeaderMap {
        let headers = self.headers.iter().map(|(name, value)| {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            (name, HeaderValue::from_str(value).unwrap())
        });
        headers.collect()
    }
}
