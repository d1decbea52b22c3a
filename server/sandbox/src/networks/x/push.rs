//! What X tells by webhook: that a person took back the app's access (`oauth.revoke` of the X Activity API).
//!
//! Sources: docs.x.com, "X Activity API event payload examples" and "Webhooks"; retries are those of the Account Activity
//! API, three of them within five minutes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::json;

use crate::push::{About, Handshake, Message, News, Pen, Proof, Push};
use crate::random;
use crate::world::clients::Address;

pub(super) struct XPush;

impl Push for XPush {
    /// The challenge-response check: the address signs what it is sent.
    fn handshake(&self, _address: &Address, pen: &Pen<'_>) -> Result<Handshake, String> {
        pen.has_secret()?;
        let token = random::token(24);
        let proof = Proof::Field("response_token", signature(pen, &token));
        Ok(Handshake::Ask { parameters: vec![("crc_token", token)], proof })
    }

    fn write(&self, news: &News, about: &About<'_>, pen: &Pen<'_>) -> Vec<Message> {
        if *news != News::AppRemoved {
            return Vec::new();
        }
        let app: String =
            random::number_of(&["app", &pen.client.client_id]).chars().take(8).collect();
        let body = json!({ "data": {
            "event_uuid": format!("{}00", random::number()),
            "filter": {},
            "event_type": "oauth.revoke",
            "payload": {
                "date_time": moment(pen.now),
                "user_id": about.grant.scoped_id,
                "app_id": app,
            },
        } });
        let body = body.to_string();
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("x-twitter-webhooks-signature", signature(pen, &body)),
        ];
        vec![Message { kind: "oauth.revoke", headers, body, wants_receipt: false }]
    }

    fn waits(&self) -> &'static [i64] {
        &[30, 90, 180]
    }
}

fn signature(pen: &Pen<'_>, text: &str) -> String {
    format!("sha256={}", STANDARD.encode(pen.sign(text)))
}

/// "2026-07-23T21:44:05+00:00", not in the form of the rest of the API.
fn moment(at: i64) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}
