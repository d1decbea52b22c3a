//! Publishing, replies and numbers of posts.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::NETWORK;
use super::answers::{Problem, Refusal};
use super::bearer::{Endpoint, answer};
use super::part::Part;
use crate::call::Call;
use crate::random;
use crate::world::clock::DAY;
use crate::world::posts::{self, Comment, Post};
use crate::world::{Tx, media, people};

const READ: &[&str] = &["tweet.read", "users.read"];
const CREATE: Endpoint =
    Endpoint { name: "tweets", limit: 100, scopes: &["tweet.read", "users.read", "tweet.write"] };
const SEARCH: Endpoint = Endpoint { name: "search", limit: 300, scopes: READ };
const ONE: Endpoint = Endpoint { name: "tweet", limit: 900, scopes: READ };
const OF_USER: Endpoint = Endpoint { name: "timeline", limit: 900, scopes: READ };

const LONGEST: usize = 280;
/// Among so many of an account's last posts none may be the same.
const REMEMBERED: i64 = 10;
/// A timeline does not go further back.
const MOST_SHOWN: i64 = 3_200;
/// The recent search does not go further back.
const RECENT: i64 = 7 * DAY;

#[derive(Deserialize)]
struct New {
    text: Option<String>,
    reply: Option<Reply>,
    media: Option<Shown>,
}

#[derive(Deserialize)]
struct Shown {
    media_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Reply {
    in_reply_to_tweet_id: String,
}

pub(super) async fn create(call: Call) -> Response {
    let new = serde_json::from_slice::<New>(&call.body);
    answer(&call, &CREATE, move |tx, bearer| {
        let new = new.map_err(|_| Problem::invalid("The request body is not valid JSON"))?;
        let shown = new.media.map(|media| media.media_ids).unwrap_or_default();
        let text = new.text.filter(|text| !text.trim().is_empty());
        let text = text.or_else(|| (!shown.is_empty()).then(String::new));
        let text = text.ok_or_else(|| Problem::invalid("The `text` field is required"))?;
        for id in &shown {
            media::find(tx, (NETWORK, &bearer.person.id), id)?
                .ok_or_else(|| Problem::invalid("Your media IDs are invalid."))?;
        }
        if text.chars().count() > LONGEST {
            return Err(Problem::invalid("The `text` field is longer than 280 characters").into());
        }
        let reply_to = new.reply.map(|reply| reply.in_reply_to_tweet_id);
        if let Some(id) = &reply_to {
            answerable(tx, id)?;
        }
        let recent = posts::newest(tx, &bearer.person.id, REMEMBERED)?;
        let same = |post: &Post| post.text == text && post.reply_to == reply_to;
        if shown.is_empty() && recent.iter().any(|post| post.client_id.is_some() && same(post)) {
            return Err(Problem::duplicate().into());
        }
        let post = Post {
            id: snowflake(tx),
            network: NETWORK.to_owned(),
            channel_id: bearer.person.id.clone(),
            client_id: Some(bearer.token.client_id.clone()),
            text,
            reply_to,
            created_at: tx.now,
            ..Post::default()
        };
        posts::put(tx, &post)?;
        shown.iter().try_for_each(|id| media::attach(tx, NETWORK, id, &post.id))?;
        let data = json!({ "id": post.id, "text": post.text, "edit_history_tweet_ids": [post.id] });
        Ok((StatusCode::CREATED, json!({ "data": data })))
    })
    .await
}

fn answerable(tx: &Tx<'_>, id: &str) -> Result<(), Refusal> {
    let known = posts::find(tx, NETWORK, id)?.is_some() || posts::find_comment(tx, id)?.is_some();
    match known {
        true => Ok(()),
        false => {
            let text = "You attempted to reply to a Tweet that is deleted or not visible to you.";
            Err(Problem::invalid(text).into())
        }
    }
}

/// Growing with time, as X numbers its posts.
fn snowflake(tx: &Tx<'_>) -> String {
    let tail = random::number();
    let tail: String = tail.chars().skip(1).take(6).collect();
    format!("{}{tail}", tx.now)
}

/// The replies in a conversation of the last seven days, newest first: what others wrote, and what accounts answered.
pub(super) async fn search(call: Call) -> Response {
    let query = call.get("query").unwrap_or_default().to_owned();
    let fields = list(call.get("tweet.fields"));
    let with_authors = list(call.get("expansions")).iter().any(|name| name == "author_id");
    let part = Part::of(&call, "next_token", (10, 10, 100));
    answer(&call, &SEARCH, move |tx, _bearer| {
        let words = query.split([' ', '(', ')']).filter(|word| !matches!(*word, "" | "OR"));
        let mut replies = Vec::new();
        for word in words.clone() {
            let id = word.strip_prefix("conversation_id:").ok_or_else(not_searched)?;
            replies.extend(conversation(tx, id)?);
        }
        if words.count() == 0 {
            return Err(not_searched().into());
        }
        newest_first(&mut replies);
        replies.retain(|reply| reply.created_at > tx.now - RECENT);
        let (replies, meta) = part?.cut(replies, |reply| &reply.id, |reply| reply.created_at);
        if replies.is_empty() {
            return Ok((StatusCode::OK, json!({ "meta": meta })));
        }
        let data: Vec<Value> =
            replies.iter().map(|reply| described_reply(reply, &fields)).collect();
        let mut answer = json!({ "data": data, "meta": meta });
        if with_authors {
            answer["includes"] = json!({ "users": authors(&replies) });
        }
        Ok((StatusCode::OK, answer))
    })
    .await
}

fn not_searched() -> Problem {
    Problem::invalid("The sandbox searches by conversation_id:<id>, and OR between several, only")
}

/// What was written in one moment stands in the order in which it was written.
fn newest_first(replies: &mut [Comment]) {
    replies.sort_by_key(|reply| reply.created_at);
    replies.reverse();
}

/// Everything below a post, posts of accounts among it.
fn conversation(tx: &Tx<'_>, id: &str) -> Result<Vec<Comment>, Refusal> {
    let mut replies = posts::comments(tx, id)?;
    let above: Vec<String> = std::iter::once(id.to_owned())
        .chain(replies.iter().map(|reply| reply.id.clone()))
        .collect();
    for above in above {
        for post in posts::answering(tx, NETWORK, &above)? {
            let person = people::find(tx, NETWORK, &post.channel_id)?;
            replies.push(Comment {
                id: post.id,
                post_id: id.to_owned(),
                parent: Some(above.clone()).filter(|above| above != id),
                author_id: post.channel_id,
                author: person.map(|person| person.name).unwrap_or_default(),
                text: post.text,
                created_at: post.created_at,
                ..Comment::default()
            });
        }
    }
    Ok(replies)
}

/// The post at which the conversation began that a post belongs to.
fn root(tx: &Tx<'_>, post: &Post) -> Result<String, Refusal> {
    let Some(above) = &post.reply_to else { return Ok(post.id.clone()) };
    Ok(posts::find_comment(tx, above)?.map_or_else(|| above.clone(), |above| above.post_id))
}

/// Each of those who wrote, once.
fn authors(replies: &[Comment]) -> Vec<Value> {
    let mut users: Vec<Value> = Vec::new();
    for reply in replies {
        if users.iter().all(|user| user["id"] != reply.author_id.as_str()) {
            users.push(json!({
                "id": reply.author_id,
                "name": reply.author,
                "username": reply.author.to_lowercase().replace(' ', ""),
            }));
        }
    }
    users
}

fn described_reply(reply: &Comment, fields: &[String]) -> Value {
    let mut data = Map::new();
    data.insert("id".into(), json!(reply.id));
    data.insert("text".into(), json!(reply.text));
    data.insert("edit_history_tweet_ids".into(), json!([reply.id]));
    for field in fields {
        let value = match field.as_str() {
            "author_id" => json!(reply.author_id),
            "conversation_id" => json!(reply.post_id),
            "created_at" => json!(moment(reply.created_at)),
            "referenced_tweets" => {
                let answered = reply.parent.as_ref().unwrap_or(&reply.post_id);
                json!([{ "type": "replied_to", "id": answered }])
            }
            _ => continue,
        };
        data.insert(field.clone(), value);
    }
    Value::Object(data)
}

pub(super) async fn one(Path(id): Path<String>, call: Call) -> Response {
    let fields = list(call.get("tweet.fields"));
    answer(&call, &ONE, move |tx, bearer| {
        let Some(post) = posts::find(tx, NETWORK, &id)? else {
            // X answers 200 with an error inside.
            let error = json!({
                "value": id,
                "detail": format!("Could not find tweet with id: [{id}]."),
                "title": "Not Found Error",
                "resource_type": "tweet",
                "parameter": "id",
                "resource_id": id,
                "type": "https://api.x.com/2/problems/resource-not-found",
            });
            return Ok((StatusCode::OK, json!({ "errors": [error] })));
        };
        let own = post.channel_id == bearer.person.id;
        let data = described(tx, &post, &fields, own)?;
        Ok((StatusCode::OK, json!({ "data": data })))
    })
    .await
}

pub(super) async fn of_user(Path(id): Path<String>, call: Call) -> Response {
    let fields = list(call.get("tweet.fields"));
    let no_replies = list(call.get("exclude")).iter().any(|kind| kind == "replies");
    let part = Part::of(&call, "pagination_token", (10, 5, 100));
    answer(&call, &OF_USER, move |tx, bearer| {
        if people::find(tx, NETWORK, &id)?.is_none() {
            return Err(Problem::invalid("The `id` path parameter does not name a user").into());
        }
        let own = id == bearer.person.id;
        let mut posts = posts::newest(tx, &id, MOST_SHOWN)?;
        posts.retain(|post| !no_replies || post.reply_to.is_none());
        let (posts, meta) = part?.cut(posts, |post| &post.id, |post| post.created_at);
        if posts.is_empty() {
            return Ok((StatusCode::OK, json!({ "meta": meta })));
        }
        let data = posts.iter().map(|post| described(tx, post, &fields, own));
        let data = data.collect::<Result<Vec<_>, _>>()?;
        Ok((StatusCode::OK, json!({ "data": data, "meta": meta })))
    })
    .await
}

fn described(tx: &Tx<'_>, post: &Post, fields: &[String], own: bool) -> Result<Value, Refusal> {
    let mut data = Map::new();
    data.insert("id".into(), json!(post.id));
    data.insert("text".into(), json!(post.text));
    data.insert("edit_history_tweet_ids".into(), json!([post.id]));
    for field in fields {
        let value = match field.as_str() {
            "author_id" => json!(post.channel_id),
            "conversation_id" => json!(root(tx, post)?),
            "created_at" => json!(moment(post.created_at)),
            "public_metrics" => json!({
                "retweet_count": post.shares,
                "reply_count": conversation(tx, &post.id)?.len(),
                "like_count": post.likes,
                "quote_count": 0,
                "bookmark_count": post.likes / 10,
                "impression_count": post.views,
            }),
            "non_public_metrics" if own => json!({
                "impression_count": post.views,
                "user_profile_clicks": post.views / 60,
                "url_link_clicks": post.views / 40,
            }),
            _ => continue,
        };
        data.insert(field.clone(), value);
    }
    Ok(Value::Object(data))
}

/// A comma-separated list of fields.
pub(super) fn list(text: Option<&str>) -> Vec<String> {
    let parts = text.unwrap_or_default().split(',').map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn moment(at: i64) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
