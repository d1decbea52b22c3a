//! What is said below a post: the replies directly below, or the whole conversation; newest first unless asked otherwise.

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::posts::{self, Profile, Thing};
use super::{LOGIN, MANAGE_REPLIES, NETWORK, READ_REPLIES, api};
use crate::call::Call;
use crate::networks::meta::asked::{Asked, answer};
use crate::networks::meta::moment;
use crate::networks::meta::part::{self, Cut};
use crate::networks::meta::refusal::Refusal;
use crate::world::Tx;
use crate::world::posts::{self as world, Comment, Post};

pub(super) async fn replies(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let profile = api::own(tx, asked, "get", Some(READ_REPLIES))?;
        let found = match posts::find(tx, &profile, &id)? {
            _ if profile.is(&id) => written_by(tx, &profile)?,
            Some(Thing::Post(post)) => below(tx, post, None)?,
            Some(Thing::Reply(reply, post)) => below(tx, post, Some(&reply.id))?,
            None => return Err(LOGIN.no_such_object(&id, "get").into()),
        };
        list(tx, &profile, asked, &format!("{id}/replies"), found)
    })
    .await
}

pub(super) async fn conversation(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let profile = api::own(tx, asked, "get", Some(READ_REPLIES))?;
        let Some(Thing::Post(post)) = posts::find(tx, &profile, &id)? else {
            return Err(LOGIN.no_such_object(&id, "get").into());
        };
        let all = world::comments(tx, &post.id)?.into_iter().map(|reply| (reply, post.clone()));
        list(tx, &profile, asked, &format!("{id}/conversation"), all.collect())
    })
    .await
}

type Below = Vec<(Comment, Post)>;

fn below(tx: &Tx<'_>, post: Post, parent: Option<&String>) -> Result<Below, Refusal> {
    let mut replies = world::comments(tx, &post.id)?;
    replies.retain(|reply| reply.parent.as_ref() == parent);
    Ok(replies.into_iter().map(|reply| (reply, post.clone())).collect())
}

/// What the profile itself has replied below its posts, oldest first.
pub(super) fn written_by(tx: &Tx<'_>, profile: &Profile) -> Result<Below, Refusal> {
    let mut all = Vec::new();
    for reply in world::written_by(tx, &profile.channel.id)? {
        if let Some(post) = world::find(tx, NETWORK, &reply.post_id)? {
            all.push((reply, post));
        }
    }
    Ok(all)
}

fn list(
    tx: &Tx<'_>,
    profile: &Profile,
    asked: &Asked,
    path: &str,
    mut replies: Below,
) -> Result<Value, Refusal> {
    if !matches!(asked.get("reverse"), Some("false" | "0")) {
        replies.reverse();
    }
    let fields = asked.fields();
    let path = format!("/v1.0/{path}");
    part::of(
        asked,
        &Cut { path: &path, usual: 25, most: 100 },
        &replies,
        |(reply, _)| &reply.id,
        |(reply, post)| describe(tx, profile, reply, post, fields.as_deref()),
    )
}

pub(super) fn describe(
    tx: &Tx<'_>,
    profile: &Profile,
    reply: &Comment,
    post: &Post,
    fields: Option<&[String]>,
) -> Result<Value, Refusal> {
    let username = profile.username_of(reply);
    let mut answer = Map::new();
    for field in fields.unwrap_or_default() {
        let value = match field.as_str() {
            "text" => json!(reply.text),
            "timestamp" => json!(moment(reply.created_at)),
            "username" => json!(username),
            "has_replies" => {
                let all = world::comments(tx, &post.id)?;
                json!(all.iter().any(|other| other.parent.as_ref() == Some(&reply.id)))
            }
            "is_reply" => json!(true),
            "hide_status" => json!(posts::shown(reply.hidden)),
            "is_reply_owned_by_me" => json!(reply.author_id == profile.channel.id),
            "root_post" => json!({ "id": post.id }),
            "replied_to" => json!({ "id": reply.parent.as_ref().unwrap_or(&post.id) }),
            "owner" if reply.author_id != profile.channel.id => continue,
            "owner" => json!({ "id": reply.author_id }),
            other => match posts::common(&username, &reply.id, other)? {
                Some(value) => value,
                None => continue,
            },
        };
        answer.insert(field.clone(), value);
    }
    answer.insert("id".into(), json!(reply.id));
    Ok(Value::Object(answer))
}

/// Hides what somebody replied to a post of the profile, or shows it again.
pub(super) async fn manage(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let profile = api::own(tx, asked, "post", Some(MANAGE_REPLIES))?;
        LOGIN.needed(asked, "hide")?;
        match posts::find(tx, &profile, &id)? {
            // Only what replies to the post itself; what stands below it goes with it.
            Some(Thing::Reply(reply, _)) if reply.parent.is_none() => {
                world::hide_comment(tx, &reply.id, asked.says_yes("hide"))?;
                Ok(json!({ "success": true }))
            }
            _ => Err(LOGIN.no_such_object(&id, "post").into()),
        }
    })
    .await
}
