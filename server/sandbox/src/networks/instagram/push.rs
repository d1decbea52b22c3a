//! What Instagram tells: the two callbacks of Meta's networks, signed with the secret of the Instagram app.

use serde_json::{Value, json};

use crate::networks::meta::push::{self as meta, DEAUTHORIZE, DELETION, WAITS};
use crate::push::{About, Handshake, Message, News, Pen, Push};
use crate::world::clients::Address;

pub(super) struct InstagramPush;

impl Push for InstagramPush {
    fn handshake(&self, address: &Address, pen: &Pen<'_>) -> Result<Handshake, String> {
        meta::handshake(address, pen)
    }

    fn write(&self, news: &News, about: &About<'_>, pen: &Pen<'_>) -> Vec<Message> {
        let kind = match news {
            News::AppRemoved => DEAUTHORIZE,
            News::DeletionRequested => DELETION,
            _ => return Vec::new(),
        };
        // A number here, where Facebook writes text.
        let number = about.grant.scoped_id.parse::<u64>();
        let id =
            number.map_or_else(|_| Value::from(about.grant.scoped_id.as_str()), |id| json!(id));
        vec![meta::callback(kind, &id, pen)]
    }

    fn waits(&self) -> &'static [i64] {
        WAITS
    }

    fn demands_deletion(&self) -> bool {
        true
    }
}
