//! Who gets where: the pages of a Master Account are closed to everybody else, before any of them is drawn.

use app::paths;
use axum::{
    Extension,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};

use engine::vault::Token;

use crate::{pages, request::Asking, state::AppState};

/// Turns away whoever may not see a page.
pub(crate) async fn gate(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let is_masters = paths::is_below(path, paths::SETTINGS) || paths::is_below(path, "/connect");
    let is_everybodys = path == paths::HOME
        || paths::is_of_an_app(path)
        || [paths::ACCOUNT, paths::SUPPORT].iter().any(|folder| paths::is_below(path, folder));
    if let Some(secret) = path.strip_prefix("/setup/") {
        // A link that is used up, or was guessed, is nothing.
        return match state.engine.is_set_up().await {
            Ok(false) if state.set_up.opens_with(&Token::new(secret.to_owned())) => {
                next.run(request).await
            }
            Ok(_) => pages::not_found(&state),
            Err(error) => pages::engine_error(&state, &error),
        };
    }
    match &asking.viewer {
        None if is_masters || is_everybodys => pages::sign_in_first(request.uri()),
        Some(viewer) if is_masters && !viewer.role.mends_profiles() => {
            match asking.backend(&state).accounts.master_accounts(viewer).await {
                Ok(masters) => pages::forbidden(&state, &masters),
                Err(_) => pages::forbidden(&state, &[]),
            }
        }
        Some(viewer) if path == paths::HOME => {
            Redirect::to(paths::begin(viewer.role)).into_response()
        }
        _ => next.run(request).await,
    }
}
