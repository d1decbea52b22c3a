//! What Meta tells of its own accord, at one address per network: that a person removed our app or wants their data
//! deleted (a form with a `signed_request`), and changed permissions (a webhook with a signature in its header).
//!
//! A webhook is set up at Meta with a verify token. Ours is the HMAC-SHA256 of the words "relink webhook" under the app's
//! secret, in hex: nothing more needs to be kept, and
//! `printf 'relink webhook' | openssl dgst -sha256 -hmac "$SECRET"` prints it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    cause::Cause,
    time::{Span, Timestamp},
};
use engine::ports::networks::{Heard, PushMessage, Signal, Unheard};
use serde_json::Value;

use super::Graph;
use crate::{
    config::Credentials,
    json,
    push::{self, Secret},
};

const TEXT: &str = "text/plain; charset=utf-8";
const VERIFY_TOKEN_OF: &[u8] = b"relink webhook";
/// Meta repeats a webhook that was not taken for a day and a half.
const OLDEST: Span = Span::days(2);
/// The page that explains what became of a request to delete data.
const EXPLAINED_AT: &str = "/help";

/// The verify token of our webhooks, which Meta is given when they are set up; `None` where there can be none.
#[must_use]
pub fn verify_token(credentials: &Credentials) -> Option<String> {
    let secret = Secret::new(credentials).ok()?;
    Some(hex::encode(secret.sign(VERIFY_TOKEN_OF)))
}

impl Graph {
    /// Reads a message.
    pub(crate) fn hear(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        if message.is_handshake {
            return self.shake_hands(message);
        }
        match push::header(message, "x-hub-signature-256") {
            Some(signature) => self.hear_webhook(message, signature),
            None => self.hear_request(message),
        }
    }

    fn shake_hands(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        let of = |name| push::parameter(message, name);
        let (Some("subscribe"), Some(token), Some(challenge)) =
            (of("hub.mode"), of("hub.verify_token"), of("hub.challenge"))
        else {
            return Err(Unheard::Malformed);
        };
        self.secret.verify(&[VERIFY_TOKEN_OF], hex::decode(token).ok())?;
        Ok(Heard { answer: push::taken(TEXT, challenge), signals: Vec::new() })
    }

    fn hear_webhook(&self, message: &PushMessage<'_>, signature: &str) -> Result<Heard, Unheard> {
        let signature = signature.strip_prefix("sha256=").ok_or(Unheard::BadSignature)?;
        self.secret.verify(&[message.body], hex::decode(signature).ok())?;
        let body: Value = serde_json::from_slice(message.body).map_err(|_| Unheard::Malformed)?;
        let entries = body["entry"].as_array().ok_or(Unheard::Malformed)?;
        // Other objects tell of posts and messages, never of a token.
        let entries = if body["object"] == "permissions" { entries.as_slice() } else { &[] };
        let digest = push::digest(message.body);
        let signals = entries.iter().enumerate().filter_map(|(place, entry)| {
            let at = fresh(json::moment(&entry["time"])?, message.now)?;
            let subject = json::id(&entry["uid"]).or_else(|| json::id(&entry["id"]))?;
            let cause = withdrawn(&entry["changes"])?;
            let issuer = self.dialect.issuer.to_owned();
            Some(Signal { id: format!("{digest}/{place}"), issuer, subject, cause, at })
        });
        Ok(Heard { answer: push::taken(TEXT, "ok"), signals: signals.collect() })
    }

    /// Both callbacks look the same, so both are answered as the one that wants an answer: where to read what became of
    /// the request, and by which code. Deleting is for whoever looks after the profile; the signal tells that the app was
    /// removed.
    fn hear_request(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        let request = url::form_urlencoded::parse(message.body)
            .find(|(name, _)| name == "signed_request")
            .map(|(_, value)| value.into_owned())
            .ok_or(Unheard::BadSignature)?;
        let (signature, payload) = request.split_once('.').ok_or(Unheard::Malformed)?;
        self.secret.verify(&[payload.as_bytes()], unpadded(signature))?;

        let payload = unpadded(payload).ok_or(Unheard::Malformed)?;
        let payload: Value = serde_json::from_slice(&payload).map_err(|_| Unheard::Malformed)?;
        if payload["algorithm"] != "HMAC-SHA256" {
            return Err(Unheard::Malformed);
        }
        let issued_at = json::moment(&payload["issued_at"]).ok_or(Unheard::Malformed)?;
        let subject = json::id(&payload["user_id"]).ok_or(Unheard::Malformed)?;
        let at = fresh(issued_at, message.now).ok_or(Unheard::Stale)?;
        let id = push::digest(request.as_bytes());
        let code = &id[..16];
        let answer = serde_json::json!({
            "url": format!("{}{EXPLAINED_AT}?deletion={code}", self.public_url),
            "confirmation_code": code,
        });
        let issuer = self.dialect.issuer.to_owned();
        Ok(Heard {
            answer: push::taken("application/json", answer.to_string()),
            signals: vec![Signal { id, issuer, subject, cause: Cause::AppRemoved, at }],
        })
    }
}

/// What was taken back, if anything was.
fn withdrawn(changes: &Value) -> Option<Cause> {
    let changes = changes.as_array()?;
    let missing: Vec<String> = changes
        .iter()
        .filter(|change| change["value"]["verb"] != "granted")
        .filter_map(|change| json::id(&change["field"]))
        .collect();
    if missing.iter().any(|field| field == "connected") {
        return Some(Cause::AppRemoved);
    }
    (!missing.is_empty()).then_some(Cause::PermissionLost { missing })
}

/// `at`, unless it is too long ago; a clock that is ahead of ours is set right.
fn fresh(at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    (now.since(at) <= OLDEST).then(|| at.min(now))
}

/// base64url; the standard of these messages has no padding, some senders do.
fn unpadded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}
