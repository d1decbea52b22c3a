//! The plain pages' frame: status, nonce, policy, stylesheet, around what `app` draws.

use app::{
    backend::MasterAccount,
    paths,
    plain::{self, Frame},
};
use axum::{
    http::{HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use engine::ports::Random as _;

use crate::{clock::SystemRandom, guard, state::AppState};

/// A plain page with its own nonce.
pub(crate) fn html(
    state: &AppState,
    status: StatusCode,
    draw: impl FnOnce(&Frame<'_>) -> String,
) -> Response {
    let mut bytes = [0; 16];
    SystemRandom.fill(&mut bytes);
    let nonce = bytes.map(|byte| format!("{byte:02x}")).concat();
    let frame = Frame {
        nonce: &nonce,
        stylesheet: &state.stylesheet,
        office: &state.office,
        support: state.engine.has_support(),
    };
    let mut response = (status, Html(draw(&frame))).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&guard::policy(state, Some(&nonce))) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// To the login page, and back here afterwards.
#[must_use]
pub(crate) fn sign_in_first(uri: &Uri) -> Response {
    let here = uri.path_and_query().map_or(paths::HOME, |path| path.as_str());
    Redirect::to(&paths::login_then(here)).into_response()
}

/// 404, the same for unknown and foreign.
#[must_use]
pub(crate) fn not_found(state: &AppState) -> Response {
    html(state, StatusCode::NOT_FOUND, plain::not_found_page)
}

/// 403, naming whom to ask.
#[must_use]
pub(crate) fn forbidden(state: &AppState, masters: &[MasterAccount]) -> Response {
    html(state, StatusCode::FORBIDDEN, |frame| plain::forbidden_page(masters, frame))
}

/// 403, for whoever has another role for a channel than it takes, naming whom to ask.
#[must_use]
pub(crate) fn no_role(state: &AppState, masters: &[MasterAccount]) -> Response {
    html(state, StatusCode::FORBIDDEN, |frame| plain::no_role_page(masters, frame))
}

/// A page for what a use case did not do.
#[must_use]
pub(crate) fn engine_error(state: &AppState, error: &engine::Error) -> Response {
    match error {
        engine::Error::NotFound => not_found(state),
        engine::Error::NotConfigured(network) => {
            html(state, StatusCode::SERVICE_UNAVAILABLE, |frame| {
                plain::not_configured_page(*network, frame)
            })
        }
        error => {
            tracing::error!(%error, "a page could not be made");
            html(state, StatusCode::SERVICE_UNAVAILABLE, plain::error_page)
        }
    }
}
