//! The figures of Analytics as a file.

use std::{collections::HashMap, convert::Infallible, iter::once};

use app::{asked::Asked, plain};
use axum::{
    Extension,
    body::Body,
    extract::{OriginalUri, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use futures::stream;

use crate::{csv, pages, request::Asking, state::AppState};

/// `GET /analytics.csv`: what the page of the same query shows, written a channel at a time.
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
            let channels = (0..).map_while(move |place| csv::rows(&figures, place));
            let pieces = once(csv::head()).chain(channels).map(Ok::<_, Infallible>);
            (headers, Body::from_stream(stream::iter(pieces))).into_response()
        }
        Err(error) => {
            let status = StatusCode::from_u16(error.status());
            let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            pages::html(&state, status, plain::error_page)
        }
    }
}
