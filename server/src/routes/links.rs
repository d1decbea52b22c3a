//! Reconnect links, where a Master Account makes them and takes them back.

use app::{paths, plain, sent::LinkSent};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    id::{LinkId, ProfileId, WorkspaceId},
    link::Rhythm,
    network::Network,
    time::Span,
};
use engine::reconnect::{LinkRefused, NewLink, Target};
use serde::Deserialize;

use super::draw::{asked_by, draw};
use crate::{pages, qr, request::Asking, state::AppState};

/// A link as its form sends it.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    workspace: WorkspaceId,
    target: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    recipient: String,
    /// A box that is ticked.
    send: Option<String>,
    #[serde(default)]
    remind: String,
}

/// `POST /settings/links`: makes a link, and shows it once.
pub(crate) async fn make(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(wanted): Form<Wanted>,
) -> Response {
    let viewer = match asked_by(&state, &asking, Some(wanted.workspace), paths::LINKS) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let target = target(&wanted.target);
    let days = wanted.days.parse::<i64>().ok().filter(|days| (1..=365).contains(days));
    let (Some(target), Some(days)) = (target, days) else {
        return again(&state, asking, wanted, "target").await;
    };
    let new = NewLink {
        target,
        lasts: Span::days(days),
        note: wanted.note.replace("\r\n", "\n"),
        recipient: Some(wanted.recipient.clone()),
        // The box is ticked beforehand: without an address it asks for nothing.
        send: wanted.send.is_some() && !wanted.recipient.trim().is_empty(),
        rhythm: wanted.remind.parse().ok().and_then(Rhythm::of_days).unwrap_or_default(),
    };
    match state.engine.make_link(viewer, new, &asking.from).await {
        Ok(Ok(made)) => {
            let address =
                format!("{}{}", state.public_url.origin, paths::link(made.secret.expose()));
            let handed = plain::Handed {
                qr: qr::svg(&address),
                address,
                name: made.profile_name,
                network: made.link.network,
                recipient: made.link.recipient,
                is_sent: made.is_sent,
                workspace: viewer.workspace_name.clone(),
                until: made.link.ends_at,
                now: made.link.made_at,
            };
            pages::html(&state, StatusCode::OK, |frame| plain::link_made_page(handed, frame))
        }
        Ok(Err(LinkRefused(field))) => again(&state, asking, wanted, field).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// `POST /settings/links/{link}/revoke`.
pub(crate) async fn revoke(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(link): Path<String>,
    Form(page): Form<Page>,
) -> Response {
    let viewer = match asked_by(&state, &asking, Some(page.workspace), paths::LINKS) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let Ok(link) = link.parse::<LinkId>() else { return pages::not_found(&state) };
    match state.engine.revoke_link(viewer, link, &asking.from).await {
        Ok(()) => Redirect::to(paths::LINKS).into_response(),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// The page a form stands on.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    /// The workspace it was made for.
    workspace: WorkspaceId,
}

/// A profile's id, or a network's word.
fn target(word: &str) -> Option<Target> {
    let profile = word.parse::<ProfileId>().map(Target::Profile).ok();
    profile.or_else(|| word.parse::<Network>().map(Target::New).ok())
}

/// The page once more, with what was typed and the field that is wrong.
async fn again(state: &AppState, asking: Asking, wanted: Wanted, wrong: &'static str) -> Response {
    let Wanted { target, note, days, recipient, send, remind, .. } = wanted;
    let send = send.is_some();
    let sent = LinkSent { target, note, days, recipient, send, remind, wrong: Some(wrong) };
    draw(state, asking, paths::LINKS, StatusCode::UNPROCESSABLE_ENTITY, sent).await
}
