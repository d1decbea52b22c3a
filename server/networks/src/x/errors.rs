//! X's error tables, and how an answer is read with them.
//!
//! X writes errors in three forms: problems (RFC 9457) from the API, OAuth errors (RFC 6749, section 5.2) from the token
//! endpoint, and numbered errors that remain from its first API.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::PostRefusal;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{
    http::HttpAnswer,
    json, limit,
    meaning::{Meaning, Row, Said, by_name, by_words, judge},
};

/// Problems by the end of their `type` and part of the detail. A type that is not here says nothing about
/// the token: it is about the thing that was asked for, like `not-authorized-for-resource`.
const PROBLEMS: &[Row] = &[
    ("user-suspended", "temporarily locked", Meaning::Checkpoint),
    ("user-suspended", "", Meaning::Disabled),
    ("client-forbidden", "", Meaning::Ours),
    ("oauth1-permissions", "", Meaning::Ours),
    ("unsupported-authentication", "", Meaning::Ours),
    ("invalid-request", "", Meaning::Ours),
    ("usage-capped", "", Meaning::Limit),
];

/// Problems without a type of their own (`about:blank`), by HTTP status and part of the detail.
const PLAIN_PROBLEMS: &[Row<u16>] = &[
    (401, "", Meaning::Expired),
    (403, "not permitted to perform this action", Meaning::Permission),
];

/// OAuth errors, by part of the description. `invalid_request` is X's word for a refused token or code,
/// as it is the standard's word for a request that cannot be read; the description tells them apart. We send the same
/// redirect URI and verifier that the code was asked for with, so if they do not match, the code is foreign.
const OAUTH: &[Row] = &[
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
    (64, Meaning::Disabled),
    (88, Meaning::Limit),
    (89, Meaning::Expired),
    (326, Meaning::Checkpoint),
];

/// Refusals of a post: by HTTP status, the end of the `type` and part of the detail in lower case, with a name of ours
/// where X has none.
const CONTENT: &[(u16, &str, &str, &str)] = &[
    (403, "about:blank", "duplicate content", "duplicate"),
    (403, "about:blank", "not allowed to create a tweet", "not_allowed"),
    (400, "invalid-request", "", "invalid-request"),
    // What is answered is gone, or not for this account to see.
    (403, "not-authorized-for-resource", "", "not-authorized-for-resource"),
    (404, "resource-not-found", "", "resource-not-found"),
];

/// The same among the numbered errors.
const NUMBERED_CONTENT: &[i64] = &[186, 187];

/// What an answer of X means for the token, or the code, it was asked with.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    let until = |_: &Value| limit::reset(headers, "x-rate-limit-reset");
    judge(status, body, until, |body| {
        let is_error = !status.is_success() || !is_fine(body);
        is_error.then(|| said(status, body))
    })
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
        let detail = json::lower(&body["detail"]);
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

fn said(status: StatusCode, body: &Value) -> Said {
    // An OAuth error, also when numbered ones stand beside it.
    if let Some(error) = body["error"].as_str() {
        let description = body["error_description"].as_str().unwrap_or_default();
        return Said::new(by_words(OAUTH, error, description), json::code(error));
    }
    if let Some(code) = json::integer(&body["errors"][0]["code"]) {
        return Said::new(by_name(NUMBERED, code), code.to_string());
    }
    // A problem stands alone, or first in a list beside nothing else.
    let problem = if body["title"].is_string() { body } else { &body["errors"][0] };
    if !problem["title"].is_string() {
        return Said::new(None, String::new());
    }
    let kind = problem["type"].as_str().unwrap_or("about:blank");
    let detail = problem["detail"].as_str().unwrap_or_default();
    if kind == "about:blank" {
        let status = status.as_u16();
        return Said::new(by_words(PLAIN_PROBLEMS, status, detail), status.to_string());
    }
    let name = kind.rsplit('/').next().unwrap_or_default();
    Said::new(by_words(PROBLEMS, name, detail), json::code(name))
}
