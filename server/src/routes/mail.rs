//! E-mail: a letter that tries it, the demo's letters, whoever has forgotten their password, and answers that arrive.

use std::{net::SocketAddr, time::Duration};

use app::{paths, plain};
use axum::{
    Extension, Form,
    body::{Body, to_bytes},
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::id::WorkspaceId;
use engine::{support::MailRefused, telling::TestRefused};
use serde::Deserialize;
use tokio::{sync::Semaphore, time::timeout};

use super::{draw::asked_by, team::done};
use crate::{
    mail::{self, compose},
    pages,
    request::{Asking, client_address},
    state::AppState,
};

/// The longest message that is taken.
const LONGEST: usize = 1024 * 1024;
/// So many are held in memory at once: 16 MiB at most.
const AT_ONCE: usize = 16;
static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);
/// Whoever sends slower than this holds a place that others wait for.
const PATIENCE: Duration = Duration::from_secs(10);

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

/// `POST /mail/inbound`: a mail server hands over a message for an address of support's. The signed address is the only proof;
/// whatever is wrong with it, the answer is one and the same.
pub(crate) async fn take(
    State(state): State<AppState>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    // Whoever is refused for now sends it again: mail servers keep what was not taken.
    let Ok(_place) = PLACES.try_acquire() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "Not now. Send it again later.\n")
            .into_response();
    };
    let raw = match timeout(PATIENCE, to_bytes(body, LONGEST)).await {
        Ok(Ok(raw)) => raw,
        Ok(Err(_)) => {
            let why = "A message may be as long as 1 MiB.\n";
            return (StatusCode::PAYLOAD_TOO_LARGE, why).into_response();
        }
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let peer = peer.map(|Extension(ConnectInfo(peer))| peer.ip());
    let from = client_address(peer, &headers, &state.trusted_proxies);
    let received = mail::read(&raw).unwrap_or_default();
    match state.engine.take_mail(&received, &from).await {
        Ok(Ok(true)) => (StatusCode::OK, "Written.\n").into_response(),
        Ok(Ok(false)) => (StatusCode::OK, "Taken, and not written.\n").into_response(),
        Ok(Err(MailRefused::Unknown)) => {
            (StatusCode::NOT_FOUND, "Nobody is reached at this address.\n").into_response()
        }
        Ok(Err(MailRefused::Empty)) => {
            let why = "The message says nothing besides what it quotes.\n";
            (StatusCode::UNPROCESSABLE_ENTITY, why).into_response()
        }
        Ok(Err(MailRefused::TooMany)) => {
            (StatusCode::TOO_MANY_REQUESTS, "Too many. Send it again later.\n").into_response()
        }
        Err(error) => {
            tracing::error!(%error, "an answer by e-mail could not be taken; it will be sent again");
            (StatusCode::SERVICE_UNAVAILABLE, "Not now. Send it again later.\n").into_response()
        }
    }
}
