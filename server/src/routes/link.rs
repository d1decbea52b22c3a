//! Reconnect links, where somebody without an account opens them. Whatever opens nothing is one calm page, and nothing tells
//! why.

use app::{paths, plain};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use domain::{id::AuthorizationId, network::Asks};
use engine::{Error, reconnect::LinkOpened, vault::Token};

use super::connect::{Wish, led_on};
use crate::{guard, pages, request::Asking, state::AppState};

/// `GET /link/{secret}`: who asks, why, and what will be granted.
pub(crate) async fn open(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(secret): Path<String>,
) -> Response {
    match state.engine.open_link(&Token::new(secret.clone()), &asking.from).await {
        Ok(opened) => {
            let invited = invited(&state, opened, secret);
            pages::html(&state, StatusCode::OK, |frame| plain::link_page(invited, frame))
        }
        Err(error) => gone(&state, &error),
    }
}

/// `GET /link/{secret}/go`: to the network.
pub(crate) async fn go(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    headers: HeaderMap,
    Path(secret): Path<String>,
    Query(wish): Query<Wish>,
) -> Response {
    if guard::is_cross_site(&headers) {
        // Nobody is sent to a network who has not seen who asks.
        return Redirect::to(&paths::link(&secret)).into_response();
    }
    let (who, typed) = (wish.who(), wish.typed());
    let back = paths::link(&secret);
    let begun = state.engine.begin_by_link(&Token::new(secret), who, typed, &asking.from).await;
    leave(&state, begun, typed.is_some(), back)
}

/// `GET /link/again/{authorization}`: to the network once more, in the browser that was there.
pub(crate) async fn again(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    jar: CookieJar,
    Path(id): Path<String>,
    Query(wish): Query<Wish>,
) -> Response {
    let Some((id, cookie)) = of_browser(&state, &jar, &id) else {
        return gone(&state, &Error::NotFound);
    };
    let begun = state.engine.begin_again_by_link(id, &cookie, wish.who(), &asking.from).await;
    leave(&state, begun, false, paths::link_again(id, false))
}

/// `GET /link/outcome/{authorization}`: how it ended, in the browser that was there.
pub(crate) async fn outcome(
    State(state): State<AppState>,
    jar: CookieJar,
    Path(id): Path<String>,
) -> Response {
    let Some((id, cookie)) = of_browser(&state, &jar, &id) else {
        return gone(&state, &Error::NotFound);
    };
    match state.engine.report_of_link(id, &cookie).await {
        Ok(Some((report, shown))) => {
            let ended = plain::Ended {
                report,
                workspace: shown.workspace_name,
                asker: shown.asker,
                authorization: id,
            };
            pages::html(&state, StatusCode::OK, |frame| plain::link_outcome_page(ended, frame))
        }
        Ok(None) => gone(&state, &Error::NotFound),
        Err(error) => gone(&state, &error),
    }
}

fn of_browser(state: &AppState, jar: &CookieJar, id: &str) -> Option<(AuthorizationId, Token)> {
    let id = id.parse::<AuthorizationId>().ok()?;
    state.cookies.authorizations(jar).into_iter().find(|(found, _)| *found == id)
}

fn leave(
    state: &AppState,
    begun: Result<engine::reconnect::Begun, Error>,
    is_typed: bool,
    again: String,
) -> Response {
    match begun {
        Ok(begun) => led_on(state, &begun, is_typed),
        Err(Error::NotLeft { network, failure }) => pages::html(state, StatusCode::OK, |frame| {
            plain::link_not_left_page(&failure, network, again, frame)
        }),
        Err(error) => gone(state, &error),
    }
}

/// The calm page for every link that does not work; anything else is our own trouble.
fn gone(state: &AppState, error: &Error) -> Response {
    match error {
        Error::NotFound => pages::html(state, StatusCode::NOT_FOUND, plain::link_gone_page),
        error => pages::engine_error(state, error),
    }
}

fn invited(state: &AppState, opened: LinkOpened, secret: String) -> plain::Invited {
    let LinkOpened { shown, profile, now } = opened;
    let network = shown.link.network;
    let why = profile.as_ref().and_then(|profile| Some(profile.lost()?.0.clone()));
    let asks = match profile {
        Some(_) => Asks::Nothing,
        None => state.engine.ways(network).map_or(Asks::Nothing, |ways| ways.asks),
    };
    let channels = profile.iter().flat_map(|it| &it.channels).map(|it| it.name.clone());
    plain::Invited {
        workspace: shown.workspace_name,
        asker: shown.asker,
        note: shown.link.note,
        network,
        channels: channels.collect(),
        name: profile.map(|profile| profile.identity.name),
        why,
        asks,
        until: shown.link.ends_at,
        now,
        secret,
    }
}
