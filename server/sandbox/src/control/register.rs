//! Which clients a network knows.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use url::{Host, Url};

use super::input::{Input, Outcome, Refusal, network};
use super::view;
use crate::networks::Network;
use crate::world::clients::Client;
use crate::world::{Tx, clients};

#[derive(Deserialize)]
struct Registration {
    client_id: String,
    client_secret: Option<String>,
    redirect_uris: Vec<String>,
    /// Where a network has changed its rules for new clients: under which of them this one lives.
    generation: Option<String>,
    #[serde(default)]
    partner: bool,
    #[serde(default)]
    testing: bool,
}

pub(super) async fn register(Path(slug): Path<String>, input: Input) -> Response {
    let outcome = match (network(&slug), input.read::<Registration>()) {
        (Ok(network), Ok(registration)) => {
            input.world.act(move |tx| put_client(tx, network, registration)).await
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    input.answer(outcome)
}

fn put_client(tx: &Tx<'_>, network: &'static dyn Network, new: Registration) -> Outcome {
    let id = new.client_id.trim();
    if id.is_empty() || id.contains('|') {
        return Err(Refusal::Wrong("client_id must be a word without a bar".to_owned()));
    }
    if let Some(uri) = new.redirect_uris.iter().find(|uri| !safe(uri)) {
        let text = format!("redirect_uri {uri} is neither https nor http on loopback");
        return Err(Refusal::Wrong(text));
    }
    let client = Client {
        network: network.slug().to_owned(),
        client_id: id.to_owned(),
        client_secret: new.client_secret.filter(|secret| !secret.is_empty()),
        redirect_uris: new.redirect_uris,
        generation: new.generation,
        partner: new.partner,
        testing: new.testing,
    };
    if let Some(named) = &client.generation
        && !network.generations().contains(&named.as_str())
    {
        let text = format!("{} knows no client generation \"{named}\"", network.title());
        return Err(Refusal::Wrong(text));
    }
    let created = clients::register(tx, &client)?;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, view::registered(&client)))
}

#[derive(Deserialize)]
struct Forgotten {
    client_id: String,
}

pub(super) async fn forget(Path(slug): Path<String>, input: Input) -> Response {
    let outcome = match (network(&slug), input.read::<Forgotten>()) {
        (Ok(network), Ok(gone)) => {
            let done = input.world.act(move |tx| {
                let client = clients::find(tx, network.slug(), &gone.client_id)?;
                let client = client.ok_or_else(|| Refusal::unknown("client", &gone.client_id))?;
                clients::forget(tx, &client)?;
                Ok((StatusCode::OK, json!({ "ok": true })))
            });
            done.await
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    input.answer(outcome)
}

/// As the networks demand: https, except where the traffic never leaves the machine.
fn safe(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    url.fragment().is_none() && (url.scheme() == "https" || (url.scheme() == "http" && loopback))
}
