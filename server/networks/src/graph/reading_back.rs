//! Whether a post is among those of a channel.
//!
//! Meta's stores hand what was written to every reader within seconds (TAO, USENIX ATC 2013: 99.8 % within ten), so that a
//! post which is not listed a while after it was sent is not there.

use engine::{
    ports::networks::{Answer, ReadBack, RemotePost, SentPost},
    vault::Token,
};
use serde_json::Value;

use super::{Graph, list::part};
use crate::{
    json,
    reading_back::{Absence, Listed, earliest, likeness, settle},
};

/// Of fifty posts each.
const MOST_LISTS: usize = 2;

/// How a network lists posts.
pub(crate) struct Posts {
    /// The edge of the channel with them, newest first.
    pub(crate) edge: &'static str,
    /// What to ask of each.
    pub(crate) fields: &'static str,
    /// The field with its text.
    pub(crate) text: &'static str,
    /// The field with when it was published.
    pub(crate) written: &'static str,
    /// The field that says where people see it.
    pub(crate) link: &'static str,
}

impl Posts {
    /// Whether what was sent as `text` is on `node`, which is how the API names the channel: one call, where fewer than fifty
    /// posts were published since.
    pub(crate) async fn read_back(
        &self,
        graph: &Graph,
        node: &str,
        token: &Token,
        sent: &SentPost<'_>,
        text: &str,
    ) -> Answer<ReadBack> {
        let earliest = earliest(sent);
        let since = (earliest.millis() / 1000).to_string();
        let query = [("fields", self.fields), ("since", &since), ("limit", "50")];
        let written = |post: &Value| json::time(&post[self.written]);
        let more = |posts: &[Value]| posts.last().and_then(written).is_none_or(|at| at >= earliest);
        let (posts, is_whole) =
            part(graph, &[node, self.edge], &query, token, MOST_LISTS, more).await?;
        let listed = posts.iter().map(|post| Listed {
            at: written(post),
            likeness: likeness(text, post[self.text].as_str().unwrap_or_default()),
            post: json::id(&post["id"])
                .map(|remote_id| RemotePost { remote_id, link: json::link(&post[self.link]) }),
        });
        Ok(settle(sent, listed, is_whole, Absence::Proves))
    }
}
