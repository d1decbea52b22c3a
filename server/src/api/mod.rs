//! The thin API: REST over the same use cases as the pages, for whoever has a key.
//!
//! It maps onto the engine and onto nothing of the pages. What it takes and answers is described by its own code (`models`,
//! and the paths in `reads`, `around` and `writes`), from which the OpenAPI document is made.

mod answer;
mod around;
mod body;
mod document;
mod entry;
mod models;
mod moments;
mod once;
mod problem;
mod queries;
mod reads;
mod reference;
mod writes;

use axum::{
    Router,
    extract::State,
    http::header,
    middleware::from_fn_with_state,
    response::{IntoResponse as _, Response},
    routing::{delete, get, patch, post},
};

pub(crate) use self::{entry::Meter, models::Reason, moments::moment};
use self::{problem::Problem, reference::reference};
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
        .route("/api/v1/posts", get(reads::posts).post(writes::posts::compose))
        .route(
            "/api/v1/posts/{post}",
            get(reads::post).patch(writes::posts::change).delete(writes::posts::delete),
        )
        .route("/api/v1/posts/{post}/decision", post(writes::posts::decide))
        .route("/api/v1/comments", get(reads::comments))
        .route("/api/v1/comments/{comment}", get(reads::comment).patch(writes::comments::change))
        .route("/api/v1/comments/{comment}/replies", post(writes::comments::reply))
        .route("/api/v1/statistics", get(reads::statistics))
        .route("/api/v1/links", get(around::links).post(writes::links::make))
        .route("/api/v1/links/{link}", delete(writes::links::revoke))
        .route("/api/v1/webhooks", get(around::webhooks).post(writes::webhooks::add))
        .route(
            "/api/v1/webhooks/{hook}",
            patch(writes::webhooks::change).delete(writes::webhooks::remove),
        )
        .route("/api/v1/webhooks/{hook}/test", post(writes::webhooks::test))
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
