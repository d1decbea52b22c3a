//! Rest.li's ways: lists with a place, keys in lists, urns of things.

use serde_json::{Map, Value, json};

use super::answers::ApiError;
use crate::call::Call;

pub(super) const ADMIN_SCOPES: &[&str] = &["rw_organization_admin", "r_organization_admin"];
/// Who may read what a page shows of itself.
pub(super) const READERS: &[&str] =
    &["ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "CURATOR", "ANALYST"];
/// Who may speak for a page.
pub(super) const WRITERS: &[&str] = &["ADMINISTRATOR", "CONTENT_ADMINISTRATOR"];

/// Which stretch of a list is asked for.
pub(super) struct Window {
    start: usize,
    count: usize,
    path: String,
}

impl Window {
    pub(super) fn of(call: &Call, path: &str) -> Result<Self, ApiError> {
        let number = |name: &str, usual: usize| match call.get(name) {
            None => Ok(usual),
            Some(text) => text.parse().map_err(|_| {
                ApiError::bad_parameter(format!("Invalid value for param; wanted integer: {name}"))
            }),
        };
        let (start, count) = (number("start", 0)?, number("count", 10)?);
        if count > 100 {
            return Err(ApiError::bad_parameter("The count must not be greater than 100"));
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        let place = |name: &str| matches!(name, "start" | "count" | "oauth2_access_token");
        query.extend_pairs(call.params.iter().filter(|(name, _)| !place(name)));
        Ok(Self { start, count, path: format!("{path}?{}", query.finish()) })
    }

    /// The elements in the window, and where the others are.
    pub(super) fn list<T>(&self, all: &[T], element: impl Fn(&T) -> Value) -> Value {
        let elements: Vec<Value> =
            all.iter().skip(self.start).take(self.count).map(element).collect();
        let end = self.start + elements.len();
        let mut links = Vec::new();
        let link = |relation: &str, start: usize| {
            let href = format!("{}&count={}&start={start}", self.path, self.count);
            json!({ "type": "application/json", "rel": relation, "href": href })
        };
        if self.start > 0 {
            links.push(link("prev", self.start.saturating_sub(self.count)));
        }
        if end < all.len() {
            links.push(link("next", end));
        }
        json!({
            "elements": elements,
            "paging": { "start": self.start, "count": self.count, "links": links, "total": all.len() },
        })
    }
}

/// The number in `urn:li:organization:1`.
pub(super) fn organization(urn: &str) -> Option<&str> {
    let id = urn
        .strip_prefix("urn:li:organization:")
        .or_else(|| urn.strip_prefix("urn:li:organizationBrand:"))?;
    id.bytes().all(|byte| byte.is_ascii_digit()).then_some(id)
}

/// The keys in `List(1,2)`.
pub(super) fn keys(text: &str) -> Option<Vec<String>> {
    let inside = text.strip_prefix("List(")?.strip_suffix(')')?;
    // A client may write a urn with its colons encoded once more.
    let key = |text: &str| text.trim().replace("%3A", ":").replace("%3a", ":");
    Some(inside.split(',').map(key).filter(|key| !key.is_empty()).collect())
}

/// Somebody who changed something, and when.
pub(super) fn stamp(actor: &str, at: i64) -> Value {
    let mut stamp = Map::new();
    stamp.insert("actor".into(), json!(actor));
    stamp.insert("time".into(), json!(at));
    Value::Object(stamp)
}
