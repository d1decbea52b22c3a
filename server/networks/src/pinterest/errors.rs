//! Pinterest's error table, and how an answer is read with it.
//!
//! Errors are a number and a sentence, from the API and from the token endpoint alike. The number tells little of causes.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::PostRefusal;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{http::HttpAnswer, json, limit, publishing::refusal};

/// What an error says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Whoever asks is not accepted. With an access token: it has expired, was revoked, or the account is gone, and the
    /// mildest is said, because whoever holds a refresh token tries it. At the token endpoint: our own credentials.
    Refused,
    /// What was handed in, a refresh token or a code, is refused for good.
    Spent,
    Scope,
    Limit,
    Ours,
    /// About the thing that was sent or asked for.
    Thing,
}

/// The number of a refusal, as text.
pub(super) const REFUSED: &str = "2";

/// Any number.
const ANY: i64 = i64::MIN;

/// By number and part of the sentence in lower case; the first row that fits counts.
const TABLE: &[(i64, &str, Meaning)] = &[
    // A block against spam passes by itself, and no login shortens it.
    (ANY, "combat spam", Meaning::Limit),
    (1, "", Meaning::Thing),
    (2, "", Meaning::Refused),
    (3, "", Meaning::Scope),
    (8, "", Meaning::Limit),
    // Apps on trial may not do everything; 29 is otherwise about the thing that was asked for.
    (29, "trial access", Meaning::Ours),
    (29, "", Meaning::Thing),
    (40, "", Meaning::Thing),
    (50, "", Meaning::Thing),
    (283, "", Meaning::Spent),
];

/// What an answer of Pinterest means for the token it was asked with.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    // Which names the headers have is not documented; without one there is simply no moment.
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
    let Some((code, meaning)) = error(&body) else {
        return if status.is_success() { Verdict::Alive } else { Verdict::Unavailable };
    };
    let code = code.to_string();
    match meaning {
        Some(Meaning::Refused) => Verdict::Dead(Cause::Expired),
        Some(Meaning::Spent) => Verdict::Dead(Cause::Unrecognised { code }),
        // Pinterest does not name the scope.
        Some(Meaning::Scope) => Verdict::Dead(Cause::PermissionLost { missing: Vec::new() }),
        Some(Meaning::Limit) => limited(),
        Some(Meaning::Ours) => Verdict::Ours { code },
        Some(Meaning::Thing) | None => Verdict::Unavailable,
    }
}

/// What an answer of the token endpoint means. Calls there carry our client credentials and no access token, so a plain
/// refusal is about them, and so is a request that cannot be read.
#[must_use]
pub fn token_verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    match verdict(status, headers, body) {
        Verdict::Dead(Cause::Expired) => Verdict::Ours { code: REFUSED.to_owned() },
        Verdict::Unavailable if status == StatusCode::BAD_REQUEST => {
            let body = serde_json::from_slice(body).unwrap_or(Value::Null);
            match error(&body) {
                Some((code, Some(Meaning::Thing))) => Verdict::Ours { code: code.to_string() },
                _ => Verdict::Unavailable,
            }
        }
        verdict => verdict,
    }
}

/// What Pinterest has against a pin, if that is what an answer is about.
pub(super) fn rejected(answer: &HttpAnswer) -> Option<PostRefusal> {
    let body = answer.json();
    let (code, meaning) = error(&body)?;
    // A number nobody knows is believed to be about the pin where the status says that the request is at fault.
    let is_about_it = match meaning {
        Some(meaning) => meaning == Meaning::Thing,
        None => answer.status == StatusCode::BAD_REQUEST,
    };
    let says = body["message"].as_str().unwrap_or_default();
    (answer.status.is_client_error() && is_about_it)
        .then(|| refusal(&format!("pinterest/{code}"), says))
}

fn error(body: &Value) -> Option<(i64, Option<Meaning>)> {
    let code = json::integer(&body["code"])?;
    let says = body["message"].as_str()?.to_lowercase();
    let row = TABLE
        .iter()
        .find(|(known, part, _)| (*known == code || *known == ANY) && says.contains(part));
    Some((code, row.map(|(_, _, meaning)| *meaning)))
}
