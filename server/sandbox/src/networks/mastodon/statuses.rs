//! Publishing, and what is said below a status.

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::response::Response;
use serde_json::{Value, json};

use super::answers::{Error, Refusal};
use super::bearer::{self, Needs};
use super::{NETWORK, entities};
use crate::call::{Call, Site};
use crate::world::clock::SECOND;
use crate::world::notes::{self, Book};
use crate::world::posts::{self, Comment, Post};
use crate::world::{Tx, media};

const READ: Needs = Needs(&["read", "read:statuses"]);
const WRITE: Needs = Needs(&["write", "write:statuses"]);

const FAVOURITE: Needs = Needs(&["write", "write:favourites"]);

const LONGEST: usize = 500;

/// A status that was already written for a key is answered again, for an hour.
const KEYS: Book = Book { network: NETWORK, kind: "idempotency" };
const REMEMBERED: i64 = 3_600 * SECOND;

const VISIBILITIES: [&str; 4] = ["public", "unlisted", "private", "direct"];

pub(super) async fn create(call: Call) -> Response {
    let site = call.site.clone();
    let owned = |name: &str| call.get(name).filter(|text| !text.is_empty()).map(str::to_owned);
    let text = owned("status").unwrap_or_default();
    let reply_to = owned("in_reply_to_id");
    let visibility = owned("visibility");
    let shown = media_ids(&call);
    let key = call.headers.get("idempotency-key").map(HeaderValue::as_bytes);
    let key =
        key.map(|key| String::from_utf8_lossy(key).into_owned()).filter(|key| !key.is_empty());
    bearer::user(&call, WRITE, move |tx, token, person| {
        let key = key.map(|key| format!("{} {key}", person.id));
        if let Some(key) = &key
            && let Some(id) = notes::find::<String>(tx, KEYS, key)?
            && let Some(post) = posts::find(tx, NETWORK, &id)?
        {
            return Ok(entities::status(tx, &site, &post)?.into());
        }
        for id in &shown {
            media::find(tx, (NETWORK, &person.id), id)?.ok_or_else(Error::no_record)?;
        }
        if text.trim().is_empty() && shown.is_empty() {
            return Err(Error::invalid("Text can't be blank").into());
        }
        if text.chars().count() > LONGEST {
            return Err(Error::invalid("Text character limit of 500 exceeded").into());
        }
        if visibility.is_some_and(|asked| !VISIBILITIES.contains(&asked.as_str())) {
            return Err(Error::invalid("Visibility is not included in the list").into());
        }
        if let Some(id) = &reply_to
            && author_id(tx, id)?.is_none()
        {
            let words = "The post you are trying to reply to does not appear to exist.";
            return Err(Error::new(404, words).into());
        }
        let post = Post {
            id: entities::snowflake(tx.now),
            network: NETWORK.to_owned(),
            channel_id: person.id.clone(),
            client_id: Some(token.client_id.clone()),
            text,
            reply_to,
            created_at: tx.now,
            ..Post::default()
        };
        posts::put(tx, &post)?;
        shown.iter().try_for_each(|id| media::attach(tx, NETWORK, id, &post.id))?;
        if let Some(key) = &key {
            notes::put(tx, KEYS, key, &post.id, tx.now + REMEMBERED)?;
        }
        Ok(entities::status(tx, &site, &post)?.into())
    })
    .await
}

/// `media_ids[]` in forms, a list in JSON.
fn media_ids(call: &Call) -> Vec<String> {
    match call.list("media_ids") {
        Some(list) => list.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect(),
        None => call.all("media_ids[]"),
    }
}

pub(super) async fn favourite(Path(id): Path<String>, call: Call) -> Response {
    like(id, call, true).await
}

pub(super) async fn unfavourite(Path(id): Path<String>, call: Call) -> Response {
    like(id, call, false).await
}

async fn like(id: String, call: Call, liked: bool) -> Response {
    let site = call.site.clone();
    bearer::user(&call, FAVOURITE, move |tx, _, _| {
        let status = find(tx, &id)?.ok_or_else(Error::no_record)?;
        if let Status::Foreign(comment) = &status {
            posts::like_comment(tx, &comment.id, liked)?;
        }
        let mut shown = find(tx, &id)?.ok_or_else(Error::no_record)?.describe(tx, &site)?;
        shown["favourited"] = json!(liked);
        Ok(shown.into())
    })
    .await
}

pub(super) async fn one(Path(id): Path<String>, call: Call) -> Response {
    let site = call.site.clone();
    bearer::public(&call, READ, move |tx, _| {
        Ok(find(tx, &id)?.ok_or_else(Error::no_record)?.describe(tx, &site)?.into())
    })
    .await
}

/// What stands above a status, and everything below it.
pub(super) async fn context(Path(id): Path<String>, call: Call) -> Response {
    let site = call.site.clone();
    bearer::public(&call, READ, move |tx, _| {
        let status = find(tx, &id)?.ok_or_else(Error::no_record)?;
        let mut above = Vec::new();
        let mut next = status.reply_to();
        while let Some(status) = next.map(|id| find(tx, &id)).transpose()?.flatten() {
            next = status.reply_to();
            above.insert(0, status.describe(tx, &site)?);
        }
        let mut below = Vec::new();
        let mut open = answers(tx, &id)?;
        open.reverse();
        while let Some(status) = open.pop() {
            below.push(status.describe(tx, &site)?);
            let mut deeper = answers(tx, status.id())?;
            deeper.reverse();
            open.extend(deeper);
        }
        Ok(json!({ "ancestors": above, "descendants": below }).into())
    })
    .await
}

/// A status: somebody's of this instance, or a comment from elsewhere.
pub(super) enum Status {
    Own(Post),
    Foreign(Comment),
}

impl Status {
    fn id(&self) -> &str {
        match self {
            Self::Own(post) => &post.id,
            Self::Foreign(comment) => &comment.id,
        }
    }

    fn at(&self) -> i64 {
        match self {
            Self::Own(post) => post.created_at,
            Self::Foreign(comment) => comment.created_at,
        }
    }

    fn reply_to(&self) -> Option<String> {
        match self {
            Self::Own(post) => post.reply_to.clone(),
            Self::Foreign(comment) => {
                Some(comment.parent.clone().unwrap_or_else(|| comment.post_id.clone()))
            }
        }
    }

    fn describe(&self, tx: &Tx<'_>, site: &Site) -> Result<Value, Refusal> {
        match self {
            Self::Own(post) => entities::status(tx, site, post),
            Self::Foreign(comment) => entities::reply(tx, site, comment),
        }
    }
}

fn find(tx: &Tx<'_>, id: &str) -> Result<Option<Status>, Refusal> {
    if let Some(post) = posts::find(tx, NETWORK, id)? {
        return Ok(Some(Status::Own(post)));
    }
    let Some(comment) = posts::find_comment(tx, id)? else { return Ok(None) };
    // Comments of all networks lie in one table.
    let ours = posts::find(tx, NETWORK, &comment.post_id)?.is_some();
    Ok(ours.then_some(Status::Foreign(comment)))
}

/// Who wrote the status with this id.
pub(super) fn author_id(tx: &Tx<'_>, id: &str) -> Result<Option<String>, Refusal> {
    Ok(find(tx, id)?.map(|status| match status {
        Status::Own(post) => post.channel_id,
        Status::Foreign(comment) => comment.author_id,
    }))
}

/// What answers a status directly, oldest first.
pub(super) fn answers(tx: &Tx<'_>, id: &str) -> Result<Vec<Status>, Refusal> {
    // A comment's answers lie beside it, a post's own below it.
    let above = posts::find_comment(tx, id)?;
    let post_id = above.as_ref().map_or(id, |above| &above.post_id);
    let parent = above.as_ref().map(|above| &above.id);
    let direct = |comment: &Comment| comment.parent.as_ref() == parent;
    let comments = posts::comments(tx, post_id)?.into_iter().filter(direct).map(Status::Foreign);
    let mut answers: Vec<_> = comments.collect();
    answers.extend(posts::answering(tx, NETWORK, id)?.into_iter().map(Status::Own));
    answers.sort_by_key(Status::at);
    Ok(answers)
}
