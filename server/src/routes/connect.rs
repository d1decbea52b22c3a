//! Where a reconnect begins, and where its outcome is read. Plain links and plain pages: all of it works without script.

use app::{paths, plain};
use axum::{
    Extension,
    extract::{OriginalUri, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    authorization::WayBack,
    id::{AuthorizationId, ProfileId},
    network::Network,
    outcome::{Outcome, Report},
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
    /// `1` on a walk through everything that needs a person.
    walk: Option<String>,
    /// `another` asks the network for another account.
    account: Option<String>,
    /// The server the person is on, where the network asks for one.
    server: Option<String>,
    /// The person's handle, where the network asks for one.
    handle: Option<String>,
}

/// The longest server or handle that is looked at (RFC 1035, section 2.3.4, with room for a scheme and a path).
const LONGEST_TYPED: usize = 512;

impl Wish {
    /// Whom the network should ask for.
    pub(super) fn who(&self) -> Who {
        match self.account.as_deref() {
            Some("another") => Who::AnotherAccount,
            _ => Who::Whoever,
        }
    }

    /// Where it leads back to.
    fn back(&self) -> WayBack {
        match (self.walk.as_deref(), self.window.as_deref()) {
            (Some("1"), _) => WayBack::Walk,
            (_, Some("1")) => WayBack::Window,
            _ => WayBack::Tab,
        }
    }

    /// What the person typed.
    pub(super) fn typed(&self) -> Option<&str> {
        let typed = self.server.as_deref().or(self.handle.as_deref())?.trim();
        (typed.len() <= LONGEST_TYPED).then_some(typed)
    }
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
    let (who, back, typed) = (wish.who(), wish.back(), wish.typed());
    let wanted = Begin { viewer, target, who, typed, back, from: &asking.from };
    match state.engine.begin(wanted).await {
        Ok(begun) => led_on(&state, &begun, typed.is_some()),
        Err(engine::Error::NotLeft { network, failure }) => {
            let profile = match target {
                Target::Profile(profile) => Some(profile),
                Target::New(_) => None,
            };
            let report = Report { network, outcome: Outcome::Failed { profile, failure }, back };
            pages::html(&state, StatusCode::OK, |frame| plain::outcome_page(&report, frame))
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// On to the network, with the cookie that the authorization is bound to.
pub(super) fn led_on(state: &AppState, begun: &Begun, is_typed: bool) -> Response {
    let Begun { id, cookie, location } = begun;
    let cookie = state.cookies.set_authorization(*id, cookie);
    let headers = [(header::SET_COOKIE, cookie), (header::CACHE_CONTROL, "no-store".to_owned())];
    if !is_typed {
        return (headers, Redirect::to(location)).into_response();
    }
    // A form led here, and a form must not be redirected to a network (form-action): a page of ours leads on.
    let page = pages::html(state, StatusCode::OK, |frame| plain::leave_page(location, frame));
    (headers, page).into_response()
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
