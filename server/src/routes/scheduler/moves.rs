//! Posts: moved to another time, and deleted.

use app::{
    paths,
    sent::{Draft, Sent},
};
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    account::Viewer,
    id::{PostId, WorkspaceId},
    post::{Post, PostState},
    time::Timestamp,
    zone::{WallTime, Zone},
};
use engine::{
    Error,
    apps::scheduler::{Edit, When},
};
use serde::Deserialize;

use super::{
    form::{at, seen},
    outcome::{again, came_of, refused},
};
use crate::{pages, request::Asking, routes::draw::asked_by, state::AppState};

/// At this time a post without any is put that is moved to a day.
const NOON: u16 = 12 * 60;

/// A form that moves a post.
#[derive(Debug, Deserialize)]
pub(crate) struct Shift {
    workspace: Option<WorkspaceId>,
    /// Which, with the version that was seen.
    id: String,
    /// The day, which keeps the time, or day and time.
    to: String,
    /// The page to lead back to.
    #[serde(default)]
    back: String,
}

/// `POST /scheduler/move`: moves a post to another day, or another time.
pub(crate) async fn shift(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Shift>,
) -> Response {
    let viewer = match asked_by(&state, &asking, form.workspace, paths::SCHEDULER) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    let Some((id, version)) = seen(&form.id) else { return pages::not_found(&state) };
    match shifted(&state, &viewer, &asking.from, (id, version), &form.to).await {
        Ok(Ok(())) => {
            let done = format!("{}?done=moved", paths::post(id));
            let back = paths::safe_next(&form.back).map_or(done, ToOwned::to_owned);
            Redirect::to(&back).into_response()
        }
        Ok(Err(sent)) => again(&state, asking, &paths::post(id), sent).await,
        Err(error) => refused(&state, &asking, &viewer, &error).await,
    }
}

async fn shifted(
    state: &AppState,
    viewer: &Viewer,
    from: &str,
    (id, version): (PostId, u32),
    to: &str,
) -> Result<Result<(), Sent>, Error> {
    let engine = &state.engine;
    let zone = engine.timetable(viewer).await?.zone;
    let post = engine.post(viewer, id).await?;
    let mut draft = draft_of(state, viewer, &post, &zone).await?;
    draft.at = wall(to, post.at.map_or(NOON, |at| zone.wall(at).minute));
    let at = match at(&draft, &zone) {
        Ok(at) => at,
        Err(why) => return Ok(Err(Sent { draft, wrong: vec![why], ..Sent::default() })),
    };
    // Moving a proposal approves nothing, whoever moves it.
    let when = match post.state {
        PostState::Draft | PostState::Returned { .. } => When::Draft(Some(at)),
        PostState::Proposed { .. } => When::Proposed(at),
        _ => When::At(at),
    };
    let edit = Edit { when: Some(when), ..Edit::default() };
    let edited = engine.edit_posts(viewer, &[(id, version)], &edit, from).await?;
    came_of(state, viewer, edited, draft).await
}

/// The time a post is moved to: a day alone keeps the time of the post.
fn wall(to: &str, minute: u16) -> String {
    match to.parse() {
        // A day is also read from a text that goes on with a time.
        Ok(date) if !to.contains('T') => WallTime { date, minute }.to_string(),
        _ => to.to_owned(),
    }
}

/// A form that deletes a post.
#[derive(Debug, Deserialize)]
pub(crate) struct Deletion {
    workspace: Option<WorkspaceId>,
    version: u32,
}

/// `POST /scheduler/posts/{post}/delete`.
pub(crate) async fn delete(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(id): Path<PostId>,
    Form(form): Form<Deletion>,
) -> Response {
    let page = paths::post(id);
    let viewer = match asked_by(&state, &asking, form.workspace, &page) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    match deleted(&state, &viewer, id, form.version).await {
        Ok(Ok(())) => Redirect::to(paths::SCHEDULER).into_response(),
        Ok(Err(sent)) => again(&state, asking, &page, sent).await,
        // Somebody else deleted it.
        Err(Error::NotFound) => Redirect::to(paths::SCHEDULER).into_response(),
        Err(error) => refused(&state, &asking, &viewer, &error).await,
    }
}

async fn deleted(
    state: &AppState,
    viewer: &Viewer,
    id: PostId,
    version: u32,
) -> Result<Result<(), Sent>, Error> {
    let zone = state.engine.timetable(viewer).await?.zone;
    let post = state.engine.post(viewer, id).await?;
    let draft = draft_of(state, viewer, &post, &zone).await?;
    let edited = state.engine.delete_posts(viewer, &[(id, version)]).await?;
    came_of(state, viewer, edited, draft).await
}

/// The form as a post stands.
async fn draft_of(
    state: &AppState,
    viewer: &Viewer,
    post: &Post,
    zone: &Zone,
) -> Result<Draft, Error> {
    let wall = |at: Option<Timestamp>| at.map(|at| zone.wall(at).to_string()).unwrap_or_default();
    let picture = match &post.content.picture {
        Some(picture) => Some(state.engine.picture(viewer, picture.id).await?),
        None => None,
    };
    Ok(Draft {
        text: post.content.text.clone(),
        link: post.content.link.clone().unwrap_or_default(),
        picture,
        alt: post.content.picture.as_ref().map(|it| it.alt.clone()).unwrap_or_default(),
        channels: vec![post.channel],
        at: wall(post.at),
        not_after: wall(post.not_after),
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_keeps_the_time_and_a_time_is_taken_as_it_is() {
        for (to, expected) in [
            ("2026-12-03", "2026-12-03T09:05"),
            ("2026-12-03T16:00", "2026-12-03T16:00"),
            ("2026-02-30", "2026-02-30"),
            ("tomorrow", "tomorrow"),
        ] {
            assert_eq!(wall(to, 9 * 60 + 5), expected);
        }
    }
}
