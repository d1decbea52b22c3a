//! Pinterest's error table, and how an answer is read with it.
//!
//! Errors are a number and a sentence, from the API and from the token endpoint alike. The number tells little of causes.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::PostRefusal;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{
    http::HttpAnswer,
    json, limit,
    meaning::{Meaning, Row, Said, by_words, judge},
    publishing::refusal,
};

/// The number of a refusal, as text.
pub(super) const REFUSED: &str = "2";

/// Any number.
const ANY: i64 = i64::MIN;

/// By number and part of the sentence.
const TABLE: &[Row<i64>] = &[
    // A block against spam passes by itself, and no login shortens it.
    (ANY, "combat spam", Meaning::Limit),
    (1, "", Meaning::Aside),
    // Whoever asks is not accepted; with an access token that may also be revoked, or the account gone.
    (2, "", Meaning::Expired),
    (3, "", Meaning::Permission),
    (8, "", Meaning::Limit),
    // Apps on trial may not do everything; 29 is otherwise about the thing that was asked for.
    (29, "trial access", Meaning::Ours),
    (29, "", Meaning::Aside),
    (40, "", Meaning::Aside),
    (50, "", Meaning::Aside),
    (283, "", Meaning::Spent),
];

/// What an answer of Pinterest means for the token it was asked with.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    // Which names the headers have is not documented; without one there is simply no moment.
    let until = |_: &Value| limit::reset(headers, "x-ratelimit-reset");
    judge(status, body, until, said)
}

/// What an answer of the token endpoint means. Calls there carry our client credentials and no access token, so a plain
/// refusal is about them, and so is a request that cannot be read.
#[must_use]
pub fn token_verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    match verdict(status, headers, body) {
        Verdict::Dead(Cause::Expired) => Verdict::Ours { code: REFUSED.to_owned() },
        Verdict::Unavailable if status == StatusCode::BAD_REQUEST => {
            match said(&serde_json::from_slice(body).unwrap_or_default()) {
                Some(Said { meaning: Some(Meaning::Aside), code, .. }) => Verdict::Ours { code },
                _ => Verdict::Unavailable,
            }
        }
        verdict => verdict,
    }
}

/// What Pinterest has against a pin, if that is what an answer is about.
pub(super) fn rejected(answer: &HttpAnswer) -> Option<PostRefusal> {
    let body = answer.json();
    let Said { meaning, code, .. } = said(&body)?;
    // A number nobody knows is believed to be about the pin where the status says that the request is at fault.
    let is_about_it = match meaning {
        Some(meaning) => meaning == Meaning::Aside,
        None => answer.status == StatusCode::BAD_REQUEST,
    };
    let says = body["message"].as_str().unwrap_or_default();
    (answer.status.is_client_error() && is_about_it)
        .then(|| refusal(&format!("pinterest/{code}"), says))
}

fn said(body: &Value) -> Option<Said> {
    let code = json::integer(&body["code"])?;
    let says = body["message"].as_str()?;
    let meaning = by_words(TABLE, ANY, says).or_else(|| by_words(TABLE, code, says));
    Some(Said::new(meaning, code.to_string()))
}
