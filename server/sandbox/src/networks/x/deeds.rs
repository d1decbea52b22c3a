//! What an account does to replies: hides them in its conversations, likes them.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::NETWORK;
use super::answers::{Problem, Refusal};
use super::bearer::{Bearer, Endpoint, answer};
use crate::call::Call;
use crate::world::Tx;
use crate::world::posts;

const HIDE: Endpoint = Endpoint {
    name: "hidden",
    limit: 50,
    scopes: &["tweet.read", "users.read", "tweet.moderate.write"],
};
const LIKE: Endpoint =
    Endpoint { name: "likes", limit: 50, scopes: &["tweet.read", "users.read", "like.write"] };

#[derive(Deserialize)]
struct Hidden {
    hidden: bool,
}

pub(super) async fn hide(Path(id): Path<String>, call: Call) -> Response {
    let asked = serde_json::from_slice::<Hidden>(&call.body);
    answer(&call, &HIDE, move |tx, bearer| {
        let asked = asked.map_err(|_| Problem::invalid("The `hidden` field is required"))?;
        let reply = posts::find_comment(tx, &id)?.ok_or_else(Problem::forbidden)?;
        // Only the one who began a conversation hides in it.
        let post = posts::find(tx, NETWORK, &reply.post_id)?;
        post.filter(|post| post.channel_id == bearer.person.id).ok_or_else(Problem::forbidden)?;
        posts::hide_comment(tx, &reply.id, asked.hidden)?;
        Ok((StatusCode::OK, json!({ "data": { "hidden": asked.hidden } })))
    })
    .await
}

#[derive(Deserialize)]
struct Liked {
    tweet_id: String,
}

pub(super) async fn like(Path(id): Path<String>, call: Call) -> Response {
    let asked = serde_json::from_slice::<Liked>(&call.body);
    answer(&call, &LIKE, move |tx, bearer| {
        let asked = asked.map_err(|_| Problem::invalid("The `tweet_id` field is required"))?;
        set(tx, bearer, &id, &asked.tweet_id, true)?;
        Ok((StatusCode::OK, json!({ "data": { "liked": true } })))
    })
    .await
}

pub(super) async fn unlike(Path((id, tweet)): Path<(String, String)>, call: Call) -> Response {
    answer(&call, &LIKE, move |tx, bearer| {
        set(tx, bearer, &id, &tweet, false)?;
        Ok((StatusCode::OK, json!({ "data": { "liked": false } })))
    })
    .await
}

fn set(tx: &Tx<'_>, bearer: &Bearer, id: &str, tweet: &str, liked: bool) -> Result<(), Refusal> {
    if id != bearer.person.id {
        return Err(Problem::forbidden().into());
    }
    let reply = posts::find_comment(tx, tweet)?;
    let reply = reply.ok_or_else(|| Problem::invalid("The `tweet_id` does not name a post"))?;
    Ok(posts::like_comment(tx, &reply.id, liked)?)
}
