//! Fix all: the page between two networks, and its steps.

use app::{paths, plain};
use axum::{
    Extension, Form,
    extract::{OriginalUri, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    health::Health,
    id::{ProfileId, WorkspaceId},
    outcome::Face,
    profile::Profile,
    time::Timestamp,
};
use engine::reconnect::{Step, Stop};
use serde::Deserialize;

use super::draw::asked_by;
use crate::{pages, request::Asking, state::AppState};

/// A step, as a form sends it.
#[derive(Debug, Deserialize)]
pub(crate) struct Taken {
    /// The workspace the page was made for.
    workspace: WorkspaceId,
    /// Whom to pass over.
    skip: Option<ProfileId>,
    /// Whether to begin anew.
    anew: Option<String>,
}

/// `GET /connect/all`: where the walk stands. It begins here, and is resumed here.
pub(crate) async fn show(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let Some(viewer) = &asking.viewer else { return pages::sign_in_first(&uri) };
    match state.engine.walk(viewer, Step::On).await {
        Ok(stop) => {
            let stop = shown(stop, viewer.workspace, state.clock.now());
            pages::html(&state, StatusCode::OK, |frame| plain::walk_page(stop, frame))
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// `POST /connect/all`: takes a step.
pub(crate) async fn take(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(taken): Form<Taken>,
) -> Response {
    let viewer = match asked_by(&state, &asking, Some(taken.workspace), paths::WALK) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let step = match (taken.skip, taken.anew) {
        (Some(profile), _) => Step::Skip(profile),
        (None, Some(_)) => Step::Anew,
        (None, None) => Step::On,
    };
    match state.engine.walk(viewer, step).await {
        Ok(_) => Redirect::to(paths::WALK).into_response(),
        Err(error) => pages::engine_error(&state, &error),
    }
}

fn shown(stop: Stop, workspace: WorkspaceId, now: Timestamp) -> plain::WalkStop {
    let Stop { next, done, all, open, troubled } = stop;
    let row = |profile: Profile| {
        let is_in_trouble = troubled.contains(&profile.network);
        open_row(profile, is_in_trouble)
    };
    plain::WalkStop {
        workspace,
        next: next.map(row),
        done,
        all,
        passed: open.into_iter().map(|(profile, why)| (row(profile), why)).collect(),
        now,
    }
}

fn open_row(profile: Profile, is_in_trouble: bool) -> plain::Open {
    let lost = profile.lost().map(|(cause, since)| (cause.clone(), since));
    let ends = match profile.health {
        Health::Expiring { at } => Some(at),
        _ => None,
    };
    let who = profile.identity;
    plain::Open {
        profile: profile.id,
        network: profile.network,
        who: Face { name: who.name, handle: who.handle, avatar: who.avatar },
        login: who.login,
        channels: u32::try_from(profile.channels.len()).unwrap_or(u32::MAX),
        lost,
        ends,
        is_in_trouble,
    }
}
