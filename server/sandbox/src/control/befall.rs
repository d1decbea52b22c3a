//! What can happen to a person and to a channel.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::input::{Input, Outcome, Refusal, network};
use super::view;
use crate::audience::{self, Wanted};
use crate::networks::{Cause, Network};
use crate::push::{self, News, Push};
use crate::world::people::{Person, State};
use crate::world::{Tx, channels, grants, people, tokens};

#[derive(Deserialize)]
struct Which {
    /// Only this client's grant, where a cause can be that narrow.
    client_id: Option<String>,
    /// Only this person's role.
    person: Option<String>,
    #[serde(flatten)]
    said: Wanted,
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
    // Who hears of it is who could act for the person before.
    let narrow = matches!(cause, "remove-app" | "request-deletion");
    let one = which.client_id.as_deref().filter(|_| narrow);
    let audience = push::audience(tx, person, one)?;
    let news = happen(tx, network, person, cause, which)?;
    if let (Some(push), Some(news)) = (network.push(), news) {
        push::tell(tx, push, person, &audience, &news)?;
    }
    let person = people::find(tx, network.slug(), &person.id)?;
    let person = person.ok_or_else(|| Refusal::unknown("person", ""))?;
    Ok((StatusCode::OK, view::describe(tx, &person)?))
}

/// Changes the rows, and says what of it a network may tell.
fn happen(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    person: &Person,
    cause: &str,
    which: &Which,
) -> Result<Option<News>, Refusal> {
    let news = match cause {
        "change-password" => {
            people::change_password(tx, person)?;
            network.suffer(tx, person, Cause::PasswordChanged)?;
            Some(News::PasswordChanged)
        }
        "remove-app" => {
            grants::remove(tx, &person.id, which.client_id.as_deref())?;
            Some(News::AppRemoved)
        }
        "request-deletion" => {
            if !network.push().is_some_and(Push::demands_deletion) {
                let text = format!("nobody can demand at {} that data is deleted", network.title());
                return Err(Refusal::Wrong(text));
            }
            grants::remove(tx, &person.id, which.client_id.as_deref())?;
            Some(News::DeletionRequested)
        }
        "expire-tokens" => {
            tokens::expire(tx, &person.id)?;
            None
        }
        "drop-permission" => {
            grants::permit(tx, person, which.scope()?, false)?;
            Some(News::PermissionTaken(which.scope()?.to_owned()))
        }
        "restore-permission" => {
            grants::permit(tx, person, which.scope()?, true)?;
            Some(News::PermissionGiven(which.scope()?.to_owned()))
        }
        "log-out" => {
            people::sign_out_everywhere(tx, person)?;
            network.suffer(tx, person, Cause::LoggedOut)?;
            None
        }
        "checkpoint" => {
            people::set_state(tx, person, State::Checkpoint)?;
            network.suffer(tx, person, Cause::Checkpoint)?;
            None
        }
        "disable" => {
            people::set_state(tx, person, State::Disabled)?;
            network.suffer(tx, person, Cause::Disabled)?;
            (person.state != State::Disabled).then_some(News::Disabled)
        }
        "clear-checkpoint" if person.state == State::Checkpoint => {
            people::set_state(tx, person, State::Active)?;
            None
        }
        "enable" if person.state == State::Disabled => {
            people::set_state(tx, person, State::Active)?;
            Some(News::Enabled)
        }
        // Nothing to clear.
        "clear-checkpoint" | "enable" => None,
        other => return Err(Refusal::unknown("cause", other)),
    };
    Ok(news)
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
                    "add-comment" => return said(tx, network, &channel, &which.said),
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

/// Somebody writes below a post of the channel, or several do.
fn said(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    channel: &channels::Channel,
    wanted: &Wanted,
) -> Outcome {
    let written = audience::comment(tx, network, channel, wanted)?;
    let written = written
        .ok_or_else(|| Refusal::Wrong("the channel has no such post, or none yet".to_owned()))?;
    let ids: Vec<_> = written.iter().map(|comment| &comment.id).collect();
    let last = written
        .last()
        .map(|last| json!({ "id": last.id, "post": last.post_id, "text": last.text, "ids": ids }));
    Ok((StatusCode::CREATED, last.unwrap_or_else(|| json!({ "ids": ids }))))
}
