//! Lists by id: newest first, bounded by ids, with the neighbouring pages in the Link header.

use serde_json::Value;

use super::answers::Answer;
use crate::call::{Call, Site};

/// Which part of a list is asked for.
pub(super) struct Window {
    site: Site,
    path: String,
    limit: usize,
    max_id: Option<i64>,
    since_id: Option<i64>,
    min_id: Option<i64>,
    /// What the neighbouring pages must repeat.
    kept: Vec<(String, String)>,
}

impl Window {
    /// `kept` names the parameters that choose what is in the list.
    pub(super) fn of(call: &Call, path: &str, most: (usize, usize), kept: &[&str]) -> Self {
        let (usual, largest) = most;
        let id = |name: &str| call.get(name).and_then(|text| text.parse().ok());
        let limit = call.get("limit").and_then(|text| text.parse().ok()).unwrap_or(usual);
        let kept = call.params.iter().filter(|(name, _)| kept.contains(&name.as_str()));
        Self {
            site: call.site.clone(),
            path: path.to_owned(),
            limit: limit.clamp(1, largest),
            max_id: id("max_id"),
            since_id: id("since_id"),
            min_id: id("min_id"),
            kept: kept.cloned().collect(),
        }
    }

    /// Cuts a list that comes newest first.
    pub(super) fn cut<T>(&self, items: Vec<T>, id: impl Fn(&T) -> &str) -> Vec<T> {
        let number = |item: &T| id(item).parse::<i64>().unwrap_or(0);
        let below = |item: &T| self.max_id.is_none_or(|max| number(item) < max);
        let above = |item: &T| {
            self.since_id.is_none_or(|since| number(item) > since)
                && self.min_id.is_none_or(|min| number(item) > min)
        };
        let mut items: Vec<T> =
            items.into_iter().filter(|item| below(item) && above(item)).collect();
        let surplus = items.len().saturating_sub(self.limit);
        if self.min_id.is_some() {
            // The page just above an id, not the newest one.
            items.drain(..surplus);
        } else {
            items.truncate(self.limit);
        }
        items
    }

    /// The page with the way to its neighbours.
    pub(super) fn page(&self, entities: Vec<Value>) -> Answer {
        let id = |entity: Option<&Value>| Some(entity?.get("id")?.as_str()?.to_owned());
        let mut links = Vec::new();
        if let Some(last) = id(entities.last()).filter(|_| entities.len() == self.limit) {
            links.push(self.link("max_id", &last, "next"));
        }
        if let Some(first) = id(entities.first()) {
            links.push(self.link("min_id", &first, "prev"));
        }
        let link = (!links.is_empty()).then(|| links.join(", "));
        Answer { body: Value::Array(entities), link }
    }

    fn link(&self, bound: &str, id: &str, relation: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", &self.limit.to_string());
        query.extend_pairs(&self.kept);
        query.append_pair(bound, id);
        format!("<{}?{}>; rel=\"{relation}\"", self.site.url(&self.path), query.finish())
    }
}
