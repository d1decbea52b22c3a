//! Publishing to a page, reading its posts, and the comments below them.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::graph::{self, Caller, Credentials, NETWORK};
use super::{errors, instagram};
use crate::call::Call;
use crate::networks::meta::asked::Asked;
use crate::networks::meta::moment;
use crate::networks::meta::part::{self, Cut};
use crate::networks::meta::refusal::Refusal;
use crate::networks::meta::reply::{Answer, Reply};
use crate::picture::{self, Picture, Trouble};
use crate::random;
use crate::world::channels::Seat;
use crate::world::posts::{self, Comment, Post};
use crate::world::tokens::Token;
use crate::world::{Tx, channels, media};

pub(super) async fn publish(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let filled = |name: &str| call.get(name).filter(|text| !text.trim().is_empty());
    let (message, link) = (filled("message").map(str::to_owned), filled("link").map(str::to_owned));
    let pictures = attached(&call);
    let answer: Answer = call
        .world
        .act(move |tx| {
            let (token, page) = publisher(tx, credentials.check(tx)?, &id)?;
            if message.is_none() && link.is_none() && pictures.is_empty() {
                return Err(errors::invalid_parameter("The parameter message is required").into());
            }
            let text = message.or_else(|| link.clone()).unwrap_or_default();
            for id in &pictures {
                media::find(tx, (NETWORK, &page.channel.id), id)?.ok_or_else(|| {
                    errors::invalid_parameter("Param attached_media is not valid")
                })?;
            }
            let last = posts::newest(tx, &page.channel.id, 1)?;
            let same = |post: &Post| post.text == text && post.link == link;
            if pictures.is_empty() && last.first().is_some_and(same) {
                return Err(errors::duplicate().into());
            }
            let post = write(tx, &token, &page, &text, link)?;
            pictures.iter().try_for_each(|id| media::attach(tx, NETWORK, id, &post.id))?;
            Ok(Reply(json!({ "id": post.id })))
        })
        .await;
    answer.into_response()
}

/// The pictures in `attached_media`, one list or one parameter for each.
fn attached(call: &Call) -> Vec<String> {
    let named = call.params.iter().filter(|(name, _)| name.starts_with("attached_media"));
    let values = named.filter_map(|(_, text)| serde_json::from_str::<Value>(text).ok());
    let values = values.chain(call.list("attached_media").map(Value::Array));
    let each = values.flat_map(|value| match value {
        Value::Array(list) => list,
        one => vec![one],
    });
    each.filter_map(|it| it["media_fbid"].as_str().map(str::to_owned)).collect()
}

/// A picture by address or by its bytes; with `published=false` it waits for a post.
pub(super) async fn publish_photo(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let caption = call.get("caption").or(call.get("message")).unwrap_or_default().to_owned();
    let waits = matches!(call.get("published"), Some("false" | "0"));
    let fetched = match (call.files.first(), call.get("url")) {
        (Some(bytes), _) => Some(Picture::read(bytes).map(Some).ok_or(Trouble::NotAPicture)),
        (None, Some(url)) => Some(picture::fetch(url).await),
        (None, None) => None,
    };
    let answer: Answer = call
        .world
        .act(move |tx| {
            let (token, page) = publisher(tx, credentials.check(tx)?, &id)?;
            let fetched = fetched
                .ok_or_else(|| errors::invalid_parameter("The parameter url is required"))?;
            let picture = fetched.map_err(|_| errors::bad_picture())?;
            let id = random::number();
            if let Some(picture) = &picture {
                media::keep(tx, (NETWORK, &page.channel.id), &id, picture)?;
            }
            if waits {
                return Ok(Reply(json!({ "id": id })));
            }
            let post = write(tx, &token, &page, &caption, None)?;
            media::attach(tx, NETWORK, &id, &post.id)?;
            Ok(Reply(json!({ "id": id, "post_id": post.id })))
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

fn write(
    tx: &Tx<'_>,
    token: &Token,
    page: &Seat,
    text: &str,
    link: Option<String>,
) -> Result<Post, Refusal> {
    let post = Post {
        id: format!("{}_{}", page.channel.id, random::number()),
        network: NETWORK.to_owned(),
        channel_id: page.channel.id.clone(),
        client_id: Some(token.client_id.clone()),
        text: text.to_owned(),
        reply_to: None,
        created_at: tx.now,
        link,
        ..Post::default()
    };
    posts::put(tx, &post)?;
    Ok(post)
}

pub(super) async fn posts(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let asked = Asked::of(&call);
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
            let mut posts = posts::of_channel(tx, &page.channel.id)?;
            within(&asked, &mut posts, |post| post.created_at);
            let (path, fields) = (format!("/v26.0/{id}/posts"), asked.fields());
            let cut = Cut { path: &path, usual: 25, most: 100 };
            let describe = |post: &Post| describe(tx, post, fields.as_deref());
            Ok(Reply(part::of(&asked, &cut, &posts, |post| &post.id, describe)?))
        })
        .await;
    answer.into_response()
}

/// Leaves what lies between `since` and `until`, both in seconds.
fn within<T>(asked: &Asked, all: &mut Vec<T>, at: impl Fn(&T) -> i64) {
    let moment = |name: &str| asked.get(name)?.parse::<i64>().ok()?.checked_mul(1_000);
    let (since, until) = (moment("since"), moment("until"));
    all.retain(|it| since.is_none_or(|since| at(it) >= since));
    all.retain(|it| until.is_none_or(|until| at(it) <= until));
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
            "from" => json!({ "id": post.channel_id }),
            "attachments" => match &post.link {
                Some(link) => {
                    json!({ "data": [{ "type": "share", "url": link, "unshimmed_url": link }] })
                }
                None => continue,
            },
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
            let above = posts::find_comment(tx, &id)?;
            let post_id = above.as_ref().map_or(&id, |above| &above.post_id);
            let post = own_post(tx, &page, post_id)?;
            let post = post.ok_or_else(|| errors::no_such_object(&id, "get"))?;
            if !token.allows("pages_read_engagement") && !token.allows("pages_read_user_content") {
                return Err(errors::permission_missing("pages_read_engagement").into());
            }
            let mut comments = posts::comments(tx, &post.id)?;
            within(&asked, &mut comments, |comment| comment.created_at);
            // All of them only where the stream is asked for.
            let parent = above.as_ref().map(|above| &above.id);
            if parent.is_some() || asked.get("filter") != Some("stream") {
                comments.retain(|comment| comment.parent.as_ref() == parent);
            }
            if asked.get("order") == Some("reverse_chronological") {
                comments.reverse();
            }
            let path = format!("/v26.0/{id}/comments");
            let cut = Cut { path: &path, usual: 25, most: 100 };
            let describe = |one: &Comment| Ok(comment(one));
            Ok(Reply(part::of(&asked, &cut, &comments, |comment| &comment.id, describe)?))
        })
        .await;
    answer.into_response()
}

pub(super) fn own_post(tx: &Tx<'_>, page: &Seat, id: &str) -> Result<Option<Post>, Refusal> {
    let post = posts::find(tx, NETWORK, id)?;
    Ok(post.filter(|post| post.channel_id == page.channel.id))
}

fn comment(comment: &Comment) -> Value {
    let mut value = json!({
        "id": comment.id,
        "message": comment.text,
        "from": { "id": comment.author_id, "name": comment.author },
        "created_time": moment(comment.created_at),
        "can_comment": true,
        "can_hide": true,
        "is_hidden": comment.hidden,
        "like_count": comment.likes,
        "user_likes": comment.liked,
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
            let post = own_post(tx, &page, post_id)?;
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
