//! Posts, replies and figures of an account.

use std::time::Duration;

use domain::{
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::ports::networks::{
    Answer, DayRange, Figure, Media, Metric, NewPost, PostRefusal, Published, ReadBack, RemotePost,
    SentPost,
};
use http::StatusCode;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use super::{calls::Calls, plain, verdict};
use crate::{
    call::read,
    figures::{self, Counted},
    http::HttpAnswer,
    json,
    publishing::{closed, published, refusal, text_with_link},
    reading_back::{Absence, Listed, earliest, likeness, settle},
};

/// The most that a server gives at once.
const PAGE: &str = "40";
/// The same as a number.
pub(super) const FULL: usize = 40;

/// So far back statistics go: 400 posts.
const MOST_PAGES: usize = 10;

/// So far back a lost post is looked for: 80 posts.
const PAGES_READ_BACK: usize = 2;

/// How long a server knows an attempt again by its key (docs.joinmastodon.org, statuses).
pub(super) const REMEMBERS: Span = Span::hours(1);

/// A post has its counts for as long as it stands. How far back they are asked for is ours: a year of one post a day.
pub(super) const KEEPS: Span = Span::days(365);

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

pub(super) fn status_in(answer: &HttpAnswer) -> Option<RemotePost> {
    remote(&answer.json())
}

fn remote(status: &Value) -> Option<RemotePost> {
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
pub(super) fn rejected(answer: &HttpAnswer) -> Option<PostRefusal> {
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

/// Whether a post is among the account's own. The list is read from where posts are written to, so that a post which is not
/// there once its sending is over is not there at all.
pub(super) async fn read_back(
    calls: &Calls<'_>,
    account: &str,
    sent: &SentPost<'_>,
) -> Answer<ReadBack> {
    let text = shown(&text_with_link(&sent.post));
    let mut listed = Vec::new();
    let (mut is_whole, mut cursor) = (false, None);
    for _ in 0..PAGES_READ_BACK {
        let page = page(calls, account, cursor.as_deref()).await?;
        let oldest = page.last();
        let at = oldest.and_then(|post| json::time(&post["created_at"]));
        is_whole = oldest.is_none() || at.is_some_and(|at| at < earliest(sent));
        cursor = oldest.and_then(|post| json::id(&post["id"]));
        listed.extend(page.iter().map(|post| Listed {
            at: json::time(&post["created_at"]),
            likeness: likeness(&text, &plain::text(post["content"].as_str().unwrap_or_default())),
            post: remote(post),
        }));
        if is_whole || cursor.is_none() {
            break;
        }
    }
    Ok(settle(sent, listed, is_whole, Absence::Proves))
}

/// A text as servers show it: whoever is mentioned loses their server.
fn shown(text: &str) -> String {
    let word = |word: &str| match word.strip_prefix('@').and_then(|name| name.split_once('@')) {
        Some((name, _)) => format!("@{name}"),
        None => word.to_owned(),
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
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
pub(super) async fn page(
    calls: &Calls<'_>,
    account: &str,
    before: Option<&str>,
) -> Answer<Vec<Value>> {
    let mut query = vec![("limit", PAGE), ("exclude_reblogs", "true"), ("exclude_replies", "true")];
    query.extend(before.map(|id| ("max_id", id)));
    match calls.get(&["v1", "accounts", account, "statuses"], &query).await? {
        Value::Array(posts) => Ok(posts),
        _ => Err(Verdict::Unavailable),
    }
}
