//! The switches themselves. Each changes rows and answers with what has become of them.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use url::{Host, Url};

use super::input::{Input, Refusal, network};
use super::view;
use crate::networks::{Cause, Network};
use crate::random;
use crate::world::clients::Client;
use crate::world::people::{Person, State};
use crate::world::posts::Comment;
use crate::world::{Tx, channels, clients, clock as time, faults, grants, people, posts, tokens};

type Outcome = Result<(StatusCode, Value), Refusal>;

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

pub(super) async fn reset(input: Input) -> Response {
    let outcome = input.world.act(|tx| {
        faults::lift(tx)?;
        people::reset(tx)?;
        channels::reset(tx)?;
        time::reset(tx)?;
        Ok::<_, Refusal>((StatusCode::OK, json!({ "ok": true })))
    });
    let outcome = outcome.await;
    input.answer(outcome)
}

#[derive(Deserialize)]
struct Advance {
    advance_seconds: i64,
}

pub(super) async fn clock(input: Input) -> Response {
    let outcome = match input.read::<Advance>() {
        Ok(advance) => {
            let done = input.world.act(move |tx| {
                time::advance(tx, advance.advance_seconds)?;
                let now = time::now(&tx.sql)?;
                let value = json!({ "now": now, "ahead_seconds": time::ahead(tx)? });
                Ok::<_, Refusal>((StatusCode::OK, value))
            });
            done.await
        }
        Err(refusal) => Err(refusal),
    };
    input.answer(outcome)
}

#[derive(Deserialize)]
struct Fault {
    kind: faults::Kind,
    #[serde(default = "once")]
    times: u32,
}

fn once() -> u32 {
    1
}

pub(super) async fn fault(Path(slug): Path<String>, input: Input) -> Response {
    let outcome = match (network(&slug), input.read::<Fault>()) {
        (Ok(network), Ok(fault)) => {
            let done = input.world.act(move |tx| {
                if fault.times > 0 {
                    faults::order(tx, network.slug(), fault.kind, i64::from(fault.times))?;
                }
                let waiting = faults::waiting(tx)?.into_iter().map(|(network, kind, times)| {
                    json!({ "network": network, "kind": kind, "times": times })
                });
                Ok::<_, Refusal>((
                    StatusCode::OK,
                    json!({ "waiting": waiting.collect::<Vec<_>>() }),
                ))
            });
            done.await
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    input.answer(outcome)
}

#[derive(Deserialize)]
struct Which {
    /// Only this client's grant, where a cause can be that narrow.
    client_id: Option<String>,
    /// Only this person's role.
    person: Option<String>,
    text: Option<String>,
    /// Which permission is taken or given back.
    scope: Option<String>,
}

impl Which {
    fn scope(&self) -> Result<&str, Refusal> {
        let scope = self.scope.as_deref().filter(|scope| !scope.is_empty());
        scope.ok_or_else(|| Refusal::Wrong("say which: {\"scope\": \"…\"}".to_owned()))
    }
}

pub(super) async fn person(
    Path((slug, id, cause)): Path<(String, String, String)>,
    input: Input,
) -> Response {
    let outcome = match (network(&slug), input.read::<Which>()) {
        (Ok(network), Ok(which)) => {
            let done = input.world.act(move |tx| {
                let person = people::find(tx, network.slug(), &id)?;
                let person = person.ok_or_else(|| Refusal::unknown("person", &id))?;
                befall(tx, network, &person, &cause, &which)
            });
            done.await
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    input.answer(outcome)
}

fn befall(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    person: &Person,
    cause: &str,
    which: &Which,
) -> Outcome {
    match cause {
        "change-password" => {
            people::change_password(tx, person)?;
            network.suffer(tx, person, Cause::PasswordChanged)?;
        }
        "remove-app" => grants::remove(tx, &person.id, which.client_id.as_deref())?,
        "expire-tokens" => tokens::expire(tx, &person.id)?,
        "drop-permission" => grants::permit(tx, person, which.scope()?, false)?,
        "restore-permission" => grants::permit(tx, person, which.scope()?, true)?,
        "log-out" => {
            people::sign_out_everywhere(tx, person)?;
            network.suffer(tx, person, Cause::LoggedOut)?;
        }
        "checkpoint" => {
            people::set_state(tx, person, State::Checkpoint)?;
            network.suffer(tx, person, Cause::Checkpoint)?;
        }
        "disable" => {
            people::set_state(tx, person, State::Disabled)?;
            network.suffer(tx, person, Cause::Disabled)?;
        }
        "clear-checkpoint" if person.state == State::Checkpoint => {
            people::set_state(tx, person, State::Active)?;
        }
        "enable" if person.state == State::Disabled => {
            people::set_state(tx, person, State::Active)?
        }
        // Nothing to clear.
        "clear-checkpoint" | "enable" => {}
        other => return Err(Refusal::unknown("cause", other)),
    }
    let person = people::find(tx, network.slug(), &person.id)?;
    let person = person.ok_or_else(|| Refusal::unknown("person", ""))?;
    Ok((StatusCode::OK, view::describe(tx, &person)?))
}

pub(super) async fn channel(
    Path((slug, id, change)): Path<(String, String, String)>,
    input: Input,
) -> Response {
    let outcome = match (network(&slug), input.read::<Which>()) {
        (Ok(network), Ok(which)) => {
            let done = input.world.act(move |tx| {
                let channel = channels::find(tx, network.slug(), &id)?;
                let channel = channel.ok_or_else(|| Refusal::unknown("channel", &id))?;
                match change.as_str() {
                    "drop-role" => channels::hold(tx, &channel, which.person.as_deref(), false)?,
                    "restore-role" => channels::hold(tx, &channel, which.person.as_deref(), true)?,
                    "untick" => grants::cover(tx, &channel, which.person.as_deref(), false)?,
                    "tick" => grants::cover(tx, &channel, which.person.as_deref(), true)?,
                    "add-comment" => return add_comment(tx, network, &channel, which.text),
                    other => return Err(Refusal::unknown("change", other)),
                }
                Ok((StatusCode::OK, json!({ "ok": true })))
            });
            done.await
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    input.answer(outcome)
}

/// Somebody writes below the channel's newest post.
fn add_comment(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    channel: &channels::Channel,
    text: Option<String>,
) -> Outcome {
    let post = posts::of_channel(tx, &channel.id)?.into_iter().next();
    let post = post.ok_or_else(|| Refusal::Wrong("the channel has no post yet".to_owned()))?;
    let comment = Comment {
        id: network.comment_id_at(&post.id, tx.now),
        post_id: post.id,
        parent: None,
        author_id: random::number_of(&["Eva Mala"]),
        author: "Eva Mala".to_owned(),
        text: text.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| "Any news?".to_owned()),
        created_at: tx.now,
    };
    posts::put_comment(tx, &comment)?;
    let value = json!({ "id": comment.id, "post": comment.post_id, "text": comment.text });
    Ok((StatusCode::CREATED, value))
}
