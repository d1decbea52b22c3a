//! Answers: written, sent, changed, thrown away, and settled where nobody knows whether they arrived.

use app::sent::{Untaken, Why};
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use domain::{
    comment::ReplyState,
    id::{CommentId, ReplyId, WorkspaceId},
};
use engine::{Error, apps::community::Unanswered};
use serde::Deserialize;

use super::back::{again, done, page};
use crate::{pages, request::Asking, routes::draw::asked_by, state::AppState};

/// A form that answers a comment.
#[derive(Debug, Deserialize)]
pub(crate) struct Answered {
    workspace: Option<WorkspaceId>,
    /// The version of the comment that was seen.
    seen: u32,
    text: String,
    /// The page to lead back to.
    #[serde(default)]
    back: String,
}

/// `POST /community/{comment}/answer`.
pub(crate) async fn answer(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(comment): Path<CommentId>,
    Form(form): Form<Answered>,
) -> Response {
    let page = page(&form.back, comment);
    let viewer = match asked_by(&state, &asking, form.workspace, &page) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    let text = form.text.replace("\r\n", "\n");
    let why = match state.engine.answer(&viewer, comment, form.seen, &text).await {
        Ok(Ok(reply)) => return done(&page, comment, word(&reply.state)),
        Ok(Err(unanswered)) => why(unanswered),
        Err(Error::Forbidden) => Why::Forbidden,
        Err(error) => return pages::engine_error(&state, &error),
    };
    again(&state, asking, &page, Untaken { comment, reply: None, text, why }).await
}

/// A form about an answer that is not out.
#[derive(Debug, Deserialize)]
pub(crate) struct Changed {
    workspace: Option<WorkspaceId>,
    /// The comment it answers.
    comment: CommentId,
    /// The step of the answer that was seen.
    seen: u32,
    /// What: `send`, `change`, `discard`, `is_there`, `is_not_there`.
    r#do: String,
    /// The text, for `change`.
    #[serde(default)]
    text: String,
    /// The page to lead back to.
    #[serde(default)]
    back: String,
}

/// `POST /community/replies/{reply}`.
pub(crate) async fn change(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(reply): Path<ReplyId>,
    Form(form): Form<Changed>,
) -> Response {
    let (comment, seen) = (form.comment, form.seen);
    let page = page(&form.back, comment);
    let viewer = match asked_by(&state, &asking, form.workspace, &page) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    let (engine, text) = (&state.engine, form.text.replace("\r\n", "\n"));
    let outcome = match form.r#do.as_str() {
        "send" => engine.send_proposed(&viewer, reply, seen).await,
        "change" => engine.change_reply(&viewer, reply, seen, &text).await,
        "is_there" => engine.settle_reply(&viewer, reply, true).await,
        "is_not_there" => engine.settle_reply(&viewer, reply, false).await,
        "discard" => match engine.discard_reply(&viewer, reply, seen).await {
            Ok(Ok(())) => return done(&page, comment, "discarded"),
            Ok(Err(unanswered)) => Ok(Err(unanswered)),
            Err(error) => Err(error),
        },
        _ => return pages::not_found(&state),
    };
    let why = match outcome {
        Ok(Ok(reply)) => {
            let is_proposal = reply.state == ReplyState::Proposed;
            return done(&page, comment, if is_proposal { "changed" } else { word(&reply.state) });
        }
        Ok(Err(unanswered)) => why(unanswered),
        Err(Error::Forbidden) => Why::Forbidden,
        Err(error) => return pages::engine_error(&state, &error),
    };
    again(&state, asking, &page, Untaken { comment, reply: Some(reply), text, why }).await
}

/// What the page says became of an answer. Of one that its network did not take, its place there tells.
const fn word(state: &ReplyState) -> &'static str {
    match state {
        ReplyState::Proposed => "proposed",
        ReplyState::Waiting { .. } => "waiting",
        ReplyState::Sending { .. } | ReplyState::Unknown { .. } => "sending",
        ReplyState::Sent { .. } => "answered",
        ReplyState::Failed { .. } => "failed",
    }
}

const fn why(unanswered: Unanswered) -> Why {
    match unanswered {
        Unanswered::Empty => Why::Empty,
        Unanswered::Changed => Why::Changed,
        Unanswered::Answered => Why::Answered,
        Unanswered::Unsupported => Why::Unsupported,
    }
}
