//! What every known answer of every network means. The expectations in `data` are typed by hand.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a table that cannot be read fails its test"
)]

use std::collections::BTreeMap;

use domain::verdict::Verdict;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    answer: Vec<Row>,
}

/// One answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// What it is.
    name: String,
    /// Where it is documented or was reported.
    source: String,
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: String,
    /// Whether the token endpoint said it, which is asked with our client credentials and no access token.
    #[serde(default)]
    at_token_endpoint: bool,
    expected: Verdict,
}

type Judge = fn(StatusCode, &HeaderMap, &[u8]) -> Verdict;

/// A network's table, and who judges it.
struct Judged {
    network: &'static str,
    table: &'static str,
    /// Of answers to calls with an access token.
    api: Judge,
    /// Of the token endpoint's answers.
    token: Judge,
}

/// One line a network.
#[rustfmt::skip]
const TABLES: &[Judged] = &[
    Judged { network: "facebook", table: include_str!("data/facebook.toml"), api: networks::facebook::verdict, token: networks::facebook::verdict },
    Judged { network: "instagram", table: include_str!("data/instagram.toml"), api: networks::instagram::verdict, token: networks::instagram::verdict },
    Judged { network: "x", table: include_str!("data/x.toml"), api: networks::x::verdict, token: networks::x::token_verdict },
    Judged { network: "threads", table: include_str!("data/threads.toml"), api: networks::threads::verdict, token: networks::threads::verdict },
    Judged { network: "linkedin", table: include_str!("data/linkedin.toml"), api: networks::linkedin::verdict, token: networks::linkedin::verdict },
    Judged { network: "youtube", table: include_str!("data/youtube.toml"), api: networks::youtube::verdict, token: networks::youtube::verdict },
    Judged { network: "tiktok", table: include_str!("data/tiktok.toml"), api: networks::tiktok::verdict, token: networks::tiktok::verdict },
    Judged { network: "pinterest", table: include_str!("data/pinterest.toml"), api: networks::pinterest::verdict, token: networks::pinterest::token_verdict },
    Judged { network: "mastodon", table: include_str!("data/mastodon.toml"), api: networks::mastodon::verdict, token: networks::mastodon::token_verdict },
    Judged { network: "bluesky", table: include_str!("data/bluesky.toml"), api: networks::bluesky::verdict, token: networks::bluesky::token_verdict },
];

impl Judged {
    fn rows(&self) -> Vec<Row> {
        toml::from_str::<Table>(self.table)
            .unwrap_or_else(|error| panic!("{}: {error}", self.network))
            .answer
    }

    fn judge(&self, row: &Row, status: u16, headers: &HeaderMap, body: &[u8]) -> Verdict {
        let judge = if row.at_token_endpoint { self.token } else { self.api };
        judge(StatusCode::from_u16(status).unwrap(), headers, body)
    }
}

fn headers(row: &Row) -> HeaderMap {
    let headers = row.headers.iter().map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        (name, HeaderValue::from_str(value).unwrap())
    });
    headers.collect()
}

#[test]
fn every_known_answer_means_what_it_means() {
    let mut known = 0;
    for judged in TABLES {
        let rows = judged.rows();
        assert!(rows.len() >= 12, "{}: {} answers", judged.network, rows.len());
        known += rows.len();
        for row in rows {
            assert!(!row.source.is_empty(), "{}: whence?", row.name);
            let verdict = judged.judge(&row, row.status, &headers(&row), row.body.as_bytes());
            let Row { name, source, expected, .. } = row;
            assert_eq!(verdict, expected, "{}: {name} ({source})", judged.network);
        }
    }
    assert!(known >= 100, "{known} answers");
}

/// Whatever a dying server says, nothing turns red.
#[test]
fn no_answer_is_about_a_token_when_the_server_is_in_trouble() {
    for judged in TABLES {
        for row in judged.rows() {
            for status in [500, 502, 503, 504] {
                let verdict = judged.judge(&row, status, &HeaderMap::new(), row.body.as_bytes());
                let innocent = matches!(verdict, Verdict::Unavailable | Verdict::Limited { .. });
                assert!(innocent, "{}: {} with {status}: {verdict:?}", judged.network, row.name);
            }
        }
    }
}

/// A body that was cut off anywhere is not an answer about a token.
#[test]
fn half_an_answer_says_nothing() {
    for judged in TABLES {
        for row in judged.rows().into_iter().filter(|row| !row.body.trim().is_empty()) {
            let body = row.body.trim_end().as_bytes();
            for end in 0..body.len() {
                let verdict = judged.judge(&row, row.status, &HeaderMap::new(), &body[..end]);
                let innocent = matches!(verdict, Verdict::Unavailable | Verdict::Limited { .. });
                assert!(
                    innocent,
                    "{}: {} cut after {end} bytes: {verdict:?}",
                    judged.network, row.name
                );
            }
        }
    }
}
