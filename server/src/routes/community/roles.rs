//! Who may do what with the posts and the comments of which channel.

use app::paths;
use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    account::Viewer,
    community::CommunityRole,
    id::{ChannelId, PersonId},
    scheduling::SchedulerRole,
};
use engine::Error;

use crate::{pages, request::Asking, routes::draw::asked_by, state::AppState};

/// What stands before a channel's id where the field is about its posts.
const POSTS: &str = "scheduler.";

/// `POST /community/roles`: the roles of one person. A field that has a channel's id for its name says what they are for its
/// comments, one with `scheduler.` before it what for its posts.
pub(crate) async fn keep_roles(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let field = |wanted: &str| {
        fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    };
    let workspace = field("workspace").and_then(|id| id.parse().ok());
    let viewer = match asked_by(&state, &asking, workspace, paths::COMMUNITY_ROLES) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    let person = field("person").and_then(|id| id.parse::<PersonId>().ok());
    let Some(person) = person else { return pages::not_found(&state) };
    let roles: Vec<_> = fields
        .iter()
        .filter_map(|(name, role)| Some((name.parse().ok()?, CommunityRole::from_slug(role)?)))
        .collect();
    let posts: Vec<_> = fields
        .iter()
        .filter_map(|(name, role)| {
            let channel = name.strip_prefix(POSTS)?.parse().ok()?;
            Some((channel, SchedulerRole::from_slug(role)?))
        })
        .collect();
    match kept(&state, &viewer, person, (&posts, &roles), &asking.from).await {
        Ok(()) => {
            let saved = format!("{}?person={person}&done=saved", paths::COMMUNITY_ROLES);
            Redirect::to(&saved).into_response()
        }
        Err(Error::Forbidden) => {
            let masters = asking.backend(&state).accounts.master_accounts(&viewer).await;
            pages::forbidden(&state, &masters.unwrap_or_default())
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// What somebody is for which channel.
type Roles<'a, R> = &'a [(ChannelId, R)];

/// Keeps what is another role than before, for each App; so the log tells of that alone.
async fn kept(
    state: &AppState,
    viewer: &Viewer,
    person: PersonId,
    (posts, comments): (Roles<'_, SchedulerRole>, Roles<'_, CommunityRole>),
    from: &str,
) -> Result<(), Error> {
    let before = state.engine.roles(viewer).await?.people;
    let before = before.into_iter().find(|one| one.member.person == person);
    if before.as_ref().is_none_or(|one| !is_same(&one.scheduler, posts)) {
        state.engine.keep_scheduler_roles(viewer, person, posts, from).await?;
    }
    if before.as_ref().is_none_or(|one| !is_same(&one.roles, comments)) {
        state.engine.keep_community_roles(viewer, person, comments, from).await?;
    }
    Ok(())
}

fn is_same<R: Copy + Ord>(one: Roles<'_, R>, other: Roles<'_, R>) -> bool {
    let sorted = |roles: Roles<'_, R>| {
        let mut roles = roles.to_vec();
        roles.sort_unstable();
        roles
    };
    sorted(one) == sorted(other)
}
