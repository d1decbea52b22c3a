//! Comments, however they were come by.

use std::collections::HashSet;

use domain::{time::Timestamp, verdict::Verdict};
use engine::ports::networks::Comment;

/// Those of `found` that were written since `since`, oldest first, each once: while a list is read page by page, what is new
/// pushes what was seen onto the next page.
pub(crate) fn since(mut found: Vec<Comment>, since: Timestamp) -> Vec<Comment> {
    let mut seen = HashSet::new();
    found.retain(|comment| comment.at >= since && seen.insert(comment.remote_id.clone()));
    found.sort_by(|one, other| (one.at, &one.remote_id).cmp(&(other.at, &other.remote_id)));
    found
}

/// There are more comments than are read at once. Then none are told, for whoever reads comments takes an answer for all
/// there are since then.
pub(crate) fn too_many(network: &'static str) -> Verdict {
    tracing::warn!(network, "there are more comments than are read at once");
    Verdict::Unavailable
}
