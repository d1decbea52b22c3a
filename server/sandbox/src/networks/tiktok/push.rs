//! What TikTok tells by webhook: that a person's authorization is gone, and by whom. When it arrives the tokens are dead
//! already.
//!
//! Sources: developers.tiktok.com, "Webhooks overview", "Webhook events", "Check the signature".

use serde_json::json;

use crate::push::{About, Handshake, Message, News, Pen, Push};
use crate::world::clients::Address;
use crate::world::clock::SECOND;

pub(super) struct TikTokPush;

impl Push for TikTokPush {
    /// TikTok believes what stands in its console.
    fn handshake(&self, _address: &Address, pen: &Pen<'_>) -> Result<Handshake, String> {
        pen.has_secret()?;
        Ok(Handshake::Nothing)
    }

    fn write(&self, news: &News, about: &About<'_>, pen: &Pen<'_>) -> Vec<Message> {
        let reason = match news {
            News::AppRemoved => 1,
            // The account was banned.
            News::Disabled => 4,
            News::GivenBack => 5,
            _ => return Vec::new(),
        };
        let seconds = pen.now / SECOND;
        let body = json!({
            "client_key": pen.client.client_id,
            "event": REMOVED,
            "create_time": seconds,
            "user_openid": about.grant.scoped_id,
            // JSON inside a text, with TikTok's own blank.
            "content": format!(r#"{{"reason": {reason} }}"#),
        });
        let body = body.to_string();
        let signature = hex::encode(pen.sign(&format!("{seconds}.{body}")));
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("tiktok-signature", format!("t={seconds},s={signature}")),
        ];
        vec![Message { kind: REMOVED, headers, body, wants_receipt: false }]
    }

    /// With growing pauses for 72 hours; TikTok does not tell the steps.
    fn waits(&self) -> &'static [i64] {
        &[30, 300, 3_000, 30_000, 225_870]
    }
}

const REMOVED: &str = "authorization.removed";
