//! X's error tables, and how an answer is read with them.
//!
//! X writes errors in three forms: problems (RFC 9457) from the API, OAuth errors (RFC 6749, section 5.2) from the token
//! endpoint, and numbered errors that remain from its first API.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::PostRefusal;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{http::HttpAnswer, json, limit};

/// What an error says.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    /// This access token is refused. Expired and revoked cannot be told apart, so the milder one is said: whoever holds
    /// a refresh token tries it, and its refusal is what ends the grant.
    Refused,
    /// What was handed in, a refresh token or a code, is refused for good.
    Spent,
    Suspended,
    Locked,
    NotPermitted,
    Limit,
    Ours,
    /// About the thing asked for, or nothing we know.
    Doubtful,
}

/// Problems by the end of their `type` and part of the detail in lower case. A type that is not here says nothing about
/// the token: it is about the thing that was asked for, like `not-authorized-for-resource`.
const PROBLEMS: &[(&str, &str, Meaning)] = &[
    ("user-suspended", "temporarily locked", Meaning::Locked),
    ("user-suspended", "", Meaning::Suspended),
    ("client-forbidden", "", Meaning::Ours),
    ("oauth1-permissions", "", Meaning::Ours),
    ("unsupported-authentication", "", Meaning::Ours),
    ("invalid-request", "", Meaning::Ours),
    ("usage-capped", "", Meaning::Limit),
];

/// Problems without a type of their own (`about:blank`), by HTTP status and part of the detail in lower case.
const PLAIN_PROBLEMS: &[(u16, &str, Meaning)] = &[
    (401, "", Meaning::Refused),
    (403, "not permitted to perform this action", Meaning::NotPermitted),
];

/// OAuth errors, by part of the description in lower case. `invalid_request` is X's word for a refused token or code,
/// as it is the standard's word for a request that cannot be read; the description tells them apart. We send the same
/// redirect URI and verifier that the code was asked for with, so if they do not match, the code is foreign.
const OAUTH: &[(&str, &str, Meaning)] = &[
    ("invalid_request", "token was invalid", Meaning::Spent),
    ("invalid_request", "authorization code was invalid", Meaning::Spent),
    ("invalid_request", "code verifier did not match", Meaning::Spent),
    ("invalid_request", "redirect uri did not match", Meaning::Spent),
    ("invalid_request", "", Meaning::Ours),
    ("invalid_grant", "", Meaning::Spent),
    ("invalid_client", "", Meaning::Ours),
    ("unauthorized_client", "", Meaning::Ours),
    ("unsupported_grant_type", "", Meaning::Ours),
    ("invalid_scope", "", Meaning::Ours),
];

/// Numbered errors.
const NUMBERED: &[(i64, Meaning)] = &[
    (64, Meaning::Suspended),
    (88, Meaning::Limit),
    (89, Meaning::Refused),
    (326, Meaning::Locked),
];

/// Refusals of a post: by HTTP status, the end of the `type` and part of the detail in lower case, with a name of ours
/// where X has none.
const CONTENT: &[(u16, &str, &str, &str)] = &[
    (403, "about:blank", "duplicate content", "duplicate"),
    (403, "about:blank", "not allowed to create a tweet", "not_allowed"),
    (400, "invalid-request", "", "invalid-request"),
];

/// The same among the numbered errors.
const NUMBERED_CONTENT: &[i64] = &[186, 187];

/// What an answer of X means for the token, or the code, it was asked with.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    let limited = || Verdict::Limited { until: limit::reset(headers, "x-rate-limit-reset") };
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
    if status.is_success() && is_fine(&body) {
        return Verdict::Alive;
    }
    let (meaning, code) = read(status, &body);
    match meaning {
        Meaning::Refused => Verdict::Dead(Cause::Expired),
        Meaning::Spent => Verdict::Dead(Cause::Unrecognised { code }),
        Meaning::Suspended => Verdict::Dead(Cause::AccountDisabled),
        Meaning::Locked => Verdict::Dead(Cause::Checkpoint),
        // X does not name the scope.
        Meaning::NotPermitted => Verdict::Dead(Cause::PermissionLost { missing: Vec::new() }),
        Meaning::Limit => limited(),
        Meaning::Ours => Verdict::Ours { code },
        Meaning::Doubtful => Verdict::Unavailable,
    }
}

/// What an answer of the token endpoint means. Calls there carry our client credentials and no access token, so a plain
/// refusal is about them.
#[must_use]
pub fn token_verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    match verdict(status, headers, body) {
        Verdict::Dead(Cause::Expired) => Verdict::Ours { code: status.as_u16().to_string() },
        verdict => verdict,
    }
}

/// The refusal of a post, if an answer is one.
pub(super) fn content(answer: &HttpAnswer) -> Option<PostRefusal> {
    let body = answer.json();
    let first = &body["errors"][0];
    let numbered = json::integer(&first["code"]).filter(|code| NUMBERED_CONTENT.contains(code));
    let code = if let Some(number) = numbered {
        number.to_string()
    } else {
        let kind = body["type"].as_str().unwrap_or_default().rsplit('/').next()?;
        let detail = lower(&body["detail"]);
        let row = CONTENT.iter().find(|(status, known, says, _)| {
            *status == answer.status.as_u16() && *known == kind && detail.contains(says)
        });
        row?.3.to_owned()
    };
    let says = json::name(&first["message"]).or_else(|| json::name(&body["detail"]));
    Some(PostRefusal::Content { code, says: says.unwrap_or_default() })
}

/// Whether a successful answer brought something. Partial errors beside data are about parts of it.
fn is_fine(body: &Value) -> bool {
    body["error"].is_null() && (body["errors"].is_null() || !body["data"].is_null())
}

fn read(status: StatusCode, body: &Value) -> (Meaning, String) {
    // An OAuth error, also when numbered ones stand beside it.
    if let Some(error) = body["error"].as_str() {
        let description = lower(&body["error_description"]);
        let meaning = OAUTH
            .iter()
            .find(|(name, says, _)| *name == error && description.contains(says))
            .map_or(Meaning::Doubtful, |(_, _, meaning)| *meaning);
        return (meaning, json::code(error));
    }
    if let Some(code) = json::integer(&body["errors"][0]["code"]) {
        let meaning = NUMBERED
            .iter()
            .find(|(number, _)| *number == code)
            .map_or(Meaning::Doubtful, |(_, meaning)| *meaning);
        return (meaning, code.to_string());
    }
    // A problem stands alone, or first in a list beside nothing else.
    let problem = if body["title"].is_string() { body } else { &body["errors"][0] };
    if !problem["title"].is_string() {
        return (Meaning::Doubtful, String::new());
    }
    let kind = problem["type"].as_str().unwrap_or("about:blank");
    let detail = lower(&problem["detail"]);
    if kind == "about:blank" {
        let meaning = PLAIN_PROBLEMS
            .iter()
            .find(|(at, says, _)| *at == status.as_u16() && detail.contains(says))
            .map_or(Meaning::Doubtful, |(_, _, meaning)| *meaning);
        return (meaning, status.as_u16().to_string());
    }
    let name = kind.rsplit('/').next().unwrap_or_default();
    let meaning = PROBLEMS
        .iter()
        .find(|(known, says, _)| *known == name && detail.contains(says))
        .map_or(Meaning::Doubtful, |(_, _, meaning)| *meaning);
    (meaning, json::code(name))
}

fn lower(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_lowercase()
}
