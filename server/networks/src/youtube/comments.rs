//! Comments below the channel's films.

use domain::{time::Timestamp, verdict::Verdict};
use engine::ports::networks::{Answer, ChannelAccess, Comment, PostRefusal, Published, RemotePost};
use serde_json::{Value, json};

use super::{
    COMMENTS,
    api::Api,
    errors::{content, verdict},
};
use crate::{
    call::named,
    comments,
    http::HttpAnswer,
    json,
    publishing::{closed, published},
};

/// How many pages of a hundred threads, or of a hundred answers to one comment, are read at most: one unit of the day's quota
/// each.
const PAGES: usize = 20;

/// What was written since `since`, oldest first. Threads come newest first, with some of their answers; the others are asked
/// for by themselves. Below threads that are older than all that is read, new answers are not seen.
pub(super) async fn comments(
    api: &Api,
    channel: &ChannelAccess<'_>,
    since: Timestamp,
) -> Answer<Vec<Comment>> {
    let query = [
        ("part", "snippet,replies"),
        ("allThreadsRelatedToChannelId", channel.remote_id),
        ("order", "time"),
        ("textFormat", "plainText"),
        ("maxResults", "100"),
    ];
    let started = |thread: &Value| {
        json::time(&thread["snippet"]["topLevelComment"]["snippet"]["publishedAt"])
    };
    let more = |threads: &[Value]| {
        threads.last().and_then(started).is_some_and(|started| started >= since)
    };
    let threads = list(api, channel, "commentThreads", &query, more).await?;
    let mut found = Vec::new();
    for thread in &threads {
        // Below the channel itself there is no film.
        let Some(post) = json::id(&thread["snippet"]["videoId"]) else { continue };
        let top = &thread["snippet"]["topLevelComment"];
        let told = json::list(&thread["replies"]["comments"]);
        let count = json::integer(&thread["snippet"]["totalReplyCount"]).unwrap_or(0);
        let asked = match json::id(&top["id"]) {
            Some(id) if count > told.len() as i64 => answers(api, channel, &id).await?,
            _ => Vec::new(),
        };
        let all = std::iter::once(top).chain(told).chain(&asked);
        found.extend(all.filter_map(|comment| read(comment, &post, channel.remote_id)));
    }
    Ok(comments::since(found, since))
}

/// All answers to a comment, in no documented order.
async fn answers(api: &Api, channel: &ChannelAccess<'_>, comment: &str) -> Answer<Vec<Value>> {
    let query = [
        ("part", "snippet"),
        ("parentId", comment),
        ("textFormat", "plainText"),
        ("maxResults", "100"),
    ];
    list(api, channel, "comments", &query, |_| true).await
}

/// Reads a list for as long as `more` says of a page that the next one is wanted.
async fn list(
    api: &Api,
    channel: &ChannelAccess<'_>,
    resource: &str,
    query: &[(&str, &str)],
    more: impl Fn(&[Value]) -> bool,
) -> Answer<Vec<Value>> {
    let mut items = Vec::new();
    let mut page = String::new();
    for _ in 0..PAGES {
        let mut query = query.to_vec();
        if !page.is_empty() {
            query.push(("pageToken", &page));
        }
        let mut list = api.data(resource, &query, channel.token, COMMENTS).await?;
        list["nextPageToken"].as_str().unwrap_or_default().clone_into(&mut page);
        let Value::Array(read) = json::taken(&mut list, "items") else {
            return Err(Verdict::Unavailable);
        };
        let is_last = page.is_empty() || !more(&read);
        items.extend(read);
        if is_last {
            return Ok(items);
        }
    }
    Err(comments::too_many("youtube"))
}

fn read(comment: &Value, post: &str, channel: &str) -> Option<Comment> {
    let snippet = &comment["snippet"];
    Some(Comment {
        remote_id: json::id(&comment["id"])?,
        post: post.to_owned(),
        parent: json::id(&snippet["parentId"]),
        author: json::name(&snippet["authorDisplayName"]),
        own: snippet["authorChannelId"]["value"] == channel,
        text: snippet["textDisplay"].as_str()?.to_owned(),
        at: json::time(&snippet["publishedAt"])?,
    })
}

/// Answers a comment, once. An answer to an answer stands below the same comment: its id begins with that one's.
pub(super) async fn reply(
    api: &Api,
    channel: &ChannelAccess<'_>,
    comment: &str,
    text: &str,
) -> Published {
    let top = comment.split('.').next().unwrap_or(comment);
    let body = json!({ "snippet": { "parentId": top, "textOriginal": text } });
    let request = api.change(&["comments"], &[("part", "snippet")], channel.token).json(&body);
    let done = |answer: &HttpAnswer| {
        let remote_id = json::id(&answer.json()["id"])?;
        Some(RemotePost { remote_id, link: None })
    };
    published(api.http.send(request).await, judge, content, done)
}

/// Holds a comment back, so that nobody but the channel sees it, or publishes it again.
pub(super) async fn hide(
    api: &Api,
    channel: &ChannelAccess<'_>,
    comment: &str,
    hidden: bool,
) -> Result<(), PostRefusal> {
    let status = if hidden { "heldForReview" } else { "published" };
    let query = [("id", comment), ("moderationStatus", status)];
    // Without a body, the length must be said all the same.
    let request = api.change(&["comments", "setModerationStatus"], &query, channel.token).body("");
    let answer = api.http.send(request).await.map_err(|_| closed(Verdict::Unavailable))?;
    if answer.status.is_success() {
        return Ok(());
    }
    Err(content(&answer).unwrap_or_else(|| closed(judge(&answer))))
}

fn judge(answer: &HttpAnswer) -> Verdict {
    named(answer.means(verdict), COMMENTS)
}
