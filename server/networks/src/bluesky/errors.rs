//! Bluesky's error tables, and how an answer is read with them.
//!
//! There are two forms: `{"error", "message"}` from the servers that keep the data, under HTTP status 400 as often as 401,
//! and OAuth's `{"error", "error_description"}`, which those pass on too.

use domain::{cause::Cause, verdict::Verdict};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{json, limit};

/// What an error says.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    /// This access token is refused: expired, or its session is gone. A renewal tells which.
    Refused,
    /// The session is at its end.
    Expired,
    /// The refresh token was used before; the server has ended the session.
    Replayed,
    /// What was handed in, a refresh token or a code, is refused for good.
    Spent,
    /// The account is taken down, suspended, deactivated or deleted.
    Disabled,
    /// The session does not have the scope that the message names.
    Scope,
    Limit,
    /// Our app, our clock or our request is refused.
    Ours,
    /// About the thing asked for, or for a moment only.
    Doubtful,
}

type Row = (&'static str, &'static str, Meaning);

/// Of calls with an access token: the error, and part of the message in lower case. The first row that fits counts; what
/// fits none is doubtful.
const API: &[Row] = &[
    ("invalid_token", "", Meaning::Refused),
    ("ExpiredToken", "", Meaning::Refused),
    ("InvalidToken", "", Meaning::Refused),
    ("AccountTakedown", "", Meaning::Disabled),
    ("AccountSuspended", "", Meaning::Disabled),
    ("AccountDeactivated", "", Meaning::Disabled),
    ("AccountNotFound", "", Meaning::Disabled),
    ("RepoTakendown", "", Meaning::Disabled),
    ("RepoSuspended", "", Meaning::Disabled),
    ("RepoDeactivated", "", Meaning::Disabled),
    ("ScopeMissingError", "", Meaning::Scope),
    ("insufficient_scope", "", Meaning::Scope),
    ("RateLimitExceeded", "", Meaning::Limit),
    ("use_dpop_nonce", "", Meaning::Doubtful),
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
    ("invalid_grant", "jti reused", Meaning::Doubtful),
    ("invalid_grant", "dpop", Meaning::Ours),
    ("invalid_grant", "", Meaning::Spent),
    ("RateLimitExceeded", "", Meaning::Limit),
    ("use_dpop_nonce", "", Meaning::Doubtful),
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
    let limited = || Verdict::Limited { until: limit::reset(headers, "ratelimit-reset") };
    if status == StatusCode::TOO_MANY_REQUESTS {
        return limited();
    }
    // A server in trouble is no witness.
    if status.is_server_error() {
        return Verdict::Unavailable;
    }
    let Ok(body @ Value::Object(_)) = serde_json::from_slice::<Value>(body) else {
        return Verdict::Unavailable;
    };
    if status.is_success() {
        // The session of an account that is not active tells so: `{"did", "active": false, "status"}`.
        let inactive = body["did"].is_string() && body["active"] == false;
        return if inactive { Verdict::Dead(Cause::AccountDisabled) } else { Verdict::Alive };
    }
    let Some(error) = body["error"].as_str() else {
        return Verdict::Unavailable;
    };
    let says = words(&body);
    let lower = says.to_lowercase();
    let meaning = table
        .iter()
        .find(|(name, part, _)| *name == error && lower.contains(part))
        .map_or(Meaning::Doubtful, |(_, _, meaning)| *meaning);
    match meaning {
        Meaning::Refused | Meaning::Expired => Verdict::Dead(Cause::Expired),
        Meaning::Replayed => Verdict::Dead(Cause::RotationLost),
        Meaning::Spent => Verdict::Dead(Cause::Unrecognised { code: json::code(error) }),
        Meaning::Disabled => Verdict::Dead(Cause::AccountDisabled),
        Meaning::Scope => {
            Verdict::Dead(Cause::PermissionLost { missing: quoted(says).into_iter().collect() })
        }
        Meaning::Limit => limited(),
        Meaning::Ours => Verdict::Ours { code: json::code(error) },
        Meaning::Doubtful => Verdict::Unavailable,
    }
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
