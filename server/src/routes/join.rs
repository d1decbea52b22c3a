//! Behind links that were sent by e-mail: joining a workspace, choosing a new password.

use app::{paths, sent::Told};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use engine::{
    people::{Acceptance, Accepted},
    vault::Token,
};
use serde::Deserialize;

use super::{draw::draw, second_step::ask_for_code};
use crate::{pages, request::Asking, state::AppState};

/// What somebody typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    name: String,
    password: Option<String>,
}

/// `POST /invitation/{secret}`. Without a password it is whoever is signed in who joins.
pub(crate) async fn join(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(secret): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let page = paths::join(&secret);
    let (secret, engine) = (Token::new(secret), &state.engine);
    let accepted = match (typed.password, &asking.viewer, &asking.session) {
        (Some(password), _, _) => {
            let typed = Acceptance { name: typed.name, password: Token::new(password) };
            engine.accept(&secret, typed, &asking.from).await
        }
        (None, Some(viewer), Some(session)) => {
            engine.accept_as_viewer(&secret, viewer, session, &asking.from).await
        }
        // Signed out meanwhile: the page asks for the password now.
        (None, _, _) => return Redirect::to(&page).into_response(),
    };
    let (status, told) = match accepted {
        Ok(Accepted::Opened(opened)) => {
            let cookie = state.cookies.set_session(&opened.secret);
            let cookie = AppendHeaders([(header::SET_COOKIE, cookie)]);
            return (cookie, Redirect::to(paths::begin(opened.viewer.role))).into_response();
        }
        Ok(Accepted::SecondStep(secret)) => return ask_for_code(&state, &secret),
        Ok(Accepted::Switched(role)) => return Redirect::to(paths::begin(role)).into_response(),
        Ok(Accepted::Closed) => return Redirect::to(&page).into_response(),
        Ok(Accepted::Invalid("name")) => (StatusCode::UNPROCESSABLE_ENTITY, Told::NoName),
        Ok(Accepted::Invalid(_)) => (StatusCode::UNPROCESSABLE_ENTITY, Told::NoPassword),
        Ok(Accepted::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, Told::WrongPassword),
        Ok(Accepted::LockedUntil(_)) => (StatusCode::TOO_MANY_REQUESTS, Told::Locked),
        Err(error) => return pages::engine_error(&state, &error),
    };
    draw(&state, asking, &page, status, told).await
}

/// A new password.
#[derive(Deserialize)]
pub(crate) struct New {
    password: String,
}

/// `POST /login/reset/{secret}`.
pub(crate) async fn reset(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(secret): Path<String>,
    Form(new): Form<New>,
) -> Response {
    let page = paths::reset(&secret);
    let (secret, new) = (Token::new(secret), Token::new(new.password));
    match state.engine.reset_password(&secret, new, &asking.from).await {
        Ok(Some(true)) => Redirect::to(&format!("{}?done=reset", paths::LOGIN)).into_response(),
        Ok(Some(false)) => {
            draw(&state, asking, &page, StatusCode::UNPROCESSABLE_ENTITY, Told::NoPassword).await
        }
        Ok(None) => Redirect::to(&page).into_response(),
        Err(error) => pages::engine_error(&state, &error),
    }
}
