//! What becomes of a post, from the answer to the call that makes it public.

use domain::{limits, verdict::Verdict};
use engine::ports::networks::{NewPost, PostRefusal, Published, RemotePost};
use http::StatusCode;

use crate::{
    http::{Failure, HttpAnswer},
    json,
};

const LONGEST_WORDS: usize = 300;

/// How the call ended that makes a post public: `done` finds the post in a success, `refused` what is wrong with the post in
/// anything else, and `judge` says what the rest means for the channel.
pub(crate) fn published(
    sent: Result<HttpAnswer, Failure>,
    judge: impl FnOnce(&HttpAnswer) -> Verdict,
    refused: impl FnOnce(&HttpAnswer) -> Option<PostRefusal>,
    done: impl FnOnce(&HttpAnswer) -> Option<RemotePost>,
) -> Published {
    let answer = match sent {
        Ok(answer) => answer,
        Err(Failure::NeverSent) => return not_now(Verdict::Unavailable),
        Err(Failure::Lost) => return Published::Unknown,
    };
    // A server may have published before it got into trouble, and so may the one behind a gateway that lost patience.
    if answer.status.is_server_error() || answer.status == StatusCode::REQUEST_TIMEOUT {
        return Published::Unknown;
    }
    let is_success = answer.status.is_success();
    if let Some(post) = is_success.then(|| done(&answer)).flatten() {
        return Published::Done(post);
    }
    if let Some(refusal) = refused(&answer) {
        return Published::Refused(refusal);
    }
    match judge(&answer) {
        // A success without a post may be one all the same.
        Verdict::Alive | Verdict::Unavailable if is_success => Published::Unknown,
        verdict => not_now(verdict),
    }
}

/// The channel cannot publish now, for `verdict`.
pub(crate) fn not_now(verdict: Verdict) -> Published {
    Published::Refused(closed(verdict))
}

/// As [`not_now`], before the call that makes it public.
pub(crate) fn closed(verdict: Verdict) -> PostRefusal {
    // The token was taken, but not with the answer that belongs to it.
    PostRefusal::Channel(if verdict == Verdict::Alive { Verdict::Unavailable } else { verdict })
}

/// The network refuses this post, in its own words.
pub(crate) fn refusal(code: &str, says: &str) -> PostRefusal {
    PostRefusal::Content {
        code: json::code(code),
        says: says.chars().take(LONGEST_WORDS).collect(),
    }
}

/// A post that is refused by a rule of the network that we know, without asking.
pub(crate) fn unfit(code: &str) -> Published {
    Published::Refused(refusal(code, ""))
}

/// The text with the link below it, for networks where links stand in the text: as their limits count it.
pub(crate) fn text_with_link(post: &NewPost<'_>) -> String {
    limits::text_with_link(post.text, post.link)
}
