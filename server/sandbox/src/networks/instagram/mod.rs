//! Instagram with its own login: the dialog at www.instagram.com, codes at api.instagram.com, and the Graph API at
//! graph.instagram.com. One account per login. A token lives sixty days and on, as long as somebody renews it.

pub(in crate::networks) mod account;
mod api;
mod authorize;
mod push;
mod token;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use self::account::Voice;
use super::meta::login::{self, Login};
use super::meta::refusal::GraphError;
use super::meta::{self, dead};
use super::{Cause, Network, Picks};
use crate::push::Push;
use crate::random;
use crate::world::flows::Ask;
use crate::world::people::Person;
use crate::world::tokens;
use crate::world::{Result, Tx, World};

const NETWORK: &str = "instagram";

const LOGIN: Login = Login {
    network: NETWORK,
    prefix: "IGAA",
    exchange: "ig_exchange_token",
    refresh: "ig_refresh_token",
    kind: "IGApiException",
    site: "www.instagram.com",
    basic: "instagram_business_basic",
    not_permitted: |_| Voice::Instagram.not_permitted(),
};

/// What can be asked for, in words for the person.
const SCOPES: [(&str, &str); 5] = [
    ("instagram_business_basic", "see your profile and your media"),
    ("instagram_business_content_publish", "publish pictures and videos for you"),
    ("instagram_business_manage_comments", "read and answer comments on your media"),
    ("instagram_business_manage_messages", "manage your messages"),
    ("instagram_business_manage_insights", "see insights of your account and your media"),
];

pub(super) struct Instagram;

impl Network for Instagram {
    fn slug(&self) -> &'static str {
        NETWORK
    }

    fn title(&self) -> &'static str {
        "Instagram"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["www.instagram.com", "instagram.com", "api.instagram.com", "graph.instagram.com"]
    }

    fn routes(&self) -> Router<World> {
        Router::new()
            .route("/oauth/authorize", get(authorize::authorize))
            .route("/oauth/authorize/", get(authorize::authorize))
            .route("/oauth/access_token", get(token::not_by_get).post(token::short))
            .route("/access_token", get(token::long).post(token::not_by_post))
            .route("/refresh_access_token", get(token::renewed).post(token::not_by_post))
            .route("/{node}", get(api::node).post(api::change))
            .route("/{node}/media", get(api::media).post(api::create))
            .route("/{node}/media_publish", axum::routing::post(api::publish))
            .route("/{node}/content_publishing_limit", get(api::limit))
            .route("/{node}/comments", get(api::comments).post(api::write))
            .route("/{node}/replies", get(api::comments).post(api::write))
            .route("/{node}/insights", get(api::insights))
            .fallback(api::nowhere)
    }

    fn unversioned<'p>(&self, path: &'p str) -> &'p str {
        meta::unversioned(path)
    }

    fn for_servers(&self, path: &str) -> bool {
        !path.starts_with("/oauth/authorize") && !path.starts_with("/-/")
    }

    fn outage(&self) -> Response {
        let text = "An unexpected error has occurred. Please retry your request later.";
        let error = GraphError { transient: true, ..GraphError::oauth(2, text) };
        error.status(StatusCode::INTERNAL_SERVER_ERROR).into_response()
    }

    fn rate_limit(&self, _now: i64) -> Response {
        let text = "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again. For \
                    more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.";
        let mut response = GraphError::oauth(80_002, text).into_response();
        let usage = r#"{"17841400000000000":[{"type":"instagram","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":5}]}"#;
        let name = HeaderName::from_static("x-business-use-case-usage");
        response.headers_mut().insert(name, HeaderValue::from_static(usage));
        response
    }

    fn suffer(&self, tx: &Tx<'_>, person: &Person, cause: Cause) -> Result<()> {
        tokens::kill(tx, &person.id, None, dead::of(cause))
    }

    fn push(&self) -> Option<&'static dyn Push> {
        Some(&push::InstagramPush)
    }

    fn picks(&self, _ask: &Ask) -> Picks {
        Picks::Nothing
    }

    fn cancelled(&self) -> &'static [(&'static str, &'static str)] {
        login::CANCELLED
    }

    fn code_seconds(&self) -> i64 {
        login::CODE
    }

    fn scoped_id(&self, person: &Person, client_id: &str) -> String {
        random::number_of(&[&person.id, client_id])
    }

    fn scope_words(&self, scope: &str) -> Option<&'static str> {
        SCOPES.iter().find(|(known, _)| *known == scope).map(|(_, words)| *words)
    }

    fn scopes_accumulate(&self) -> bool {
        false
    }

    fn may_decline(&self, scope: &str) -> bool {
        scope != LOGIN.basic
    }

    fn tail(&self) -> &'static str {
        "#_"
    }
}
