//! Where passkeys are added to one's own account and removed, and where people sign in by one.

use app::{
    paths,
    plain::{self, Asked, PasskeyWrong},
    sent::Told,
};
use axum::{
    Extension, Form,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use domain::id::{PasskeyId, WorkspaceId};
use engine::{
    people::{Ceremony, PasskeyRefused, PasskeySignIn},
    vault::Token,
};
use serde::Deserialize;

use super::{
    account::{again, signed_in},
    devices::agent,
    second_factor,
    second_step::Next,
    team::done,
};
use crate::{pages, request::Asking, state::AppState};

/// Password and, where there is a second step, a code.
#[derive(Deserialize)]
pub(crate) struct Begin {
    workspace: Option<WorkspaceId>,
    password: String,
    #[serde(default)]
    code: String,
}

/// `POST /account/passkeys`: shows the page that asks the browser.
pub(crate) async fn begin(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Begin>,
) -> Response {
    let (viewer, _) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    let (password, code) = (Token::new(form.password), Token::new(form.code));
    match state.engine.begin_passkey(&viewer, password, &code, &asking.from).await {
        Ok(Ok(ceremony)) => pages::html(&state, StatusCode::OK, |frame| {
            plain::new_passkey_page(viewer.workspace, asked(ceremony), frame)
        }),
        Ok(Err(refused)) => refuse(&state, asking, refused).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// What a browser answered.
#[derive(Deserialize)]
pub(crate) struct Answered {
    workspace: Option<WorkspaceId>,
    #[serde(default)]
    next: String,
    #[serde(default)]
    ceremony: String,
    #[serde(default)]
    answer: String,
}

/// `POST /account/passkeys/made`.
pub(crate) async fn add(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    headers: HeaderMap,
    Form(form): Form<Answered>,
) -> Response {
    let (viewer, _) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    let (engine, secret) = (&state.engine, Token::new(form.ceremony));
    let (agent, from) = (agent(&headers), &*asking.from);
    match engine.add_passkey(&viewer, &secret, &form.answer, agent, from).await {
        Ok(Ok(())) => done(paths::ACCOUNT, "passkey"),
        Ok(Err(refused)) => refuse(&state, asking, refused).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// Where a form that removes one comes from.
#[derive(Debug, Deserialize)]
pub(crate) struct Remove {
    workspace: Option<WorkspaceId>,
}

/// `POST /account/passkeys/{passkey}/remove`.
pub(crate) async fn remove(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(passkey): Path<PasskeyId>,
    Form(form): Form<Remove>,
) -> Response {
    let (viewer, _) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    match state.engine.remove_passkey(&viewer, passkey, &asking.from).await {
        Ok(()) => done(paths::ACCOUNT, "passkey-removed"),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// `GET /login/passkey`.
pub(crate) async fn show(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Query(next): Query<Next>,
) -> Response {
    ask(&state, &asking, next.next, None).await
}

/// `POST /login/passkey`.
pub(crate) async fn sign_in(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(Answered { next, ceremony, answer, .. }): Form<Answered>,
) -> Response {
    let secret = Token::new(ceremony);
    match state.engine.sign_in_by_passkey(&secret, &answer, &asking.from).await {
        Ok(PasskeySignIn::Opened(opened)) => {
            let cookie = state.cookies.set_session(&opened.secret);
            let cookies = AppendHeaders([
                (header::SET_COOKIE, cookie),
                (header::SET_COOKIE, state.cookies.forget_second_step()),
            ]);
            let leads = paths::after_signing_in(&next, opened.viewer.role);
            (cookies, Redirect::to(leads)).into_response()
        }
        Ok(PasskeySignIn::Wrong) => ask(&state, &asking, next, Some(PasskeyWrong::Wrong)).await,
        Ok(PasskeySignIn::Over) => ask(&state, &asking, next, Some(PasskeyWrong::Over)).await,
        Ok(PasskeySignIn::Locked) => sign_in_page(&state, next, None, None),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// The page, with another ceremony.
async fn ask(
    state: &AppState,
    asking: &Asking,
    next: String,
    wrong: Option<PasskeyWrong>,
) -> Response {
    match state.engine.begin_passkey_sign_in(&asking.from).await {
        Ok(ceremony) => sign_in_page(state, next, ceremony, wrong),
        Err(error) => pages::engine_error(state, &error),
    }
}

fn sign_in_page(
    state: &AppState,
    next: String,
    ceremony: Option<Ceremony>,
    wrong: Option<PasskeyWrong>,
) -> Response {
    let status = match (&ceremony, wrong) {
        (None, _) => StatusCode::TOO_MANY_REQUESTS,
        (_, Some(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, None) => StatusCode::OK,
    };
    let asked = ceremony.map(asked);
    pages::html(state, status, |frame| plain::passkey_sign_in_page(next, asked, wrong, frame))
}

fn asked(ceremony: Ceremony) -> Asked {
    Asked { secret: ceremony.secret.expose().to_owned(), options: ceremony.options }
}

async fn refuse(state: &AppState, asking: Asking, refused: PasskeyRefused) -> Response {
    let told = match refused {
        PasskeyRefused::Proof(refused) => second_factor::told(refused),
        PasskeyRefused::TooMany => Told::TooManyPasskeys,
        PasskeyRefused::Over => Told::PasskeyOver,
        PasskeyRefused::Wrong => Told::WrongPasskey,
    };
    again(state, asking, told).await
}
