//! Where the forms of one's own account arrive.

use app::{paths, sent::Told};
use axum::{
    Extension, Form,
    extract::State,
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use domain::{account::Viewer, id::WorkspaceId, language::Language};
use engine::{
    people::PasswordChanged,
    ports::store::{own_account::Ending, team::TeamChange},
    vault::Token,
};
use serde::Deserialize;

use super::{
    draw::{asked_by, draw},
    team::done,
};
use crate::{backend, pages, request::Asking, state::AppState};

/// Another name.
#[derive(Debug, Deserialize)]
pub(crate) struct Name {
    workspace: Option<WorkspaceId>,
    name: String,
}

/// `POST /account/name`.
pub(crate) async fn rename(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Name>,
) -> Response {
    let (viewer, _) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    match state.engine.rename(&viewer, &form.name, &asking.from).await {
        Ok(true) => done(paths::ACCOUNT, "name"),
        Ok(false) => again(&state, asking, Told::NoName).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// Another language.
#[derive(Debug, Deserialize)]
pub(crate) struct Speaks {
    workspace: Option<WorkspaceId>,
    /// Its tag; nothing for the one that the browser asks for.
    language: String,
}

/// `POST /account/language`.
pub(crate) async fn choose_language(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Speaks>,
) -> Response {
    let (viewer, _) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    let chosen = Language::from_tag(&form.language);
    if chosen.is_none() && !form.language.is_empty() {
        return again(&state, asking, Told::NoLanguage).await;
    }
    match state.engine.choose_language(&viewer, chosen).await {
        Ok(()) => done(paths::ACCOUNT, "language"),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// Another password.
#[derive(Deserialize)]
pub(crate) struct Password {
    workspace: Option<WorkspaceId>,
    old: String,
    new: String,
}

/// `POST /account/password`.
pub(crate) async fn change_password(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Password>,
) -> Response {
    let (viewer, session) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    let (old, new) = (Token::new(form.old), Token::new(form.new));
    match state.engine.change_password(&viewer, &session, old, new, &asking.from).await {
        Ok(PasswordChanged::Done) => done(paths::ACCOUNT, "password"),
        Ok(PasswordChanged::Wrong) => again(&state, asking, Told::WrongPassword).await,
        Ok(PasswordChanged::Invalid) => again(&state, asking, Told::NoPassword).await,
        Ok(PasswordChanged::LockedUntil(_)) => again(&state, asking, Told::Locked).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// Sessions to be ended: `all`, or what the page names one by.
#[derive(Debug, Deserialize)]
pub(crate) struct Sessions {
    workspace: Option<WorkspaceId>,
    which: String,
}

/// `POST /account/sessions`.
pub(crate) async fn end_sessions(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Sessions>,
) -> Response {
    let (viewer, _) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    let ended = if form.which == "all" {
        state.engine.end_sessions(&viewer, Ending::All, &asking.from).await
    } else {
        let sessions = match state.engine.sessions(&viewer).await {
            Ok(sessions) => sessions,
            Err(error) => return pages::engine_error(&state, &error),
        };
        let mut named = sessions.iter().map(|it| it.digest);
        let found = named.find(|digest| backend::handle(*digest) == form.which);
        let Some(digest) = found else { return pages::not_found(&state) };
        state.engine.end_sessions(&viewer, Ending::One(digest), &asking.from).await
    };
    match ended {
        Ok(_) if form.which == "all" => signed_out(&state),
        Ok(_) => done(paths::ACCOUNT, "session"),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// Where to go on.
#[derive(Debug, Deserialize)]
pub(crate) struct Switch {
    workspace: Option<WorkspaceId>,
    to: WorkspaceId,
}

/// `POST /account/workspace`.
pub(crate) async fn switch(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Switch>,
) -> Response {
    let (viewer, session) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    match state.engine.switch_workspace(&viewer, &session, form.to, &asking.from).await {
        Ok(()) => Redirect::to(paths::HOME).into_response(),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// The workspace to be left.
#[derive(Debug, Deserialize)]
pub(crate) struct Leave {
    workspace: Option<WorkspaceId>,
}

/// `POST /account/leave`.
pub(crate) async fn leave(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Leave>,
) -> Response {
    let (viewer, _) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    match state.engine.leave_workspace(&viewer, &asking.from).await {
        Ok(TeamChange::Done) => signed_out(&state),
        Ok(_) => draw(&state, asking, paths::ACCOUNT, StatusCode::CONFLICT, Told::LastMaster).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

pub(super) fn signed_in(
    state: &AppState,
    asking: &Asking,
    workspace: Option<WorkspaceId>,
) -> Result<(Viewer, Token), Box<Response>> {
    let viewer = asked_by(state, asking, workspace, paths::ACCOUNT)?;
    match &asking.session {
        Some(session) => Ok((viewer.clone(), session.clone())),
        None => Err(Box::new(Redirect::to(&paths::login_then(paths::ACCOUNT)).into_response())),
    }
}

/// The page again, with what was wrong.
pub(super) async fn again(state: &AppState, asking: Asking, told: Told) -> Response {
    let status = match told {
        Told::Locked | Told::CodesLocked => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    draw(state, asking, paths::ACCOUNT, status, told).await
}

/// To the login page, without the session that has ended.
fn signed_out(state: &AppState) -> Response {
    let cookie = AppendHeaders([(header::SET_COOKIE, state.cookies.forget_session())]);
    (cookie, Redirect::to(paths::LOGIN)).into_response()
}
