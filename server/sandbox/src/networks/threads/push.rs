//! What Threads tells: the two callbacks of Meta's networks, which its console calls uninstall and delete.

use serde_json::json;

use crate::networks::meta::push::{self as meta, DEAUTHORIZE, DELETION, WAITS};
use crate::push::{About, Handshake, Message, News, Pen, Push};
use crate::world::clients::Address;

pub(super) struct ThreadsPush;

impl Push for ThreadsPush {
    fn handshake(&self, address: &Address, pen: &Pen<'_>) -> Result<Handshake, String> {
        meta::handshake(address, pen)
    }

    fn write(&self, news: &News, about: &About<'_>, pen: &Pen<'_>) -> Vec<Message> {
        let kind = match news {
            News::AppRemoved => DEAUTHORIZE,
            News::DeletionRequested => DELETION,
            _ => return Vec::new(),
        };
        vec![meta::callback(kind, &json!(about.grant.scoped_id), pen)]
    }

    fn waits(&self) -> &'static [i64] {
        WAITS
    }

    fn demands_deletion(&self) -> bool {
        true
    }
}
