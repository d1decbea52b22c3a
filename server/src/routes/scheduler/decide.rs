//! What people decide about posts that ask.

use app::{
    paths,
    sent::{Draft, Sent, Wrong},
};
use axum::{
    Extension, Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    account::Viewer,
    id::{PostId, WorkspaceId},
    post::Decision,
};
use engine::{Error, apps::scheduler::Unfit};
use serde::Deserialize;

use super::{form::at, outcome::refused};
use crate::{
    request::Asking,
    routes::draw::{asked_by, draw},
    state::AppState,
};

/// A decision about one post, or several.
#[derive(Debug, Deserialize)]
pub(crate) struct Decided {
    workspace: Option<WorkspaceId>,
    /// The posts' ids, with blanks between them.
    posts: String,
    /// What: `now`, `at`, `skip`, `is_out`.
    r#do: String,
    /// When, on the workspace's clock.
    #[serde(default)]
    at: String,
}

/// `POST /scheduler/decisions`.
pub(crate) async fn decide(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Decided>,
) -> Response {
    let viewer = match asked_by(&state, &asking, form.workspace, paths::DECISIONS) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    match decided(&state, &viewer, form).await {
        Ok(sent) if sent.wrong.is_empty() => Redirect::to(paths::DECISIONS).into_response(),
        Ok(sent) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            draw(&state, asking, paths::DECISIONS, status, sent).await
        }
        Err(error) => refused(&state, &asking, &viewer, &error).await,
    }
}

async fn decided(state: &AppState, viewer: &Viewer, form: Decided) -> Result<Sent, Error> {
    let zone = state.engine.timetable(viewer).await?.zone;
    let draft = Draft { at: form.at, ..Draft::default() };
    let refused = |draft, why| Ok(Sent { draft, wrong: vec![why], ..Sent::default() });
    let decision = match form.r#do.as_str() {
        "now" => Decision::Now,
        "skip" => Decision::Skip,
        "is_out" => Decision::IsOut,
        _ => match at(&draft, &zone) {
            Ok(at) => Decision::At(at),
            Err(why) => return refused(draft, why),
        },
    };
    let posts: Vec<PostId> =
        form.posts.split_whitespace().filter_map(|id| id.parse().ok()).collect();
    let mut wrong = Vec::new();
    for (_, why) in state.engine.decide(viewer, &posts, decision).await? {
        let why = match why {
            Unfit::Past => Wrong::Past,
            Unfit::LastMomentBefore => Wrong::LastMomentBefore,
            Unfit::NotNow(why) => Wrong::NotNow(why),
            // A decision changes neither text nor channel.
            Unfit::Faults(_) | Unfit::NoFreeSlot | Unfit::NoSuchChannel | Unfit::NoSuchPicture => {
                continue;
            }
        };
        if !wrong.contains(&why) {
            wrong.push(why);
        }
    }
    Ok(Sent { draft, wrong, ..Sent::default() })
}
