//! The thin API: REST over the same use cases as the pages, for whoever has a key. It reads only.
//!
//! It maps onto the engine and onto nothing of the pages. What it answers is described by its own code (`models`, and the
//! paths in `reads` and `around`), from which the OpenAPI document is made.

mod answer;
mod around;
mod document;
mod entry;
mod models;
mod moments;
mod reads;
mod reference;

use axum::{
    Router,
    extract::State,
    http::header,
    middleware::from_fn_with_state,
    response::{IntoResponse as _, Response},
    routing::get,
};

use self::{answer::Problem, reference::reference};
pub(crate) use self::{entry::Meter, models::Reason, moments::moment};
use crate::state::AppState;

/// Everything below `/api`.
pub(crate) fn routes(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/api/v1/workspace", get(reads::workspace))
        .route("/api/v1/profiles", get(reads::profiles))
        .route("/api/v1/profiles/{profile}", get(reads::profile))
        .route("/api/v1/profiles/{profile}/history", get(reads::history))
        .route("/api/v1/channels", get(reads::channels))
        .route("/api/v1/forecast", get(reads::forecast))
        .route("/api/v1/posts", get(reads::posts))
        .route("/api/v1/posts/{post}", get(reads::post))
        .route("/api/v1/comments", get(reads::comments))
        .route("/api/v1/statistics", get(reads::statistics))
        .route("/api/v1/links", get(around::links))
        .route("/api/v1/webhooks", get(around::webhooks))
        .route("/api/v1/audit", get(reads::audit))
        .method_not_allowed_fallback(async || Problem::NOT_ALLOWED)
        .layer(from_fn_with_state(state.clone(), entry::enter))
        .route("/api/v1", get(async || Problem::NOT_FOUND))
        .route("/api/v1/{*rest}", axum::routing::any(async || Problem::NOT_FOUND))
        .route(app::paths::API_DOCUMENT, get(document))
        .route(app::paths::API_REFERENCE, get(reference))
}

/// `GET /api/openapi.json`: what there is, for machines. It is nobody's secret.
async fn document(State(state): State<AppState>) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    (headers, document::text(&state.public_url.origin)).into_response()
}
