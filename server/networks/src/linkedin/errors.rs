//! LinkedIn's error tables, and how an answer is read with them.
//!
//! The OAuth endpoints write OAuth errors (RFC 6749, section 5.2) with names of their own, the API numbers and names,
//! either of which may be missing.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::PostRefusal;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{http::HttpAnswer, json, limit};

/// Quotas are refilled at midnight UTC.
const REFILL_HOUR: i64 = 0;

/// What an error says.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    Expired,
    /// Revoked by the member, or by LinkedIn for a login with other scopes.
    Revoked,
    /// The token, the refresh token or the code is refused for good, without a reason we know.
    Refused,
    /// A permission the login did not give, or a role the member lost.
    Denied,
    Ours,
    /// About the thing asked for, or nothing we know.
    Doubtful,
}

/// Errors of the API by number or name, and part of the message in lower case. 65603 to 65605 are known to nobody, and
/// so doubtful.
const API: &[(Option<i64>, &str, &str, Meaning)] = &[
    (Some(65600), "INVALID_ACCESS_TOKEN", "", Meaning::Refused),
    (Some(65601), "REVOKED_ACCESS_TOKEN", "", Meaning::Revoked),
    (Some(65602), "EXPIRED_ACCESS_TOKEN", "", Meaning::Expired),
    // A request for what nobody may see.
    (Some(100), "ACCESS_DENIED", "unpermitted fields", Meaning::Ours),
    (Some(100), "ACCESS_DENIED", "", Meaning::Denied),
    (Some(401), "", "empty oauth2_access_token", Meaning::Ours),
    (None, "NONEXISTENT_VERSION", "", Meaning::Ours),
    (None, "VERSION_MISSING", "", Meaning::Ours),
];

/// OAuth errors, by part of the description in lower case. We send the redirect URI that the code was asked for with, so
/// if they do not match, the code is foreign.
const OAUTH: &[(&str, &str, Meaning)] = &[
    ("invalid_request", "expired or revoked", Meaning::Refused),
    ("invalid_request", "authorization code not found", Meaning::Refused),
    ("invalid_request", "authorization code expired", Meaning::Refused),
    ("invalid_redirect_uri", "does not match authorization code", Meaning::Refused),
    ("invalid_grant", "", Meaning::Refused),
    ("invalid_request", "", Meaning::Ours),
    ("invalid_redirect_uri", "", Meaning::Ours),
    ("invalid_client", "", Meaning::Ours),
    ("invalid_client_id", "", Meaning::Ours),
    ("unauthorized_client", "", Meaning::Ours),
    ("unsupported_grant_type", "", Meaning::Ours),
    ("invalid_scope", "", Meaning::Ours),
];

/// What an answer of LinkedIn means for the token, or the code, it was asked with.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    let body = serde_json::from_slice::<Value>(body).ok().filter(Value::is_object);
    if status == StatusCode::TOO_MANY_REQUESTS {
        // There are limits of a day, and shorter ones that nothing is said about.
        let is_of_a_day = body.is_some_and(|body| lower(&body["message"]).contains("day limit"));
        let until = is_of_a_day.then(|| limit::refill(headers, REFILL_HOUR)).flatten();
        return Verdict::Limited { until };
    }
    // A server in trouble is no witness; LinkedIn says 500 too where it could not look a token up.
    let Some(body) = body.filter(|_| !status.is_server_error()) else {
        return Verdict::Unavailable;
    };
    if status.is_success() && body["error"].is_null() {
        return Verdict::Alive;
    }
    let (meaning, code) = read(&body);
    match meaning {
        Meaning::Expired => Verdict::Dead(Cause::Expired),
        Meaning::Revoked => Verdict::Dead(Cause::AppRemoved),
        Meaning::Refused => Verdict::Dead(Cause::Unrecognised { code }),
        // The scope is not named.
        Meaning::Denied => Verdict::Dead(Cause::PermissionLost { missing: Vec::new() }),
        Meaning::Ours => Verdict::Ours { code },
        Meaning::Doubtful => Verdict::Unavailable,
    }
}

/// The refusal of a post, if an answer is one: everything LinkedIn finds wrong with a request it could read.
pub(super) fn content(answer: &HttpAnswer) -> Option<PostRefusal> {
    let is_refusal =
        matches!(answer.status, StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY);
    let body = answer.json();
    let says = json::name(&body["message"]).filter(|_| is_refusal)?;
    let code = body["code"].as_str().map_or_else(|| answer.status.as_str().to_owned(), json::code);
    Some(PostRefusal::Content { code, says })
}

fn read(body: &Value) -> (Meaning, String) {
    if let Some(name) = body["error"].as_str() {
        let says = lower(&body["error_description"]);
        let row = OAUTH.iter().find(|(known, part, _)| *known == name && says.contains(part));
        return (row.map_or(Meaning::Doubtful, |(_, _, meaning)| *meaning), json::code(name));
    }
    let number = json::integer(&body["serviceErrorCode"]);
    let name = body["code"].as_str().unwrap_or_default();
    let says = lower(&body["message"]);
    let row = API.iter().find(|(known, called, part, _)| {
        let is_it = known.is_some() && *known == number || !called.is_empty() && *called == name;
        is_it && says.contains(part)
    });
    let code = match number {
        _ if !name.is_empty() => json::code(name),
        Some(number) => number.to_string(),
        None => String::new(),
    };
    (row.map_or(Meaning::Doubtful, |(_, _, _, meaning)| *meaning), code)
}

fn lower(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_lowercase()
}
