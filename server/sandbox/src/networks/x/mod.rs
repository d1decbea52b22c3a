//! X: OAuth 2.0 with PKCE, rotating refresh tokens, and API v2. The account is its own single channel.
//!
//! What X does not document is chosen here: a changed password kills all tokens; signing out and suspension kill none
//! (a suspended or locked account is answered 403 until it is itself again); a refresh leaves the older access token
//! to its own end; giving back a refresh token ends its whole family.

mod answers;
mod authorize;
mod bearer;
mod deeds;
mod media;
mod part;
mod push;
mod token;
mod tweets;
mod users;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};

use super::{Cause, Network, Picks};
use crate::push::Push;
use crate::world::flows::Ask;
use crate::world::people::Person;
use crate::world::tokens::{self, Death};
use crate::world::{Result, Tx, World};

pub(super) struct X;

pub(super) const NETWORK: &str = "x";

const SCOPES: [(&str, &str); 12] = [
    ("tweet.read", "see posts you can see"),
    ("tweet.write", "post and repost for you"),
    ("users.read", "see your profile"),
    ("offline.access", "stay connected to your account until you take access back"),
    ("tweet.moderate.write", "hide and unhide replies to your posts"),
    ("follows.read", "see who you follow"),
    ("like.read", "see what you liked"),
    ("media.write", "upload pictures and videos"),
    ("dm.read", "see your messages"),
    ("dm.write", "send messages for you"),
    ("like.write", "like posts for you"),
    ("follows.write", "follow people for you"),
];

impl Network for X {
    fn slug(&self) -> &'static str {
        NETWORK
    }

    fn title(&self) -> &'static str {
        "X"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["x.com", "www.x.com", "api.x.com", "twitter.com", "api.twitter.com"]
    }

    fn routes(&self) -> Router<World> {
        Router::new()
            .route("/i/oauth2/authorize", get(authorize::authorize))
            .route("/2/oauth2/token", post(token::token))
            .route("/2/oauth2/revoke", post(token::revoke))
            .route("/2/users/me", get(users::me))
            .route("/2/users/{id}/tweets", get(tweets::of_user))
            .route("/2/tweets", post(tweets::create))
            .route("/2/tweets/search/recent", get(tweets::search))
            .route("/2/tweets/{id}", get(tweets::one))
            .route("/2/tweets/{id}/hidden", put(deeds::hide))
            .route("/2/users/{id}/likes", post(deeds::like))
            .route("/2/users/{id}/likes/{tweet}", delete(deeds::unlike))
            .route("/2/media/upload", post(media::upload))
            .route("/2/media/upload/initialize", post(media::initialize))
            .route("/2/media/upload/{id}/append", post(media::append))
            .route("/2/media/upload/{id}/finalize", post(media::finalize))
            .fallback(answers::not_found)
    }

    fn for_servers(&self, path: &str) -> bool {
        path.starts_with("/2/")
    }

    fn outage(&self) -> Response {
        answers::Problem::plain(503, "Service Unavailable").into_response()
    }

    fn rate_limit(&self, now: i64) -> Response {
        let mut response = answers::Problem::plain(429, "Too Many Requests").into_response();
        answers::show_rate(&mut response, 75, 75, now + crate::world::calls::WINDOW);
        response
    }

    fn suffer(&self, tx: &Tx<'_>, person: &Person, cause: Cause) -> Result<()> {
        match cause {
            Cause::PasswordChanged => tokens::kill(tx, &person.id, None, Death::PasswordChanged),
            // Tokens do not hang on the browser's session; a locked or suspended account is a state, not a death.
            Cause::LoggedOut | Cause::Checkpoint | Cause::Disabled => Ok(()),
        }
    }

    fn push(&self) -> Option<&'static dyn Push> {
        Some(&push::XPush)
    }

    fn picks(&self, _ask: &Ask) -> Picks {
        Picks::Nothing
    }

    fn cancelled(&self) -> &'static [(&'static str, &'static str)] {
        &[("error", "access_denied")]
    }

    fn code_seconds(&self) -> i64 {
        30
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
}
