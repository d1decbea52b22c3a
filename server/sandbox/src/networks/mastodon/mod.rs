//! Mastodon, one instance: clients register themselves, tokens do not expire and are not refreshed, and a person who
//! agrees again to the same client and scopes gets the same token again. The account is its own single channel.
//!
//! What Mastodon does not document is chosen here: any changed password revokes all tokens (its own code does so for a
//! reset); a checkpoint is the e-mail address that must be confirmed again; a disabled login is a state, not a death.

mod accounts;
mod answers;
mod apps;
mod authorize;
mod bearer;
mod entities;
mod instance;
mod media;
mod notifications;
mod paging;
mod scopes;
mod statuses;
mod token;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::{Cause, Network, Picks};
use crate::world::flows::Ask;
use crate::world::people::Person;
use crate::world::tokens::{self, Death};
use crate::world::{Result, Tx, World};

pub(super) struct Mastodon;

pub(super) const NETWORK: &str = "mastodon";

/// Where an authorization remembers the application's name.
const NAME: &str = "client_name";

impl Network for Mastodon {
    fn slug(&self) -> &'static str {
        NETWORK
    }

    fn title(&self) -> &'static str {
        "Mastodon"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["social.localhost", "mastodon.social", "mastodon.online"]
    }

    fn routes(&self) -> Router<World> {
        Router::new()
            .route("/.well-known/oauth-authorization-server", get(instance::discovery))
            .route("/health", get(instance::health))
            .route("/oauth/authorize", get(authorize::authorize))
            .route("/oauth/token", post(token::token))
            .route("/oauth/revoke", post(token::revoke))
            .route("/oauth/userinfo", get(accounts::userinfo).post(accounts::userinfo))
            .route("/api/v1/apps", post(apps::create))
            .route("/api/v1/apps/verify_credentials", get(apps::verify))
            .route("/api/v1/accounts/verify_credentials", get(accounts::verify))
            .route("/api/v1/accounts/lookup", get(accounts::lookup))
            .route("/api/v1/accounts/{id}", get(accounts::one))
            .route("/api/v1/accounts/{id}/statuses", get(accounts::statuses))
            .route("/api/v1/statuses", post(statuses::create))
            .route("/api/v1/statuses/{id}", get(statuses::one))
            .route("/api/v1/statuses/{id}/favourite", post(statuses::favourite))
            .route("/api/v1/statuses/{id}/unfavourite", post(statuses::unfavourite))
            .route("/api/v1/media", post(media::upload))
            .route("/api/v2/media", post(media::upload))
            .route("/api/v1/media/{id}", get(media::one))
            .route("/api/v1/statuses/{id}/context", get(statuses::context))
            .route("/api/v1/notifications", get(notifications::list))
            .route("/api/v1/instance", get(instance::first))
            .route("/api/v2/instance", get(instance::second))
            .fallback(answers::not_found)
    }

    fn for_servers(&self, path: &str) -> bool {
        path.starts_with("/api/")
            || path.starts_with("/.well-known/")
            || (path.starts_with("/oauth/") && path != "/oauth/authorize")
    }

    fn outage(&self) -> Response {
        let words = "There was a temporary problem serving your request, please try again";
        answers::Error::new(503, words).into_response()
    }

    fn rate_limit(&self, now: i64) -> Response {
        let mut response = answers::Error::new(429, "Too many requests").into_response();
        answers::show_rate(&mut response, answers::LIMIT, now + answers::WINDOW);
        response
    }

    fn suffer(&self, tx: &Tx<'_>, person: &Person, cause: Cause) -> Result<()> {
        match cause {
            Cause::PasswordChanged => tokens::kill(tx, &person.id, None, Death::PasswordChanged),
            // Tokens do not hang on the browser's session; the rest are states of the login.
            Cause::LoggedOut | Cause::Checkpoint | Cause::Disabled => Ok(()),
        }
    }

    fn picks(&self, _ask: &Ask) -> Picks {
        Picks::Nothing
    }

    fn cancelled(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("error", "access_denied"),
            ("error_description", "The resource owner or authorization server denied the request."),
        ]
    }

    fn code_seconds(&self) -> i64 {
        600
    }

    fn scoped_id(&self, person: &Person, _client_id: &str) -> String {
        person.id.clone()
    }

    fn scope_words(&self, scope: &str) -> Option<&'static str> {
        scopes::words(scope)
    }

    fn scopes_accumulate(&self) -> bool {
        false
    }

    fn client_name<'a>(&self, ask: &'a Ask) -> &'a str {
        ask.extras.get(NAME).unwrap_or(&ask.client_id)
    }

    fn comment_id_at(&self, _post_id: &str, _author: &str, now: i64) -> String {
        entities::snowflake(now)
    }
}
