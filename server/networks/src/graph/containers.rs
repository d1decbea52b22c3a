//! Publishing: what a refusal means for a post, and the way of Instagram and Threads, which first prepare a container and
//! then publish it.

use std::time::Duration;

use domain::{cause::Cause, verdict::Verdict};
use engine::{
    ports::networks::{Media, MediaKind, NewPost, PostRefusal, Published, RemotePost},
    vault::Token,
};
use serde_json::Value;

use super::{Graph, Query, Refusal, answer::GraphError};
use crate::json;

/// How a network prepares and publishes.
pub(crate) struct Containers {
    /// The edge of the channel that makes one.
    pub(crate) make: &'static str,
    /// The field with its state.
    pub(crate) state: &'static str,
    /// The field that says what went wrong with it.
    pub(crate) says: &'static str,
    /// The edge of the channel that publishes one.
    pub(crate) publish: &'static str,
    /// How long a text may be, in characters.
    pub(crate) longest: usize,
}

/// How long to wait before looking again at a container that is being prepared. A picture is ready when it is looked at,
/// or a moment later.
const PICTURE: &[Duration] = &[Duration::from_millis(250)];
/// A film takes up to half a minute, and a container that is left behind is of no use to the next attempt.
const FILM: &[Duration] = &[
    Duration::from_millis(250),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(8),
    Duration::from_secs(8),
];

/// What the state of a container says where a person must act at the network before anything can be published.
const AT_NETWORK_FIRST: [&str; 2] = ["cannot access the app till", "session key is malformed"];

impl Containers {
    /// Publishes `form` on `node`, which is how the API names the channel. Until the last step nothing can be out.
    pub(crate) async fn publish(
        &self,
        graph: &Graph,
        node: &str,
        token: &Token,
        form: &Query<'_>,
        post: &NewPost<'_>,
    ) -> Published {
        let container = match graph.post(&[node, self.make], form, token).await {
            Ok(answer) => json::id(&answer["id"]),
            Err(refusal) => return Published::Refused(refusal.before_publishing()),
        };
        let Some(container) = container else {
            return Published::Refused(Refusal::unreadable().before_publishing());
        };
        let is_film = post.media.is_some_and(|media| media.kind == MediaKind::Video);
        let pauses = if is_film { FILM } else { PICTURE };
        if let Err(refusal) = self.prepared(graph, &container, token, pauses).await {
            return Published::Refused(refusal);
        }
        let form = [("creation_id", container.as_str())];
        let answer = graph.post(&[node, self.publish], &form, token).await;
        published(graph, answer, "id", "permalink", token).await
    }

    async fn prepared(
        &self,
        graph: &Graph,
        container: &str,
        token: &Token,
        pauses: &[Duration],
    ) -> Result<(), PostRefusal> {
        let fields = format!("{},{}", self.state, self.says);
        let mut pauses = pauses.iter();
        loop {
            let answer = graph.get(&[container], &[("fields", fields.as_str())], token).await;
            let answer = answer.map_err(Refusal::before_publishing)?;
            match (answer[self.state].as_str(), pauses.next()) {
                (Some("FINISHED"), _) => return Ok(()),
                (Some("IN_PROGRESS"), Some(pause)) => tokio::time::sleep(*pause).await,
                (Some("ERROR"), _) => return Err(failed(graph, &answer[self.says])),
                // Out of patience, expired, or a word nobody knows: another attempt starts from the beginning.
                _ => return Err(PostRefusal::Channel(Verdict::Unavailable)),
            }
        }
    }
}

/// Why a container could not be prepared.
fn failed(graph: &Graph, says: &Value) -> PostRefusal {
    let says = json::name(says).unwrap_or_default();
    let lower = says.to_lowercase();
    if AT_NETWORK_FIRST.iter().any(|text| lower.contains(text)) {
        return PostRefusal::Channel(Verdict::Dead(Cause::Checkpoint));
    }
    match GraphError::of_state(&says) {
        Some(error) => {
            let verdict = error.verdict(graph.dialect.scopes);
            Refusal { verdict, error: Some(error), harmless: true }.before_publishing()
        }
        None => PostRefusal::Content { code: "ERROR".to_owned(), says },
    }
}

/// How publishing ended with `answer`, whose `id` names the post; `link` is the post's field that says where people see it.
pub(crate) async fn published(
    graph: &Graph,
    answer: Result<Value, Refusal>,
    id: &str,
    link: &str,
    token: &Token,
) -> Published {
    let answer = match answer {
        Ok(answer) => answer,
        Err(refusal) => return refusal.published(),
    };
    let Some(remote_id) = json::id(&answer[id]).or_else(|| json::id(&answer["id"])) else {
        return Published::Unknown;
    };
    // It is out, whatever comes of asking where.
    let post = graph.get(&[&remote_id], &[("fields", link)], token).await;
    let link = post.ok().and_then(|post| json::link(&post[link]));
    Published::Done(RemotePost { remote_id, link })
}

impl Refusal {
    /// How publishing ended with this.
    fn published(self) -> Published {
        if self.harmless {
            Published::Refused(self.before_publishing())
        } else {
            Published::Unknown
        }
    }

    /// Why nothing is out, where nothing can be.
    pub(super) fn before_publishing(self) -> PostRefusal {
        match self.error {
            Some(error) if self.harmless && error.blames_the_post() => {
                PostRefusal::Content { code: error.label(), says: error.says() }
            }
            _ => PostRefusal::Channel(self.verdict),
        }
    }
}

/// The words for a picture as a parameter, where it has any: an empty one may be refused.
pub(crate) fn in_words<'a>(name: &'static str, media: &Media<'a>) -> Option<(&'a str, &'a str)> {
    (!media.alt.is_empty()).then_some((name, media.alt))
}
