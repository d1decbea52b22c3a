//! What networks told clients of their own accord, and the switches for a delivery that goes wrong.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{Input, Outcome, Refusal, network};
use crate::courier::Courier;
use crate::networks::Network;
use crate::push::{self, About, News, Pen};
use crate::world::grants::Grant;
use crate::world::{Tx, clients, grants, people, pushes};

/// All messages, newest last. What is on its way is waited for, so that the list says what came of it.
pub(super) async fn list(State(courier): State<Courier>) -> Result<Json<Value>, Refusal> {
    courier.idle().await;
    let pushes = courier.world.act(pushes::all).await?;
    Ok(Json(json!(pushes)))
}

pub(super) async fn retry(State(courier): State<Courier>, input: Input) -> Response {
    let tried = courier.retry().await;
    input.answer(tried.map(|tried| (StatusCode::OK, json!(tried))).map_err(Refusal::from))
}

pub(super) async fn again(
    State(courier): State<Courier>,
    Path(id): Path<String>,
    input: Input,
) -> Response {
    let outcome = send(&courier, &id).await;
    input.answer(outcome)
}

async fn send(courier: &Courier, id: &str) -> Outcome {
    let unknown = || Refusal::unknown("message", id);
    let number = id.parse().map_err(|_| unknown())?;
    let sent = courier.again(number).await?.ok_or_else(unknown)?;
    Ok((StatusCode::OK, json!(sent)))
}

#[derive(Deserialize)]
struct Forgery {
    client_id: String,
    person: String,
}

/// Somebody who does not have the client's secret tells it that a person removed it.
pub(super) async fn forge(
    State(courier): State<Courier>,
    Path(slug): Path<String>,
    input: Input,
) -> Response {
    let outcome = forge_one(&courier, &slug, &input).await;
    input.answer(outcome)
}

async fn forge_one(courier: &Courier, slug: &str, input: &Input) -> Outcome {
    let network = network(slug)?;
    let forgery = input.read::<Forgery>()?;
    let id = courier.world.act(move |tx| write(tx, network, &forgery)).await?;
    let sent = courier.again(id).await?;
    Ok((StatusCode::OK, json!(sent)))
}

fn write(tx: &Tx<'_>, network: &dyn Network, forgery: &Forgery) -> Result<i64, Refusal> {
    let silent = || Refusal::Wrong(format!("{} sends no push messages", network.title()));
    let push = network.push().ok_or_else(silent)?;
    let client = clients::find(tx, network.slug(), &forgery.client_id)?;
    let client = client.ok_or_else(|| Refusal::unknown("client", &forgery.client_id))?;
    let person = people::find(tx, network.slug(), &forgery.person)?;
    let person = person.ok_or_else(|| Refusal::unknown("person", &forgery.person))?;
    let grant = match grants::find(tx, &person.id, &client.client_id)? {
        Some(grant) => grant,
        // A forger tells of people whom the client may never have met.
        None => Grant {
            network: person.network.clone(),
            person_id: person.id.clone(),
            client_id: client.client_id.clone(),
            scoped_id: network.scoped_id(&person, &client.client_id),
            scopes: Vec::new(),
            declined: Vec::new(),
            channels: Vec::new(),
            removed: true,
        },
    };
    let pen = Pen { client: &client, now: tx.now, forged: true };
    let about = About { person: &person, grant: &grant };
    let ids = push::write(tx, push, &News::AppRemoved, &about, &pen)?;
    ids.into_iter().next().ok_or_else(silent)
}
