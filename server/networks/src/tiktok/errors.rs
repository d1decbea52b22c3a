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
use crate::{
    json, limit,
    meaning::{Meaning, Said, by_name, judge},
    publishing::refusal,
};

/// Codes of the API's envelope.
const API: &[(&str, Meaning)] = &[
    // Or revoked, or of a banned account.
    ("access_token_invalid", Meaning::Expired),
    ("scope_not_authorized", Meaning::Permission),
    ("scope_permission_missed", Meaning::Permission),
    ("rate_limit_exceeded", Meaning::Limit),
    // Limits of a day, for the account and for our app.
    ("spam_risk_too_many_posts", Meaning::Limit),
    ("spam_risk_too_many_pending_share", Meaning::Limit),
    ("reached_active_user_cap", Meaning::Limit),
    // Only TikTok can change that.
    ("spam_risk_user_banned_from_posting", Meaning::Disabled),
    ("unaudited_client_can_only_post_to_private_accounts", Meaning::Ours),
    ("url_ownership_unverified", Meaning::Ours),
    ("app_version_check_failed", Meaning::Aside),
    ("invalid_file_upload", Meaning::Aside),
    ("invalid_params", Meaning::Ours),
    ("invalid_publish_id", Meaning::Aside),
    ("privacy_level_option_mismatch", Meaning::Aside),
    ("spam_risk", Meaning::Aside),
    ("spam_risk_text", Meaning::Aside),
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
    let until = |_: &Value| limit::reset(headers, "x-ratelimit-reset");
    judge(status, body, until, |body| {
        let error = &body["error"];
        let (table, code) = match error.as_str() {
            Some(code) => (OAUTH, code),
            None => (API, error["code"].as_str().unwrap_or_default()),
        };
        let said = Said::new(by_name(table, code), json::code(code));
        let is_error = !error.is_null() && code != "ok";
        is_error.then(|| Said { missing: named(&error["message"]), ..said })
    })
}

/// Whether a code is about the post that was sent. Parameters are, where they are a post's.
pub(super) fn is_about_the_post(code: &str) -> bool {
    code == "invalid_params" || by_name(API, code) == Some(Meaning::Aside)
}

/// Why nothing became of a film that TikTok has.
pub(super) fn failure(reason: &str) -> PostRefusal {
    PostRefusal::Channel(match (reason, by_name(API, reason)) {
        ("auth_removed", _) => Verdict::Dead(Cause::AppRemoved),
        ("internal", _) => Verdict::Unavailable,
        (_, Some(Meaning::Disabled)) => Verdict::Dead(Cause::AccountDisabled),
        (_, Some(Meaning::Limit)) => Verdict::Limited { until: None },
        _ => return refusal(reason, ""),
    })
}

/// The scopes a refusal names, of those that our own dialog can bring back.
fn named(message: &Value) -> Vec<String> {
    let message = message.as_str().unwrap_or_default();
    SCOPES.iter().filter(|scope| message.contains(*scope)).map(ToString::to_string).collect()
}
