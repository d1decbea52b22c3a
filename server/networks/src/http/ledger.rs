//! What a network says is left of its limits, in the headers of any answer.

use std::{collections::BTreeMap, sync::Mutex};

use ::http::HeaderMap;
use domain::time::Span;
use engine::ports::networks::Left;
use serde_json::Value;

use crate::{json, limit};

/// Pairs of headers that say how many calls are left, and until when: Mastodon's and Pinterest's, X's, those of the IETF's draft
/// that Bluesky has.
const FAMILIES: [(&str, &str); 3] = [
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("x-rate-limit-remaining", "x-rate-limit-reset"),
    ("ratelimit-remaining", "ratelimit-reset"),
];
/// Meta's share of an app's limit, in percent (Graph API, rate limiting).
const APP_USAGE: &str = "x-app-usage";
/// From so many percent on nothing counts as left: Meta refuses everybody at a hundred.
const USED_UP: i64 = 95;
/// Meta counts over a sliding hour and names no moment.
const AFTER_USED_UP: Span = Span::minutes(5);
/// So many servers are remembered at most.
const MOST: usize = 10_000;

/// What was said last, by server.
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<BTreeMap<String, Left>>);

impl Ledger {
    /// Keeps what an answer of `server` says.
    pub(super) fn note(&self, server: &str, headers: &HeaderMap) {
        let Some(left) = read(headers) else { return };
        let Ok(mut noted) = self.0.lock() else { return };
        if noted.len() < MOST || noted.contains_key(server) {
            noted.insert(server.to_owned(), left);
        }
    }

    /// What is left at `server`, or at the one with the least where it is empty.
    pub(crate) fn left(&self, server: &str) -> Option<Left> {
        let noted = self.0.lock().ok()?;
        if server.is_empty() {
            return noted.values().min_by_key(|left| left.calls).copied();
        }
        noted.get(server).copied()
    }
}

fn read(headers: &HeaderMap) -> Option<Left> {
    if let Some(left) = usage(headers) {
        return Some(left);
    }
    FAMILIES.into_iter().find_map(|(remaining, reset)| {
        let calls = headers.get(remaining)?.to_str().ok()?.trim().parse().ok()?;
        Some(Left { calls, until: limit::reset(headers, reset)?, of_all: false })
    })
}

fn usage(headers: &HeaderMap) -> Option<Left> {
    let usage: Value = serde_json::from_slice(headers.get(APP_USAGE)?.as_bytes()).ok()?;
    let used = usage.as_object()?.values().filter_map(json::integer).max()?;
    let calls = u32::try_from((USED_UP - used).max(0)).ok()?;
    Some(Left { calls, until: limit::date(headers)?.after(AFTER_USED_UP), of_all: true })
}

#[cfg(test)]
mod tests {
    use ::http::{HeaderName, HeaderValue, header::DATE};
    use domain::time::Timestamp;

    use super::*;

    /// Of what the headers say is left; the answer is of 2026-11-23T10:00:00Z.
    fn told(headers: &[(&'static str, &'static str)]) -> Option<(u32, i64, bool)> {
        let mut map = HeaderMap::new();
        map.insert(DATE, HeaderValue::from_static("Mon, 23 Nov 2026 10:00:00 GMT"));
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let ledger = Ledger::default();
        ledger.note("a", &map);
        assert_eq!(ledger.left("b"), None, "another server");
        assert_eq!(ledger.left("a"), ledger.left(""));
        let start = Timestamp::from_seconds(1_795_428_000);
        let left = ledger.left("a")?;
        Some((left.calls, left.until.since(start).as_millis() / 1000, left.of_all))
    }

    #[test]
    fn each_networks_words_are_read() {
        let mastodon =
            [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "2026-11-23T10:05:00.000000Z")];
        assert_eq!(told(&mastodon), Some((0, 300, false)));
        let x = [("x-rate-limit-remaining", "74"), ("x-rate-limit-reset", "1795428900")];
        assert_eq!(told(&x), Some((74, 900, false)));
        let bluesky = [("ratelimit-remaining", "2999"), ("ratelimit-reset", "1795428300")];
        assert_eq!(told(&bluesky), Some((2999, 300, false)));
        let meta = r#"{"call_count":96,"total_time":25,"total_cputime":25}"#;
        assert_eq!(told(&[(APP_USAGE, meta)]), Some((0, 300, true)));
        let meta = r#"{"call_count":28,"total_time":25,"total_cputime":25}"#;
        assert_eq!(told(&[(APP_USAGE, meta)]), Some((67, 300, true)));
    }

    #[test]
    fn what_cannot_be_read_says_nothing() {
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[("x-ratelimit-remaining", "many"), ("x-ratelimit-reset", "1")]), None);
        assert_eq!(told(&[("x-ratelimit-remaining", "1")]), None, "until when is not said");
        assert_eq!(told(&[(APP_USAGE, "[]")]), None);
    }
}
