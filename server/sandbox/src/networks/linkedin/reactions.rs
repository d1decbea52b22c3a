//! What an organization thinks of a comment: it likes it, or takes that back.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;

use super::answers::{ApiError, Refusal, created};
use super::bearer::{Bearer, Need, answer};
use super::rest::{self, WRITERS};
use super::social::thread;
use crate::call::Call;
use crate::world::Tx;
use crate::world::posts;

const SCOPES: &[&str] = &["w_organization_social", "w_organization_social_feed"];
const CREATE: Need = Need { resource: "reactions.CREATE", scopes: SCOPES };
const DELETE: Need = Need { resource: "reactions.DELETE", scopes: SCOPES };

const KINDS: [&str; 6] = ["LIKE", "PRAISE", "EMPATHY", "INTEREST", "APPRECIATION", "ENTERTAINMENT"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct New {
    root: String,
    reaction_type: String,
}

pub(super) async fn create(call: Call) -> Response {
    let new = serde_json::from_slice::<New>(&call.body);
    let actor = call.get("actor").map(|urn| urn.replace("%3A", ":"));
    answer(&call, &CREATE, true, move |tx, bearer| {
        let new = new.map_err(|_| {
            ApiError::unprocessable(
                "ERROR :: /root or /reactionType :: field is required but not found",
            )
        })?;
        let actor = actor.ok_or_else(|| ApiError::bad_parameter("Param actor is required"))?;
        if !KINDS.contains(&new.reaction_type.as_str()) {
            let text = format!(
                "ERROR :: /reactionType :: \"{}\" is not an enum symbol",
                new.reaction_type
            );
            return Err(ApiError::unprocessable(text).into());
        }
        react(tx, bearer, &actor, &new.root, true)?;
        let id = format!("urn:li:reaction:({actor},{})", new.root);
        Ok(created(
            &id,
            Some(&json!({ "id": id, "root": new.root, "reactionType": new.reaction_type })),
        ))
    })
    .await
}

/// `(actor:urn:li:organization:1,entity:urn:li:comment:(urn:li:activity:1,2))`.
pub(super) async fn remove(Path(key): Path<String>, call: Call) -> Response {
    answer(&call, &DELETE, true, move |tx, bearer| {
        let key =
            key.replace("%3A", ":").replace("%2C", ",").replace("%28", "(").replace("%29", ")");
        let inside = key.strip_prefix("(actor:").and_then(|rest| rest.strip_suffix(')'));
        let parts = inside.and_then(|inside| inside.split_once(",entity:"));
        let (actor, root) = parts.ok_or_else(|| ApiError::no_such_entity(&key))?;
        react(tx, bearer, actor, root, false)?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}

fn react(
    tx: &Tx<'_>,
    bearer: &Bearer,
    actor: &str,
    root: &str,
    liked: bool,
) -> Result<(), Refusal> {
    let id = rest::organization(actor).ok_or_else(|| bearer.denied())?;
    bearer.seat(tx, id, WRITERS)?;
    let thread = thread(tx, bearer, root, WRITERS)?;
    // A channel's like of its own post is not kept: nothing here asks for it.
    let Some(comment) = thread.above else { return Ok(()) };
    Ok(posts::like_comment(tx, &comment.id, liked)?)
}
