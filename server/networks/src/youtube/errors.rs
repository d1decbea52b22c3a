//! Google's error tables, and how an answer is read with them.
//!
//! The token endpoint and its neighbours write OAuth errors (RFC 6749, section 5.2), the APIs an object with reasons, in
//! an older form (`errors`) and a newer one (`details`).

use domain::verdict::Verdict;
use engine::ports::networks::PostRefusal;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{
    http::HttpAnswer,
    json, limit,
    meaning::{Meaning, Row, Said, by_name, by_words, judge},
};

/// Google's reason for an account without a channel.
pub(super) const NO_CHANNEL: &str = "youtubeSignupRequired";

/// Quotas are refilled at midnight on the Pacific coast; in summer an hour earlier.
const REFILL_HOUR: i64 = 8;

/// Reasons about the budget of a day.
const QUOTAS: [&str; 3] = ["quotaExceeded", "dailyLimitExceeded", "uploadLimitExceeded"];

/// OAuth errors, by part of the description or of the subtype.
const OAUTH: &[Row] = &[
    // A Workspace's rule ended the session.
    ("invalid_grant", "invalid_rapt", Meaning::LoggedOut),
    ("invalid_grant", "reauth related error", Meaning::LoggedOut),
    ("invalid_grant", "account has been deleted", Meaning::Disabled),
    // One answer for all the other reasons there are.
    ("invalid_grant", "", Meaning::Spent),
    // Of introspection and revocation, not of the token endpoint.
    ("invalid_token", "", Meaning::Expired),
    // Of userinfo.
    ("invalid_request", "invalid credentials", Meaning::Expired),
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
    ("authError", Meaning::Expired),
    ("ACCESS_TOKEN_EXPIRED", Meaning::Expired),
    ("UNAUTHENTICATED", Meaning::Expired),
    (NO_CHANNEL, Meaning::Spent),
    ("authenticatedUserAccountClosed", Meaning::Disabled),
    ("authenticatedUserAccountSuspended", Meaning::Disabled),
    ("channelClosed", Meaning::Disabled),
    ("channelSuspended", Meaning::Disabled),
    ("quotaExceeded", Meaning::Limit),
    ("dailyLimitExceeded", Meaning::Limit),
    ("uploadLimitExceeded", Meaning::Limit),
    ("rateLimitExceeded", Meaning::Limit),
    ("userRateLimitExceeded", Meaning::Limit),
    ("RATE_LIMIT_EXCEEDED", Meaning::Limit),
    ("RESOURCE_EXHAUSTED", Meaning::Limit),
    ("accessNotConfigured", Meaning::Ours),
    ("SERVICE_DISABLED", Meaning::Ours),
    ("keyInvalid", Meaning::Ours),
    ("CONSUMER_INVALID", Meaning::Ours),
];

/// Reasons against a film or what is said about it, or below it.
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
    "commentTextRequired",
    "commentTextTooLong",
    "invalidCommentMetadata",
    "commentNotFound",
    "parentCommentNotFound",
    "parentCommentIsPrivate",
    "commentsDisabled",
    "operationNotSupported",
    "ineligibleAccount",
];

/// What an answer of Google means for the token, or the code, it was asked with.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    let until = |body: &Value| {
        let is_of_a_day = reasons(&body["error"]).any(|reason| QUOTAS.contains(&reason));
        is_of_a_day.then(|| limit::refill(headers, REFILL_HOUR)).flatten()
    };
    judge(status, body, until, said)
}

/// The refusal of a post, if an answer is one.
pub(super) fn content(answer: &HttpAnswer) -> Option<PostRefusal> {
    let body = answer.json();
    let error = &body["error"];
    let code = reasons(error).find(|reason| CONTENT.contains(reason))?;
    let says = json::name(&error["message"]).unwrap_or_default();
    Some(PostRefusal::Content { code: code.to_owned(), says })
}

fn said(body: &Value) -> Option<Said> {
    let error = &body["error"];
    if let Some(name) = error.as_str() {
        let of = |field: &str| body[field].as_str().unwrap_or_default();
        let says = format!("{} {}", of("error_subtype"), of("error_description"));
        return Some(Said::new(by_words(OAUTH, name, &says), json::code(name)));
    }
    let known = |reason: &str| Some(Said::new(Some(by_name(REASONS, reason)?), reason.to_owned()));
    let doubtful = || Said::new(None, String::new());
    (!error.is_null()).then(|| reasons(error).find_map(known).unwrap_or_else(doubtful))
}

/// Every reason an API names, the most particular first.
fn reasons(error: &Value) -> impl Iterator<Item = &str> {
    let listed = json::list(&error["details"]).iter().chain(json::list(&error["errors"]));
    let named = listed.map(|one| &one["reason"]);
    named.chain([&error["status"]]).filter_map(Value::as_str)
}
