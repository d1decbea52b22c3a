//! Posts, replies and figures of an account.

use std::time::Duration;

use domain::{time::Timestamp, verdict::Verdict};
use engine::ports::networks::{
    Answer, Comment, DayRange, Figure, Media, Metric, NewPost, PostRefusal, Published, RemotePost,
};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use http::StatusCode;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use super::{calls::Calls, plain, verdict};
use crate::{
    call::read,
    comments,
    figures::{self, Counted},
    http::HttpAnswer,
    json,
    publishing::{closed, published, refusal, text_with_link},
};

/// The most that a server gives at once.
const PAGE: &str = "40";

/// So far back statistics go: 400 posts.
const MOST_PAGES: usize = 10;

/// Threads read at the same time.
const THREADS_AT_ONCE: usize = 4;

/// How long a server may take to convert a film, in looks.
const LOOKS: usize = 10;
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);

/// What a post's counts are called, and what they count.
const COUNTS: [(&str, Metric); 3] = [
    ("favourites_count", Metric::Likes),
    ("replies_count", Metric::Comments),
    ("reblogs_count", Metric::Shares),
];

/// Publishes. The key makes a server that has the post already answer with it again, for an hour.
pub(super) async fn publish(calls: &Calls<'_>, post: &NewPost<'_>) -> Published {
    let mut form = vec![("status", text_with_link(post))];
    if let Some(media) = &post.media {
        match upload(calls, media).await {
            Ok(id) => form.push(("media_ids[]", id)),
            Err(refusal) => return Published::Refused(refusal),
        }
    }
    let request = calls.post(&["v1", "statuses"]).header("Idempotency-Key", post.key).form(&form);
    published(calls.send(request).await, |answer| answer.means(verdict), rejected, status_in)
}

fn status_in(answer: &HttpAnswer) -> Option<RemotePost> {
    let status = answer.json();
    Some(RemotePost { remote_id: json::id(&status["id"])?, link: json::link(&status["url"]) })
}

/// Hands over the picture or film, and waits until the server has made of it what it wants to show.
async fn upload(calls: &Calls<'_>, media: &Media<'_>) -> Result<String, PostRefusal> {
    let file = Part::bytes(media.bytes.to_vec()).file_name("media").mime_str(media.mime);
    let file = file.map_err(|_| refusal("media_type", media.mime))?;
    let form = Form::new().part("file", file).text("description", media.alt.to_owned());
    let unavailable = || closed(Verdict::Unavailable);
    let request = calls.post(&["v2", "media"]).multipart(form);
    let answer = calls.send(request).await.map_err(|_| unavailable())?;
    let attachment = attachment(&answer)?;
    let id = json::id(&attachment["id"]).ok_or_else(unavailable)?;
    if answer.status != StatusCode::ACCEPTED {
        return Ok(id);
    }
    for _ in 0..LOOKS {
        // 200 once it is done, 206 until then.
        let answer = calls.look(&["v1", "media", &id]).await.map_err(|_| unavailable())?;
        self::attachment(&answer)?;
        if answer.status == StatusCode::OK {
            return Ok(id);
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    Err(unavailable())
}

fn attachment(answer: &HttpAnswer) -> Result<Value, PostRefusal> {
    match rejected(answer) {
        Some(refusal) => Err(refusal),
        None if answer.status == StatusCode::PARTIAL_CONTENT => Ok(answer.json()),
        None => read(answer, verdict).map_err(closed),
    }
}

/// What a server has against the post itself.
fn rejected(answer: &HttpAnswer) -> Option<PostRefusal> {
    let body = answer.json();
    let says = body["error"].as_str().unwrap_or_default();
    match answer.status {
        // From the server in front of it, often in HTML.
        StatusCode::PAYLOAD_TOO_LARGE => Some(refusal("too_large", says)),
        // Also about a token, which the verdict knows better.
        StatusCode::UNPROCESSABLE_ENTITY
            if !says.is_empty() && answer.means(verdict) == Verdict::Unavailable =>
        {
            Some(refusal("validation_failed", says))
        }
        _ => None,
    }
}

/// Replies below the account's latest posts. Notifications would also have those below older ones, but none of the replies
/// that do not mention the account, and would need one more permission.
pub(super) async fn comments(
    calls: &Calls<'_>,
    account: &str,
    since: Timestamp,
) -> Answer<Vec<Comment>> {
    let posts = page(calls, account, None).await?;
    let with_replies = posts.iter().filter(|post| json::integer(&post["replies_count"]) != Some(0));
    let ids: Vec<String> = with_replies.filter_map(|post| json::id(&post["id"])).collect();
    let threads = ids.into_iter().map(|post| async move {
        let thread = calls.get(&["v1", "statuses", &post, "context"], &[]).await?;
        let replies = thread["descendants"].as_array().ok_or(Verdict::Unavailable)?;
        Ok::<_, Verdict>(replies.iter().filter_map(|it| comment(it, &post)).collect::<Vec<_>>())
    });
    let threads: Vec<_> = stream::iter(threads).buffered(THREADS_AT_ONCE).try_collect().await?;
    let others = threads.into_iter().flatten().filter(|(author, _)| author != account);
    Ok(comments::since(others.map(|(_, comment)| comment).collect(), since))
}

/// A reply, and the id of who wrote it.
fn comment(reply: &Value, post: &str) -> Option<(String, Comment)> {
    let account = &reply["account"];
    let comment = Comment {
        remote_id: json::id(&reply["id"])?,
        post: post.to_owned(),
        parent: json::id(&reply["in_reply_to_id"]).filter(|parent| parent != post),
        author: json::name(&account["display_name"]).or_else(|| json::name(&account["acct"])),
        own: false,
        text: plain::text(reply["content"].as_str()?),
        at: json::time(&reply["created_at"])?,
    };
    Some((json::id(&account["id"])?, comment))
}

/// What the posts of each day have by now: Mastodon counts by post, and keeps no history.
pub(super) async fn statistics(
    calls: &Calls<'_>,
    account: &str,
    range: &DayRange,
    now: Timestamp,
) -> Answer<Vec<Figure>> {
    let mut posts: Vec<Counted> = Vec::new();
    let (mut complete_from, mut cursor) = (range.until, None);
    for _ in 0..MOST_PAGES {
        let page = page(calls, account, cursor.as_deref()).await?;
        let oldest = page.last().and_then(|post| json::id(&post["id"]));
        posts.extend(page.iter().filter_map(counted));
        complete_from = posts.last().map_or(complete_from, |post| post.at);
        // The list ends with an empty page: a short one may be a server's way of leaving something out.
        if oldest.is_none() || complete_from < range.from {
            complete_from = range.from;
            break;
        }
        cursor = oldest;
    }
    let zeros = COUNTS.map(|(_, metric)| metric);
    let mut found = figures::of_posts(range, complete_from, &zeros, &posts);
    if let Some(day) = figures::followers_day(range, now) {
        let me = calls.get(&["v1", "accounts", "verify_credentials"], &[]).await?;
        let count = json::integer(&me["followers_count"]);
        found.extend(count.map(|value| Figure { metric: Metric::Followers, day, value }));
    }
    Ok(found)
}

fn counted(post: &Value) -> Option<Counted> {
    let at = json::time(&post["created_at"])?;
    Some(Counted { at, figures: figures::counts(&COUNTS, post) })
}

/// Posts of the account itself, newest first, from before the one named.
async fn page(calls: &Calls<'_>, account: &str, before: Option<&str>) -> Answer<Vec<Value>> {
    let mut query = vec![("limit", PAGE), ("exclude_reblogs", "true"), ("exclude_replies", "true")];
    query.extend(before.map(|id| ("max_id", id)));
    match calls.get(&["v1", "accounts", account, "statuses"], &query).await? {
        Value::Array(posts) => Ok(posts),
        _ => Err(Verdict::Unavailable),
    }
}
