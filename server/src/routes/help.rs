//! The help. It is everybody's, so nothing in it depends on who asks; what does, leads there.

use app::{paths, plain};
use axum::{
    Extension,
    extract::{OriginalUri, Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    health::HealthKind,
    help::{Stop, Topic},
    id::ProfileId,
    profile::Profile,
};

use crate::{pages, request::Asking, state::AppState};

/// `GET /help`.
pub(crate) async fn article(State(state): State<AppState>) -> Response {
    pages::html(&state, StatusCode::OK, plain::help_page)
}

/// `GET /help/{topic}`.
pub(crate) async fn topic(State(state): State<AppState>, Path(topic): Path<String>) -> Response {
    match topic.parse::<Topic>() {
        Ok(topic) => {
            pages::html(&state, StatusCode::OK, |frame| plain::help_topic_page(&topic, frame))
        }
        Err(_) => pages::not_found(&state),
    }
}

/// `GET /settings/social-profiles/{profile}/help`: to the page about what the profile has lost.
pub(crate) async fn for_profile(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    OriginalUri(uri): OriginalUri,
    Path(profile): Path<ProfileId>,
) -> Response {
    let Some(viewer) = &asking.viewer else { return pages::sign_in_first(&uri) };
    match state.engine.profile(viewer, profile).await {
        Ok((profile, _)) => Redirect::to(&about(&profile)).into_response(),
        Err(error) => pages::engine_error(&state, &error),
    }
}

fn about(profile: &Profile) -> String {
    match profile.lost() {
        Some((cause, _)) => paths::help(&Topic::Cause(cause.clone())),
        None if profile.health.kind() == HealthKind::Uncertain => {
            paths::help(&Topic::Stop(Stop::Trouble))
        }
        None => paths::HELP.to_owned(),
    }
}
