//! What TikTok tells of its own accord: that a person's authorization is gone.

use domain::{
    cause::Cause,
    time::{Span, Timestamp},
};
use engine::ports::networks::{Heard, PushMessage, Signal, Unheard};
use serde_json::Value;

use super::ISSUER;
use crate::{
    json,
    push::{self, Secret},
};

/// TikTok tries for 72 hours, and does not say whether it signs again each time. What a message makes us do is to ask, so
/// an old one does no harm.
const OLDEST: Span = Span::hours(73);

/// So far a clock may be ahead of ours.
const AHEAD: Span = Span::minutes(5);

/// Reasons by number. What is not here says nothing we know.
const REASONS: &[(i64, Cause)] = &[
    (1, Cause::AppRemoved),
    // The account was deleted.
    (2, Cause::AccountDisabled),
    // The person's age was corrected, and TikTok wants to hear from them first.
    (3, Cause::Checkpoint),
    // The account was banned.
    (4, Cause::AccountDisabled),
];

/// Reads a message that is signed with the secret of our app.
pub(super) fn hear(
    message: &PushMessage<'_>,
    client_key: &str,
    secret: &Secret,
) -> Result<Heard, Unheard> {
    if message.is_handshake {
        return Err(Unheard::NotOffered);
    }
    let signed_at = verified(message, secret)?;
    if message.now.since(signed_at) > OLDEST || signed_at.since(message.now) > AHEAD {
        return Err(Unheard::Stale);
    }
    let body: Value = serde_json::from_slice(message.body).map_err(|_| Unheard::Malformed)?;
    if body["client_key"] != client_key {
        return Err(Unheard::Malformed);
    }
    let signals = match body["event"].as_str() {
        Some("authorization.removed") => {
            vec![signal(&body, message).ok_or(Unheard::Malformed)?]
        }
        Some(_) => Vec::new(),
        None => return Err(Unheard::Malformed),
    };
    Ok(Heard { answer: push::taken("application/json", "{}"), signals })
}

/// When a message was signed, if it was: `t=1633174587,s=18494715…`, over the text of `t`, a dot, and the body.
fn verified(message: &PushMessage<'_>, secret: &Secret) -> Result<Timestamp, Unheard> {
    let header = push::header(message, "tiktok-signature").ok_or(Unheard::BadSignature)?;
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let of = |name: &str| parts().find(|(key, _)| *key == name).map(|(_, value)| value);
    let signed_at = of("t").ok_or(Unheard::BadSignature)?;
    let signature = of("s").and_then(|hex| hex::decode(hex).ok());
    secret.verify(&[signed_at.as_bytes(), b".", message.body], signature)?;
    let seconds = signed_at.parse().map_err(|_| Unheard::Malformed)?;
    Ok(Timestamp::from_seconds(seconds))
}

fn signal(body: &Value, message: &PushMessage<'_>) -> Option<Signal> {
    // JSON inside a text.
    let content: Value = match &body["content"] {
        Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        other => other.clone(),
    };
    let reason = json::integer(&content["reason"]).unwrap_or_default();
    let known = REASONS.iter().find(|(number, _)| *number == reason);
    let unknown = || Cause::Unrecognised { code: format!("removed/{reason}") };
    Some(Signal {
        // TikTok numbers no messages; the same one twice has the same body.
        id: push::digest(message.body),
        issuer: ISSUER.to_owned(),
        subject: json::id(&body["user_openid"])?,
        cause: known.map_or_else(unknown, |(_, cause)| cause.clone()),
        at: json::moment(&body["create_time"]).unwrap_or(message.now),
    })
}
