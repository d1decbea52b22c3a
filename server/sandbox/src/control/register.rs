//! Which clients a network knows, and where it tells them things.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use url::{Host, Url};

use super::input::{Input, Outcome, Refusal, network};
use super::view;
use crate::courier::Courier;
use crate::networks::Network;
use crate::push::Pen;
use crate::world::clients::{self, Address, Client};

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
    #[serde(flatten)]
    push: Told,
}

pub(super) async fn register(
    State(courier): State<Courier>,
    Path(slug): Path<String>,
    input: Input,
) -> Response {
    let outcome = put_client(&courier, &slug, &input).await;
    input.answer(outcome)
}

async fn put_client(courier: &Courier, slug: &str, input: &Input) -> Outcome {
    let network = network(slug)?;
    let new = input.read::<Registration>()?;
    let (client, address) = new.check(network)?;
    let client = match address {
        Some(address) => proved(courier, network, client, address).await?,
        None => client,
    };
    let done = courier.world.act(move |tx| {
        let known = clients::find(tx, &client.network, &client.client_id)?;
        // An address that was proved stays: who registers again as a rule has not moved.
        let push = client.push.clone().or_else(|| known.and_then(|known| known.push));
        let client = Client { push, ..client };
        let created = clients::register(tx, &client)?;
        let status = if created { StatusCode::CREATED } else { StatusCode::OK };
        Ok((status, view::registered(&client)))
    });
    done.await
}

impl Registration {
    /// The client, and the address that is still to be proved.
    fn check(self, network: &'static dyn Network) -> Result<(Client, Option<Address>), Refusal> {
        let id = self.client_id.trim();
        if id.is_empty() || id.contains('|') {
            return Err(Refusal::Wrong("client_id must be a word without a bar".to_owned()));
        }
        if let Some(uri) = self.redirect_uris.iter().find(|uri| !safe(uri)) {
            let text = format!("redirect_uri {uri} is neither https nor http on loopback");
            return Err(Refusal::Wrong(text));
        }
        if let Some(named) = &self.generation
            && !network.generations().contains(&named.as_str())
        {
            let text = format!("{} knows no client generation \"{named}\"", network.title());
            return Err(Refusal::Wrong(text));
        }
        let client = Client {
            network: network.slug().to_owned(),
            client_id: id.to_owned(),
            client_secret: self.client_secret.filter(|secret| !secret.is_empty()),
            redirect_uris: self.redirect_uris,
            generation: self.generation,
            partner: self.partner,
            testing: self.testing,
            push: None,
        };
        Ok((client, self.push.address()?))
    }
}

/// An address as it is told; none where nothing is said of it.
#[derive(Deserialize)]
struct Told {
    push_url: Option<String>,
    verify_token: Option<String>,
}

impl Told {
    fn address(self) -> Result<Option<Address>, Refusal> {
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        let Some(url) = filled(self.push_url) else { return Ok(None) };
        if !safe(&url) {
            let text = format!("push_url {url} is neither https nor http on loopback");
            return Err(Refusal::Wrong(text));
        }
        Ok(Some(Address { url, verify_token: filled(self.verify_token) }))
    }
}

/// The client with the address, once the address did what the network demands of one.
async fn proved(
    courier: &Courier,
    network: &dyn Network,
    client: Client,
    address: Address,
) -> Result<Client, Refusal> {
    let refused = |why: String| {
        let text = format!("{} does not take push_url {}: {why}", network.title(), address.url);
        Refusal::Wrong(text)
    };
    let Some(push) = network.push() else {
        return Err(refused("it sends no push messages".to_owned()));
    };
    let now = courier.world.act(|tx| Ok::<_, Refusal>(tx.now)).await?;
    let pen = Pen { client: &client, now, forged: false };
    let handshake = push.handshake(&address, &pen).map_err(refused)?;
    courier.shake(&address.url, &handshake).await.map_err(refused)?;
    Ok(Client { push: Some(address), ..client })
}

#[derive(Deserialize)]
struct Moved {
    client_id: String,
    #[serde(flatten)]
    told: Told,
}

/// Gives a client an address, or proves the one it has again; without a `push_url` it has none from now on.
pub(super) async fn set_push(
    State(courier): State<Courier>,
    Path(slug): Path<String>,
    input: Input,
) -> Response {
    let outcome = put_push(&courier, &slug, &input).await;
    input.answer(outcome)
}

async fn put_push(courier: &Courier, slug: &str, input: &Input) -> Outcome {
    let network = network(slug)?;
    let Moved { client_id, told } = input.read::<Moved>()?;
    let address = told.address()?;
    let found = courier.world.act(move |tx| {
        let client = clients::find(tx, network.slug(), &client_id)?;
        client.ok_or_else(|| Refusal::unknown("client", &client_id))
    });
    let client = found.await?;
    let client = match address {
        Some(address) => proved(courier, network, client, address).await?,
        None => Client { push: None, ..client },
    };
    let done = courier.world.act(move |tx| {
        clients::set_push(tx, &client)?;
        Ok((StatusCode::OK, view::registered(&client)))
    });
    done.await
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
