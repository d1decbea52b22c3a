//! Facebook: the login dialog, the Graph API for people and pages, and the causes that kill its tokens.
//! One grant per person and client, whose page set each login replaces; all errors are HTTP 400 unless said otherwise.

mod content;
mod debug;
mod deeds;
mod errors;
mod graph;
mod insights;
mod instagram;
mod nodes;
mod oauth;
mod pages;
mod push;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};

use super::meta::{self, dead, reply};
use super::{Cause, Network, Picks};
use crate::push::Push;
use crate::random;
use crate::world::flows::Ask;
use crate::world::people::Person;
use crate::world::tokens;
use crate::world::{Result, Tx, World};

pub(super) struct Facebook;

impl Network for Facebook {
    fn slug(&self) -> &'static str {
        "facebook"
    }

    fn title(&self) -> &'static str {
        "Facebook"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["www.facebook.com", "m.facebook.com", "facebook.com", "graph.facebook.com"]
    }

    fn routes(&self) -> Router<World> {
        Router::new()
            .route("/dialog/oauth", get(oauth::dialog))
            .route("/oauth/access_token", get(oauth::access_token).post(oauth::access_token))
            .route("/debug_token", get(debug::debug_token))
            .route("/{node}", get(nodes::node).post(deeds::change))
            .route("/{node}/likes", axum::routing::post(deeds::like).delete(deeds::unlike))
            .route("/{node}/accounts", get(pages::accounts))
            .route("/{node}/businesses", get(pages::businesses))
            .route("/{node}/permissions", get(nodes::permissions).delete(nodes::remove))
            .route("/{node}/permissions/{permission}", delete(nodes::remove_one))
            .route("/{node}/feed", get(content::posts).post(content::publish))
            .route("/{node}/posts", get(content::posts))
            .route("/{node}/published_posts", get(content::posts))
            .route("/{node}/photos", axum::routing::post(content::publish_photo))
            .route("/{node}/comments", get(content::comments).post(content::reply))
            .route("/{node}/insights", get(insights::insights))
            .route("/{node}/media", get(instagram::media).post(instagram::create))
            .route("/{node}/media_publish", axum::routing::post(instagram::publish))
            .route("/{node}/content_publishing_limit", get(instagram::limit))
            .route("/{node}/replies", get(content::comments).post(content::reply))
            .fallback(nodes::nowhere)
    }

    fn unversioned<'p>(&self, path: &'p str) -> &'p str {
        meta::unversioned(path)
    }

    fn for_servers(&self, path: &str) -> bool {
        !path.starts_with("/dialog/") && !path.starts_with("/-/")
    }

    fn outage(&self) -> Response {
        errors::outage().into_response()
    }

    fn rate_limit(&self, _now: i64) -> Response {
        let mut response = errors::rate_limited().into_response();
        reply::show_usage(&mut response, 100);
        response
    }

    fn suffer(&self, tx: &Tx<'_>, person: &Person, cause: Cause) -> Result<()> {
        // A change of the profile kills the person's token and every page token derived from it, at every client.
        tokens::kill(tx, &person.id, None, dead::of(cause))
    }

    fn push(&self) -> Option<&'static dyn Push> {
        Some(&push::FacebookPush)
    }

    fn picks(&self, ask: &Ask) -> Picks {
        let pages = ask.scopes.iter().any(|scope| graph::is_about_pages(scope));
        if pages { Picks::Any } else { Picks::Nothing }
    }

    fn cancelled(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("error_reason", "user_denied"),
            ("error", "access_denied"),
            ("error_description", "Permissions error"),
            ("error_code", "200"),
        ]
    }

    fn code_seconds(&self) -> i64 {
        600
    }

    fn scoped_id(&self, person: &Person, client_id: &str) -> String {
        random::number_of(&[&person.id, client_id])
    }

    fn scope_words(&self, scope: &str) -> Option<&'static str> {
        graph::SCOPES.iter().find(|(known, _)| *known == scope).map(|(_, words)| *words)
    }

    fn scopes_accumulate(&self) -> bool {
        true
    }

    fn comment_id(&self, post_id: &str) -> String {
        // A medium of an Instagram account has a plain number.
        match post_id.contains('_') {
            true => format!("{post_id}_{}", random::number()),
            false => random::number(),
        }
    }
}
