//! E-mail: a letter that tries it, the demo's letters, and whoever has forgotten their password.

use app::{paths, plain};
use axum::{
    Extension, Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::id::WorkspaceId;
use engine::telling::TestRefused;
use serde::Deserialize;

use super::{draw::asked_by, team::done};
use crate::{mail::compose, pages, request::Asking, state::AppState};

/// The page a form stands on.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    /// The workspace it was made for.
    workspace: WorkspaceId,
}

/// `POST /settings/mail/test`.
pub(crate) async fn test(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(page): Form<Page>,
) -> Response {
    let viewer = match asked_by(&state, &asking, Some(page.workspace), paths::MAIL) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    match state.engine.send_test_letter(viewer, &asking.from).await {
        Ok(Ok(())) => done(paths::MAIL, "tried"),
        Ok(Err(TestRefused::LockedUntil(_))) => done(paths::MAIL, "locked"),
        Ok(Err(TestRefused::NoCourier)) => Redirect::to(paths::MAIL).into_response(),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// `GET /mail`: in the demo, where nobody but this machine reads it; nothing anywhere else.
pub(crate) async fn read(State(state): State<AppState>) -> Response {
    let letters = match state.engine.letters_kept().await {
        Ok(Some(letters)) if state.demo.is_some() => letters,
        Ok(_) => return pages::not_found(&state),
        Err(error) => return pages::engine_error(&state, &error),
    };
    let letters = letters
        .iter()
        .map(|letter| {
            let composed = compose(letter, &state.public_url.origin);
            let (to, at) = (letter.to.clone(), letter.at);
            plain::ReadLetter { to, at, subject: composed.subject, text: composed.text }
        })
        .collect();
    let now = state.clock.now();
    pages::html(&state, StatusCode::OK, |frame| plain::mail_page(letters, now, frame))
}

/// Whoever has forgotten their password.
#[derive(Deserialize)]
pub(crate) struct Forgotten {
    email: String,
}

/// `POST /login/forgotten`. The answer is the same whether anybody has that address.
pub(crate) async fn forgotten(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(typed): Form<Forgotten>,
) -> Response {
    if !state.engine.sends_letters() {
        return Redirect::to(paths::FORGOTTEN).into_response();
    }
    match state.engine.begin_reset(&typed.email, &asking.from).await {
        Ok(_) => done(paths::FORGOTTEN, "sent"),
        Err(error) => pages::engine_error(&state, &error),
    }
}
