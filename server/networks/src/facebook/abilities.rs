//! Whether a page can be published to, its comments read, its statistics read. Three calls at once, none of which
//! changes anything.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{ChannelAccess, Tested};
use futures::future::join3;

use crate::graph::{Graph, abilities::reading, introspection::introspect};

const PUBLISHING: &str = "pages_manage_posts";
const INSIGHTS: [(&str, &str); 2] = [("metric", "page_post_engagements"), ("period", "day")];

/// Tests one page.
pub(super) async fn test(graph: &Graph, page: &ChannelAccess<'_>) -> Tested {
    let (publish, comments, statistics) = join3(
        publishing(graph, page),
        reading(graph, &[page.remote_id, "feed"], &[("fields", "id"), ("limit", "1")], page),
        reading(graph, &[page.remote_id, "insights"], &INSIGHTS, page),
    )
    .await;
    Tested { publish, comments, statistics }
}

/// Publishing cannot be tried out. What can be known without it: the page's token lives, may publish, and its page was
/// ticked for that. (`tasks`, which would name the person's role, is no field of a page, only of the list of pages.)
async fn publishing(graph: &Graph, page: &ChannelAccess<'_>) -> Verdict {
    let known = match introspect(graph, page.token).await {
        Ok(known) => known,
        Err(verdict) => return verdict,
    };
    if !known.has(PUBLISHING) {
        return Verdict::Dead(Cause::PermissionLost { missing: vec![PUBLISHING.to_owned()] });
    }
    if known.ticked(PUBLISHING, page.remote_id) == Some(false) {
        return Verdict::Dead(Cause::NotGranted);
    }
    Verdict::Alive
}
