//! A profile and its posts.

use serde_json::{Map, Value, json};

use super::{LOGIN, NETWORK};
use crate::networks::meta::asked::Asked;
use crate::networks::meta::moment;
use crate::networks::meta::part::{self, Cut};
use crate::networks::meta::refusal::Refusal;
use crate::random;
use crate::world::Tx;
use crate::world::channels::Channel;
use crate::world::posts::{self, Comment, Post};
use crate::world::tokens::Token;

/// A profile as its own token has it.
pub(super) struct Profile {
    pub(super) channel: Channel,
    pub(super) username: String,
    pub(super) token: Token,
}

impl Profile {
    pub(super) fn is(&self, id: &str) -> bool {
        id == "me" || id == self.channel.id
    }

    /// What somebody who writes below the profile's posts is called.
    pub(super) fn username_of(&self, comment: &Comment) -> String {
        match comment.author_id == self.channel.id {
            true => self.username.clone(),
            false => comment.author.to_lowercase().replace(' ', "."),
        }
    }
}

/// What an id means below a profile.
pub(super) enum Thing {
    Post(Post),
    Reply(Comment, Post),
}

pub(super) fn find(tx: &Tx<'_>, profile: &Profile, id: &str) -> Result<Option<Thing>, Refusal> {
    let own = |id: &str| {
        let post = posts::find(tx, NETWORK, id)?;
        Ok::<_, Refusal>(post.filter(|post| post.channel_id == profile.channel.id))
    };
    if let Some(post) = own(id)? {
        return Ok(Some(Thing::Post(post)));
    }
    let Some(reply) = posts::find_comment(tx, id)? else { return Ok(None) };
    Ok(own(&reply.post_id)?.map(|post| Thing::Reply(reply, post)))
}

/// The profile's posts, newest first.
pub(super) fn list(tx: &Tx<'_>, profile: &Profile, asked: &Asked) -> Result<Value, Refusal> {
    let path = format!("/v1.0/{}/threads", profile.channel.id);
    let cut = Cut { path: &path, usual: 25, most: 100 };
    let fields = asked.fields();
    part::of(
        asked,
        &cut,
        &posts::of_channel(tx, &profile.channel.id)?,
        |post| &post.id,
        |post| describe(tx, profile, post, fields.as_deref()),
    )
}

pub(super) fn describe(
    tx: &Tx<'_>,
    profile: &Profile,
    post: &Post,
    fields: Option<&[String]>,
) -> Result<Value, Refusal> {
    let mut answer = Map::new();
    for field in fields.unwrap_or_default() {
        let value = match field.as_str() {
            "text" => json!(post.text),
            "timestamp" => json!(moment(post.created_at)),
            "username" => json!(profile.username),
            "owner" => json!({ "id": profile.channel.id }),
            "has_replies" => json!(!posts::comments(tx, &post.id)?.is_empty()),
            "is_reply" => json!(false),
            // Only replies have these.
            "root_post" | "replied_to" | "is_reply_owned_by_me" => continue,
            other => match common(&profile.username, &post.id, other)? {
                Some(value) => value,
                None => continue,
            },
        };
        answer.insert(field.clone(), value);
    }
    answer.insert("id".into(), json!(post.id));
    Ok(Value::Object(answer))
}

/// Whether something is shown, in the words of Threads.
pub(super) fn shown(hidden: bool) -> &'static str {
    if hidden { "HIDDEN" } else { "NOT_HUSHED" }
}

/// The fields that say the same of posts and replies; None where this one has none.
pub(super) fn common(username: &str, id: &str, field: &str) -> Result<Option<Value>, Refusal> {
    let shortcode = random::number_of(&["shortcode", id]);
    Ok(Some(match field {
        "id" => json!(id),
        "media_product_type" => json!("THREADS"),
        "media_type" => json!("TEXT_POST"),
        "shortcode" => json!(shortcode),
        "permalink" => json!(format!("https://www.threads.net/@{username}/post/{shortcode}")),
        "is_quote_post" => json!(false),
        "reply_audience" => json!("EVERYONE"),
        "hide_status" => json!(shown(false)),
        "media_url"
        | "thumbnail_url"
        | "children"
        | "alt_text"
        | "link_attachment_url"
        | "quoted_post"
        | "reposted_post"
        | "gif_url"
        | "poll_attachment"
        | "topic_tag" => {
            return Ok(None);
        }
        other => return Err(LOGIN.no_such_field(other, "THMedia").into()),
    }))
}
