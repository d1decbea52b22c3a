//! Where the forms about one's own second step arrive. What is shown once is the answer to the form that made it.

use app::{
    paths,
    plain::{self, CodeWrong, SettingUp},
    sent::Told,
};
use axum::{
    Extension, Form,
    extract::State,
    http::StatusCode,
    response::{Redirect, Response},
};
use domain::{account::Viewer, id::WorkspaceId};
use engine::{people::SecondFactorRefused, vault::Token};
use serde::Deserialize;

use super::{
    account::{again, signed_in},
    team::done,
};
use crate::{pages, qr, request::Asking, state::AppState};

/// Who made the codes, as apps show it.
const ISSUER: &str = "Relink";

/// `GET` of what only forms are sent to, by somebody who comes back to it: nothing is shown again.
pub(crate) async fn made() -> Redirect {
    Redirect::to(paths::ACCOUNT)
}

/// The password.
#[derive(Deserialize)]
pub(crate) struct Begin {
    workspace: Option<WorkspaceId>,
    password: String,
}

/// `POST /account/two-factor`: shows the key for the app.
pub(crate) async fn begin(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Begin>,
) -> Response {
    let (viewer, _) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    let password = Token::new(form.password);
    match state.engine.begin_second_factor(&viewer, password, &asking.from).await {
        Ok(Ok(seed)) => setting_up(&state, &viewer, &seed, StatusCode::OK, None),
        Ok(Err(refused)) => refuse(&state, asking, refused).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// A first code.
#[derive(Deserialize)]
pub(crate) struct Confirm {
    workspace: Option<WorkspaceId>,
    code: String,
}

/// `POST /account/two-factor/confirm`: shows the recovery codes.
pub(crate) async fn confirm(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Confirm>,
) -> Response {
    let (viewer, session) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    let (engine, code) = (&state.engine, Token::new(form.code));
    let (status, wrong) = match engine
        .confirm_second_factor(&viewer, &session, &code, &asking.from)
        .await
    {
        Ok(Ok(codes)) => return recovery_codes(&state, &codes),
        Ok(Err(SecondFactorRefused::Code)) => (StatusCode::UNPROCESSABLE_ENTITY, CodeWrong::Wrong),
        Ok(Err(SecondFactorRefused::CodeLocked(_))) => {
            (StatusCode::TOO_MANY_REQUESTS, CodeWrong::Locked)
        }
        Ok(Err(refused)) => return refuse(&state, asking, refused).await,
        Err(error) => return pages::engine_error(&state, &error),
    };
    match engine.waiting_seed(&viewer).await {
        Ok(Some(seed)) => setting_up(&state, &viewer, &seed, status, Some(wrong)),
        Ok(None) => refuse(&state, asking, SecondFactorRefused::NotNow).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// Password and code.
#[derive(Deserialize)]
pub(crate) struct Proof {
    workspace: Option<WorkspaceId>,
    password: String,
    code: String,
}

/// `POST /account/two-factor/codes`: shows new recovery codes.
pub(crate) async fn renew(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Proof>,
) -> Response {
    let (viewer, _) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    let (password, code) = (Token::new(form.password), Token::new(form.code));
    match state.engine.renew_recovery_codes(&viewer, password, &code, &asking.from).await {
        Ok(Ok(codes)) => recovery_codes(&state, &codes),
        Ok(Err(refused)) => refuse(&state, asking, refused).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// `POST /account/two-factor/off`.
pub(crate) async fn end(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Proof>,
) -> Response {
    let (viewer, _) = match signed_in(&state, &asking, form.workspace) {
        Ok(signed_in) => signed_in,
        Err(answer) => return *answer,
    };
    let (password, code) = (Token::new(form.password), Token::new(form.code));
    match state.engine.end_second_factor(&viewer, password, &code, &asking.from).await {
        Ok(Ok(())) => done(paths::ACCOUNT, "second-off"),
        Ok(Err(refused)) => refuse(&state, asking, refused).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

fn setting_up(
    state: &AppState,
    viewer: &Viewer,
    seed: &Token,
    status: StatusCode,
    wrong: Option<CodeWrong>,
) -> Response {
    let shown = SettingUp {
        workspace: viewer.workspace,
        key: in_fours(seed.expose()),
        qr: qr::svg(&address(seed, &viewer.email)),
        wrong,
    };
    pages::html(state, status, |frame| plain::second_factor_page(shown, frame))
}

/// What apps for codes read (Google Authenticator's key URI format, which all of them know).
fn address(seed: &Token, email: &str) -> String {
    let (email, seed) = (paths::url_escape(email), seed.expose());
    format!("otpauth://totp/{ISSUER}:{email}?secret={seed}&issuer={ISSUER}")
}

/// Text in groups of four, to be typed; apps take it with its spaces.
fn in_fours(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

fn recovery_codes(state: &AppState, codes: &[Token]) -> Response {
    let codes = codes.iter().map(|code| code.expose().to_owned()).collect();
    pages::html(state, StatusCode::OK, |frame| plain::recovery_codes_page(codes, frame))
}

async fn refuse(state: &AppState, asking: Asking, refused: SecondFactorRefused) -> Response {
    again(state, asking, told(refused)).await
}

/// How a proof that was refused is told.
pub(super) fn told(refused: SecondFactorRefused) -> Told {
    match refused {
        SecondFactorRefused::Password => Told::WrongPassword,
        SecondFactorRefused::Code => Told::WrongCode,
        SecondFactorRefused::PasswordLocked(_) => Told::Locked,
        SecondFactorRefused::CodeLocked(_) => Told::CodesLocked,
        SecondFactorRefused::NotNow => Told::SecondStepOver,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_reads_whose_key_it_is() {
        let seed = Token::new("GEZDGNBVGY3TQOJQ".into());
        assert_eq!(
            address(&seed, "mara+a@relink.test"),
            "otpauth://totp/Relink:mara%2Ba%40relink.test?secret=GEZDGNBVGY3TQOJQ&issuer=Relink"
        );
        assert_eq!(in_fours(seed.expose()), "GEZD GNBV GY3T QOJQ");
    }
}
