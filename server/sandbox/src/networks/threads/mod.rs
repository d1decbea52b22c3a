//! Threads: the dialog at www.threads.net and the Graph API at graph.threads.net. One profile per login. Tokens live and
//! are renewed as at Instagram; unlike there, a token can be looked at.

mod api;
mod authorize;
mod debug;
mod insights;
mod posts;
mod publish;
mod push;
mod replies;
mod token;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};

use super::meta::login::{self, Login};
use super::meta::refusal::GraphError;
use super::meta::{self, dead, reply};
use super::{Cause, Network, Picks};
use crate::push::Push;
use crate::world::flows::Ask;
use crate::world::people::Person;
use crate::world::tokens;
use crate::world::{Result, Tx, World};

const NETWORK: &str = "threads";

const LOGIN: Login = Login {
    network: NETWORK,
    prefix: "THAA",
    exchange: "th_exchange_token",
    refresh: "th_refresh_token",
    kind: "THApiException",
    site: "www.threads.net",
    basic: BASIC,
    not_permitted,
};

const BASIC: &str = "threads_basic";
const PUBLISH: &str = "threads_content_publish";
const READ_REPLIES: &str = "threads_read_replies";
const MANAGE_REPLIES: &str = "threads_manage_replies";
const INSIGHTS: &str = "threads_manage_insights";

/// What can be asked for, in words for the person.
const SCOPES: [(&str, &str); 8] = [
    (BASIC, "see your profile and your posts"),
    (PUBLISH, "publish posts for you"),
    (MANAGE_REPLIES, "answer replies and decide who may reply"),
    (READ_REPLIES, "read the replies to your posts"),
    (INSIGHTS, "see insights of your profile and your posts"),
    ("threads_manage_mentions", "see where you are mentioned"),
    ("threads_keyword_search", "search public posts"),
    ("threads_delete", "delete your posts"),
];

/// Without the basic permission it is 100/10, without another one a server error with code 10.
fn not_permitted(scope: &str) -> GraphError {
    if scope == BASIC {
        let text = "This action requires the threads_basic permission. You must submit for app review, or your user \
                    must be in the list of Threads testers.";
        return GraphError::oauth(100, text).kind("THApiException").subcode(10);
    }
    let error = GraphError::oauth(10, "Application does not have permission for this action");
    error.kind("THApiException").status(StatusCode::INTERNAL_SERVER_ERROR)
}

pub(super) struct Threads;

impl Network for Threads {
    fn slug(&self) -> &'static str {
        NETWORK
    }

    fn title(&self) -> &'static str {
        "Threads"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &[
            "www.threads.net",
            "threads.net",
            "www.threads.com",
            "threads.com",
            "graph.threads.net",
            "graph.threads.com",
        ]
    }

    fn routes(&self) -> Router<World> {
        Router::new()
            .route("/oauth/authorize", get(authorize::authorize))
            .route("/oauth/authorize/", get(authorize::authorize))
            .route("/oauth/access_token", get(token::of_app).post(token::short))
            .route("/access_token", get(token::long).post(token::not_by_post))
            .route("/refresh_access_token", get(token::renewed).post(token::not_by_post))
            .route("/debug_token", get(debug::debug_token))
            .route("/{node}", get(api::node))
            .route("/{node}/permissions", delete(api::remove))
            .route("/{node}/threads", get(api::posts).post(publish::create))
            .route("/{node}/threads_publish", post(publish::publish))
            .route("/{node}/threads_publishing_limit", get(publish::limit))
            .route("/{node}/replies", get(replies::replies))
            .route("/{node}/conversation", get(replies::conversation))
            .route("/{node}/manage_reply", post(replies::manage))
            .route("/{node}/threads_insights", get(insights::of_profile))
            .route("/{node}/insights", get(insights::of_post))
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
        let error = GraphError::oauth(4, "Application request limit reached");
        let mut response = GraphError { transient: true, ..error }.into_response();
        reply::show_usage(&mut response, 100);
        response
    }

    fn suffer(&self, tx: &Tx<'_>, person: &Person, cause: Cause) -> Result<()> {
        tokens::kill(tx, &person.id, None, dead::of(cause))
    }

    fn push(&self) -> Option<&'static dyn Push> {
        Some(&push::ThreadsPush)
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

    fn scoped_id(&self, person: &Person, _client_id: &str) -> String {
        person.id.clone()
    }

    fn scope_words(&self, scope: &str) -> Option<&'static str> {
        SCOPES.iter().find(|(known, _)| *known == scope).map(|(_, words)| *words)
    }

    fn scopes_accumulate(&self) -> bool {
        false
    }

    fn may_decline(&self, scope: &str) -> bool {
        scope != BASIC
    }

    fn tail(&self) -> &'static str {
        "#_"
    }
}
