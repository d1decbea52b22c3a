//! Where keys of the API are made and taken back.

use app::{paths, plain};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    id::{ApiKeyId, WorkspaceId},
    scope::Scope,
    time::Span,
};
use serde::Deserialize;

use crate::{pages, request::Asking, routes::draw::asked_by, state::AppState};

/// `POST /settings/api`: makes a key and shows it, this once. A field that has a scope's word for its name is a box that was
/// ticked.
pub(crate) async fn make(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let field = |wanted: &str| {
        fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    };
    let workspace = field("workspace").and_then(|id| id.parse().ok());
    let viewer = match asked_by(&state, &asking, workspace, paths::API_KEYS) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let scopes = Scope::ALL.into_iter().filter(|scope| field(scope.slug()).is_some()).collect();
    let days = field("days").and_then(|days| days.parse().ok()).unwrap_or(30).clamp(1, 365);
    let name = field("name").unwrap_or_default();
    let engine = &state.engine;
    match engine.make_api_key(viewer, name, scopes, Span::days(days), &asking.from).await {
        Ok(Some(secret)) => {
            pages::html(&state, StatusCode::OK, |frame| plain::api_key_page(secret.expose(), frame))
        }
        Ok(None) => Redirect::to(&format!("{}?wrong=1", paths::API_KEYS)).into_response(),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// The page that asks.
#[derive(Debug, Deserialize)]
pub(crate) struct From {
    /// The workspace it was made for.
    workspace: WorkspaceId,
}

/// `POST /settings/api/{key}/revoke`.
pub(crate) async fn revoke(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(key): Path<ApiKeyId>,
    Form(page): Form<From>,
) -> Response {
    let viewer = match asked_by(&state, &asking, Some(page.workspace), paths::API_KEYS) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    match state.engine.revoke_api_key(viewer, key, &asking.from).await {
        Ok(()) => Redirect::to(paths::API_KEYS).into_response(),
        Err(error) => pages::engine_error(&state, &error),
    }
}
