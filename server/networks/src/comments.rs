//! Comments, however they were come by.

use domain::time::Timestamp;
use engine::ports::networks::Comment;

/// Those of `found` that were written since `since`, oldest first.
pub(crate) fn since(mut found: Vec<Comment>, since: Timestamp) -> Vec<Comment> {
    found.retain(|comment| comment.at >= since);
    found.sort_by(|one, other| (one.at, &one.remote_id).cmp(&(other.at, &other.remote_id)));
    found
}
