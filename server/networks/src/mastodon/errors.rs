//! Mastodon's error tables, and how an answer is read with them.
//!
//! The API writes a sentence into `error`, and the sentences do tell causes apart. They are in the server's own language,
//! so what follows from the standard header (RFC 6750, section 3.1) is taken where no sentence is known.

use domain::{cause::Cause, verdict::Verdict};
use http::{HeaderMap, StatusCode, header::WWW_AUTHENTICATE};
use serde_json::Value;

use crate::{json, limit};

/// What a sentence says about the token.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    Expired,
    /// The person removed our app, or reset their password; the server does not say which.
    Revoked,
    /// Refused, for the reason named.
    Refused(&'static str),
    Disabled,
    /// The person must do something at the server first.
    Checkpoint,
    Scope,
}

/// By status and part of the sentence in lower case. What is not here is about the thing that was asked for.
const API: &[(u16, &str, Meaning)] = &[
    (401, "access token expired", Meaning::Expired),
    (401, "access token was revoked", Meaning::Revoked),
    (401, "access token is invalid", Meaning::Refused("invalid_token")),
    // A server that shows nothing to strangers says this of a dead token, before it looks any closer.
    (401, "requires an authenticated user", Meaning::Refused("no_user")),
    // The token lives, but whoever gave it is gone.
    (422, "requires an authenticated user", Meaning::Refused("no_user")),
    (403, "login is currently disabled", Meaning::Disabled),
    (403, "missing a confirmed e-mail address", Meaning::Checkpoint),
    (403, "pending approval", Meaning::Checkpoint),
    (403, "outside the authorized scopes", Meaning::Scope),
];

/// OAuth errors (RFC 6749, section 5.2) that are about our registration, not about a code or a token.
const OURS: [&str; 5] = [
    "invalid_client",
    "unauthorized_client",
    "invalid_scope",
    "invalid_request",
    "unsupported_grant_type",
];

/// What an answer of a Mastodon server means for the token it was asked with.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    judge(status, headers, body, |body| {
        let says = body["error"].as_str().unwrap_or_default().to_lowercase();
        let known = API.iter().find(|(at, part, _)| *at == status.as_u16() && says.contains(part));
        match known {
            Some((_, _, meaning)) => Verdict::Dead(cause(*meaning)),
            None if status == StatusCode::UNAUTHORIZED && is_about_the_token(headers) => {
                Verdict::Dead(Cause::Unrecognised { code: "invalid_token".to_owned() })
            }
            None => Verdict::Unavailable,
        }
    })
}

/// What an answer of the token endpoint means for the code, or for our registration.
#[must_use]
pub fn token_verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    judge(status, headers, body, |body| match body["error"].as_str() {
        Some("invalid_grant") => {
            Verdict::Dead(Cause::Unrecognised { code: "invalid_grant".to_owned() })
        }
        Some(error) if OURS.contains(&error) => Verdict::Ours { code: json::code(error) },
        _ => Verdict::Unavailable,
    })
}

fn judge(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    refusal: impl FnOnce(&Value) -> Verdict,
) -> Verdict {
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Verdict::Limited { until: limit::reset(headers, "x-ratelimit-reset") };
    }
    // A server in trouble is no witness.
    if status.is_server_error() {
        return Verdict::Unavailable;
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Array(_)) if status.is_success() => Verdict::Alive,
        Ok(body @ Value::Object(_)) => match body["error"].is_null() {
            true if status.is_success() => Verdict::Alive,
            true => Verdict::Unavailable,
            false => refusal(&body),
        },
        _ => Verdict::Unavailable,
    }
}

fn cause(meaning: Meaning) -> Cause {
    match meaning {
        Meaning::Expired => Cause::Expired,
        Meaning::Revoked => Cause::AppRemoved,
        Meaning::Refused(code) => Cause::Unrecognised { code: code.to_owned() },
        Meaning::Disabled => Cause::AccountDisabled,
        Meaning::Checkpoint => Cause::Checkpoint,
        // The server does not name the scope.
        Meaning::Scope => Cause::PermissionLost { missing: Vec::new() },
    }
}

fn is_about_the_token(headers: &HeaderMap) -> bool {
    let challenge = headers.get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok());
    challenge.is_some_and(|text| text.contains("error=\"invalid_token\""))
}
