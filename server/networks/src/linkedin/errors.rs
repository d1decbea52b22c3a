//! LinkedIn's error tables, and how an answer is read with them.
//!
//! The OAuth endpoints write OAuth errors (RFC 6749, section 5.2) with names of their own, the API numbers and names,
//! either of which may be missing.

use domain::verdict::Verdict;
use engine::ports::networks::PostRefusal;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{
    http::HttpAnswer,
    json, limit,
    meaning::{Meaning, Row, Said, by_words, judge},
};

/// Quotas are refilled at midnight UTC.
const REFILL_HOUR: i64 = 0;

/// Errors of the API by number or name, and part of the message in lower case. 65603 to 65605 are known to nobody, and
/// so doubtful.
const API: &[(Option<i64>, &str, &str, Meaning)] = &[
    (Some(65600), "INVALID_ACCESS_TOKEN", "", Meaning::Spent),
    // By the member, or by LinkedIn for a login with other scopes.
    (Some(65601), "REVOKED_ACCESS_TOKEN", "", Meaning::Removed),
    (Some(65602), "EXPIRED_ACCESS_TOKEN", "", Meaning::Expired),
    // A request for what nobody may see.
    (Some(100), "ACCESS_DENIED", "unpermitted fields", Meaning::Ours),
    // A permission the login did not give, or a role the member lost.
    (Some(100), "ACCESS_DENIED", "", Meaning::Permission),
    (Some(401), "", "empty oauth2_access_token", Meaning::Ours),
    (None, "NONEXISTENT_VERSION", "", Meaning::Ours),
    (None, "VERSION_MISSING", "", Meaning::Ours),
];

/// OAuth errors, by part of the description. We send the redirect URI that the code was asked for with, so if they do not
/// match, the code is foreign.
const OAUTH: &[Row] = &[
    ("invalid_request", "expired or revoked", Meaning::Spent),
    ("invalid_request", "authorization code not found", Meaning::Spent),
    ("invalid_request", "authorization code expired", Meaning::Spent),
    ("invalid_redirect_uri", "does not match authorization code", Meaning::Spent),
    ("invalid_grant", "", Meaning::Spent),
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
    // There are limits of a day, and shorter ones that nothing is said about.
    let until = |body: &Value| {
        let is_of_a_day = json::lower(&body["message"]).contains("day limit");
        is_of_a_day.then(|| limit::refill(headers, REFILL_HOUR)).flatten()
    };
    judge(status, body, until, |body| {
        let is_error = !status.is_success() || !body["error"].is_null();
        is_error.then(|| said(body))
    })
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

fn said(body: &Value) -> Said {
    if let Some(name) = body["error"].as_str() {
        let says = body["error_description"].as_str().unwrap_or_default();
        return Said::new(by_words(OAUTH, name, says), json::code(name));
    }
    let number = json::integer(&body["serviceErrorCode"]);
    let name = body["code"].as_str().unwrap_or_default();
    let says = json::lower(&body["message"]);
    let row = API.iter().find(|(known, called, part, _)| {
        let is_it = known.is_some() && *known == number || !called.is_empty() && *called == name;
        is_it && says.contains(part)
    });
    let code = match number {
        _ if !name.is_empty() => json::code(name),
        Some(number) => number.to_string(),
        None => String::new(),
    };
    Said::new(row.map(|(_, _, _, meaning)| *meaning), code)
}
