//! Publishing to a page, reading its posts, and the comments below them.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::graph::{self, Caller, Credentials, NETWORK};
use super::{errors, instagram};
use crate::call::Call;
use crate::networks::meta::asked::{self, Asked};
use crate::networks::meta::moment;
use crate::networks::meta::refusal::Refusal;
use crate::networks::meta::reply::{Answer, Reply};
use crate::random;
use crate::world::channels::Seat;
use crate::world::posts::{self, Comment, Post};
use crate::world::tokens::Token;
use crate::world::{Tx, channels};

pub(super) async fn publish(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let message = call.get("message").map(str::to_owned);
    let link = call.get("link").map(str::to_owned);
    let answer: Answer = call
        .world
        .act(move |tx| {
            let (token, page) = publisher(tx, credentials.check(tx)?, &id)?;
            let text = message.or(link).filter(|text| !text.trim().is_empty());
            let text =
                text.ok_or_else(|| errors::invalid_parameter("The parameter message is required"))?;
            let post = write(tx, &token, &page, &text)?;
            Ok(Reply(json!({ "id": post.id })))
        })
        .await;
    answer.into_response()
}

pub(super) async fn publish_photo(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let caption = call.get("caption").or(call.get("message")).unwrap_or_default().to_owned();
    let has_picture = call.get("url").is_some();
    let answer: Answer = call
        .world
        .act(move |tx| {
            let (token, page) = publisher(tx, credentials.check(tx)?, &id)?;
            if !has_picture {
                return Err(errors::invalid_parameter("The parameter url is required").into());
            }
            let post = write(tx, &token, &page, &caption)?;
            Ok(Reply(json!({ "id": random::number(), "post_id": post.id })))
        })
        .await;
    answer.into_response()
}

/// Who may publish on the page: the page itself, with the permission and the task.
fn publisher(tx: &Tx<'_>, caller: Caller, id: &str) -> Result<(Token, Seat), Refusal> {
    match caller {
        Caller::Page { token, page } if id == "me" || id == page.channel.id => {
            let allowed =
                token.allows("pages_manage_posts") && token.allows("pages_read_engagement");
            if !allowed || !graph::usable(&page.role) {
                return Err(errors::may_not_publish().into());
            }
            Ok((token, page))
        }
        Caller::Person { .. } if channels::find(tx, NETWORK, id)?.is_some() => {
            Err(errors::may_not_publish().into())
        }
        _ => Err(errors::no_such_object(id, "post").into()),
    }
}

fn write(tx: &Tx<'_>, token: &Token, page: &Seat, text: &str) -> Result<Post, Refusal> {
    let post = Post {
        id: format!("{}_{}", page.channel.id, random::number()),
        network: NETWORK.to_owned(),
        channel_id: page.channel.id.clone(),
        client_id: Some(token.client_id.clone()),
        text: text.to_owned(),
        reply_to: None,
        created_at: tx.now,
        ..Post::default()
    };
    posts::put(tx, &post)?;
    Ok(post)
}

pub(super) async fn posts(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let fields = call.get("fields").map(asked::fields);
    let limit = call.get("limit").and_then(|text| text.parse().ok()).unwrap_or(25_usize).min(100);
    let answer: Answer = call
        .world
        .act(move |tx| {
            let Caller::Page { token, page } = credentials.check(tx)? else {
                return Err(errors::permission_missing("pages_read_engagement").into());
            };
            if id != "me" && id != page.channel.id {
                return Err(errors::no_such_object(&id, "get").into());
            }
            if !token.allows("pages_read_engagement") {
                return Err(errors::permission_missing("pages_read_engagement").into());
            }
            let posts = posts::of_channel(tx, &page.channel.id)?;
            let data = posts.iter().take(limit).map(|post| describe(tx, post, fields.as_deref()));
            let data: Vec<Value> = data.collect::<Result<_, _>>()?;
            Ok(Reply(json!({ "data": data })))
        })
        .await;
    answer.into_response()
}

/// A post by its fields.
pub(super) fn describe(
    tx: &Tx<'_>,
    post: &Post,
    fields: Option<&[String]>,
) -> Result<Value, Refusal> {
    let default = ["created_time", "message", "id"].map(str::to_owned);
    let mut answer = Map::new();
    for field in fields.unwrap_or(&default) {
        let value = match field.as_str() {
            "id" => json!(post.id),
            "message" => json!(post.text),
            "created_time" => json!(moment(post.created_at)),
            // That of the last comment, where there is one.
            "updated_time" => {
                let comments = posts::comments(tx, &post.id)?;
                let last = comments.iter().map(|comment| comment.created_at).max();
                json!(moment(last.unwrap_or_default().max(post.created_at)))
            }
            "permalink_url" => json!(format!("https://www.facebook.com/{}", post.id)),
            "is_published" => json!(true),
            "shares" => json!({ "count": post.shares }),
            "likes" | "reactions" => {
                json!({ "data": [], "summary": { "total_count": post.likes, "can_like": true } })
            }
            "comments" => {
                let comments = posts::comments(tx, &post.id)?;
                let summary = json!({ "order": "ranked", "total_count": comments.len() });
                let data = comments.iter().map(comment).collect::<Vec<_>>();
                json!({ "data": data, "summary": summary })
            }
            other => return Err(errors::no_such_field(other, "PagePost").into()),
        };
        answer.insert(field.clone(), value);
    }
    answer.insert("id".into(), json!(post.id));
    Ok(Value::Object(answer))
}

pub(super) async fn comments(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let since: Option<i64> = call.get("since").and_then(|text| text.parse().ok());
    let asked = Asked::of(&call);
    let answer: Answer = call
        .world
        .act(move |tx| {
            let caller = credentials.check(tx)?;
            if let Some(comments) = instagram::comments(tx, &asked, &caller, &id)? {
                return Ok(Reply(comments));
            }
            let Caller::Page { token, page } = caller else {
                // Facebook does not say that it wanted a page's token: it shows nothing.
                return Ok(Reply(json!({ "data": [] })));
            };
            let post =
                posts::find(tx, NETWORK, &id)?.filter(|post| post.channel_id == page.channel.id);
            let post = post.ok_or_else(|| errors::no_such_object(&id, "get"))?;
            if !token.allows("pages_read_engagement") && !token.allows("pages_read_user_content") {
                return Err(errors::permission_missing("pages_read_engagement").into());
            }
            let mut comments = posts::comments(tx, &post.id)?;
            comments
                .retain(|comment| since.is_none_or(|since| comment.created_at >= since * 1_000));
            let ends = |comment: Option<&Comment>| comment.map(|comment| comment.id.clone());
            let cursors =
                json!({ "before": ends(comments.first()), "after": ends(comments.last()) });
            let data: Vec<Value> = comments.iter().map(comment).collect();
            Ok(Reply(match data.is_empty() {
                true => json!({ "data": data }),
                false => json!({ "data": data, "paging": { "cursors": cursors } }),
            }))
        })
        .await;
    answer.into_response()
}

fn comment(comment: &Comment) -> Value {
    let mut value = json!({
        "id": comment.id,
        "message": comment.text,
        "from": { "id": comment.author_id, "name": comment.author },
        "created_time": moment(comment.created_at),
        "can_comment": true,
        "is_hidden": false,
    });
    if let (Some(parent), Some(fields)) = (&comment.parent, value.as_object_mut()) {
        fields.insert("parent".into(), json!({ "id": parent }));
    }
    value
}

/// A comment on a post, or an answer to a comment.
pub(super) async fn reply(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let message = call.get("message").map(str::to_owned);
    let asked = Asked::of(&call);
    let answer: Answer = call
        .world
        .act(move |tx| {
            let caller = credentials.check(tx)?;
            if let Some(written) = instagram::reply(tx, &asked, &caller, &id)? {
                return Ok(Reply(written));
            }
            let Caller::Page { token, page } = caller else {
                return Err(errors::page_token_needed().into());
            };
            if !token.allows("pages_manage_engagement") {
                return Err(errors::permission_missing("pages_manage_engagement").into());
            }
            let above = posts::find_comment(tx, &id)?;
            let post_id = above.as_ref().map_or(&id, |above| &above.post_id);
            let post = posts::find(tx, NETWORK, post_id)?
                .filter(|post| post.channel_id == page.channel.id);
            let post = post.ok_or_else(|| errors::no_such_object(&id, "post"))?;
            let text = message.filter(|text| !text.trim().is_empty());
            let text =
                text.ok_or_else(|| errors::invalid_parameter("The parameter message is required"))?;
            let comment = Comment {
                id: format!("{}_{}", post.id, random::number()),
                post_id: post.id,
                parent: above.map(|above| above.id),
                author_id: page.channel.id,
                author: page.channel.name,
                text,
                created_at: tx.now,
                ..Comment::default()
            };
            posts::put_comment(tx, &comment)?;
            Ok(Reply(json!({ "id": comment.id })))
        })
        .await;
    answer.into_response()
}
