//! Bluesky: one server that holds accounts and issues tokens for them, as atproto demands. Clients are documents at
//! their own address, requests are pushed first, every token is bound to a key, and a refresh token works once.
//!
//! The sandbox fetches what clients say of themselves from loopback addresses only. What the network does not document
//! is chosen here: access tokens are opaque; a changed password ends all sessions; a checkpoint is an account that its
//! owner deactivated, a disabled account one that was taken down: both are states and leave tokens alone.

mod answers;
mod assertion;
mod authorize;
mod bearer;
mod client;
mod dpop;
mod feed;
mod fetch;
mod identity;
mod jose;
mod likes;
mod metadata;
mod notifications;
mod par;
mod records;
mod redeem;
mod repo;
mod scopes;
mod server;
mod sessions;
mod token;
mod views;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::{Cause, Network, Picks};
use crate::call::Site;
use crate::random;
use crate::world::flows::Ask;
use crate::world::people::Person;
use crate::world::tokens::{self, Death};
use crate::world::{Result, Tx, World};

pub(super) struct Bluesky;

pub(super) const NETWORK: &str = "bluesky";

/// The server's own name; below it stand the handles.
const SERVER: &str = "pds.localhost";
const DIRECTORY: &str = "plc.directory";

impl Network for Bluesky {
    fn slug(&self) -> &'static str {
        NETWORK
    }

    fn title(&self) -> &'static str {
        "Bluesky"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &[SERVER, DIRECTORY, "bsky.social", "api.bsky.app", "public.api.bsky.app"]
    }

    fn answers_at(&self, host: &str) -> bool {
        self.hosts().contains(&host) || identity::is_handle(host)
    }

    fn routes(&self) -> Router<World> {
        let oauth = Router::new()
            .route("/oauth/par", post(par::push))
            .route("/oauth/authorize", get(authorize::authorize))
            .route("/oauth/token", post(token::token))
            .route("/oauth/revoke", post(token::revoke))
            .route("/oauth/jwks", get(metadata::keys));
        let xrpc = Router::new()
            .route("/com.atproto.identity.resolveHandle", get(identity::resolve))
            .route("/com.atproto.server.describeServer", get(server::describe))
            .route("/com.atproto.server.getSession", get(server::session))
            .route("/com.atproto.repo.createRecord", post(repo::create))
            .route("/com.atproto.repo.deleteRecord", post(repo::delete))
            .route("/com.atproto.repo.getRecord", get(repo::one))
            .route("/com.atproto.repo.listRecords", get(repo::list))
            .route("/com.atproto.repo.uploadBlob", post(repo::upload))
            .route("/app.bsky.actor.getProfile", get(feed::profile))
            .route("/app.bsky.feed.getAuthorFeed", get(feed::of_author))
            .route("/app.bsky.feed.getPostThread", get(feed::thread))
            .route("/app.bsky.feed.getPosts", get(feed::posts))
            .route("/app.bsky.notification.listNotifications", get(notifications::list))
            .route("/_health", get(server::health))
            .fallback(answers::no_method);
        Router::new()
            .merge(oauth)
            .nest("/xrpc", xrpc)
            .route("/.well-known/oauth-protected-resource", get(metadata::resource))
            .route("/.well-known/oauth-authorization-server", get(metadata::server))
            .route("/.well-known/atproto-did", get(identity::of_host))
            .route("/{did}", get(identity::document))
            .fallback(answers::not_found)
    }

    fn for_servers(&self, path: &str) -> bool {
        path != "/oauth/authorize" && !path.starts_with("/-/")
    }

    fn outage(&self) -> Response {
        answers::Xrpc::new(503, "NotEnoughResources", "Not Enough Resources").into_response()
    }

    fn rate_limit(&self, now: i64) -> Response {
        let limited = answers::Xrpc::new(429, "RateLimitExceeded", "Rate Limit Exceeded");
        let mut response = limited.into_response();
        answers::show_rate(&mut response, answers::LIMIT, now + answers::WINDOW);
        response
    }

    fn suffer(&self, tx: &Tx<'_>, person: &Person, cause: Cause) -> Result<()> {
        match cause {
            Cause::PasswordChanged => tokens::kill(tx, &person.id, None, Death::PasswordChanged),
            // Sessions of clients do not hang on the browser's; the rest are states of the account.
            Cause::LoggedOut | Cause::Checkpoint | Cause::Disabled => Ok(()),
        }
    }

    fn picks(&self, _ask: &Ask) -> Picks {
        Picks::Nothing
    }

    fn cancelled(&self) -> &'static [(&'static str, &'static str)] {
        &[("error", "access_denied"), ("error_description", "The user rejected the request")]
    }

    fn code_seconds(&self) -> i64 {
        300
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

    fn beside(&self, site: &Site, _scopes: Option<&[String]>) -> Vec<(&'static str, String)> {
        vec![("iss", site.url(""))]
    }

    fn new_code(&self) -> String {
        format!("cod-{}", random::token(32))
    }

    fn client_name<'a>(&self, ask: &'a Ask) -> &'a str {
        ask.extras.get(authorize::CLIENT_NAME).unwrap_or(&ask.client_id)
    }

    fn comment_id_at(&self, _post_id: &str, author: &str, now: i64) -> String {
        records::uri(&identity::did_of(author), &records::key(now))
    }
}
