//! What a channel does with comments.

use domain::verdict::Verdict;
use engine::{
    ports::networks::{PostRefusal, Published, RemotePost},
    vault::Token,
};
use serde_json::Value;

use super::{Graph, Query, Refusal};
use crate::{json, publishing::closed};

/// Answers a comment on its edge `edge`. Where people see the answer is not asked: it stands below the comment.
pub(crate) async fn reply(
    graph: &Graph,
    comment: &str,
    edge: &str,
    text: &str,
    token: &Token,
) -> Published {
    match graph.post(&[comment, edge], &[("message", text)], token).await {
        Ok(answer) => json::id(&answer["id"]).map_or(Published::Unknown, |remote_id| {
            Published::Done(RemotePost { remote_id, link: None })
        }),
        Err(refusal) if refusal.harmless => Published::Refused(refusal.of_a_comment()),
        Err(_) => Published::Unknown,
    }
}

/// Changes something about a comment.
pub(crate) async fn change(
    graph: &Graph,
    path: &[&str],
    form: &Query<'_>,
    token: &Token,
) -> Result<(), PostRefusal> {
    done(graph.post(path, form, token).await)
}

/// Whether a comment was changed.
pub(crate) fn done(answer: Result<Value, Refusal>) -> Result<(), PostRefusal> {
    match answer {
        Ok(answer) if answer["success"] == true => Ok(()),
        Ok(_) => Err(closed(Verdict::Unavailable)),
        Err(refusal) => Err(refusal.of_a_comment()),
    }
}

impl Refusal {
    /// As the answer to what is done with a comment, which may be gone by now: no other attempt brings it back.
    fn of_a_comment(self) -> PostRefusal {
        match self.error {
            Some(error) if self.harmless && error.hides_it() => {
                PostRefusal::Content { code: error.label(), says: error.says() }
            }
            error => Self { error, ..self }.before_publishing(),
        }
    }
}
