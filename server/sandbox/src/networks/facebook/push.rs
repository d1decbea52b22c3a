//! What Facebook tells: the callbacks of Meta's networks, and permissions by webhook. Nothing tells of a changed
//! password, a checkpoint or a disabled account.

use serde_json::{Value, json};

use super::graph;
use crate::networks::meta::push::{self as meta, DEAUTHORIZE, DELETION, WAITS};
use crate::push::{About, Handshake, Message, News, Pen, Push};
use crate::world::clients::Address;
use crate::world::clock::SECOND;

pub(super) struct FacebookPush;

impl Push for FacebookPush {
    fn handshake(&self, address: &Address, pen: &Pen<'_>) -> Result<Handshake, String> {
        pen.has_secret()?;
        let token = address.verify_token.as_deref();
        let token = token.ok_or("a webhook needs a verify_token: the word it is asked with")?;
        Ok(meta::ask(token))
    }

    fn write(&self, news: &News, about: &About<'_>, pen: &Pen<'_>) -> Vec<Message> {
        let id = json!(about.grant.scoped_id);
        let message = match news {
            News::AppRemoved => meta::callback(DEAUTHORIZE, &id, pen),
            News::DeletionRequested => meta::callback(DELETION, &id, pen),
            News::PermissionTaken(scope) if about.grant.scopes.contains(scope) => {
                permission(scope, "revoked", about, pen)
            }
            News::PermissionGiven(scope) if about.grant.declined.contains(scope) => {
                permission(scope, "granted", about, pen)
            }
            _ => return Vec::new(),
        };
        vec![message]
    }

    fn waits(&self) -> &'static [i64] {
        WAITS
    }

    fn demands_deletion(&self) -> bool {
        true
    }
}

/// What is given page by page names the pages.
fn permission(scope: &str, verb: &str, about: &About<'_>, pen: &Pen<'_>) -> Message {
    let mut value = json!({ "verb": verb });
    if graph::is_about_pages(scope) {
        value["target_ids"] = json!(about.grant.channels);
    }
    let id = Value::from(about.grant.scoped_id.as_str());
    let entry = json!({
        "id": id,
        "uid": id,
        "time": pen.now / SECOND,
        "changes": [{ "field": scope, "value": value }],
    });
    meta::webhook("permissions", &json!({ "object": "permissions", "entry": [entry] }), pen)
}
