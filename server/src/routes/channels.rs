//! Where the page of a profile's channels makes another profile the linked one.

use app::{paths, plain};
use axum::{
    Extension, Form,
    extract::{OriginalUri, Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::id::{ChannelId, ProfileId, WorkspaceId};
use serde::Deserialize;

use crate::{pages, request::Asking, state::AppState};

/// What is to change.
#[derive(Debug, Deserialize)]
pub(crate) struct Take {
    /// The workspace the page was made for.
    workspace: WorkspaceId,
    /// The profile that takes over.
    to: ProfileId,
    /// What it takes over: ids, with commas between.
    channels: String,
}

/// `POST /settings/social-profiles/{profile}/channels`. What is no id names no channel.
pub(crate) async fn take(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    OriginalUri(uri): OriginalUri,
    Path(profile): Path<ProfileId>,
    Form(form): Form<Take>,
) -> Response {
    let Some(viewer) = &asking.viewer else { return pages::sign_in_first(&uri) };
    let page = paths::channels(profile);
    if form.workspace != viewer.workspace {
        return pages::html(&state, StatusCode::CONFLICT, |frame| {
            plain::switched_page(&page, frame)
        });
    }
    let channels: Vec<ChannelId> =
        form.channels.split(',').filter_map(|id| id.parse().ok()).collect();
    let moved = state.engine.change_linked_profile(viewer, form.to, channels, &asking.from).await;
    match moved {
        Ok(moved) => Redirect::to(&format!("{page}?moved={moved}")).into_response(),
        Err(error) => pages::engine_error(&state, &error),
    }
}
