//! TikTok's error tables, and how an answer is read with them.
//!
//! The API wraps everything in an envelope whose `error` is there even when all is well; the token endpoint writes OAuth
//! errors (RFC 6749, section 5.2), with the status 200 too. Whether TikTok's statuses are to be trusted is not documented
//! anywhere, so only what stands in the body counts.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::PostRefusal;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::SCOPES;
use crate::{json, limit, publishing::refusal};

/// What a code says.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    /// This access token is refused: expired, revoked or of a banned account, which the answer does not tell apart. So the
    /// mildest is said: whoever holds a refresh token tries it, and its refusal is what ends the grant.
    Refused,
    /// What was handed in, a refresh token or a code, is refused for good.
    Spent,
    Scope,
    /// The account may not post any more; only TikTok can change that.
    Banned,
    Limit,
    Ours,
    /// About the thing that was sent or asked for.
    Thing,
}

/// Codes of the API's envelope.
const API: &[(&str, Meaning)] = &[
    ("access_token_invalid", Meaning::Refused),
    ("scope_not_authorized", Meaning::Scope),
    ("scope_permission_missed", Meaning::Scope),
    ("rate_limit_exceeded", Meaning::Limit),
    // Limits of a day, for the account and for our app.
    ("spam_risk_too_many_posts", Meaning::Limit),
    ("spam_risk_too_many_pending_share", Meaning::Limit),
    ("reached_active_user_cap", Meaning::Limit),
    ("spam_risk_user_banned_from_posting", Meaning::Banned),
    ("unaudited_client_can_only_post_to_private_accounts", Meaning::Ours),
    ("url_ownership_unverified", Meaning::Ours),
    ("app_version_check_failed", Meaning::Thing),
    ("invalid_file_upload", Meaning::Thing),
    ("invalid_params", Meaning::Ours),
    ("invalid_publish_id", Meaning::Thing),
    ("privacy_level_option_mismatch", Meaning::Thing),
    ("spam_risk", Meaning::Thing),
    ("spam_risk_text", Meaning::Thing),
];

/// Errors of the token endpoint.
const OAUTH: &[(&str, Meaning)] = &[
    ("invalid_grant", Meaning::Spent),
    ("invalid_client", Meaning::Ours),
    ("unauthorized_client", Meaning::Ours),
    ("invalid_request", Meaning::Ours),
    ("invalid_scope", Meaning::Ours),
    ("unsupported_grant_type", Meaning::Ours),
    ("unsupported_response_type", Meaning::Ours),
];

/// What an answer of TikTok means for the token it was asked with.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    let limited = || Verdict::Limited { until: limit::reset(headers, "x-ratelimit-reset") };
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
    let (table, code) = match &body["error"] {
        Value::Null if status.is_success() => return Verdict::Alive,
        Value::String(code) => (OAUTH, code.as_str()),
        error => (API, error["code"].as_str().unwrap_or_default()),
    };
    if code == "ok" {
        return if status.is_success() { Verdict::Alive } else { Verdict::Unavailable };
    }
    let (meaning, code) = (meaning(table, code), json::code(code));
    match meaning {
        Some(Meaning::Refused) => Verdict::Dead(Cause::Expired),
        Some(Meaning::Spent) => Verdict::Dead(Cause::Unrecognised { code }),
        Some(Meaning::Scope) => Verdict::Dead(Cause::PermissionLost { missing: named(&body) }),
        Some(Meaning::Banned) => Verdict::Dead(Cause::AccountDisabled),
        Some(Meaning::Limit) => limited(),
        Some(Meaning::Ours) => Verdict::Ours { code },
        Some(Meaning::Thing) | None => Verdict::Unavailable,
    }
}

/// Whether a code is about the post that was sent. Parameters are, where they are a post's.
pub(super) fn is_about_the_post(code: &str) -> bool {
    code == "invalid_params" || matches!(meaning(API, code), Some(Meaning::Thing))
}

/// Why nothing became of a film that TikTok has.
pub(super) fn failure(reason: &str) -> PostRefusal {
    PostRefusal::Channel(match (reason, meaning(API, reason)) {
        ("auth_removed", _) => Verdict::Dead(Cause::AppRemoved),
        ("internal", _) => Verdict::Unavailable,
        (_, Some(Meaning::Banned)) => Verdict::Dead(Cause::AccountDisabled),
        (_, Some(Meaning::Limit)) => Verdict::Limited { until: None },
        _ => return refusal(reason, ""),
    })
}

fn meaning(table: &[(&str, Meaning)], code: &str) -> Option<Meaning> {
    table.iter().find(|(known, _)| *known == code).map(|(_, meaning)| *meaning)
}

/// The scopes a refusal names, of those that our own dialog can bring back.
fn named(body: &Value) -> Vec<String> {
    let message = body["error"]["message"].as_str().unwrap_or_default();
    SCOPES.iter().filter(|scope| message.contains(*scope)).map(ToString::to_string).collect()
}
