//! Google's error tables, and how an answer is read with them.
//!
//! The token endpoint and its neighbours write OAuth errors (RFC 6749, section 5.2), the APIs an object with reasons, in
//! an older form (`errors`) and a newer one (`details`).

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::PostRefusal;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{http::HttpAnswer, json, limit};

/// Google's reason for an account without a channel.
pub(super) const NO_CHANNEL: &str = "youtubeSignupRequired";

/// Quotas are refilled at midnight on the Pacific coast; in summer an hour earlier.
const REFILL_HOUR: i64 = 8;

/// What an error says.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    /// This access token is refused. Expired and revoked cannot be told apart, so the milder one is said: the refresh
    /// token is tried, and its refusal is what ends the grant.
    Refused,
    /// The refresh token, or the code, is refused for good. Google has one answer for all the reasons there are.
    Spent,
    /// A Workspace's rule ended the session.
    SignedOut,
    Disabled,
    Permission,
    /// The budget of a day.
    Quota,
    /// Too much at once.
    Limit,
    Ours,
    /// About the thing asked for, or nothing we know.
    Doubtful,
}

/// OAuth errors, by part of the description or of the subtype in lower case.
const OAUTH: &[(&str, &str, Meaning)] = &[
    ("invalid_grant", "invalid_rapt", Meaning::SignedOut),
    ("invalid_grant", "reauth related error", Meaning::SignedOut),
    ("invalid_grant", "account has been deleted", Meaning::Disabled),
    ("invalid_grant", "", Meaning::Spent),
    // Of introspection and revocation, not of the token endpoint.
    ("invalid_token", "", Meaning::Refused),
    // Of userinfo.
    ("invalid_request", "invalid credentials", Meaning::Refused),
    ("invalid_request", "", Meaning::Ours),
    ("invalid_client", "", Meaning::Ours),
    ("deleted_client", "", Meaning::Ours),
    ("disabled_client", "", Meaning::Ours),
    ("unauthorized_client", "", Meaning::Ours),
    ("unsupported_grant_type", "", Meaning::Ours),
    ("redirect_uri_mismatch", "", Meaning::Ours),
    ("invalid_scope", "", Meaning::Ours),
    ("org_internal", "", Meaning::Ours),
    // A Workspace's administrator let our app in no longer.
    ("admin_policy_enforced", "", Meaning::Spent),
];

/// Reasons of the APIs. One that is not here says nothing about the token: it is about the thing that was asked for.
const REASONS: &[(&str, Meaning)] = &[
    ("ACCESS_TOKEN_SCOPE_INSUFFICIENT", Meaning::Permission),
    ("insufficientPermissions", Meaning::Permission),
    ("authError", Meaning::Refused),
    ("ACCESS_TOKEN_EXPIRED", Meaning::Refused),
    ("UNAUTHENTICATED", Meaning::Refused),
    (NO_CHANNEL, Meaning::Spent),
    ("authenticatedUserAccountClosed", Meaning::Disabled),
    ("authenticatedUserAccountSuspended", Meaning::Disabled),
    ("channelClosed", Meaning::Disabled),
    ("channelSuspended", Meaning::Disabled),
    ("quotaExceeded", Meaning::Quota),
    ("dailyLimitExceeded", Meaning::Quota),
    ("uploadLimitExceeded", Meaning::Quota),
    ("rateLimitExceeded", Meaning::Limit),
    ("userRateLimitExceeded", Meaning::Limit),
    ("RATE_LIMIT_EXCEEDED", Meaning::Limit),
    ("RESOURCE_EXHAUSTED", Meaning::Limit),
    ("accessNotConfigured", Meaning::Ours),
    ("SERVICE_DISABLED", Meaning::Ours),
    ("keyInvalid", Meaning::Ours),
    ("CONSUMER_INVALID", Meaning::Ours),
];

/// Reasons against a film or what is said about it.
const CONTENT: &[&str] = &[
    "invalidTitle",
    "invalidDescription",
    "invalidTags",
    "invalidCategoryId",
    "invalidFilename",
    "invalidVideoMetadata",
    "invalidRecordingDetails",
    "mediaBodyRequired",
    "defaultLanguageNotSet",
    "videoTooLong",
    "uploadTooLarge",
];

/// What an answer of Google means for the token, or the code, it was asked with.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Verdict::Limited { until: None };
    }
    // A server in trouble is no witness.
    if status.is_server_error() {
        return Verdict::Unavailable;
    }
    let Ok(body @ Value::Object(_)) = serde_json::from_slice::<Value>(body) else {
        return Verdict::Unavailable;
    };
    if body["error"].is_null() {
        return if status.is_success() { Verdict::Alive } else { Verdict::Unavailable };
    }
    let (meaning, code) = read(&body);
    match meaning {
        Meaning::Refused => Verdict::Dead(Cause::Expired),
        Meaning::Spent => Verdict::Dead(Cause::Unrecognised { code }),
        Meaning::SignedOut => Verdict::Dead(Cause::LoggedOut),
        Meaning::Disabled => Verdict::Dead(Cause::AccountDisabled),
        // The scope is not named.
        Meaning::Permission => Verdict::Dead(Cause::PermissionLost { missing: Vec::new() }),
        Meaning::Quota => Verdict::Limited { until: limit::refill(headers, REFILL_HOUR) },
        Meaning::Limit => Verdict::Limited { until: None },
        Meaning::Ours => Verdict::Ours { code },
        Meaning::Doubtful => Verdict::Unavailable,
    }
}

/// The refusal of a post, if an answer is one.
pub(super) fn content(answer: &HttpAnswer) -> Option<PostRefusal> {
    let body = answer.json();
    let error = &body["error"];
    let code = reasons(error).find(|reason| CONTENT.contains(reason))?;
    let says = json::name(&error["message"]).unwrap_or_default();
    Some(PostRefusal::Content { code: code.to_owned(), says })
}

fn read(body: &Value) -> (Meaning, String) {
    let error = &body["error"];
    if let Some(name) = error.as_str() {
        let of = |field: &str| body[field].as_str().unwrap_or_default().to_lowercase();
        let says = format!("{} {}", of("error_subtype"), of("error_description"));
        let row = OAUTH.iter().find(|(known, part, _)| *known == name && says.contains(part));
        return (row.map_or(Meaning::Doubtful, |(_, _, meaning)| *meaning), json::code(name));
    }
    let row = reasons(error).find_map(|reason| REASONS.iter().find(|(known, _)| *known == reason));
    match row {
        Some((reason, meaning)) => (*meaning, (*reason).to_owned()),
        None => (Meaning::Doubtful, String::new()),
    }
}

/// Every reason an API names, the most particular first.
fn reasons(error: &Value) -> impl Iterator<Item = &str> {
    let listed = json::list(&error["details"]).iter().chain(json::list(&error["errors"]));
    let named = listed.map(|one| &one["reason"]);
    named.chain([&error["status"]]).filter_map(Value::as_str)
}
