//! Between the right password and the session: the page that asks for a code.

use app::{
    paths,
    plain::{self, CodeWrong},
};
use axum::{
    Extension, Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use engine::{people::SecondStep, vault::Token};
use serde::Deserialize;

use crate::{pages, request::Asking, state::AppState};

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    pub(super) next: String,
}

/// `GET /login/code`.
pub(crate) async fn show(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(Next { next }): Query<Next>,
) -> Response {
    match state.cookies.second_step(&CookieJar::from_headers(&headers)) {
        Some(_) => page(&state, StatusCode::OK, next, None),
        None => Redirect::to(paths::LOGIN).into_response(),
    }
}

/// A code, or a recovery code.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    next: String,
    code: String,
}

/// `POST /login/code`.
pub(crate) async fn take(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    headers: HeaderMap,
    Form(Typed { next, code }): Form<Typed>,
) -> Response {
    let Some(secret) = state.cookies.second_step(&CookieJar::from_headers(&headers)) else {
        return over(&state);
    };
    match state.engine.take_second_step(&secret, &Token::new(code), &asking.from).await {
        Ok(SecondStep::Opened(opened)) => {
            let cookies = AppendHeaders([
                (header::SET_COOKIE, state.cookies.set_session(&opened.secret)),
                (header::SET_COOKIE, state.cookies.forget_second_step()),
            ]);
            let leads = paths::after_signing_in(&next, opened.viewer.role);
            (cookies, Redirect::to(leads)).into_response()
        }
        Ok(SecondStep::Wrong) => {
            page(&state, StatusCode::UNPROCESSABLE_ENTITY, next, Some(CodeWrong::Wrong))
        }
        Ok(SecondStep::LockedUntil(_)) => {
            page(&state, StatusCode::TOO_MANY_REQUESTS, next, Some(CodeWrong::Locked))
        }
        Ok(SecondStep::Over) => over(&state),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// To that page, with the cookie that it asks for.
pub(super) fn ask_for_code(state: &AppState, secret: &Token) -> Response {
    let cookie = AppendHeaders([(header::SET_COOKIE, state.cookies.set_second_step(secret))]);
    (cookie, Redirect::to(paths::SECOND_STEP)).into_response()
}

fn page(state: &AppState, status: StatusCode, next: String, wrong: Option<CodeWrong>) -> Response {
    pages::html(state, status, |frame| plain::second_step_page(next, wrong, frame))
}

/// Nothing waits any more: to the login page.
fn over(state: &AppState) -> Response {
    let cookie = AppendHeaders([(header::SET_COOKIE, state.cookies.forget_second_step())]);
    (cookie, Redirect::to(&format!("{}?done=over", paths::LOGIN))).into_response()
}
