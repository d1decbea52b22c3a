//! Around the profiles: reconnect links, and webhooks. Neither tells a secret.

use axum::{Extension, extract::State, http::HeaderMap};
use domain::{
    link::{Link, LinkState},
    scope::Scope,
    time::Timestamp,
};
use engine::ports::store::{hooks::Hook, links::LinkShown};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    answer::{Answer, answer, asked},
    entry::Entered,
    moments::moment,
    queries::{Asked, Nothing},
};
use crate::state::AppState;

/// A reconnect link, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApiLink {
    #[schema(format = "uuid")]
    id: String,
    network: &'static str,
    /// The profile it mends; null for a new one.
    #[schema(format = "uuid")]
    profile: Option<String>,
    /// What that one is called.
    name: Option<String>,
    /// `made`, `opened`, `wrong_person_came`, `done`, `revoked` or `expired`.
    state: &'static str,
    /// The name of whoever made it.
    made_by: String,
    #[schema(format = DateTime)]
    made_at: String,
    #[schema(format = DateTime)]
    ends_at: String,
    /// Whom it was sent to.
    recipient: Option<String>,
    /// So many reminders were sent.
    reminded: u32,
    #[schema(format = DateTime)]
    opened_at: Option<String>,
    #[schema(format = DateTime)]
    done_at: Option<String>,
}

/// Reconnect links.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LinksPage {
    items: Vec<ApiLink>,
    /// Always null: there is one page.
    next: Option<String>,
}

/// A webhook, without its address and its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApiHook {
    #[schema(format = "uuid")]
    id: String,
    /// What it is called.
    name: String,
    /// `standard` or `slack`.
    kind: &'static str,
    /// What it is told, e.g. `lost`.
    topics: Vec<&'static str>,
    #[schema(format = DateTime)]
    made_at: String,
    /// Since when it is off, because it said that it is gone.
    #[schema(format = DateTime)]
    off_since: Option<String>,
}

/// Webhooks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WebhooksPage {
    items: Vec<ApiHook>,
    /// Always null: there is one page.
    next: Option<String>,
}

/// Reconnect links, newest first, and what became of them. Scope `links:read`.
#[utoipa::path(get, path = "/api/v1/links", responses((status = 200, body = LinksPage)))]
pub(super) async fn links(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    query: Asked<Nothing>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::Links)?;
    asked(query)?;
    let (links, now) = state.engine.links(viewer).await?;
    let items = links.into_iter().map(|shown| link(shown, now)).collect();
    answer(&headers, &LinksPage { items, next: None })
}

/// Webhooks, oldest first. Scope `webhooks:read`.
#[utoipa::path(get, path = "/api/v1/webhooks", responses((status = 200, body = WebhooksPage)))]
pub(super) async fn webhooks(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    query: Asked<Nothing>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::Webhooks)?;
    asked(query)?;
    let items = state.engine.hooks(viewer).await?.into_iter().map(hook).collect();
    answer(&headers, &WebhooksPage { items, next: None })
}

pub(super) fn link(shown: LinkShown, now: Timestamp) -> ApiLink {
    let LinkShown { link, asker, profile_name, .. } = shown;
    let state = state_word(link.state(now));
    let Link { id, network, profile, made_at, ends_at, recipient, reminded, .. } = link;
    ApiLink {
        id: id.to_string(),
        network: network.slug(),
        profile: profile.map(|profile| profile.to_string()),
        name: profile_name,
        state,
        made_by: asker,
        made_at: moment(made_at),
        ends_at: moment(ends_at),
        recipient,
        reminded,
        opened_at: link.opened_at.map(moment),
        done_at: link.done_at.map(moment),
    }
}

pub(super) fn hook(hook: Hook) -> ApiHook {
    ApiHook {
        id: hook.id.to_string(),
        name: hook.name,
        kind: hook.kind.slug(),
        topics: hook.topics.into_iter().map(domain::notice::Topic::slug).collect(),
        made_at: moment(hook.made_at),
        off_since: hook.off_since.map(moment),
    }
}

const fn state_word(state: LinkState) -> &'static str {
    match state {
        LinkState::Made => "made",
        LinkState::Opened => "opened",
        LinkState::WrongPersonCame => "wrong_person_came",
        LinkState::Done => "done",
        LinkState::Revoked => "revoked",
        LinkState::Expired => "expired",
    }
}
