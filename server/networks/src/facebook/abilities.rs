//! Whether a page can be published to, its comments read, its statistics read. Three calls at once, none of which
//! changes anything.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{ChannelAccess, Tested};
use futures::future::join3;

use super::{
    graph::{Graph, Query},
    introspection::introspect,
};

const PUBLISHING: &str = "pages_manage_posts";

/// Tests one page.
pub(super) async fn test(graph: &Graph, page: &ChannelAccess<'_>) -> Tested {
    let (publish, comments, statistics) = join3(
        publishing(graph, page),
        reading(graph, page, "feed", &[("fields", "id"), ("limit", "1")]),
        reading(graph, page, "insights", &[("metric", "page_post_engagements"), ("period", "day")]),
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

/// Reads one edge of the page, whose permissions are those of the ability.
async fn reading(
    graph: &Graph,
    page: &ChannelAccess<'_>,
    edge: &str,
    query: &Query<'_>,
) -> Verdict {
    match graph.get(&[page.remote_id, edge], query, page.token).await {
        Ok(answer) if answer["data"].is_array() => Verdict::Alive,
        Ok(_) => Verdict::Unavailable,
        Err(refusal) => refusal.verdict,
    }
}
