//! Posts: written, changed, moved and deleted.

use app::{
    paths,
    sent::{Choice, Draft, Sent, Wrong},
};
use axum::{
    Extension, Form,
    extract::{Multipart, Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    account::Viewer,
    id::{ChannelId, PostId, WorkspaceId},
    limits::faults,
    post::{Post, PostState},
    time::Timestamp,
    zone::{WallTime, Zone},
};
use engine::{
    Error,
    apps::scheduler::{Composition, Edit, Edited, Unfit, When},
};
use serde::Deserialize;

use super::{
    draw::{asked_by, draw},
    form::{Sheet, at, content, is_link, not_after, seen},
};
use crate::{pages, request::Asking, state::AppState};

/// At this time a post without any is put that is moved to a day.
const NOON: u16 = 12 * 60;

/// `POST /scheduler/new`: writes a post for each channel that is ticked.
pub(crate) async fn compose(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    form: Multipart,
) -> Response {
    let mut sheet = Sheet::read(form).await;
    let viewer = match asked_by(&state, &asking, sheet.workspace(), paths::NEW_POST) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    match composed(&state, &viewer, &mut sheet).await {
        Ok(Ok(posts)) => saved(posts.first().map(|post| post.id)),
        Ok(Err(sent)) => again(&state, asking, paths::NEW_POST, sent).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

async fn composed(
    state: &AppState,
    viewer: &Viewer,
    sheet: &mut Sheet,
) -> Result<Result<Vec<Post>, Sent>, Error> {
    let engine = &state.engine;
    let zone = engine.timetable(viewer).await?.zone;
    let (draft, mut wrong) = sheet.draft(engine, viewer).await?;
    if draft.channels.is_empty() {
        wrong.push(Wrong::NoChannel);
    }
    if sheet.get("do") == "preview" {
        wrong.retain(|it| *it != Wrong::NoChannel);
        wrong.extend(faults_of(state, viewer, &draft).await?);
        return Ok(Err(Sent { draft, wrong, ..Sent::default() }));
    }
    let (when, last) = planned(&draft, &zone, &mut wrong);
    let (Some(when), true) = (when, wrong.is_empty()) else {
        wrong.extend(faults_of(state, viewer, &draft).await?);
        return Ok(Err(Sent { draft, wrong, ..Sent::default() }));
    };
    let composition = Composition {
        content: content(&draft),
        channels: draft.channels.clone(),
        when,
        not_after: last,
    };
    Ok(match engine.compose(viewer, &composition).await? {
        Ok(posts) => Ok(posts),
        Err(unfit) => {
            let wrong = unfit.into_iter().flat_map(|(channel, why)| wrong_of(channel, why));
            Err(Sent { draft, wrong: once_each(wrong), ..Sent::default() })
        }
    })
}

/// `POST /scheduler/posts/{post}`: changes it, and the others of its composition where that is wished.
pub(crate) async fn edit(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(id): Path<PostId>,
    form: Multipart,
) -> Response {
    let mut sheet = Sheet::read(form).await;
    let page = paths::post(id);
    let viewer = match asked_by(&state, &asking, sheet.workspace(), &page) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    match edited(&state, &viewer, id, &mut sheet).await {
        Ok(Ok(())) => saved(Some(id)),
        Ok(Err(sent)) => again(&state, asking, &page, sent).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

async fn edited(
    state: &AppState,
    viewer: &Viewer,
    id: PostId,
    sheet: &mut Sheet,
) -> Result<Result<(), Sent>, Error> {
    let engine = &state.engine;
    let zone = engine.timetable(viewer).await?.zone;
    let post = engine.post(viewer, id).await?;
    let (mut draft, mut wrong) = sheet.draft(engine, viewer).await?;
    draft.channels = vec![post.channel];
    if sheet.get("do") == "preview" {
        wrong.extend(faults_of(state, viewer, &draft).await?);
        return Ok(Err(Sent { draft, wrong, ..Sent::default() }));
    }
    let stays = draft.when == Choice::At
        && matches!(post.state, PostState::Scheduled { .. } | PostState::Held { .. })
        && post.at.is_some_and(|at| zone.wall(at).to_string() == draft.at);
    let (when, last) = planned(&draft, &zone, &mut wrong);
    if stays {
        // It keeps its moment, also one that has passed.
        let is_about_time = |it: &Wrong| {
            matches!(it, Wrong::Skipped { .. } | Wrong::Doubled { .. } | Wrong::NoTime)
        };
        wrong.retain(|it| !is_about_time(it));
    }
    if !wrong.is_empty() || draft.seen.is_empty() {
        return Ok(Err(Sent { draft, wrong, ..Sent::default() }));
    }
    let edit = Edit {
        content: Some(content(&draft)),
        when: when.filter(|_| !stays),
        not_after: Some(last),
    };
    let edited = engine.edit_posts(viewer, &draft.seen.clone(), &edit).await?;
    came_of(state, viewer, edited, draft).await
}

/// What an edit came to, for the page.
async fn came_of(
    state: &AppState,
    viewer: &Viewer,
    edited: Edited,
    draft: Draft,
) -> Result<Result<(), Sent>, Error> {
    Ok(match edited {
        Edited::Done(_) => Ok(()),
        Edited::Conflict(theirs) => Err(Sent { draft, wrong: vec![Wrong::Conflict], theirs }),
        Edited::Unfit(unfit) => {
            let mut wrong = Vec::new();
            for (id, why) in unfit {
                let post = state.engine.post(viewer, id).await?;
                wrong.extend(wrong_of(post.channel, why));
            }
            Err(Sent { draft, wrong: once_each(wrong), ..Sent::default() })
        }
    })
}

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
    match shifted(&state, &viewer, id, version, &form.to).await {
        Ok(Ok(())) => {
            let done = format!("{}?done=moved", paths::post(id));
            let back = paths::safe_next(&form.back).map_or(done, ToOwned::to_owned);
            Redirect::to(&back).into_response()
        }
        Ok(Err(sent)) => again(&state, asking, &paths::post(id), sent).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

async fn shifted(
    state: &AppState,
    viewer: &Viewer,
    id: PostId,
    version: u32,
    to: &str,
) -> Result<Result<(), Sent>, Error> {
    let engine = &state.engine;
    let zone = engine.timetable(viewer).await?.zone;
    let post = engine.post(viewer, id).await?;
    let mut draft = draft_of(state, viewer, &post, &zone).await?;
    draft.at = match to.parse() {
        // A day alone: the post keeps its time.
        Ok(date) => {
            let minute = post.at.map_or(NOON, |at| zone.wall(at).minute);
            WallTime { date, minute }.to_string()
        }
        Err(_) => to.to_owned(),
    };
    let at = match at(&draft, &zone) {
        Ok(at) => at,
        Err(why) => return Ok(Err(Sent { draft, wrong: vec![why], ..Sent::default() })),
    };
    let is_draft = post.state == PostState::Draft;
    let when = if is_draft { When::Draft(Some(at)) } else { When::At(at) };
    let edit = Edit { when: Some(when), ..Edit::default() };
    let edited = engine.edit_posts(viewer, &[(id, version)], &edit).await?;
    came_of(state, viewer, edited, draft).await
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
        Err(error) => pages::engine_error(&state, &error),
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

/// When a draft is to go out, and its last moment; what is wrong with them is added to `wrong`.
fn planned(
    draft: &Draft,
    zone: &Zone,
    wrong: &mut Vec<Wrong>,
) -> (Option<When>, Option<Timestamp>) {
    if !is_link(&draft.link) {
        wrong.push(Wrong::NotALink);
    }
    let when = match draft.when {
        Choice::Now => Some(When::Now),
        Choice::Slot => Some(When::NextSlot),
        Choice::Draft if draft.at.is_empty() => Some(When::Draft(None)),
        choice @ (Choice::Draft | Choice::At) => match at(draft, zone) {
            Ok(at) if choice == Choice::Draft => Some(When::Draft(Some(at))),
            Ok(at) => Some(When::At(at)),
            Err(why) => {
                wrong.push(why);
                None
            }
        },
    };
    let last = not_after(draft, zone).unwrap_or_else(|why| {
        wrong.push(why);
        None
    });
    (when, last)
}

/// What the networks of the channels chosen do not take; nothing for a draft, which may be unfit.
async fn faults_of(state: &AppState, viewer: &Viewer, draft: &Draft) -> Result<Vec<Wrong>, Error> {
    let channels = state.engine.channels(viewer).await?;
    let content = content(draft);
    let chosen = channels.iter().filter(|channel| draft.channels.contains(&channel.id));
    Ok(chosen
        .flat_map(|channel| {
            let faults = faults(channel.network, &content);
            faults.into_iter().map(|fault| Wrong::Fault(channel.id, fault))
        })
        .collect())
}

fn wrong_of(channel: ChannelId, why: Unfit) -> Vec<Wrong> {
    match why {
        Unfit::Faults(faults) => {
            faults.into_iter().map(|fault| Wrong::Fault(channel, fault)).collect()
        }
        Unfit::Past => vec![Wrong::Past],
        Unfit::LastMomentBefore => vec![Wrong::LastMomentBefore],
        Unfit::NoFreeSlot => vec![Wrong::NoFreeSlot(channel)],
        Unfit::NoSuchChannel => vec![Wrong::ChannelGone(channel)],
        Unfit::NoSuchPicture => vec![Wrong::PictureGone],
        Unfit::NotNow(why) => vec![Wrong::NotNow(why)],
    }
}

/// What is wrong for every channel alike is said once.
fn once_each(wrong: impl IntoIterator<Item = Wrong>) -> Vec<Wrong> {
    let mut each: Vec<Wrong> = Vec::new();
    for one in wrong {
        if !each.contains(&one) {
            each.push(one);
        }
    }
    each
}

fn saved(post: Option<PostId>) -> Response {
    let to = post.map_or_else(
        || paths::SCHEDULER.to_owned(),
        |id| format!("{}?done=saved", paths::post(id)),
    );
    Redirect::to(&to).into_response()
}

/// The page again, with what was typed.
async fn again(state: &AppState, asking: Asking, page: &str, sent: Sent) -> Response {
    let status = if sent.wrong.contains(&Wrong::Conflict) {
        StatusCode::CONFLICT
    } else if sent.wrong.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    draw(state, asking, page, status, sent).await
}
