//! Where a reconnect begins, and where its outcome is read. Plain links and plain pages: all of it works without script.

use app::{paths, plain};
use axum::{
    Extension,
    extract::{OriginalUri, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    id::{AuthorizationId, ProfileId},
    network::Network,
};
use engine::{
    ports::networks::Who,
    reconnect::{Begin, Begun, Target},
};
use serde::Deserialize;

use crate::{guard, pages, request::Asking, state::AppState};

/// How it should go.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wish {
    /// `1` in a window of its own.
    window: Option<String>,
    /// `another` asks the network for another account.
    account: Option<String>,
}

/// `GET /connect/{profile}`: to the network, to mend a profile.
pub(crate) async fn mend(
    state: State<AppState>,
    asking: Extension<Asking>,
    uri: OriginalUri,
    headers: HeaderMap,
    Path(profile): Path<String>,
    Query(wish): Query<Wish>,
) -> Response {
    match profile.parse::<ProfileId>() {
        Ok(profile) => begin(state, asking, uri, headers, Target::Profile(profile), &wish).await,
        Err(_) => pages::not_found(&state),
    }
}

/// `GET /connect/new/{network}`: to the network, to add a profile.
pub(crate) async fn add(
    state: State<AppState>,
    asking: Extension<Asking>,
    uri: OriginalUri,
    headers: HeaderMap,
    Path(network): Path<String>,
    Query(wish): Query<Wish>,
) -> Response {
    match network.parse::<Network>() {
        Ok(network) => begin(state, asking, uri, headers, Target::New(network), &wish).await,
        Err(_) => pages::not_found(&state),
    }
}

async fn begin(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    target: Target,
    wish: &Wish,
) -> Response {
    let Some(viewer) = &asking.viewer else { return pages::sign_in_first(&uri) };
    if guard::is_cross_site(&headers) {
        // Another site led here: the person confirms with a click on our own page.
        let here = uri.path_and_query().map_or(paths::SOCIAL_PROFILES, |path| path.as_str());
        return pages::html(&state, StatusCode::OK, |frame| plain::continue_page(here, frame));
    }
    let who = match wish.account.as_deref() {
        Some("another") => Who::AnotherAccount,
        _ => Who::Whoever,
    };
    let windowed = wish.window.as_deref() == Some("1");
    let wanted = Begin { viewer, target, who, windowed, from: &asking.from };
    match state.engine.begin(wanted).await {
        Ok(Begun { id, cookie, location }) => {
            let cookie = state.cookies.set_authorization(id, &cookie);
            let headers =
                [(header::SET_COOKIE, cookie), (header::CACHE_CONTROL, "no-store".to_owned())];
            (headers, Redirect::to(&location)).into_response()
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// `GET /connect/outcome/{authorization}`: how it ended.
pub(crate) async fn outcome(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
) -> Response {
    let Some(viewer) = &asking.viewer else { return pages::sign_in_first(&uri) };
    let Ok(id) = id.parse::<AuthorizationId>() else { return pages::not_found(&state) };
    match state.engine.report(viewer, id).await {
        Ok(Some(report)) => {
            pages::html(&state, StatusCode::OK, |frame| plain::outcome_page(&report, frame))
        }
        Ok(None) => Redirect::to(paths::SOCIAL_PROFILES).into_response(),
        Err(error) => pages::engine_error(&state, &error),
    }
}
