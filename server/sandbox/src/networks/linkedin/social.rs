//! Comments below an organization's posts, and answers to comments.

use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::{ApiError, Refusal, created, ok};
use super::bearer::{Bearer, Need, answer};
use super::rest::{self, READERS, WRITERS, Window, stamp};
use super::shares::visible;
use crate::call::Call;
use crate::networks::Network as _;
use crate::world::posts::{self, Comment, Post};
use crate::world::{Tx, channels};

const READ: &[&str] = &["r_organization_social", "r_organization_social_feed"];
const SUMMARY: Need = Need { resource: "socialActions.GET", scopes: READ };
const COMMENTS: Need = Need { resource: "comments.GET_ALL", scopes: READ };
const COMMENT: Need = Need {
    resource: "comments.CREATE",
    scopes: &["w_organization_social", "w_organization_social_feed"],
};

/// What a comment hangs on.
pub(super) struct Thread {
    post: Post,
    /// The comment it answers.
    pub(super) above: Option<Comment>,
}

/// A share or an activity, or `urn:li:comment:(urn:li:activity:1,2)`.
pub(super) fn thread(
    tx: &Tx<'_>,
    bearer: &Bearer,
    urn: &str,
    roles: &[&str],
) -> Result<Thread, Refusal> {
    let inside = urn.strip_prefix("urn:li:comment:(").and_then(|rest| rest.strip_suffix(')'));
    let Some((post, id)) = inside.and_then(|inside| inside.rsplit_once(',')) else {
        return Ok(Thread { post: visible(tx, bearer, urn, roles)?, above: None });
    };
    let post = visible(tx, bearer, post, roles)?;
    let above = posts::find_comment(tx, id)?.filter(|comment| comment.post_id == post.id);
    let above = above.ok_or_else(|| ApiError::no_such_entity(urn))?;
    Ok(Thread { post, above: Some(above) })
}

impl Thread {
    fn comments(&self, tx: &Tx<'_>) -> Result<Vec<Comment>, Refusal> {
        let above = self.above.as_ref().map(|above| above.id.as_str());
        let mut comments = posts::comments(tx, &self.post.id)?;
        comments.retain(|comment| comment.parent.as_deref() == above);
        Ok(comments)
    }
}

pub(super) async fn summary(Path(urn): Path<String>, call: Call) -> Response {
    answer(&call, &SUMMARY, true, move |tx, bearer| {
        let thread = thread(tx, bearer, &urn, READERS)?;
        let comments = posts::comments(tx, &thread.post.id)?;
        let first = comments.iter().filter(|comment| comment.parent.is_none()).count();
        Ok(ok(&json!({
            "$URN": urn,
            "target": urn,
            "commentsSummary": {
                "totalFirstLevelComments": first,
                "aggregatedTotalComments": comments.len(),
                "commentsState": "OPEN",
            },
            "likesSummary": { "totalLikes": thread.post.likes, "aggregatedTotalLikes": thread.post.likes },
        })))
    })
    .await
}

pub(super) async fn comments(Path(urn): Path<String>, call: Call) -> Response {
    let path = call.site.path(&format!("/rest/socialActions/{}/comments", encoded(&urn)));
    let window = Window::of(&call, &path);
    answer(&call, &COMMENTS, true, move |tx, bearer| {
        let window = window?;
        let thread = thread(tx, bearer, &urn, READERS)?;
        let comments = thread.comments(tx)?;
        let all = posts::comments(tx, &thread.post.id)?;
        let with_answers = |comment: &Comment| {
            let below = all.iter().filter(|it| it.parent.as_ref() == Some(&comment.id)).count();
            let mut value = describe(comment);
            if below > 0 {
                value["commentsSummary"] = json!({ "totalFirstLevelComments": below });
            }
            value
        };
        Ok(ok(&window.list(&comments, with_answers)))
    })
    .await
}

fn encoded(urn: &str) -> String {
    form_urlencoded::byte_serialize(urn.as_bytes()).collect()
}

fn activity(post_id: &str) -> String {
    post_id.replace("urn:li:share:", "urn:li:activity:")
}

fn describe(comment: &Comment) -> Value {
    let activity = activity(&comment.post_id);
    // Those who wrote here before are no members of this world: their numbers tell them apart.
    let known = comment.author_id.len() <= 10
        && comment.author_id.bytes().all(|byte| byte.is_ascii_digit());
    let kind = if known { "organization" } else { "person" };
    let actor = format!("urn:li:{kind}:{}", comment.author_id);
    let mut value = json!({
        "id": comment.id,
        "$URN": format!("urn:li:comment:({activity},{})", comment.id),
        "commentUrn": format!("urn:li:comment:({activity},{})", comment.id),
        "actor": actor,
        "object": activity,
        "message": { "attributes": [], "text": comment.text },
        "likesSummary": {
            "totalLikes": comment.likes,
            "aggregatedTotalLikes": comment.likes,
            "likedByCurrentUser": comment.liked,
        },
        "created": stamp(&actor, comment.created_at),
        "lastModified": stamp(&actor, comment.created_at),
    });
    if let (Some(parent), Some(fields)) = (&comment.parent, value.as_object_mut()) {
        fields
            .insert("parentComment".into(), json!(format!("urn:li:comment:({activity},{parent})")));
    }
    value
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct New {
    actor: String,
    message: Message,
    parent_comment: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    text: String,
}

pub(super) async fn comment(Path(urn): Path<String>, call: Call) -> Response {
    let new = serde_json::from_slice::<New>(&call.body);
    answer(&call, &COMMENT, true, move |tx, bearer| {
        let New { actor, message, parent_comment } = new.map_err(|_| {
            ApiError::unprocessable(
                "ERROR :: /actor or /message :: field is required but not found",
            )
        })?;
        let id = rest::organization(&actor).ok_or_else(|| bearer.denied())?;
        bearer.seat(tx, id, WRITERS)?;
        let channel = channels::find(tx, NETWORK, id)?.ok_or_else(|| bearer.denied())?;
        let thread = thread(tx, bearer, parent_comment.as_deref().unwrap_or(&urn), READERS)?;
        if message.text.trim().is_empty() {
            let text = "ERROR :: /message/text :: length must be greater than 0";
            return Err(ApiError::unprocessable(text).into());
        }
        let comment = Comment {
            id: super::LinkedIn.comment_id(&thread.post.id),
            post_id: thread.post.id,
            parent: thread.above.map(|above| above.parent.unwrap_or(above.id)),
            author_id: channel.id,
            author: channel.name,
            text: message.text,
            created_at: tx.now,
            ..Comment::default()
        };
        posts::put_comment(tx, &comment)?;
        Ok(created(&comment.id, Some(&describe(&comment))))
    })
    .await
}
