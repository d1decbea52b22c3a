//! What an answer means, whatever it is.

use std::{mem::discriminant, sync::LazyLock};

use domain::verdict::Verdict;
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::Value;

use crate::{
    anything,
    tables::{Judged, Row, TABLES},
};

static KNOWN: LazyLock<Vec<(&Judged, Row)>> = LazyLock::new(|| {
    let rows =
        TABLES.iter().flat_map(|judged| judged.rows().into_iter().map(move |it| (judged, it)));
    rows.collect()
});

/// A real answer.
fn known() -> impl Strategy<Value = (&'static Judged, &'static Row)> {
    any::<Index>().prop_map(|at| {
        let (judged, row) = at.get(&KNOWN[..]);
        (*judged, row)
    })
}

/// A real answer in JSON.
fn readable() -> impl Strategy<Value = (&'static Judged, &'static Row)> {
    let is_json = |row: &Row| serde_json::from_str::<Value>(&row.body).is_ok();
    let readable: Vec<_> = KNOWN.iter().filter(|(_, row)| is_json(row)).collect();
    proptest::sample::select(readable).prop_map(|(judged, row)| (*judged, row))
}

/// A real answer in JSON that is no death.
fn harmless() -> impl Strategy<Value = (&'static Judged, &'static Row)> {
    readable().prop_filter("a death", |(_, row)| !is_red(&row.expected))
}

/// A real answer that says that all is well.
fn success() -> impl Strategy<Value = (&'static Judged, &'static Row)> {
    let fine: Vec<_> = KNOWN.iter().filter(|(_, row)| row.expected == Verdict::Alive).collect();
    proptest::sample::select(fine).prop_map(|(judged, row)| (*judged, row))
}

fn headers() -> impl Strategy<Value = HeaderMap> {
    let name = proptest::sample::select(vec![
        "x-rate-limit-reset",
        "ratelimit-reset",
        "retry-after",
        "x-business-use-case-usage",
        "x-app-usage",
        "date",
        "www-authenticate",
        "content-type",
    ]);
    let value = prop_oneof![
        any::<i64>().prop_map(|it| it.to_string().into_bytes()),
        anything::bytes(),
        Just(b"Mon, 23 Nov 2026 10:00:00 GMT".to_vec()),
    ];
    vec((name, value), 0..4).prop_map(|fields| {
        let readable = fields.into_iter().filter_map(|(name, value)| {
            Some((HeaderName::from_static(name), HeaderValue::from_bytes(&value).ok()?))
        });
        readable.collect()
    })
}

fn is_red(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Dead(_))
}

proptest! {
    #![proptest_config(anything::config())]

    #[test]
    fn noise_is_never_about_a_token(
        status in 100..1000_u16, headers in headers(), body in anything::bytes(), at_token_endpoint: bool,
    ) {
        for judged in TABLES {
            let verdict = judged.judge(at_token_endpoint, status, &headers, &body);
            prop_assert!(!is_red(&verdict), "{}: {verdict:?}", judged.network);
        }
    }

    /// Neither a server in trouble nor one that has heard too much is a witness, whatever it says.
    #[test]
    fn trouble_is_trouble((judged, row) in known(), status in prop_oneof![500..600_u16, Just(429)], headers in headers()) {
        let verdict = judged.judge(row.at_token_endpoint, status, &headers, row.body.as_bytes());
        let innocent = matches!(verdict, Verdict::Unavailable | Verdict::Limited { .. });
        prop_assert!(innocent, "{}: {} with {status}: {verdict:?}", judged.network, row.name);
    }

    /// Bytes that no text has, something behind the end, something around it: then nobody has said it.
    #[test]
    fn a_real_answer_that_was_harmed_is_not_believed(
        (judged, row) in readable(),
        at in any::<Index>(),
        harm in prop_oneof![
            vec(0x80..=0xbf_u8, 1..4).prop_map(Harm::Within),
            vec(0..=0x1f_u8, 1..4).prop_map(Harm::Within),
            "[^ \t\r\n]{1,9}".prop_map(Harm::Behind),
            (1..3000_usize).prop_map(Harm::Around),
        ],
    ) {
        let body = row.body.trim().as_bytes();
        let harmed = match &harm {
            Harm::Within(noise) => {
                let mut body = body.to_vec();
                // Inside of a text: between two parts, control characters may be harmless blanks.
                let texts: Vec<_> = (1..body.len()).filter(|at| body[at - 1] == b'"' && body[*at].is_ascii_alphanumeric()).collect();
                prop_assume!(!texts.is_empty());
                let at = *at.get(&texts[..]);
                body.splice(at..at, noise.iter().copied());
                body
            }
            Harm::Behind(noise) => [body, noise.as_bytes()].concat(),
            Harm::Around(depth) => [&b"[".repeat(*depth), body, &b"]".repeat(*depth)].concat(),
        };
        let verdict = judged.judge(row.at_token_endpoint, row.status, &row.headers(), &harmed);
        prop_assert!(!is_red(&verdict), "{}: {}: {verdict:?}", judged.network, row.name);
    }

    /// What networks add in future changes nothing.
    #[test]
    fn an_unknown_field_says_nothing((judged, row) in readable(), name in "zz[a-z]{0,9}", value in anything::value()) {
        let Ok(Value::Object(mut body)) = serde_json::from_str(&row.body) else { return Ok(()) };
        body.insert(name, value);
        let body = Value::Object(body).to_string();
        // One level more may be one too many.
        prop_assume!(serde_json::from_str::<Value>(&body).is_ok());
        let verdict = judged.judge(row.at_token_endpoint, row.status, &row.headers(), body.as_bytes());
        prop_assert_eq!(&verdict, &row.expected, "{}: {}", judged.network, row.name);
    }

    /// Headers tell until when, and never what; but for the challenge, which is a part of some answers (RFC 6750).
    #[test]
    fn a_header_says_nothing_about_a_token((judged, row) in known(), headers in headers()) {
        prop_assume!(!row.headers().contains_key("www-authenticate"));
        let verdict = judged.judge(row.at_token_endpoint, row.status, &headers, row.body.as_bytes());
        prop_assert_eq!(discriminant(&verdict), discriminant(&row.expected), "{}: {}", judged.network, row.name);
        prop_assert!(!is_red(&verdict) || verdict == row.expected);
    }

    /// A part of an answer that is not what it was: it may be read otherwise or not at all, but what was no death is none. A
    /// yes that becomes a no is another answer.
    #[test]
    fn a_success_with_an_odd_part_is_no_death((judged, row) in success(), at in any::<Index>(), odd in anything::odd()) {
        prop_assume!(!odd.is_boolean());
        let Some(body) = with_odd_part(row, at, odd) else { return Ok(()) };
        let verdict = judged.judge(row.at_token_endpoint, row.status, &row.headers(), body.as_bytes());
        prop_assert!(!is_red(&verdict), "{}: {}: {verdict:?} for {body}", judged.network, row.name);
    }

    /// The form of a real answer, and nothing of what it said.
    #[test]
    fn an_unknown_refusal_is_no_death((judged, row) in harmless(), words in vec(anything::word(), 1..9), number: i64) {
        let Ok(mut body) = serde_json::from_str(&row.body) else { return Ok(()) };
        scramble(&mut body, &mut words.iter().cycle(), number);
        let verdict = judged.judge(row.at_token_endpoint, row.status, &row.headers(), body.to_string().as_bytes());
        prop_assert!(!is_red(&verdict), "{}: {}: {verdict:?} for {body}", judged.network, row.name);
    }

    /// The same of refusals, where all that is asked is to bear it.
    #[test]
    fn a_refusal_with_an_odd_part_is_borne((judged, row) in known(), at in any::<Index>(), odd in anything::odd()) {
        let Some(body) = with_odd_part(row, at, odd) else { return Ok(()) };
        judged.judge(row.at_token_endpoint, row.status, &row.headers(), body.as_bytes());
    }
}

/// An answer's body with one part, anywhere, that is something else; `None` where it has none.
pub(crate) fn with_odd_part(row: &Row, at: Index, odd: Value) -> Option<String> {
    let mut body: Value = serde_json::from_str(&row.body).ok()?;
    let parts = parts(&body, "");
    let part = parts.get(at.index(parts.len().max(1)))?;
    *body.pointer_mut(part)? = odd;
    Some(body.to_string())
}

/// Puts other words and numbers where words and numbers were.
fn scramble<'a>(body: &mut Value, words: &mut impl Iterator<Item = &'a String>, number: i64) {
    match body {
        Value::String(text) => text.clone_from(words.next().unwrap()),
        Value::Number(old) => *old = number.into(),
        Value::Array(items) => items.iter_mut().for_each(|item| scramble(item, words, number)),
        Value::Object(fields) => fields.values_mut().for_each(|part| scramble(part, words, number)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// What may happen to an answer on its way.
#[derive(Debug, Clone)]
enum Harm {
    Within(Vec<u8>),
    Behind(String),
    Around(usize),
}

/// Every part below this one, as JSON pointers.
fn parts(body: &Value, path: &str) -> Vec<String> {
    let below: Vec<(String, &Value)> = match body {
        Value::Object(fields) => {
            let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
            fields.iter().map(|(name, part)| (format!("{path}/{}", escaped(name)), part)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, part)| (format!("{path}/{at}"), part)).collect()
        }
        _ => Vec::new(),
    };
    let deeper = below.iter().flat_map(|(path, part)| parts(part, path)).collect::<Vec<_>>();
    below.into_iter().map(|(path, _)| path).chain(deeper).collect()
}
