//! Comments are answered, hidden, liked and closed.

use axum::{
    Extension,
    extract::{Path, State},
    http::HeaderMap,
};
use domain::scope::Scope;
use engine::apps::community::{Thread, Unanswered, Undone};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::{
    answer::{Answer, changed, made, seen},
    body::Sent,
    entry::Entered,
    models::{ApiComment, ApiReply},
    problem::Problem,
    reads::thread,
};
use crate::state::AppState;

/// An answer to a comment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct WantedReply {
    /// What it says.
    text: String,
}

/// What changes of a comment: one thing at a time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct ChangedComment {
    /// Whether others do not see it at its network.
    is_hidden: Option<bool>,
    /// Whether its channel likes it.
    is_liked: Option<bool>,
    /// Whether nothing is to be done about it any more.
    is_done: Option<bool>,
}

/// Answers a comment: at once, or when its channel works again. Scope `comments:write`.
#[utoipa::path(
    post,
    path = "/api/v1/comments/{comment}/replies",
    params(
        ("comment" = String, Path, format = "uuid", description = "Its id"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what was read"),
    ),
    request_body = WantedReply,
    responses((status = 201, body = ApiReply))
)]
pub(in super::super) async fn reply(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(comment): Path<String>,
    headers: HeaderMap,
    Sent(wanted): Sent<WantedReply>,
) -> Answer {
    let viewer = entered.with(Scope::WriteComments)?;
    let Thread { comment, replies, .. } = thread(&state, &entered, &comment).await?;
    let (id, version) = (comment.id, comment.version);
    seen(&headers, &ApiComment::of(comment, &replies), false)?;
    match state.engine.answer(viewer, id, version, &wanted.text).await? {
        Ok(reply) => made(&ApiReply::from(&reply)),
        Err(Unanswered::Empty) => Err(Problem::wrong("/text", "An answer says something.")),
        Err(Unanswered::Changed) => Err(Problem::CHANGED),
        Err(Unanswered::Answered) => {
            Err(Problem::conflict("Another answer is out, on its way, or waits."))
        }
        Err(Unanswered::Unsupported) => {
            Err(Problem::conflict("The network takes no answer to this comment."))
        }
    }
}

/// Hides, likes or closes a comment, or takes that back. `If-Match` says which version was seen. Scope `comments:write`.
#[utoipa::path(
    patch,
    path = "/api/v1/comments/{comment}",
    params(
        ("comment" = String, Path, format = "uuid", description = "Its id"),
        ("If-Match" = String, Header, description = "The ETag of what was read"),
    ),
    request_body = ChangedComment,
    responses((status = 200, body = ApiComment))
)]
pub(in super::super) async fn change(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(comment): Path<String>,
    headers: HeaderMap,
    Sent(wanted): Sent<ChangedComment>,
) -> Answer {
    let viewer = entered.with(Scope::WriteComments)?;
    let Thread { comment, replies, .. } = thread(&state, &entered, &comment).await?;
    let (id, version) = (comment.id, comment.version);
    seen(&headers, &ApiComment::of(comment, &replies), true)?;
    let engine = &state.engine;
    let done = match (wanted.is_hidden, wanted.is_liked, wanted.is_done) {
        (Some(hidden), None, None) => engine.hide_comment(viewer, id, version, hidden).await?,
        (None, Some(liked), None) => engine.like_comment(viewer, id, version, liked).await?,
        (None, None, Some(done)) => engine.close_comment(viewer, id, version, done).await?,
        _ => return Err(Problem::wrong("", "Change one thing: is_hidden, is_liked or is_done.")),
    };
    match done {
        Ok(comment) => changed(&ApiComment::of(comment, &replies)),
        Err(why) => Err(undone(why)),
    }
}

fn undone(why: Undone) -> Problem {
    match why {
        Undone::Changed => Problem::CHANGED,
        Undone::Unsupported => Problem::conflict("The network has no such thing."),
        Undone::NoSuchPerson => Problem::NOT_FOUND,
        Undone::Lost(_) => {
            Problem::conflict("The channel cannot be reached until somebody mends it.")
        }
        Undone::Unavailable => {
            Problem::conflict("The network, or the way to it, is in trouble. Try again later.")
        }
        Undone::Refused { says, .. } if says.is_empty() => {
            Problem::conflict("The network does not do it.")
        }
        Undone::Refused { says, .. } => {
            Problem::conflict(format!("The network does not do it: {says}"))
        }
    }
}
