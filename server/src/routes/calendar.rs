//! The calendar for other programs: its address is made here and shown once, and read here with nothing but the address.

use app::{paths, plain};
use axum::{
    Extension, Form,
    extract::{OriginalUri, Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::id::WorkspaceId;
use engine::vault::Token;
use serde::Deserialize;

use crate::{ics, pages, request::Asking, state::AppState};

/// The page that asks.
#[derive(Debug, Deserialize)]
pub(crate) struct From {
    /// The workspace it was made for.
    workspace: WorkspaceId,
}

/// `POST /settings/social-profiles/calendar/link`: makes an address, in place of the one before.
pub(crate) async fn make(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    OriginalUri(uri): OriginalUri,
    Form(page): Form<From>,
) -> Response {
    let Some(viewer) = &asking.viewer else { return pages::sign_in_first(&uri) };
    if page.workspace != viewer.workspace {
        return pages::html(&state, StatusCode::CONFLICT, |frame| {
            plain::switched_page(paths::CALENDAR, frame)
        });
    }
    match state.engine.open_feed(viewer, &asking.from).await {
        Ok(secret) => {
            let address = format!("{}{}", state.public_url.origin, paths::feed(secret.expose()));
            pages::html(&state, StatusCode::OK, |frame| plain::feed_page(&address, frame))
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// `GET` of the same path, by a person who comes back to it: the address is not shown again.
pub(crate) async fn made() -> Redirect {
    Redirect::to(paths::CALENDAR)
}

/// `GET /calendar/{secret}.ics`. Whatever opens nothing is not there, and nothing tells why.
pub(crate) async fn read(State(state): State<AppState>, Path(file): Path<String>) -> Response {
    let Some(secret) = file.strip_suffix(".ics") else { return pages::not_found(&state) };
    match state.engine.feed(&Token::new(secret.to_owned())).await {
        Ok((viewer, forecast)) => {
            // No browser reads it: a calendar program asks for no language.
            let text = words::speaking(viewer.speech.in_letters(), || {
                ics::calendar(&viewer.workspace_name, &forecast, &state.public_url)
            });
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CACHE_CONTROL, "private, no-cache"),
                // Saved by hand it gets this name, not the secret's.
                (header::CONTENT_DISPOSITION, "inline; filename=\"relink.ics\""),
            ];
            (headers, text).into_response()
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}
