//! Lists, page by page.

use engine::vault::Token;
use serde_json::Value;

use super::{Graph, Query, Refusal};
use crate::json;

/// Reads a list, at most `most` pages of it, for as long as `more` says of a page that the next one is wanted.
pub(crate) async fn list(
    graph: &Graph,
    path: &[&str],
    query: &Query<'_>,
    token: &Token,
    most: usize,
    more: impl Fn(&[Value]) -> bool,
) -> Result<Vec<Value>, Refusal> {
    let (entries, is_whole) = part(graph, path, query, token, most, more).await?;
    if !is_whole {
        tracing::warn!(
            network = graph.dialect.name,
            entries = entries.len(),
            "a list is longer than is read"
        );
    }
    Ok(entries)
}

/// As [`list`], and whether that was all that was wanted.
pub(crate) async fn part(
    graph: &Graph,
    path: &[&str],
    query: &Query<'_>,
    token: &Token,
    most: usize,
    more: impl Fn(&[Value]) -> bool,
) -> Result<(Vec<Value>, bool), Refusal> {
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..most {
        let cursor = after.as_deref().map(|after| ("after", after));
        let query: Vec<_> = query.iter().copied().chain(cursor).collect();
        let mut answer = graph.get(path, &query, token).await?;
        let Value::Array(entries) = json::taken(&mut answer, "data") else {
            return Err(Refusal::unreadable());
        };

        // Only the cursor is taken from the answer, never an address: we say where tokens go.
        after = answer["paging"]["cursors"]["after"].as_str().map(ToOwned::to_owned);
        let last = entries.is_empty()
            || after.is_none()
            || answer["paging"]["next"].is_null()
            || !more(&entries);
        all.extend(entries);
        if last {
            return Ok((all, true));
        }
    }
    Ok((all, false))
}
