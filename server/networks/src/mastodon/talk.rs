//! Replies: those below the account's posts, and its own.

use domain::{time::Timestamp, verdict::Verdict};
use engine::ports::networks::{Answer, Comment, PostRefusal, Published};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use http::StatusCode;
use serde_json::Value;

use super::{
    calls::Calls,
    content::{FULL, page, rejected, status_in},
    plain, verdict,
};
use crate::{
    call::read,
    comments,
    http::{Failure, HttpAnswer},
    json,
    publishing::{closed, published, refusal},
};

/// How many pages of posts are looked at: the last 120.
const PAGES: usize = 3;

/// Threads read at the same time.
const THREADS_AT_ONCE: usize = 4;

/// Replies below the account's latest posts. Notifications would also have those below older ones, but none of the replies
/// that do not mention the account, and would need one more permission. A server tells of 4,096 replies to a post.
pub(super) async fn comments(
    calls: &Calls<'_>,
    account: &str,
    since: Timestamp,
) -> Answer<Vec<Comment>> {
    let mut ids = Vec::new();
    let mut cursor: Option<String> = None;
    for _ in 0..PAGES {
        let posts = page(calls, account, cursor.as_deref()).await?;
        let answered = posts.iter().filter(|post| json::integer(&post["replies_count"]) != Some(0));
        ids.extend(answered.filter_map(|post| json::id(&post["id"])));
        cursor = posts.last().and_then(|post| json::id(&post["id"]));
        if posts.len() < FULL || cursor.is_none() {
            break;
        }
    }
    let threads = ids.into_iter().map(|post| async move {
        let thread = calls.get(&["v1", "statuses", &post, "context"], &[]).await?;
        let replies = thread["descendants"].as_array().ok_or(Verdict::Unavailable)?;
        let replies = replies.iter().filter_map(|reply| comment(reply, &post, account));
        Ok::<_, Verdict>(replies.collect::<Vec<_>>())
    });
    let threads: Vec<_> = stream::iter(threads).buffered(THREADS_AT_ONCE).try_collect().await?;
    Ok(comments::since(threads.into_iter().flatten().collect(), since))
}

fn comment(reply: &Value, post: &str, account: &str) -> Option<Comment> {
    let author = &reply["account"];
    Some(Comment {
        remote_id: json::id(&reply["id"])?,
        post: post.to_owned(),
        parent: json::id(&reply["in_reply_to_id"]).filter(|parent| parent != post),
        author: json::name(&author["display_name"]).or_else(|| json::name(&author["acct"])),
        own: json::id(&author["id"])? == account,
        text: plain::text(reply["content"].as_str()?),
        at: json::time(&reply["created_at"])?,
    })
}

/// Answers a reply. Who wrote it is asked first: without being mentioned they would not hear of the answer, and it must not be
/// seen by more people than what it answers.
pub(super) async fn reply(
    calls: &Calls<'_>,
    account: &str,
    comment: &str,
    text: &str,
    key: &str,
) -> Published {
    let answered = match answered(calls, comment).await {
        Ok(answered) => answered,
        Err(refusal) => return Published::Refused(refusal),
    };
    let author = &answered["account"];
    let is_own = json::id(&author["id"]).as_deref() == Some(account);
    let name = json::name(&author["acct"]).map(|name| format!("@{name}"));
    let name = name.filter(|name| !is_own && !text.contains(name.as_str()));
    let text = name.map_or_else(|| text.to_owned(), |name| format!("{name} {text}"));
    let mut form = vec![("status", text.as_str()), ("in_reply_to_id", comment)];
    let narrower = answered["visibility"].as_str().filter(|it| *it != "public");
    form.extend(narrower.map(|visibility| ("visibility", visibility)));
    let request = calls.post(&["v1", "statuses"]).header("Idempotency-Key", key).form(&form);
    published(calls.send(request).await, |answer| answer.means(verdict), gone, status_in)
}

async fn answered(calls: &Calls<'_>, comment: &str) -> Result<Value, PostRefusal> {
    let looked = calls.look(&["v1", "statuses", comment]).await;
    let answer = looked.map_err(|_: Failure| closed(Verdict::Unavailable))?;
    gone(&answer).map_or_else(|| read(&answer, verdict).map_err(closed), Err)
}

/// What a server has against an answer, or that there is nothing to answer any more.
fn gone(answer: &HttpAnswer) -> Option<PostRefusal> {
    if answer.status == StatusCode::NOT_FOUND {
        let body = answer.json();
        return Some(refusal("not_found", body["error"].as_str().unwrap_or_default()));
    }
    rejected(answer)
}
