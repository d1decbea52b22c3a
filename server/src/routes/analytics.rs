//! The figures of Analytics as a file.

use std::collections::HashMap;

use app::{asked::Asked, plain};
use axum::{
    Extension,
    extract::{OriginalUri, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::{csv, pages, request::Asking, state::AppState};

/// `GET /analytics.csv`: what the page of the same query shows.
pub(crate) async fn file(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let Some(viewer) = &asking.viewer else { return pages::sign_in_first(&uri) };
    let asked = Asked::read(|key| query.get(key).cloned());
    match asking.backend(&state).analytics.figures(viewer, asked.query()).await {
        Ok(figures) => {
            let disposition = format!("attachment; filename=\"{}\"", csv::name(&figures));
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
                (header::CONTENT_DISPOSITION, disposition),
            ];
            (headers, csv::figures(&figures)).into_response()
        }
        Err(error) => {
            let status = StatusCode::from_u16(error.status());
            let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            pages::html(&state, status, plain::error_page)
        }
    }
}
