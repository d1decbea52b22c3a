//! What was written below a channel's posts: the posts first, then the comments below each that may have new ones.
//!
//! Looked at are the last hundred posts: there is no list of comments by channel, and asking below every post there ever was
//! would take more calls than a channel has.

use domain::{time::Timestamp, verdict::Verdict};
use engine::{
    ports::networks::{Answer, Comment},
    vault::Token,
};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::Value;

use super::{
    Graph, Query, Refusal,
    answer::GraphError,
    list::{list, part},
};
use crate::{comments, json};

const MOST_POST_LISTS: usize = 2;
/// Two thousand comments below one post since they were read last.
const MOST_COMMENT_LISTS: usize = 40;
/// Below how many posts is read at the same time.
const AT_ONCE: usize = 8;

/// How a network tells of comments.
pub(crate) struct Comments {
    /// The edge of the channel with its posts, newest first.
    pub(crate) posts: &'static str,
    /// What to ask of each.
    pub(crate) post_fields: &'static str,
    /// Whether a post certainly has no comment since then.
    pub(crate) is_quiet: fn(&Value, Timestamp) -> bool,
    /// The edge of a post with its comments.
    pub(crate) below: &'static str,
    /// How to ask for them, newest first.
    pub(crate) query: &'static [(&'static str, &'static str)],
    /// The edge of a comment with the answers to it, where they come inside it and may be too many for that. Answers below a
    /// comment that is too old to be listed are not seen.
    pub(crate) answers: Option<&'static str>,
    /// What an entry that stands below a post says. One entry may hold the replies to it.
    pub(crate) read: fn(&Value, &Place<'_>) -> Vec<Comment>,
    /// When an entry was written.
    pub(crate) written: &'static str,
}

/// Where an entry stands.
pub(crate) struct Place<'a> {
    /// The channel's id.
    pub(crate) channel: &'a str,
    /// The post.
    pub(crate) post: &'a Value,
    /// The post's id.
    pub(crate) post_id: &'a str,
}

/// Every comment since `since`, oldest first.
pub(crate) async fn since(
    graph: &Graph,
    how: &Comments,
    channel: &str,
    token: &Token,
    since: Timestamp,
) -> Answer<Vec<Comment>> {
    let query = [("fields", how.post_fields), ("limit", "50")];
    let posts =
        list(graph, &[channel, how.posts], &query, token, MOST_POST_LISTS, |_| true).await?;
    let asking: Vec<_> = posts
        .iter()
        .filter(|post| !(how.is_quiet)(post, since))
        .map(|post| below(graph, how, channel, post, token, since))
        .collect();
    let found = stream::iter(asking).buffer_unordered(AT_ONCE).try_concat().await?;
    Ok(comments::since(found, since))
}

async fn below(
    graph: &Graph,
    how: &Comments,
    channel: &str,
    post: &Value,
    token: &Token,
    since: Timestamp,
) -> Answer<Vec<Comment>> {
    let post_id = json::id(&post["id"]).ok_or(Verdict::Unavailable)?;
    let query: &Query<'_> = &[how.query, &[("limit", "50")]].concat();
    // The last entry of a page is its oldest where the newest come first, and its newest where a network does not heed
    // the order: then every page is read.
    let more = |entries: &[Value]| {
        entries
            .last()
            .and_then(|entry| json::time(&entry[how.written]))
            .is_none_or(|at| at >= since)
    };
    let listed = part(graph, &[&post_id, how.below], query, token, MOST_COMMENT_LISTS, more).await;
    let mut entries = match listed {
        Ok((entries, true)) => entries,
        Ok((_, false)) => return Err(comments::too_many(graph.dialect.name)),
        // It was taken down since it was listed.
        Err(refusal) if is_gone(&refusal) => return Ok(Vec::new()),
        Err(refusal) => return Err(refusal.verdict),
    };
    if let Some(edge) = how.answers {
        for entry in &mut entries {
            complete(graph, edge, entry, token).await?;
        }
    }
    let place = Place { channel, post, post_id: &post_id };
    Ok(entries.iter().flat_map(|entry| (how.read)(entry, &place)).collect())
}

/// Puts all answers into a comment that came with the first of them.
async fn complete(graph: &Graph, edge: &str, comment: &mut Value, token: &Token) -> Answer<()> {
    let Some(id) = json::id(&comment["id"]).filter(|_| !comment[edge]["paging"]["next"].is_null())
    else {
        return Ok(());
    };
    let query = [("fields", "id,text,username,timestamp"), ("limit", "50")];
    match part(graph, &[&id, edge], &query, token, MOST_COMMENT_LISTS, |_| true).await {
        Ok((answers, true)) => comment[edge]["data"] = Value::Array(answers),
        Ok((_, false)) => return Err(comments::too_many(graph.dialect.name)),
        Err(refusal) if is_gone(&refusal) => {}
        Err(refusal) => return Err(refusal.verdict),
    }
    Ok(())
}

fn is_gone(refusal: &Refusal) -> bool {
    refusal.error.as_ref().is_some_and(GraphError::hides_it)
}
