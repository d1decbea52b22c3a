//! Bluesky's error tables, and how an answer is read with them.
//!
//! There are two forms: `{"error", "message"}` from the servers that keep the data, under HTTP status 400 as often as 401,
//! and OAuth's `{"error", "error_description"}`, which those pass on too.

use domain::verdict::Verdict;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{
    json, limit,
    meaning::{self, Meaning, Row, Said, by_words},
};

/// Of calls with an access token: the error, and part of the message.
const API: &[Row] = &[
    ("invalid_token", "", Meaning::Expired),
    ("ExpiredToken", "", Meaning::Expired),
    ("InvalidToken", "", Meaning::Expired),
    ("AccountTakedown", "", Meaning::Disabled),
    ("AccountSuspended", "", Meaning::Disabled),
    ("AccountDeactivated", "", Meaning::Disabled),
    ("AccountNotFound", "", Meaning::Disabled),
    ("RepoTakendown", "", Meaning::Disabled),
    ("RepoSuspended", "", Meaning::Disabled),
    ("RepoDeactivated", "", Meaning::Disabled),
    ("ScopeMissingError", "", Meaning::Permission),
    ("insufficient_scope", "", Meaning::Permission),
    ("RateLimitExceeded", "", Meaning::Limit),
    ("use_dpop_nonce", "", Meaning::Aside),
    ("invalid_dpop_proof", "", Meaning::Ours),
    ("AuthMissing", "", Meaning::Ours),
    ("AuthenticationRequired", "", Meaning::Ours),
    ("InvalidRequest", "could not find user info", Meaning::Disabled),
    ("InvalidRequest", "", Meaning::Ours),
    ("InvalidRecord", "", Meaning::Ours),
    ("BlobTooLarge", "", Meaning::Ours),
    ("PayloadTooLarge", "", Meaning::Ours),
    ("InvalidMimeType", "", Meaning::Ours),
];

/// Of calls without one: authorization requests, codes, refresh tokens, revocations.
const OAUTH: &[Row] = &[
    ("invalid_grant", "replayed", Meaning::Replayed),
    ("invalid_grant", "session expired", Meaning::Expired),
    ("invalid_grant", "token expired", Meaning::Expired),
    ("invalid_grant", "jti reused", Meaning::Aside),
    ("invalid_grant", "dpop", Meaning::Ours),
    ("invalid_grant", "", Meaning::Spent),
    ("RateLimitExceeded", "", Meaning::Limit),
    ("use_dpop_nonce", "", Meaning::Aside),
    ("invalid_dpop_proof", "", Meaning::Ours),
    ("invalid_token", "", Meaning::Ours),
    ("invalid_client", "", Meaning::Ours),
    ("invalid_client_id", "", Meaning::Ours),
    ("invalid_client_metadata", "", Meaning::Ours),
    ("invalid_redirect_uri", "", Meaning::Ours),
    ("invalid_request", "", Meaning::Ours),
    ("invalid_scope", "", Meaning::Ours),
    ("unauthorized_client", "", Meaning::Ours),
    ("unsupported_grant_type", "", Meaning::Ours),
];

/// What an answer to a call with an access token means for it.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    judge(API, status, headers, body)
}

/// What an answer of the token endpoint means for the code or the refresh token.
#[must_use]
pub fn token_verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    judge(OAUTH, status, headers, body)
}

fn judge(table: &[Row], status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    let until = |_: &Value| limit::reset(headers, "ratelimit-reset");
    meaning::judge(status, body, until, |body| {
        if status.is_success() {
            // The session of an account that is not active tells so: `{"did", "active": false, "status"}`.
            let is_inactive = body["did"].is_string() && body["active"] == false;
            return is_inactive.then(|| Said::new(Some(Meaning::Disabled), String::new()));
        }
        let (error, says) = (body["error"].as_str()?, words(body));
        let said = Said::new(by_words(table, error, says), json::code(error));
        Some(Said { missing: quoted(says).into_iter().collect(), ..said })
    })
}

/// The server's own words.
pub(super) fn words(body: &Value) -> &str {
    body["message"].as_str().or(body["error_description"].as_str()).unwrap_or_default()
}

/// The scope in `Missing required scope "…"`.
fn quoted(says: &str) -> Option<String> {
    let scope = json::code(says.split('"').nth(1)?);
    (!scope.is_empty()).then_some(scope)
}
