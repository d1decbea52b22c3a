//! What Meta's networks tell clients of their own accord: that a person removed the app or wants their data deleted (a
//! form with a `signed_request`), and, by webhook, that permissions changed.
//!
//! Sources: Meta's pages on the data deletion callback and on webhooks (their verification requests and signatures).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::push::{Handshake, Message, Pen, Proof};
use crate::random;
use crate::world::clients::Address;
use crate::world::clock::SECOND;

/// A failed webhook is tried again at once, then less and less often for a day and a half; Meta does not tell the steps.
pub(in crate::networks) const WAITS: &[i64] = &[0, 60, 600, 3_600, 21_600, 97_740];

/// Asks whether the address knows the word it was registered with, and to say a number back.
pub(in crate::networks) fn ask(verify_token: &str) -> Handshake {
    let challenge = random::number().chars().take(10).collect::<String>();
    Handshake::Ask {
        parameters: vec![
            ("hub.mode", "subscribe".to_owned()),
            ("hub.challenge", challenge.clone()),
            ("hub.verify_token", verify_token.to_owned()),
        ],
        proof: Proof::Body(challenge),
    }
}

/// Callbacks are believed as they are registered; a webhook, which has a verify token, is asked.
pub(in crate::networks) fn handshake(
    address: &Address,
    pen: &Pen<'_>,
) -> Result<Handshake, String> {
    pen.has_secret()?;
    Ok(address.verify_token.as_deref().map_or(Handshake::Nothing, ask))
}

/// The form of both callbacks. The signature is over the encoded payload.
pub(in crate::networks) fn callback(kind: &'static str, user_id: &Value, pen: &Pen<'_>) -> Message {
    let payload = json!({
        "algorithm": "HMAC-SHA256",
        "issued_at": pen.now / SECOND,
        "user_id": user_id,
    });
    let payload = URL_SAFE_NO_PAD.encode(payload.to_string());
    let signature = URL_SAFE_NO_PAD.encode(pen.sign(&payload));
    Message {
        kind,
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        body: format!("signed_request={signature}.{payload}"),
        wants_receipt: kind == DELETION,
    }
}

pub(in crate::networks) const DEAUTHORIZE: &str = "deauthorize";
pub(in crate::networks) const DELETION: &str = "data-deletion";

/// A webhook. The signature is over the body as it is.
pub(in crate::networks) fn webhook(kind: &'static str, body: &Value, pen: &Pen<'_>) -> Message {
    let body = body.to_string();
    let signature = format!("sha256={}", hex::encode(pen.sign(&body)));
    Message {
        kind,
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("x-hub-signature-256", signature),
        ],
        body,
        wants_receipt: false,
    }
}
