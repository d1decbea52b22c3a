//! What every known answer of every network means. The expectations in `data` are typed by hand.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a table that cannot be read fails its test"
)]

mod tables;

use domain::verdict::Verdict;
use http::HeaderMap;

use tables::{Row, TABLES};

#[test]
fn every_known_answer_means_what_it_means() {
    let mut known = 0;
    for judged in TABLES {
        let rows = judged.rows();
        assert!(rows.len() >= 12, "{}: {} answers", judged.network, rows.len());
        known += rows.len();
        for row in rows {
            let verdict = judged.judge(
                row.at_token_endpoint,
                row.status,
                &row.headers(),
                row.body.as_bytes(),
            );
            let Row { name, source, expected, .. } = row;
            assert_eq!(verdict, expected, "{}: {name} ({source})", judged.network);
        }
    }
    assert!(known >= 300, "{known} answers");
}

/// Whatever a dying server says, nothing turns red.
#[test]
fn no_answer_is_about_a_token_when_the_server_is_in_trouble() {
    for judged in TABLES {
        for row in judged.rows() {
            for status in [500, 502, 503, 504] {
                let verdict = judged.judge(
                    row.at_token_endpoint,
                    status,
                    &HeaderMap::new(),
                    row.body.as_bytes(),
                );
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
                let verdict = judged.judge(
                    row.at_token_endpoint,
                    row.status,
                    &HeaderMap::new(),
                    &body[..end],
                );
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
