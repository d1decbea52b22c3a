//! The pictures of posts, for whoever has a picture's name: networks fetch them so, and pages show them.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};

use crate::{pages, state::AppState};

/// `GET /media/{name}`. A name opens one picture, which never changes.
pub(crate) async fn read(State(state): State<AppState>, Path(name): Path<String>) -> Response {
    match state.engine.picture_named(&name).await {
        Ok((format, bytes)) => {
            let headers = [
                (header::CONTENT_TYPE, format.mime()),
                (header::CACHE_CONTROL, "private, max-age=86400, immutable"),
                // Opened by itself it is a picture and nothing else.
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}
