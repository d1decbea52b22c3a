//! The reference: the OpenAPI document as a page for people, without any script.

use app::plain::{self, ApiParameter, ApiPath};
use axum::{extract::State, http::StatusCode, response::Response};
use utoipa::openapi::path::{Operation, ParameterIn};

use super::document::document;
use crate::{pages, state::AppState};

/// `GET /api`.
pub(super) async fn reference(State(state): State<AppState>) -> Response {
    let document = document(&state.public_url.origin);
    let paths = document.paths.paths.into_iter();
    let paths: Vec<_> =
        paths.filter_map(|(path, item)| item.get.map(|get| described(path, get))).collect();
    let lead = document.info.description.unwrap_or_default();
    let origin = state.public_url.origin.clone();
    pages::html(&state, StatusCode::OK, |frame| plain::api_page(&lead, &origin, paths, frame))
}

fn described(path: String, get: Operation) -> ApiPath {
    let parameters = get.parameters.unwrap_or_default().into_iter();
    ApiPath {
        path,
        says: get.summary.unwrap_or_default(),
        parameters: parameters
            .map(|one| ApiParameter {
                is_in_path: matches!(one.parameter_in, ParameterIn::Path),
                name: one.name,
                says: one.description.unwrap_or_default(),
            })
            .collect(),
    }
}
