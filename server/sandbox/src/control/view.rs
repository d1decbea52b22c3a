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
use crate::world::people::{self, Person};
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

pub(super) async fn posts(State(world): State<World>) -> Answer {
    let posts = world.act(|tx| {
        let names = channels::all(tx)?;
        let name = |id: &str| names.iter().find(|channel| channel.id == id).map(|it| &it.name);
        let posts = world::posts::all(tx)?;
        let posts = posts.iter().map(|post| {
            json!({
                "network": post.network,
                "id": post.id,
                "channel": post.channel_id,
                "channel_name": name(&post.channel_id),
                "text": post.text,
                "client_id": post.client_id,
                "reply_to": post.reply_to,
                "at": post.created_at,
            })
        });
        Ok::<_, world::Error>(posts.collect::<Value>())
    });
    Ok(Json(posts.await?))
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
