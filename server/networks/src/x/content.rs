//! Posts of an account, and the replies to them.

use domain::time::{Span, Timestamp};
use engine::ports::networks::{Answer, ChannelAccess, Comment, NewPost, Published, RemotePost};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};

use super::{
    READ, WRITE,
    api::Api,
    errors::{content, verdict},
};
use crate::{
    call::named,
    comments, days,
    http::HttpAnswer,
    json,
    publishing::{published, text_with_link, unfit},
};

/// How many of the account's last posts are looked at for replies. Every post that is read is billed.
const POSTS: &str = "20";
/// How many pages of a hundred replies to one post.
const PAGES: usize = 5;
const AT_ONCE: usize = 4;

/// How far back the search goes: seven days, less what a request may take.
const REACH: Span = Span::minutes(7 * 24 * 60 - 1);
/// What is newer the search does not have yet, and refuses to be asked about.
pub(super) const LAG: Span = Span::seconds(30);

/// Publishes one post, once. X takes no key to know an attempt again by.
pub(super) async fn publish(
    api: &Api,
    channel: &ChannelAccess<'_>,
    post: &NewPost<'_>,
) -> Published {
    if post.media.is_some() {
        return unfit("media_unsupported");
    }
    let text = text_with_link(post);
    // How long a text may be depends on its letters, its links and the account; X knows.
    let request = api.write(&["tweets"], channel.token, &json!({ "text": text }));
    let judge = |answer: &HttpAnswer| named(answer.means(verdict), WRITE);
    published(api.http.send(request).await, judge, content, post_in)
}

fn post_in(answer: &HttpAnswer) -> Option<RemotePost> {
    let remote_id = json::id(&answer.json()["data"]["id"])?;
    let link = format!("https://x.com/i/web/status/{remote_id}");
    Some(RemotePost { remote_id, link: Some(link) })
}

/// What others replied to the account's last posts since `since`, oldest first; not further back than seven days.
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
    let found = stream::iter(posts)
        .map(async |post| replies(api, channel, &post, start).await)
        .buffer_unordered(AT_ONCE)
        .try_concat()
        .await?;
    Ok(comments::since(found, since))
}

async fn replies(
    api: &Api,
    channel: &ChannelAccess<'_>,
    post: &str,
    start: Timestamp,
) -> Answer<Vec<Comment>> {
    let query = [
        ("query", &*format!("conversation_id:{post}")),
        ("start_time", &days::written(start)),
        ("max_results", "100"),
        ("tweet.fields", "author_id,created_at,referenced_tweets"),
        ("expansions", "author_id"),
        ("user.fields", "username"),
    ];
    let path = ["tweets", "search", "recent"];
    let (pages, _) = api.list(&path, &query, "next_token", PAGES, channel.token).await?;
    let mut found = Vec::new();
    for page in &pages {
        let replies = json::list(&page["data"]).iter();
        let replies = replies.filter(|reply| reply["author_id"] != channel.remote_id);
        found.extend(replies.filter_map(|reply| read(reply, page, post)));
    }
    Ok(found)
}

fn read(reply: &Value, page: &Value, post: &str) -> Option<Comment> {
    let answered = json::list(&reply["referenced_tweets"])
        .iter()
        .find(|other| other["type"] == "replied_to")
        .and_then(|other| json::id(&other["id"]));
    let author = json::list(&page["includes"]["users"])
        .iter()
        .find(|user| user["id"] == reply["author_id"])
        .and_then(|user| json::name(&user["username"]));
    Some(Comment {
        remote_id: json::id(&reply["id"])?,
        post: post.to_owned(),
        parent: answered.filter(|answered| answered != post),
        author,
        own: false,
        text: reply["text"].as_str()?.to_owned(),
        at: json::time(&reply["created_at"])?,
    })
}
