//! Answering, hiding and liking replies: records in the account's own repository, each under a name that can be found again.

use domain::{time::Timestamp, verdict::Verdict};
use engine::ports::networks::{PostRefusal, Published, ReplyTo};
use serde_json::{Value, json};

use super::{
    address,
    content::{LONGEST_TEXT, POST, create, facets, record, record_name, refused},
    data::Data,
    errors::verdict,
};
use crate::{
    call::read,
    days,
    publishing::{closed, refusal, unfit},
};

const LIKE: &str = "app.bsky.feed.like";
/// What says who may answer a post, and which answers are hidden below it.
const GATE: &str = "app.bsky.feed.threadgate";

/// Answers a reply, once: its name is made of `key`.
pub(super) async fn reply(
    data: &Data<'_>,
    comment: &str,
    text: &str,
    key: &str,
    now: Timestamp,
) -> Published {
    if text.len() > LONGEST_TEXT {
        return unfit("too_long");
    }
    let parent = match post(data, comment).await {
        Ok(parent) => parent,
        Err(refusal) => return Published::Refused(refusal),
    };
    let parent_ref = reference(&parent);
    let root = &parent["record"]["reply"]["root"];
    let root = if root.is_object() { reference(root) } else { parent_ref.clone() };
    let mut record = json!({
        "$type": POST,
        "text": text,
        "createdAt": days::written(now),
        "reply": { "root": root, "parent": parent_ref },
    });
    let facets = facets(text);
    if !facets.is_empty() {
        record["facets"] = Value::from(facets);
    }
    create(data, key, &record).await
}

/// Likes a reply, or takes that back, also where it was liked elsewhere.
pub(super) async fn like(
    data: &Data<'_>,
    comment: &str,
    liked: bool,
    now: Timestamp,
) -> Result<(), PostRefusal> {
    let post = post(data, comment).await?;
    let existing = address::uri(&post["viewer"]["like"]);
    if liked && existing.is_some() {
        return Ok(());
    }
    // A like of ours may be so new that the lists do not have it, so it is looked for under its name.
    let name = existing.and_then(|uri| uri.rsplit('/').next()).map(ToOwned::to_owned);
    let name = name.unwrap_or_else(|| record_name(comment));
    let mut body = json!({ "repo": data.did(), "collection": LIKE, "rkey": name });
    if !liked {
        return change(data, "com.atproto.repo.deleteRecord", &body).await;
    }
    body["record"] = json!({
        "$type": LIKE,
        "subject": reference(&post),
        "createdAt": days::written(now),
    });
    change(data, "com.atproto.repo.putRecord", &body).await
}

/// Hides a reply below a post of the account, or shows it again. Only whoever began a thread can.
pub(super) async fn hide(
    data: &Data<'_>,
    to: &ReplyTo<'_>,
    hidden: bool,
    now: Timestamp,
) -> Result<(), PostRefusal> {
    let comment = post(data, to.comment).await?;
    let own = format!("at://{}/{POST}/", data.did());
    let name = to.post.strip_prefix(&own);
    let root = &comment["record"]["reply"]["root"]["uri"];
    let Some(name) = name.filter(|_| *root == to.post) else {
        return Err(refusal("not_own_thread", ""));
    };
    let gate = record(data, GATE, name).await.map_err(closed)?;
    let before = gate.as_ref().map(|gate| &gate["cid"]).cloned().unwrap_or_default();
    let mut gate = gate.map_or_else(
        || json!({ "$type": GATE, "post": to.post, "createdAt": days::written(now) }),
        |mut gate| crate::json::taken(&mut gate, "value"),
    );
    if !gate.is_object() {
        return Err(closed(Verdict::Unavailable));
    }
    let mut replies: Vec<_> = crate::json::list(&gate["hiddenReplies"]).to_vec();
    let was_hidden = replies.iter().any(|reply| *reply == to.comment);
    if was_hidden == hidden {
        return Ok(());
    }
    replies.retain(|reply| *reply != to.comment);
    if hidden {
        replies.push(Value::from(to.comment));
    }
    gate["hiddenReplies"] = Value::from(replies);
    // Another change in between is refused, and made again upon what it left.
    let body = json!({
        "repo": data.did(), "collection": GATE, "rkey": name, "record": gate, "swapRecord": before,
    });
    change(data, "com.atproto.repo.putRecord", &body).await
}

/// A post of anybody's, as the lists have it.
async fn post(data: &Data<'_>, uri: &str) -> Result<Value, PostRefusal> {
    let answer = data.look("app.bsky.feed.getPosts", &[("uris", uri)]).await;
    let answer = answer.map_err(|_| closed(Verdict::Unavailable))?;
    let mut found = read(&answer, verdict).map_err(|_| refused(&answer))?;
    let posts = found["posts"].as_array_mut().ok_or_else(|| closed(Verdict::Unavailable))?;
    match posts.iter_mut().find(|post| post["uri"] == uri && post["cid"].is_string()) {
        Some(post) => Ok(post.take()),
        None => Err(refusal("not_found", "")),
    }
}

fn reference(post: &Value) -> Value {
    json!({ "uri": post["uri"], "cid": post["cid"] })
}

async fn change(data: &Data<'_>, method: &str, body: &Value) -> Result<(), PostRefusal> {
    match data.post(method, body).await {
        Ok(answer) if answer.status.is_success() => Ok(()),
        Ok(answer) => Err(refused(&answer)),
        Err(_) => Err(closed(Verdict::Unavailable)),
    }
}
