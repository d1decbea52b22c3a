//! What X tells by itself, by webhook: that a person removed our app. Both forms that X has are read, that of the X
//! Activity API and that of the Account Activity API before it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    cause::Cause,
    time::{Span, Timestamp},
};
use engine::ports::networks::{Heard, PushMessage, Signal, Unheard};
use serde_json::{Value, json};

use super::ISSUER;
use crate::{
    config::{Credentials, Fault},
    json,
    push::{self, Secret},
};

const SIGNATURE: &str = "x-twitter-webhooks-signature";

/// What is older is a message sent once more by somebody else.
const OLDEST: Span = Span::days(7);

const LONGEST_TOKEN: usize = 256;

/// The receiver.
pub(super) struct Webhook {
    secret: Secret,
}

impl Webhook {
    pub(super) fn new(credentials: &Credentials) -> Result<Self, Fault> {
        Ok(Self { secret: Secret::new(credentials)? })
    }

    pub(super) fn hear(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        if message.is_handshake {
            return self.prove(message);
        }
        self.verify(message)?;
        let body: Value = serde_json::from_slice(message.body).map_err(|_| Unheard::Malformed)?;
        if !body.is_object() {
            return Err(Unheard::Malformed);
        }
        let signals = Vec::from_iter(signal(&body, message));
        if signals.iter().any(|signal| signal.at < message.now.before(OLDEST)) {
            return Err(Unheard::Stale);
        }
        Ok(Heard { answer: push::taken("text/plain", ""), signals })
    }

    /// Proves that we have the secret, by signing what we are sent. Anybody may ask for that, and messages are signed with
    /// the same secret: so nothing is signed that could be a message.
    fn prove(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        let token = push::parameter(message, "crc_token").ok_or(Unheard::Malformed)?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~+/=".contains(&byte);
        if token.is_empty() || token.len() > LONGEST_TOKEN || !token.bytes().all(is_plain) {
            return Err(Unheard::Malformed);
        }
        let signature = STANDARD.encode(self.secret.sign(token.as_bytes()));
        let body = json!({ "response_token": format!("sha256={signature}") });
        Ok(Heard { answer: push::taken("application/json", body.to_string()), signals: Vec::new() })
    }

    fn verify(&self, message: &PushMessage<'_>) -> Result<(), Unheard> {
        let signature = push::header(message, SIGNATURE);
        let signature = signature.and_then(|value| value.strip_prefix("sha256="));
        let signature = signature.and_then(|encoded| STANDARD.decode(encoded).ok());
        self.secret.verify(&[message.body], signature)
    }
}

fn signal(body: &Value, message: &PushMessage<'_>) -> Option<Signal> {
    let data = &body["data"];
    let revoke = &body["user_event"]["revoke"];
    let (id, subject, at) = if data["event_type"] == "oauth.revoke" {
        let payload = &data["payload"];
        (json::id(&data["event_uuid"]), &payload["user_id"], &payload["date_time"])
    } else {
        (None, &revoke["source"]["user_id"], &revoke["date_time"])
    };
    Some(Signal {
        id: id.unwrap_or_else(|| push::digest(message.body)),
        issuer: ISSUER.to_owned(),
        subject: json::id(subject)?,
        cause: Cause::AppRemoved,
        at: moment(at).unwrap_or(message.now).min(message.now),
    })
}

/// Its form is not documented for both: X writes moments as text and as milliseconds.
fn moment(value: &Value) -> Option<Timestamp> {
    json::time(value).or_else(|| json::integer(value).map(Timestamp::from_millis))
}
