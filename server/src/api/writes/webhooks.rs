//! Webhooks are added, changed, tried and removed.

use std::collections::BTreeSet;

use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse as _,
};
use domain::{
    hook::{HookKind, MOST_HOOKS},
    id::HookId,
    notice::Topic,
    scope::Scope,
};
use engine::telling::{AddRefused, AddedHook, HookDraft};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{
    answer::{Answer, made},
    around::{ApiHook, hook},
    body::Sent,
    entry::Entered,
    problem::{Problem, Wrong},
};
use crate::state::AppState;

/// A name has at most so many characters.
const LONGEST_NAME: usize = 80;

/// A webhook to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct WantedHook {
    /// Its address, which is public, and over TLS.
    #[schema(format = "uri", max_length = 2000)]
    url: String,
    /// What it is called; after the host of its address, if it is left out.
    #[schema(max_length = 80)]
    name: Option<String>,
    /// `standard` or `slack`; `standard`, if it is left out.
    #[schema(pattern = "^(standard|slack)$")]
    kind: Option<String>,
    /// What it is told, e.g. `lost`; everything, if it is left out.
    #[schema(min_items = 1)]
    topics: Option<Vec<String>>,
}

/// What changes of a webhook.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct ChangedHook {
    /// What it is told.
    #[schema(min_items = 1)]
    topics: Vec<String>,
}

/// A webhook that was added.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct ApiMadeHook {
    webhook: ApiHook,
    /// What its messages are signed with, which is not told again.
    secret: String,
}

/// Adds a webhook. Scope `webhooks:write`.
#[utoipa::path(post, path = "/api/v1/webhooks", request_body = WantedHook, responses((status = 201, body = ApiMadeHook)))]
pub(in super::super) async fn add(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Sent(wanted): Sent<WantedHook>,
) -> Answer {
    let viewer = entered.with(Scope::WriteWebhooks)?;
    let kind = match wanted.kind.as_deref() {
        None => HookKind::Standard,
        Some(word) => HookKind::from_slug(word)
            .ok_or_else(|| Problem::wrong("/kind", "A webhook is standard or slack."))?,
    };
    let topics = match &wanted.topics {
        None => Topic::ALL.into_iter().collect(),
        Some(words) => topics(words)?,
    };
    let name = wanted.name.as_deref().unwrap_or_default();
    if name.chars().count() > LONGEST_NAME {
        return Err(Problem::wrong("/name", "A name has at most 80 characters."));
    }
    let draft = HookDraft { kind, name, url: &wanted.url, topics };
    match state.engine.add_hook(viewer, draft, &entered.from).await? {
        Ok(AddedHook { hook: it, secret }) => {
            made(&ApiMadeHook { webhook: hook(it), secret: secret.expose().to_owned() })
        }
        Err(AddRefused::Address) => {
            Err(Problem::wrong("/url", "Messages cannot be sent to this address."))
        }
        Err(AddRefused::NothingToTell) => Err(nothing()),
        Err(AddRefused::TooMany) => {
            Err(Problem::conflict(format!("A workspace has at most {MOST_HOOKS} webhooks.")))
        }
    }
}

/// Changes what a webhook is told. Scope `webhooks:write`.
#[utoipa::path(
    patch,
    path = "/api/v1/webhooks/{hook}",
    params(("hook" = String, Path, format = "uuid", description = "Its id")),
    request_body = ChangedHook,
    responses((status = 204, description = "It is told that from now on."))
)]
pub(in super::super) async fn change(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(hook): Path<String>,
    Sent(changed): Sent<ChangedHook>,
) -> Answer {
    let viewer = entered.with(Scope::WriteWebhooks)?;
    let topics = topics(&changed.topics)?;
    match state.engine.tell_hook(viewer, id(&hook)?, topics, &entered.from).await? {
        true => Ok(StatusCode::NO_CONTENT.into_response()),
        false => Err(nothing()),
    }
}

/// Sends a webhook a message, to try whether it arrives. Scope `webhooks:write`.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks/{hook}/test",
    params(("hook" = String, Path, format = "uuid", description = "Its id")),
    responses((status = 202, description = "The message is on its way."))
)]
pub(in super::super) async fn test(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(hook): Path<String>,
) -> Answer {
    let viewer = entered.with(Scope::WriteWebhooks)?;
    match state.engine.try_hook(viewer, id(&hook)?, &entered.from).await? {
        true => Ok(StatusCode::ACCEPTED.into_response()),
        false => Err(Problem::TOO_MANY_TRIES),
    }
}

/// Removes a webhook, with all that waits for it. Scope `webhooks:write`.
#[utoipa::path(
    delete,
    path = "/api/v1/webhooks/{hook}",
    params(("hook" = String, Path, format = "uuid", description = "Its id")),
    responses((status = 204, description = "It is removed."))
)]
pub(in super::super) async fn remove(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(hook): Path<String>,
) -> Answer {
    let viewer = entered.with(Scope::WriteWebhooks)?;
    state.engine.remove_hook(viewer, id(&hook)?, &entered.from).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn id(hook: &str) -> Result<HookId, Problem> {
    hook.parse().map_err(|_| Problem::NOT_FOUND)
}

fn nothing() -> Problem {
    Problem::wrong("/topics", "A webhook is told at least one thing.")
}

fn topics(words: &[String]) -> Result<BTreeSet<Topic>, Problem> {
    let read = words.iter().enumerate().map(|(at, word)| {
        let known = Topic::ALL.into_iter().find(|topic| topic.slug() == word);
        known.ok_or_else(|| Wrong::at(format!("/topics/{at}"), "There is no such topic."))
    });
    let (mut known, mut wrong) = (BTreeSet::new(), Vec::new());
    for topic in read {
        match topic {
            Ok(topic) => _ = known.insert(topic),
            Err(why) => wrong.push(why),
        }
    }
    if wrong.is_empty() { Ok(known) } else { Err(Problem::unfit(wrong)) }
}
