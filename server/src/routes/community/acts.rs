//! What is done with comments, besides answering them.

use app::sent::{Untaken, Why};
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use domain::id::{CommentId, WorkspaceId};
use engine::{Error, apps::community::Undone};
use serde::Deserialize;

use super::back::{again, done, page};
use crate::{pages, request::Asking, routes::draw::asked_by, state::AppState};

/// A form about a comment.
#[derive(Debug, Deserialize)]
pub(crate) struct Act {
    workspace: Option<WorkspaceId>,
    /// The version of the comment that was seen.
    seen: u32,
    /// What: `hide`, `unhide`, `like`, `unlike`, `done`, `reopen`, `take`, `let_go`, `assign`.
    r#do: String,
    /// To whom, for `assign`; to nobody if it is empty.
    #[serde(default)]
    assignee: String,
    /// The page to lead back to.
    #[serde(default)]
    back: String,
}

/// `POST /community/{comment}`.
pub(crate) async fn act(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(comment): Path<CommentId>,
    Form(form): Form<Act>,
) -> Response {
    let page = page(&form.back, comment);
    let viewer = match asked_by(&state, &asking, form.workspace, &page) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    let (engine, seen) = (&state.engine, form.seen);
    let (outcome, word) = match form.r#do.as_str() {
        "hide" => (engine.hide_comment(&viewer, comment, seen, true).await, "hidden"),
        "unhide" => (engine.hide_comment(&viewer, comment, seen, false).await, "unhidden"),
        "like" => (engine.like_comment(&viewer, comment, seen, true).await, "liked"),
        "unlike" => (engine.like_comment(&viewer, comment, seen, false).await, "unliked"),
        "done" => (engine.close_comment(&viewer, comment, seen, true).await, "done"),
        "reopen" => (engine.close_comment(&viewer, comment, seen, false).await, "reopened"),
        "take" | "let_go" | "assign" => {
            let to = match form.r#do.as_str() {
                "take" => Some(viewer.person),
                "assign" => form.assignee.parse().ok(),
                _ => None,
            };
            (engine.assign_comment(&viewer, comment, seen, to).await, "assigned")
        }
        _ => return pages::not_found(&state),
    };
    let why = match outcome {
        Ok(Ok(_)) => return done(&page, comment, word),
        Ok(Err(undone)) => why(undone),
        Err(Error::Forbidden) => Why::Forbidden,
        Err(error) => return pages::engine_error(&state, &error),
    };
    let untaken = Untaken { comment, reply: None, text: String::new(), why };
    again(&state, asking, &page, untaken).await
}

fn why(undone: Undone) -> Why {
    match undone {
        Undone::Changed => Why::Changed,
        Undone::Unsupported => Why::Unsupported,
        Undone::NoSuchPerson => Why::NoSuchPerson,
        Undone::Lost(cause) => Why::Lost(cause),
        Undone::Unavailable => Why::Unavailable,
        Undone::Refused { says, .. } => Why::Refused(says),
    }
}
