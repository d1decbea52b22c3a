//! What becomes of a post, from the answer to the call that publishes it.

use domain::verdict::Verdict;
use engine::ports::networks::{NewPost, PostRefusal, Published, RemotePost};
use serde_json::Value;

use crate::{
    http::{Failure, HttpAnswer},
    json,
    oauth::Judge,
};

const LONGEST_WORDS: usize = 300;

/// Reads the answer to the call that publishes: `refused` finds what is wrong with the post, `judge` says what the answer
/// means for the channel, `done` finds the post.
pub(crate) fn published(
    sent: Result<HttpAnswer, Failure>,
    judge: Judge,
    refused: impl FnOnce(&HttpAnswer, &Value) -> Option<PostRefusal>,
    done: impl FnOnce(&Value) -> Option<RemotePost>,
) -> Published {
    let answer = match sent {
        Ok(answer) => answer,
        Err(Failure::NeverSent) => return in_vain(Verdict::Unavailable),
        Err(Failure::Lost) => return Published::Unknown,
    };
    // A server may have published before it got into trouble, and so may the one behind a gateway that lost patience.
    if answer.status.is_server_error() {
        return Published::Unknown;
    }
    let body = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    if let Some(refusal) = refused(&answer, &body) {
        return Published::Refused(refusal);
    }
    match judge(answer.status, &answer.headers, &answer.body) {
        Verdict::Alive => done(&body).map_or(Published::Unknown, Published::Done),
        Verdict::Unavailable if answer.status.is_success() => Published::Unknown,
        verdict => in_vain(verdict),
    }
}

/// The channel cannot publish now, for `verdict`.
pub(crate) fn in_vain(verdict: Verdict) -> Published {
    Published::Refused(PostRefusal::Channel(verdict))
}

/// The post itself is refused.
pub(crate) fn refusal(code: &str, says: &str) -> PostRefusal {
    PostRefusal::Content {
        code: json::code(code),
        says: says.chars().take(LONGEST_WORDS).collect(),
    }
}

/// The text with the link below it, for networks where links stand in the text.
pub(crate) fn text_with_link(post: &NewPost<'_>) -> String {
    match post.link {
        Some(link) if !post.text.contains(link) => format!("{}\n\n{link}", post.text),
        _ => post.text.to_owned(),
    }
}
