//! Lists come in parts, with cursors and the addresses of the parts beside.

use serde_json::{Map, Value, json};

use super::asked::Asked;
use super::refusal::Refusal;
use crate::random;

/// How a list is cut.
pub(in crate::networks) struct Cut<'c> {
    /// The list's path with its version, for the addresses of other parts.
    pub(in crate::networks) path: &'c str,
    pub(in crate::networks) usual: usize,
    pub(in crate::networks) most: usize,
}

/// The part asked for, each entry described.
pub(in crate::networks) fn of<T>(
    asked: &Asked,
    cut: &Cut<'_>,
    entries: &[T],
    id: impl Fn(&T) -> &str,
    describe: impl Fn(&T) -> Result<Value, Refusal>,
) -> Result<Value, Refusal> {
    let cursor = |entry: &T| format!("QVFI{}", random::number_of(&["cursor", id(entry)]));
    let place = |wanted: &str| entries.iter().position(|entry| cursor(entry) == wanted);
    let limit = asked.get("limit").and_then(|text| text.parse().ok()).unwrap_or(cut.usual);
    let limit = limit.clamp(1, cut.most);
    let start = match (asked.get("after"), asked.get("before")) {
        (Some(after), _) => place(after).map_or(entries.len(), |place| place + 1),
        (None, Some(before)) => place(before).unwrap_or(0).saturating_sub(limit),
        (None, None) => 0,
    };
    let window: Vec<&T> = entries.iter().skip(start).take(limit).collect();
    let data: Vec<Value> = window.iter().map(|entry| describe(entry)).collect::<Result<_, _>>()?;
    let (Some(first), Some(last)) = (window.first(), window.last()) else {
        return Ok(json!({ "data": [] }));
    };
    let (before, after) = (cursor(first), cursor(last));
    let mut paging = Map::new();
    paging.insert("cursors".into(), json!({ "before": before, "after": after }));
    if start + window.len() < entries.len() {
        paging.insert("next".into(), json!(asked.elsewhere(cut.path, ("after", &after))));
    }
    if start > 0 {
        paging.insert("previous".into(), json!(asked.elsewhere(cut.path, ("before", &before))));
    }
    Ok(json!({ "data": data, "paging": paging }))
}
