//! Replies to an account's posts, and its own.

use domain::{
    cause::Cause,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::ports::networks::{Answer, ChannelAccess, Comment, PostRefusal, Published};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};

use super::{
    READ, WRITE,
    api::Api,
    content::{LAG, post_in},
    errors::{content, verdict},
};
use crate::{
    call::named,
    comments, days,
    http::HttpAnswer,
    json,
    publishing::{published, refusal},
    scopes::having,
};

/// How many of the account's last posts are looked at for replies. Every post that is read is billed.
const POSTS: &str = "20";
/// How many posts one search asks about: as many as its 512 characters hold.
const TOGETHER: usize = 13;
/// How many pages of a hundred replies.
const PAGES: usize = 20;
const AT_ONCE: usize = 2;

/// How far back the search goes: seven days, less what a request may take.
pub(super) const REACH: Span = Span::minutes(7 * 24 * 60 - 1);

/// Replies to the account's last posts since `since`, oldest first. What is older than seven days X does not tell.
pub(super) async fn comments(
    api: &Api,
    channel: &ChannelAccess<'_>,
    since: Timestamp,
) -> Answer<Vec<Comment>> {
    let found = find(api, channel, since).await;
    found.map_err(|verdict| named(verdict, READ))
}

async fn find(api: &Api, channel: &ChannelAccess<'_>, since: Timestamp) -> Answer<Vec<Comment>> {
    let query = [
        ("max_results", POSTS),
        ("exclude", "replies,retweets"),
        ("tweet.fields", "public_metrics"),
    ];
    let path = ["users", channel.remote_id, "tweets"];
    let (posts, _) = api.list(&path, &query, "pagination_token", 1, channel.token).await?;
    let posts = posts.iter().flat_map(|page| json::list(&page["data"]));
    // A post that nobody replied to need not be paid for again.
    let posts = posts.filter(|post| post["public_metrics"]["reply_count"] != 0);
    let posts: Vec<_> = posts.filter_map(|post| json::id(&post["id"])).collect();

    let now = api.clock.now();
    let start = since.clamp(now.before(REACH), now.before(LAG));
    let together: Vec<_> = posts.chunks(TOGETHER).map(<[String]>::to_vec).collect();
    let found = stream::iter(together)
        .map(async |posts| replies(api, channel, &posts, start).await)
        .buffer_unordered(AT_ONCE)
        .try_concat()
        .await?;
    Ok(comments::since(found, since))
}

async fn replies(
    api: &Api,
    channel: &ChannelAccess<'_>,
    posts: &[String],
    start: Timestamp,
) -> Answer<Vec<Comment>> {
    let wanted: Vec<_> = posts.iter().map(|post| format!("conversation_id:{post}")).collect();
    let query = [
        ("query", &*wanted.join(" OR ")),
        ("start_time", &days::written(start)),
        ("max_results", "100"),
        ("tweet.fields", "author_id,conversation_id,created_at,referenced_tweets"),
        ("expansions", "author_id"),
        ("user.fields", "username"),
    ];
    let path = ["tweets", "search", "recent"];
    let (pages, is_all) = api.list(&path, &query, "next_token", PAGES, channel.token).await?;
    if !is_all {
        return Err(comments::too_many("x"));
    }
    let mut found = Vec::new();
    for page in &pages {
        let replies = json::list(&page["data"]).iter();
        found.extend(replies.filter_map(|reply| read(reply, page, posts, channel.remote_id)));
    }
    Ok(found)
}

fn read(reply: &Value, page: &Value, posts: &[String], account: &str) -> Option<Comment> {
    let remote_id = json::id(&reply["id"])?;
    // A conversation is named by the post that began it, which is found as well.
    let post = json::id(&reply["conversation_id"])
        .filter(|post| *post != remote_id && posts.contains(post))?;
    let answered = json::list(&reply["referenced_tweets"])
        .iter()
        .find(|other| other["type"] == "replied_to")
        .and_then(|other| json::id(&other["id"]));
    let author = json::list(&page["includes"]["users"])
        .iter()
        .find(|user| user["id"] == reply["author_id"])
        .and_then(|user| json::name(&user["username"]));
    Some(Comment {
        remote_id,
        parent: answered.filter(|answered| *answered != post),
        post,
        author,
        own: reply["author_id"] == account,
        text: reply["text"].as_str()?.to_owned(),
        at: json::time(&reply["created_at"])?,
    })
}

/// Answers a reply, once. X takes no key to know an attempt again by.
pub(super) async fn reply(
    api: &Api,
    channel: &ChannelAccess<'_>,
    comment: &str,
    text: &str,
) -> Published {
    let body = json!({ "text": text, "reply": { "in_reply_to_tweet_id": comment } });
    let request = api.write(&["tweets"], channel.token, &body);
    let judge = |answer: &HttpAnswer| named(answer.means(verdict), WRITE);
    let refused = |answer: &HttpAnswer| content(answer).or_else(|| unwanted(answer, channel));
    published(api.http.send(request).await, judge, refused, post_in)
}

/// X says in the words of a missing permission, too, that whoever is answered does not take answers from this account, or
/// that our app may not answer who did not call on it. With the permission in hand it is that.
fn unwanted(answer: &HttpAnswer, channel: &ChannelAccess<'_>) -> Option<PostRefusal> {
    let is_refused = matches!(answer.means(verdict), Verdict::Dead(Cause::PermissionLost { .. }));
    let says = answer.json();
    (is_refused && having(channel, WRITE) == Verdict::Alive)
        .then(|| refusal("not_permitted", says["detail"].as_str().unwrap_or_default()))
}
