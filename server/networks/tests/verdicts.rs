//! What every known answer of every network means. The expectations in `data` are typed by hand.

#![expect(clippy::unwrap_used, reason = "a table that cannot be read fails its test")]

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
    expected: Verdict,
}

type Judge = fn(StatusCode, &HeaderMap, &[u8]) -> Verdict;

/// Judges every answer of a table and gives it back for further questions.
fn check(table: &str, judge: Judge) -> Vec<Row> {
    let rows = toml::from_str::<Table>(table).unwrap().answer;
    for row in &rows {
        assert!(!row.source.is_empty(), "{}: whence?", row.name);
        let mut headers = HeaderMap::new();
        for (name, value) in &row.headers {
            headers.insert(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        let status = StatusCode::from_u16(row.status).unwrap();
        let verdict = judge(status, &headers, row.body.as_bytes());
        assert_eq!(verdict, row.expected, "{} ({})", row.name, row.source);
    }
    rows
}

const FACEBOOK: &str = include_str!("data/facebook.toml");
const X: &str = include_str!("data/x.toml");

#[test]
fn facebook() {
    let rows = check(FACEBOOK, networks::facebook::verdict);
    assert!(rows.len() >= 30, "{} answers", rows.len());
}

#[test]
fn x() {
    let rows = check(X, networks::x::verdict);
    assert!(rows.len() >= 18, "{} answers", rows.len());
}

/// Whatever a dying server says, nothing turns red.
#[test]
fn no_answer_is_about_a_token_when_the_server_is_in_trouble() {
    let judges: [(&str, Judge); 2] =
        [(FACEBOOK, networks::facebook::verdict), (X, networks::x::verdict)];
    for (table, judge) in judges {
        for row in toml::from_str::<Table>(table).unwrap().answer {
            for status in [500, 502, 503, 504] {
                let status = StatusCode::from_u16(status).unwrap();
                let verdict = judge(status, &HeaderMap::new(), row.body.as_bytes());
                let innocent = matches!(verdict, Verdict::Unavailable | Verdict::Limited { .. });
                assert!(innocent, "{} with {status}: {verdict:?}", row.name);
            }
        }
    }
}

/// A body that was cut off anywhere is not an answer about a token.
#[test]
fn half_an_answer_says_nothing() {
    let judges: [(&str, Judge); 2] =
        [(FACEBOOK, networks::facebook::verdict), (X, networks::x::verdict)];
    for (table, judge) in judges {
        for row in toml::from_str::<Table>(table).unwrap().answer {
            let status = StatusCode::from_u16(row.status).unwrap();
            let body = row.body.trim_end().as_bytes();
            for end in 0..body.len() {
                let verdict = judge(status, &HeaderMap::new(), &body[..end]);
                let innocent = matches!(verdict, Verdict::Unavailable | Verdict::Limited { .. });
                assert!(innocent, "{} cut after {end} bytes: {verdict:?}", row.name);
            }
        }
    }
}
