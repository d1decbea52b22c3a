//! Where somebody's devices are added, tried and removed, and where a browser tells that it is reached elsewhere now.

use app::paths;
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use domain::id::{DeviceId, WorkspaceId};
use engine::{
    ports::pusher::Subscription,
    telling::{DeviceDraft, DeviceRefused},
    vault::Token,
};
use serde::Deserialize;

use super::{draw::asked_by, team::done};
use crate::{pages, request::Asking, state::AppState};

/// What a browser tells of itself, in a form that its script has filled.
#[derive(Deserialize)]
pub(crate) struct Named {
    workspace: Option<WorkspaceId>,
    /// Where it was reached before; told by its service worker alone.
    #[serde(default)]
    before: String,
    #[serde(default)]
    endpoint: String,
    #[serde(default)]
    p256dh: String,
    #[serde(default)]
    auth: String,
}

impl Named {
    fn subscription(&self) -> Subscription {
        let token = |text: &str| Token::new(text.trim().to_owned());
        let (endpoint, auth) = (token(&self.endpoint), token(&self.auth));
        Subscription { endpoint, p256dh: token(&self.p256dh), auth }
    }
}

pub(super) fn agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default()
}

/// `POST /account/notices/devices`.
pub(crate) async fn add(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    headers: HeaderMap,
    Form(named): Form<Named>,
) -> Response {
    let viewer = match asked_by(&state, &asking, named.workspace, paths::NOTICES) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let Some(session) = &asking.session else { return pages::not_found(&state) };
    let draft = DeviceDraft { subscription: named.subscription(), agent: agent(&headers), session };
    match state.engine.add_device(viewer, &draft, &asking.from).await {
        Ok(Ok(())) => came("device"),
        Ok(Err(DeviceRefused::TooMany)) => came("device-many"),
        Ok(Err(DeviceRefused::Locked)) => came("device-locked"),
        Ok(Err(DeviceRefused::Wrong(_) | DeviceRefused::NoPusher)) => came("device-wrong"),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// `POST /account/notices/devices/renew`: from the service worker, which knows no workspace and reads no page.
pub(crate) async fn renew(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    headers: HeaderMap,
    Form(named): Form<Named>,
) -> StatusCode {
    let (Some(viewer), Some(session)) = (&asking.viewer, &asking.session) else {
        return StatusCode::UNAUTHORIZED;
    };
    let draft = DeviceDraft { subscription: named.subscription(), agent: agent(&headers), session };
    let before = Token::new(named.before.trim().to_owned());
    match state.engine.renew_device(viewer, &before, &draft).await {
        Ok(Ok(0)) => StatusCode::NOT_FOUND,
        Ok(Ok(_)) => StatusCode::NO_CONTENT,
        Ok(Err(_)) => StatusCode::BAD_REQUEST,
        Err(error) => {
            tracing::error!(%error, "a device was not renewed");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// What a form asks of a device.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Act {
    /// To be tried.
    Test,
    /// To be removed.
    Remove,
}

/// The page a form stands on.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    /// The workspace it was made for.
    workspace: Option<WorkspaceId>,
}

/// `POST /account/notices/devices/{device}/{act}`.
pub(crate) async fn act(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path((device, act)): Path<(DeviceId, Act)>,
    Form(page): Form<Page>,
) -> Response {
    let viewer = match asked_by(&state, &asking, page.workspace, paths::NOTICES) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let acted = match act {
        Act::Test => state.engine.try_device(viewer, device, &asking.from).await,
        Act::Remove => {
            state.engine.remove_device(viewer, device, &asking.from).await.map(|()| true)
        }
    };
    match (acted, act) {
        (Ok(true), Act::Test) => came("device-tried"),
        (Ok(true), Act::Remove) => came("device-removed"),
        (Ok(false), _) => came("device-locked"),
        (Err(error), _) => pages::engine_error(&state, &error),
    }
}

fn came(word: &str) -> Response {
    done(paths::NOTICES, word)
}
