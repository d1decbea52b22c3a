//! Comments below a medium, newest first, and the answers below a comment.

use serde_json::{Map, Value, json};

use super::{Account, Object, Right};
use crate::networks::meta::asked::Asked;
use crate::networks::meta::moment;
use crate::networks::meta::part::{self, Cut};
use crate::networks::meta::refusal::Refusal;
use crate::random;
use crate::world::Tx;
use crate::world::posts::{self, Comment, Post};

/// A call gives at most so many.
const MOST: usize = 50;

/// What stands directly below a medium (`/comments`) or below a comment (`/replies`).
pub(in crate::networks) fn list(
    tx: &Tx<'_>,
    account: &Account,
    asked: &Asked,
    above: &Object,
) -> Result<Value, Refusal> {
    account.need(Right::Read)?;
    account.need(Right::Comments)?;
    let (post, parent, edge) = match above {
        Object::Media(post) => (post, None, "comments"),
        Object::Comment(comment, post) => (post, Some(&comment.id), "replies"),
        Object::Container(_) => return Ok(json!({ "data": [] })),
    };
    let path = account.voice.path(parent.unwrap_or(&post.id), edge);
    let cut = Cut { path: &path, usual: MOST, most: MOST };
    let (fields, inner) = (asked.fields(), asked.fields_of("replies"));
    part::of(
        asked,
        &cut,
        &children(tx, post, parent)?,
        |comment| &comment.id,
        |comment| describe(tx, account, comment, post, [fields.as_deref(), inner.as_deref()]),
    )
}

fn children(tx: &Tx<'_>, post: &Post, parent: Option<&String>) -> Result<Vec<Comment>, Refusal> {
    let mut comments = posts::comments(tx, &post.id)?;
    comments.retain(|comment| comment.parent.as_ref() == parent);
    if parent.is_none() {
        comments.reverse();
    }
    Ok(comments)
}

/// The comments as a field of their medium.
pub(super) fn below(tx: &Tx<'_>, account: &Account, post: &Post) -> Result<Vec<Value>, Refusal> {
    account.need(Right::Comments)?;
    let comments = children(tx, post, None)?;
    comments.iter().map(|comment| describe(tx, account, comment, post, [None; 2])).collect()
}

/// A comment with these fields, and its answers with those.
pub(super) fn describe(
    tx: &Tx<'_>,
    account: &Account,
    comment: &Comment,
    post: &Post,
    [fields, inner]: [Option<&[String]>; 2],
) -> Result<Value, Refusal> {
    let default = ["timestamp", "text"].map(str::to_owned);
    let username = match comment.author_id == account.channel.id {
        true => account.username.clone(),
        false => comment.author.to_lowercase().replace(' ', "."),
    };
    let mut answer = Map::new();
    for field in fields.unwrap_or(&default) {
        let value = match field.as_str() {
            "id" => json!(comment.id),
            "text" => json!(comment.text),
            "timestamp" => json!(moment(comment.created_at)),
            "username" => json!(username),
            "from" => json!({ "id": comment.author_id, "username": username }),
            "like_count" => json!(comment.likes),
            "hidden" => json!(comment.hidden),
            "media" => json!({ "id": post.id, "media_product_type": "FEED" }),
            "replies" => {
                let replies = children(tx, post, Some(&comment.id))?;
                if replies.is_empty() {
                    continue;
                }
                let replies =
                    replies.iter().map(|reply| describe(tx, account, reply, post, [inner, None]));
                json!({ "data": replies.collect::<Result<Vec<_>, _>>()? })
            }
            "parent_id" => match &comment.parent {
                Some(parent) => json!(parent),
                None => continue,
            },
            // Only for comments of one's own.
            "user" if comment.author_id == account.channel.id => json!({ "id": comment.author_id }),
            "user" => continue,
            other => return Err(account.voice.no_such_field(other, "IGComment").into()),
        };
        answer.insert(field.clone(), value);
    }
    answer.insert("id".into(), json!(comment.id));
    Ok(Value::Object(answer))
}

/// The account writes below its medium, or answers a comment there.
pub(in crate::networks) fn write(
    tx: &Tx<'_>,
    account: &Account,
    asked: &Asked,
    above: &Object,
) -> Result<Value, Refusal> {
    account.need(Right::Read)?;
    account.need(Right::Comments)?;
    let text = asked.filled("message").ok_or_else(|| account.voice.required("message"))?;
    let (post, parent) = match above {
        Object::Media(post) => (post, None),
        // An answer to an answer stands below the same comment.
        Object::Comment(comment, post) => {
            (post, Some(comment.parent.as_ref().unwrap_or(&comment.id).clone()))
        }
        Object::Container(container) => {
            return Err(account.voice.no_such_object(&container.id, "post").into());
        }
    };
    let comment = Comment {
        id: random::number(),
        post_id: post.id.clone(),
        parent,
        author_id: account.channel.id.clone(),
        author: account.channel.name.clone(),
        text: text.to_owned(),
        created_at: tx.now,
        ..Comment::default()
    };
    posts::put_comment(tx, &comment)?;
    Ok(json!({ "id": comment.id }))
}

/// Hides a comment below the account's medium (`hide`), or shows it again.
pub(in crate::networks) fn change(
    tx: &Tx<'_>,
    account: &Account,
    asked: &Asked,
    object: &Object,
) -> Result<Value, Refusal> {
    account.need(Right::Read)?;
    account.need(Right::Comments)?;
    let Object::Comment(comment, _) = object else {
        return Err(account.voice.wrong("Only comments can be hidden").into());
    };
    asked.filled("hide").ok_or_else(|| account.voice.required("hide"))?;
    posts::hide_comment(tx, &comment.id, asked.says_yes("hide"))?;
    Ok(json!({ "success": true }))
}
