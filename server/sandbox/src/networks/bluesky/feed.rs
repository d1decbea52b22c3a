//! What the application behind the server shows: accounts, their posts, threads and numbers.

use axum::response::Response;
use serde_json::{Value, json};

use super::answers::{Refusal, Xrpc};
use super::bearer::{self, Bearer, Endpoint};
use super::records::Said;
use super::scopes::Deed;
use super::{identity, views};
use crate::call::Call;
use crate::world::people::{Person, State};
use crate::world::{Tx, posts};

const MOST_POSTS: usize = 25;

/// Whether the token, where there is one, lets its client call this method.
fn allowed(bearer: Option<&Bearer>, method: &str) -> Result<(), Refusal> {
    bearer.map_or(Ok(()), |bearer| Ok(Deed::Call(method).check(&bearer.token)?))
}

/// Somebody who can be shown.
fn actor(tx: &Tx<'_>, name: &str) -> Result<Person, Refusal> {
    let person = identity::find(tx, name)?.ok_or_else(|| Xrpc::invalid("Profile not found"))?;
    match person.state {
        State::Active => Ok(person),
        State::Disabled => {
            Err(Xrpc::new(400, "AccountTakedown", "Account has been suspended").into())
        }
        State::Checkpoint => {
            Err(Xrpc::new(400, "AccountDeactivated", "Account is deactivated").into())
        }
    }
}

pub(super) async fn profile(call: Call) -> Response {
    let site = call.site.clone();
    let name = call.get("actor").unwrap_or_default().to_owned();
    let endpoint = Endpoint::get("app.bsky.actor.getProfile");
    bearer::anybody(&call, endpoint, move |tx, bearer| {
        allowed(bearer, endpoint.name)?;
        views::profile(tx, &site, &actor(tx, &name)?)
    })
    .await
}

pub(super) async fn of_author(call: Call) -> Response {
    let site = call.site.clone();
    let name = call.get("actor").unwrap_or_default().to_owned();
    let cursor = call.get("cursor").filter(|text| !text.is_empty()).map(str::to_owned);
    let limit = call.get("limit").and_then(|text| text.parse().ok()).unwrap_or(50_usize);
    let no_replies = call.get("filter") == Some("posts_no_replies");
    let endpoint = Endpoint::get("app.bsky.feed.getAuthorFeed");
    bearer::anybody(&call, endpoint, move |tx, bearer| {
        allowed(bearer, endpoint.name)?;
        let person = actor(tx, &name)?;
        let mut posts = posts::of_channel(tx, &person.id)?;
        posts.retain(|post| !no_replies || post.reply_to.is_none());
        let mut posts: Vec<Said> = posts.into_iter().map(Said::Own).collect();
        if let Some(cursor) = cursor {
            let seen = posts.iter().position(|said| said.key() == cursor);
            posts.drain(..seen.map_or(posts.len(), |seen| seen + 1));
        }
        let full = posts.len() > limit;
        posts.truncate(limit.clamp(1, 100));
        let feed = posts.iter().map(|said| views::line(tx, &site, said));
        let feed = feed.collect::<Result<Vec<_>, _>>()?;
        match posts.last().filter(|_| full) {
            Some(last) => Ok(json!({ "feed": feed, "cursor": last.key() })),
            None => Ok(json!({ "feed": feed })),
        }
    })
    .await
}

pub(super) async fn thread(call: Call) -> Response {
    let site = call.site.clone();
    let uri = call.get("uri").unwrap_or_default().to_owned();
    let levels = (
        views::levels(call.get("parentHeight"), views::ABOVE),
        views::levels(call.get("depth"), views::BELOW),
    );
    let endpoint = Endpoint::get("app.bsky.feed.getPostThread");
    bearer::anybody(&call, endpoint, move |tx, bearer| {
        allowed(bearer, endpoint.name)?;
        let said = Said::find(tx, &uri)?
            .ok_or_else(|| Xrpc::new(400, "NotFound", format!("Post not found: {uri}")))?;
        Ok(json!({ "thread": views::thread(tx, &site, &said, levels)? }))
    })
    .await
}

/// Several posts with their numbers; those that are gone are left out.
pub(super) async fn posts(call: Call) -> Response {
    let site = call.site.clone();
    let uris = call.all("uris");
    let endpoint = Endpoint::get("app.bsky.feed.getPosts");
    bearer::anybody(&call, endpoint, move |tx, bearer| {
        allowed(bearer, endpoint.name)?;
        if uris.is_empty() || uris.len() > MOST_POSTS {
            let words = format!("Error: uris must have 1 to {MOST_POSTS} elements");
            return Err(Xrpc::invalid(words).into());
        }
        let mut views: Vec<Value> = Vec::new();
        for uri in &uris {
            if let Some(said) = Said::find(tx, uri)? {
                views.push(views::post(tx, &site, &said)?);
            }
        }
        Ok(json!({ "posts": views }))
    })
    .await
}
