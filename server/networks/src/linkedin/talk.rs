//! Comments below an organization's posts.

use domain::{time::Timestamp, verdict::Verdict};
use engine::ports::networks::{Answer, ChannelAccess, Comment, PostRefusal, Published, RemotePost};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use http::StatusCode;
use serde_json::{Value, json};

use super::{
    READ, WRITE,
    api::{Api, told_apart, urn},
    errors::{content, verdict},
};
use crate::{
    comments,
    http::{HttpAnswer, escaped},
    json,
    publishing::{closed, published, refusal},
};

/// How many of the organization's posts are looked at for comments, the last ones changed first. LinkedIn does not say when a
/// post was commented on last.
const POSTS: usize = 20;
const PAGE: usize = 100;
/// How many pages of comments below one post, or of answers to one comment: the order they come in is documented nowhere, so
/// that all of them are read.
const PAGES: usize = 20;
const AT_ONCE: usize = 4;

/// What was written below the organization's last posts since `since`, oldest first.
pub(super) async fn comments(
    api: &Api,
    channel: &ChannelAccess<'_>,
    since: Timestamp,
) -> Answer<Vec<Comment>> {
    let found = find(api, channel, since).await;
    found.map_err(|verdict| told_apart(verdict, channel, READ))
}

async fn find(api: &Api, channel: &ChannelAccess<'_>, since: Timestamp) -> Answer<Vec<Comment>> {
    let author = escaped(&urn(channel.remote_id));
    let query = format!("q=author&author={author}&count={POSTS}&sortBy=LAST_MODIFIED");
    let posts = api.read("posts", &query, channel.token).await?;
    let posts = posts["elements"].as_array().ok_or(Verdict::Unavailable)?;
    let posts: Vec<_> = posts.iter().filter_map(|post| json::id(&post["id"])).collect();
    let found = stream::iter(posts)
        .map(async |post| below_post(api, channel, &post).await)
        .buffer_unordered(AT_ONCE)
        .try_concat()
        .await?;
    Ok(comments::since(found, since))
}

/// The comments below a post, and the answers to those that have some.
async fn below_post(api: &Api, channel: &ChannelAccess<'_>, post: &str) -> Answer<Vec<Comment>> {
    let own = urn(channel.remote_id);
    let mut found = Vec::new();
    for comment in below(api, channel, post).await? {
        let read_comment = read(&comment, post, &own);
        let answers = json::integer(&comment["commentsSummary"]["totalFirstLevelComments"]);
        if let Some(top) = read_comment.as_ref().filter(|_| answers.is_some_and(|it| it > 0)) {
            let answers = below(api, channel, &top.remote_id).await?;
            found.extend(answers.iter().filter_map(|answer| {
                let answer = read(answer, post, &own)?;
                let parent = answer.parent.or_else(|| Some(top.remote_id.clone()));
                Some(Comment { parent, ..answer })
            }));
        }
        found.extend(read_comment);
    }
    Ok(found)
}

async fn below(api: &Api, channel: &ChannelAccess<'_>, target: &str) -> Answer<Vec<Value>> {
    let path = format!("socialActions/{}/comments", escaped(target));
    let mut found = Vec::new();
    for page in 0..PAGES {
        let query = format!("start={}&count={PAGE}", page * PAGE);
        let mut list = api.read(&path, &query, channel.token).await?;
        let Value::Array(elements) = json::taken(&mut list, "elements") else {
            return Err(Verdict::Unavailable);
        };
        let is_last = elements.len() < PAGE;
        found.extend(elements);
        if is_last {
            return Ok(found);
        }
    }
    Err(comments::too_many("linkedin"))
}

fn read(comment: &Value, post: &str, own: &str) -> Option<Comment> {
    Some(Comment {
        remote_id: json::id(&comment["commentUrn"]).or_else(|| json::id(&comment["id"]))?,
        post: post.to_owned(),
        parent: json::id(&comment["parentComment"]),
        // LinkedIn tells who wrote it, but not what they are called.
        author: None,
        own: comment["actor"] == own,
        text: comment["message"]["text"].as_str()?.to_owned(),
        at: json::integer(&comment["created"]["time"]).map(Timestamp::from_millis)?,
    })
}

/// Answers a comment as the organization, once. LinkedIn has two levels of comments, and refuses an answer to an answer.
pub(super) async fn reply(
    api: &Api,
    channel: &ChannelAccess<'_>,
    comment: &str,
    text: &str,
) -> Published {
    // `urn:li:comment:(urn:li:activity:9,1)`: what it stands below, and its number there.
    let parts = comment.strip_prefix("urn:li:comment:(").and_then(|it| it.strip_suffix(')'));
    let Some((object, _)) = parts.and_then(|parts| parts.rsplit_once(',')) else {
        return Published::Refused(refusal("not_found", ""));
    };
    let body = json!({
        "actor": urn(channel.remote_id),
        "object": object,
        "parentComment": comment,
        "message": { "text": text },
    });
    let path = format!("socialActions/{}/comments", escaped(comment));
    let sent = api.http.send(api.write(&path, "", channel.token, &body)).await;
    let judge = |answer: &HttpAnswer| told_apart(answer.means(verdict), channel, WRITE);
    published(sent, judge, refused, |answer| reply_in(answer, object))
}

/// The answer is in the body; where there is none, its number is in a header.
fn reply_in(answer: &HttpAnswer, object: &str) -> Option<RemotePost> {
    let remote_id = json::id(&answer.json()["commentUrn"]).or_else(|| {
        let number = answer.headers.get("x-restli-id")?.to_str().ok()?;
        (!number.is_empty()).then(|| format!("urn:li:comment:({object},{number})"))
    })?;
    Some(RemotePost { remote_id, link: None })
}

/// Likes a comment as the organization, or takes that back.
pub(super) async fn like(
    api: &Api,
    channel: &ChannelAccess<'_>,
    comment: &str,
    liked: bool,
) -> Result<(), PostRefusal> {
    let actor = escaped(&urn(channel.remote_id));
    let request = if liked {
        let body = json!({ "root": comment, "reactionType": "LIKE" });
        api.write("reactions", &format!("actor={actor}"), channel.token, &body)
    } else {
        let path = format!("reactions/(actor:{actor},entity:{})", escaped(comment));
        api.delete(&path, "", channel.token)
    };
    let answer = api.http.send(request).await.map_err(|_| closed(Verdict::Unavailable))?;
    match answer.status {
        status if status.is_success() => Ok(()),
        // It was so already.
        StatusCode::CONFLICT if liked => Ok(()),
        StatusCode::NOT_FOUND if !liked => Ok(()),
        _ => Err(refused(&answer)
            .unwrap_or_else(|| closed(told_apart(answer.means(verdict), channel, WRITE)))),
    }
}

/// What LinkedIn has against what is said, or that the comment is gone.
fn refused(answer: &HttpAnswer) -> Option<PostRefusal> {
    if answer.status == StatusCode::NOT_FOUND {
        let body = answer.json();
        return Some(refusal("not_found", body["message"].as_str().unwrap_or_default()));
    }
    content(answer)
}
