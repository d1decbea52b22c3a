//! What is proposed: approved, or returned with a note.

use app::{
    paths,
    sent::{Answered, Wrong},
};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    account::Viewer,
    id::{PostId, WorkspaceId},
    post::Post,
};
use engine::{
    Error,
    apps::scheduler::{Approval, Unapproved},
};
use serde::Deserialize;

use super::outcome::{refused, wrong_of};
use crate::{
    request::Asking,
    routes::draw::{asked_by, draw},
    state::AppState,
};

/// An approval of the version that was seen.
#[derive(Debug, Deserialize)]
pub(crate) struct Approved {
    workspace: Option<WorkspaceId>,
    version: u32,
    /// When it goes out: `proposed`, or where that has passed `slot` or `now`.
    #[serde(default)]
    when: String,
}

/// `POST /scheduler/posts/{post}/approve`.
pub(crate) async fn approve(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(id): Path<PostId>,
    Form(form): Form<Approved>,
) -> Response {
    let viewer = match asked_by(&state, &asking, form.workspace, &paths::post(id)) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    let approval = match form.when.as_str() {
        "slot" => Approval::NextSlot,
        "now" => Approval::Now,
        _ => Approval::AsProposed,
    };
    let done = state.engine.approve_post(&viewer, id, form.version, approval, &asking.from).await;
    answered(&state, asking, &viewer, (id, "approved"), String::new(), done).await
}

/// A return of the version that was seen, and why.
#[derive(Debug, Deserialize)]
pub(crate) struct SentBack {
    workspace: Option<WorkspaceId>,
    version: u32,
    note: String,
}

/// `POST /scheduler/posts/{post}/return`.
pub(crate) async fn send_back(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(id): Path<PostId>,
    Form(form): Form<SentBack>,
) -> Response {
    let viewer = match asked_by(&state, &asking, form.workspace, &paths::post(id)) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    let note = form.note.replace("\r\n", "\n");
    let done = state.engine.return_post(&viewer, id, form.version, &note, &asking.from).await;
    answered(&state, asking, &viewer, (id, "returned"), note, done).await
}

/// The post's page: with what was done, or with why it was not and the note that was typed.
async fn answered(
    state: &AppState,
    asking: Asking,
    viewer: &Viewer,
    (id, word): (PostId, &str),
    note: String,
    done: Result<Result<Post, Unapproved>, Error>,
) -> Response {
    let (status, wrong) = match done {
        Ok(Ok(_)) => {
            return Redirect::to(&format!("{}?done={word}", paths::post(id))).into_response();
        }
        Ok(Err(Unapproved::Conflict(_))) => (StatusCode::CONFLICT, vec![Wrong::Conflict]),
        Ok(Err(Unapproved::NoNote)) => (StatusCode::UNPROCESSABLE_ENTITY, vec![Wrong::NoNote]),
        Ok(Err(Unapproved::Unfit(why))) => {
            let wrong = match state.engine.post(viewer, id).await {
                Ok(post) => wrong_of(post.channel, why),
                Err(error) => return refused(state, &asking, viewer, &error).await,
            };
            (StatusCode::UNPROCESSABLE_ENTITY, wrong)
        }
        Err(error) => return refused(state, &asking, viewer, &error).await,
    };
    draw(state, asking, &paths::post(id), status, Answered { wrong, note }).await
}
