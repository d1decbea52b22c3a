//! Writing a comment below a video, or a reply in a thread.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::FORCE_SSL;
use super::answers::{Refusal, ok};
use super::bearer::{Bearer, Need, answer};
use super::comments::{find_comment, find_video, resource, thread};
use super::errors::ApiError;
use super::lists::{self, SERVICE};
use crate::call::Call;
use crate::networks::Network as _;
use crate::world::Tx;
use crate::world::posts::{self, Comment};

const BEGIN: Need = Need {
    service: SERVICE,
    method: "youtube.api.v3.V3DataCommentThreadService.Insert",
    scopes: &[&[FORCE_SSL]],
};
const REPLY: Need = Need {
    service: SERVICE,
    method: "youtube.api.v3.V3DataCommentService.Insert",
    scopes: &[&[FORCE_SSL]],
};

const MODERATE: Need = Need {
    service: SERVICE,
    method: "youtube.api.v3.V3DataCommentService.SetModerationStatus",
    scopes: &[&[FORCE_SSL]],
};

#[derive(Deserialize)]
struct NewReply {
    snippet: ReplySnippet,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReplySnippet {
    parent_id: String,
    text_original: String,
}

pub(super) async fn reply(call: Call) -> Response {
    let parts = lists::parts(&call);
    let new = serde_json::from_slice::<NewReply>(&call.body);
    answer(&call, &REPLY, move |tx, bearer| {
        parts?;
        let NewReply { snippet } = new.map_err(|_| unreadable())?;
        let above = find_comment(tx, &snippet.parent_id)?;
        let channel = find_video(tx, &above.post_id)?.channel_id;
        let parent = above.parent.unwrap_or(above.id);
        let comment = write(tx, bearer, above.post_id, Some(parent), snippet.text_original)?;
        Ok(ok(&resource(&channel, &comment)))
    })
    .await
}

#[derive(Deserialize)]
struct NewThread {
    snippet: ThreadSnippet,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ThreadSnippet {
    video_id: String,
    top_level_comment: TopLevel,
}

#[derive(Deserialize)]
struct TopLevel {
    snippet: TopLevelSnippet,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TopLevelSnippet {
    text_original: String,
}

pub(super) async fn begin_thread(call: Call) -> Response {
    let parts = lists::parts(&call);
    let new = serde_json::from_slice::<NewThread>(&call.body);
    answer(&call, &BEGIN, move |tx, bearer| {
        let parts = parts?;
        let NewThread { snippet } = new.map_err(|_| unreadable())?;
        let channel = find_video(tx, &snippet.video_id)?.channel_id;
        let text = snippet.top_level_comment.snippet.text_original;
        let comment = write(tx, bearer, snippet.video_id, None, text)?;
        Ok(ok(&thread(&channel, &comment, &[], &parts)))
    })
    .await
}

fn unreadable() -> ApiError {
    ApiError::bad_request(
        "commentTextRequired",
        "The comment resource being inserted must specify a value for the textOriginal property.",
    )
}

/// Hides comments below the identity's own videos (`heldForReview`, `rejected`) or shows them again (`published`).
pub(super) async fn moderate(call: Call) -> Response {
    let ids = lists::ids(&call, "id");
    let status = call.get("moderationStatus").map(str::to_owned);
    answer(&call, &MODERATE, move |tx, bearer| {
        let ids = ids.ok_or_else(|| ApiError::required("id"))?;
        let hidden = match status.as_deref() {
            Some("published") => false,
            Some("heldForReview" | "rejected") => true,
            Some(_) => {
                let message = "The moderation status is not one that can be set.";
                return Err(ApiError::bad_request("invalidValue", message).into());
            }
            None => return Err(ApiError::required("moderationStatus").into()),
        };
        for id in &ids {
            let comment = find_comment(tx, id)?;
            if find_video(tx, &comment.post_id)?.channel_id != bearer.acting()?.id {
                let message = "The comment cannot be moderated due to insufficient permissions.";
                return Err(ApiError::forbidden(message).into());
            }
            posts::hide_comment(tx, &comment.id, hidden)?;
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}

/// A comment by the identity's channel.
fn write(
    tx: &Tx<'_>,
    bearer: &Bearer,
    post_id: String,
    parent: Option<String>,
    text: String,
) -> Result<Comment, Refusal> {
    let author = bearer.acting()?;
    if text.trim().is_empty() {
        return Err(unreadable().into());
    }
    let comment = Comment {
        id: super::YouTube.comment_id(&post_id),
        post_id,
        parent,
        author_id: author.id.clone(),
        author: author.name.clone(),
        text,
        created_at: tx.now,
        ..Comment::default()
    };
    posts::put_comment(tx, &comment)?;
    Ok(comment)
}
