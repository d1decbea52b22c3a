//! Posts: written and changed.

use app::{
    paths,
    sent::{Choice, Draft, Sent, Wrong},
};
use axum::{
    Extension,
    extract::{Multipart, Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    account::Viewer,
    id::PostId,
    limits::faults,
    post::{Post, PostState},
    time::Timestamp,
    zone::Zone,
};
use engine::{
    Error,
    apps::scheduler::{Composition, Edit, When},
};

use super::{
    form::{Sheet, at, content, is_link, not_after},
    outcome::{again, came_of, once_each, refused, wrong_of},
};
use crate::{request::Asking, routes::draw::asked_by, state::AppState};

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
    match composed(&state, &viewer, &asking.from, &mut sheet).await {
        Ok(Ok(posts)) => saved(posts.first().map(|post| post.id)),
        Ok(Err(sent)) => again(&state, asking, paths::NEW_POST, sent).await,
        Err(error) => refused(&state, &asking, &viewer, &error).await,
    }
}

async fn composed(
    state: &AppState,
    viewer: &Viewer,
    from: &str,
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
    Ok(match engine.compose(viewer, &composition, from).await? {
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
    match edited(&state, &viewer, &asking.from, id, &mut sheet).await {
        Ok(Ok(())) => saved(Some(id)),
        Ok(Err(sent)) => again(&state, asking, &page, sent).await,
        Err(error) => refused(&state, &asking, &viewer, &error).await,
    }
}

async fn edited(
    state: &AppState,
    viewer: &Viewer,
    from: &str,
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
    let edited = engine.edit_posts(viewer, &draft.seen.clone(), &edit, from).await?;
    came_of(state, viewer, edited, draft).await
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
        choice @ (Choice::Draft | Choice::At | Choice::Propose) => match at(draft, zone) {
            Ok(at) if choice == Choice::Draft => Some(When::Draft(Some(at))),
            Ok(at) if choice == Choice::Propose => Some(When::Proposed(at)),
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
    let channels = state.engine.scheduler_channels(viewer).await?;
    let channels = channels.into_iter().map(|(channel, _)| channel);
    let content = content(draft);
    let chosen = channels.filter(|channel| draft.channels.contains(&channel.id));
    Ok(chosen
        .flat_map(|channel| {
            let faults = faults(channel.network, &content);
            faults.into_iter().map(move |fault| Wrong::Fault(channel.id, fault))
        })
        .collect())
}

fn saved(post: Option<PostId>) -> Response {
    let to = post.map_or_else(
        || paths::SCHEDULER.to_owned(),
        |id| format!("{}?done=saved", paths::post(id)),
    );
    Redirect::to(&to).into_response()
}
