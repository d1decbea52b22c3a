//! Mastodon's error tables, and how an answer is read with them.
//!
//! The API writes a sentence into `error`, and the sentences do tell causes apart. They are in the server's own language,
//! so what follows from the standard header (RFC 6750, section 3.1) is taken where no sentence is known.

use domain::verdict::Verdict;
use http::{HeaderMap, StatusCode, header::WWW_AUTHENTICATE};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::{
    json, limit,
    meaning::{self, Meaning, Said, by_name},
};

/// By status and part of the sentence in lower case, and what we call it. What is not here is about the thing that was
/// asked for.
const API: &[(u16, &str, Meaning, &str)] = &[
    (401, "access token expired", Meaning::Expired, ""),
    // By the person, or with their password; the server does not say which.
    (401, "access token was revoked", Meaning::Removed, ""),
    (401, "access token is invalid", Meaning::Spent, "invalid_token"),
    // A server that shows nothing to strangers says this of a dead token, before it looks any closer.
    (401, "requires an authenticated user", Meaning::Spent, "no_user"),
    // The token lives, but whoever gave it is gone.
    (422, "requires an authenticated user", Meaning::Spent, "no_user"),
    (403, "login is currently disabled", Meaning::Disabled, ""),
    (403, "missing a confirmed e-mail address", Meaning::Checkpoint, ""),
    (403, "pending approval", Meaning::Checkpoint, ""),
    (403, "outside the authorized scopes", Meaning::Permission, ""),
];

/// OAuth errors (RFC 6749, section 5.2): about a code, or about our registration.
const OAUTH: &[(&str, Meaning)] = &[
    ("invalid_grant", Meaning::Spent),
    ("invalid_client", Meaning::Ours),
    ("unauthorized_client", Meaning::Ours),
    ("invalid_scope", Meaning::Ours),
    ("invalid_request", Meaning::Ours),
    ("unsupported_grant_type", Meaning::Ours),
];

/// What an answer of a Mastodon server means for the token it was asked with.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    judge(status, headers, body, |error| {
        let says = json::lower(error);
        let row = API.iter().find(|(at, part, ..)| *at == status.as_u16() && says.contains(part));
        match row {
            Some((_, _, meaning, code)) => Said::new(Some(*meaning), (*code).to_owned()),
            None if status == StatusCode::UNAUTHORIZED && is_about_the_token(headers) => {
                Said::new(Some(Meaning::Spent), "invalid_token".to_owned())
            }
            None => Said::new(None, String::new()),
        }
    })
}

/// What an answer of the token endpoint means for the code, or for our registration.
#[must_use]
pub fn token_verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    judge(status, headers, body, |error| {
        let name = error.as_str().unwrap_or_default();
        Said::new(by_name(OAUTH, name), json::code(name))
    })
}

fn judge(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    said: impl FnOnce(&Value) -> Said,
) -> Verdict {
    // Lists come without anything around them.
    if status.is_success() && serde_json::from_slice::<Vec<IgnoredAny>>(body).is_ok() {
        return Verdict::Alive;
    }
    let until = |_: &Value| limit::reset(headers, "x-ratelimit-reset");
    meaning::judge(status, body, until, |body| {
        Some(&body["error"]).filter(|error| !error.is_null()).map(said)
    })
}

fn is_about_the_token(headers: &HeaderMap) -> bool {
    let challenge = headers.get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok());
    challenge.is_some_and(|text| text.contains("error=\"invalid_token\""))
}
