//! What there is: people, clients, posts, calls.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::input::Refusal;
use crate::networks;
use crate::world::clients::Client;
use crate::world::media::{self, Medium};
use crate::world::people::{self, Person};
use crate::world::posts::{self, Filter};
use crate::world::{self, Tx, World, calls as log, channels, clock as time, grants};

type Answer = Result<Json<Value>, Refusal>;

pub(super) async fn people(State(world): State<World>) -> Answer {
    let people = world.act(|tx| {
        let people = people::all(tx)?;
        people.iter().map(|person| describe(tx, person)).collect::<world::Result<Vec<_>>>()
    });
    Ok(Json(json!(people.await?)))
}

/// A person as every switch answers with them.
pub(super) fn describe(tx: &Tx<'_>, person: &Person) -> world::Result<Value> {
    let seats = channels::seats(tx, &person.id)?;
    let seats = seats.iter().map(|seat| {
        let role = seat.held.then_some(&seat.role);
        json!({ "id": seat.channel.id, "name": seat.channel.name, "role": role })
    });
    let grants = grants::of_person(tx, &person.id)?.into_iter().map(|grant| {
        Ok(json!({
            "client_id": grant.client_id,
            "scopes": grant.scopes,
            "channels": grant.channels,
            "alive": grants::alive(tx, &grant)?,
        }))
    });
    Ok(json!({
        "network": person.network,
        "id": person.id,
        "name": person.name,
        "login": person.login,
        "password": person.password,
        "state": person.state.as_str(),
        "channels": seats.collect::<Vec<_>>(),
        "grants": grants.collect::<world::Result<Vec<_>>>()?,
    }))
}

/// A client as it was registered; a generation and an address only where one was named.
pub(super) fn registered(client: &Client) -> Value {
    let mut value = json!({
        "network": client.network,
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "redirect_uris": client.redirect_uris,
        "partner": client.partner,
        "testing": client.testing,
    });
    if let (Some(generation), Some(fields)) = (&client.generation, value.as_object_mut()) {
        fields.insert("generation".into(), json!(generation));
    }
    if let (Some(push), Some(fields)) = (&client.push, value.as_object_mut()) {
        fields.insert("push_url".into(), json!(push.url));
        if let Some(token) = &push.verify_token {
            fields.insert("verify_token".into(), json!(token));
        }
    }
    value
}

pub(super) async fn clients(State(world): State<World>) -> Answer {
    let clients = world.act(world::clients::all).await?;
    Ok(Json(clients.iter().map(registered).collect()))
}

#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: i64,
}

pub(super) async fn calls(State(world): State<World>, Query(query): Query<After>) -> Answer {
    let calls = world.act(move |tx| log::after(tx, query.after)).await?;
    Ok(Json(json!(calls)))
}

/// Everything that was said, or what a filter leaves of it.
pub(super) async fn posts(State(world): State<World>, Query(filter): Query<Filter>) -> Answer {
    let posts = world.act(move |tx| {
        let names = channels::all(tx)?;
        let name = |id: &str| names.iter().find(|channel| channel.id == id).map(|it| &it.name);
        let posts = world::posts::kept(tx, &filter)?;
        let posts = posts.iter().map(|(number, post)| {
            let media = media::of_post(tx, &post.network, &post.id)?;
            Ok(json!({
                "number": number,
                "network": post.network,
                "id": post.id,
                "channel": post.channel_id,
                "channel_name": name(&post.channel_id),
                "text": post.text,
                "client_id": post.client_id,
                "reply_to": post.reply_to,
                "at": post.created_at,
                "link": post.link,
                "media": media.iter().map(medium).collect::<Value>(),
            }))
        });
        posts.collect::<world::Result<Value>>()
    });
    Ok(Json(posts.await?))
}

fn medium(medium: &Medium) -> Value {
    json!({ "kind": medium.kind, "bytes": medium.bytes, "sha256": medium.sha256 })
}

#[derive(Deserialize)]
pub(super) struct Below {
    network: String,
    post: String,
}

/// What stands below one post, with what the channel did about it.
pub(super) async fn comments(State(world): State<World>, Query(below): Query<Below>) -> Answer {
    let comments = world.act(move |tx| {
        let post = posts::find(tx, &below.network, &below.post)?;
        let post = post.ok_or_else(|| Refusal::unknown("post", &below.post))?;
        let comments = posts::comments(tx, &post.id)?;
        let comments = comments.iter().map(|comment| {
            json!({
                "id": comment.id,
                "post": comment.post_id,
                "parent": comment.parent,
                "author": comment.author,
                "own": comment.author_id == post.channel_id,
                "text": comment.text,
                "at": comment.created_at,
                "likes": comment.likes,
                "liked": comment.liked,
                "hidden": comment.hidden,
            })
        });
        Ok::<_, Refusal>(comments.collect::<Value>())
    });
    Ok(Json(comments.await?))
}

pub(super) async fn clock(State(world): State<World>) -> Answer {
    let (now, ahead) = world.act(|tx| Ok::<_, world::Error>((tx.now, time::ahead(tx)?))).await?;
    Ok(Json(json!({ "now": now, "ahead_seconds": ahead })))
}

pub(super) async fn nothing(uri: Uri) -> Response {
    let known: Vec<_> = networks::ALL.iter().map(|network| network.slug()).collect();
    let error = format!("nothing stands at {}", uri.path());
    (StatusCode::NOT_FOUND, Json(json!({ "error": error, "networks": known }))).into_response()
}
