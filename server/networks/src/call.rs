//! One call of a network's API, from sending to a value. What an answer means is each network's own table.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{Answer, PostRefusal, Published, RemotePost};
use http::StatusCode;
use reqwest::RequestBuilder;
use serde_json::Value;

use crate::{
    http::{Failure, Http, HttpAnswer},
    oauth::Judge,
};

/// The JSON of an answer that brought something.
pub(crate) async fn ask(http: &Http, request: RequestBuilder, judge: Judge) -> Answer<Value> {
    let Ok(answer) = http.send(request).await else { return Err(Verdict::Unavailable) };
    match judge(answer.status, &answer.headers, &answer.body) {
        Verdict::Alive => serde_json::from_slice(&answer.body).map_err(|_| Verdict::Unavailable),
        verdict => {
            tracing::debug!(status = %answer.status, ?verdict, "a network refused");
            Err(verdict)
        }
    }
}

/// A verdict of a call that takes the permission `needs`: most networks do not name it when it is missing.
pub(crate) fn named(verdict: Verdict, needs: &str) -> Verdict {
    match verdict {
        Verdict::Dead(Cause::PermissionLost { missing }) if missing.is_empty() => lost(needs),
        verdict => verdict,
    }
}

fn lost(scope: &str) -> Verdict {
    Verdict::Dead(Cause::PermissionLost { missing: vec![scope.to_owned()] })
}

/// A post that is refused without asking the network.
pub(crate) fn unfit(code: &str) -> Published {
    Published::Refused(PostRefusal::Content { code: code.to_owned(), says: String::new() })
}

/// A channel that cannot publish now.
pub(crate) fn not_now(verdict: Verdict) -> Published {
    // The token was taken, but not with the answer that belongs to it.
    let verdict = if verdict == Verdict::Alive { Verdict::Unavailable } else { verdict };
    Published::Refused(PostRefusal::Channel(verdict))
}

/// How the call ended that makes a post public. `done` finds the post in a success, `content` a refusal of this post in
/// anything else. A success without a post, and a server in trouble, may both have published.
pub(crate) fn published(
    sent: Result<HttpAnswer, Failure>,
    judge: Judge,
    done: impl FnOnce(&HttpAnswer) -> Option<RemotePost>,
    content: impl FnOnce(&HttpAnswer) -> Option<PostRefusal>,
) -> Published {
    let answer = match sent {
        Ok(answer) => answer,
        Err(Failure::NeverSent) => return not_now(Verdict::Unavailable),
        Err(Failure::Lost) => return Published::Unknown,
    };
    if answer.status.is_success() {
        return done(&answer).map_or(Published::Unknown, Published::Done);
    }
    if answer.status.is_server_error() || answer.status == StatusCode::REQUEST_TIMEOUT {
        return Published::Unknown;
    }
    match content(&answer) {
        Some(refusal) => Published::Refused(refusal),
        None => not_now(judge(answer.status, &answer.headers, &answer.body)),
    }
}
