//! What was written below the account's posts, and its figures.

use domain::{
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::ports::networks::{Answer, Comment, DayRange, Figure, Metric};
use serde_json::Value;

use super::{address, data::Data};
use crate::{
    comments,
    figures::{self, Counted},
    json,
};

/// How many pages are read at most, of a hundred items each.
const MOST_PAGES: usize = 20;
const PAGE: &str = "100";

/// A post has its counts for as long as it stands. How far back they are asked for is ours: a year of a few posts a day.
pub(super) const KEEPS: Span = Span::days(365);

/// Replies since `since`, oldest first. The server keeps a list of what concerns the account, newest first, so one list tells
/// about all posts; what the account itself answered is in the list of its own posts.
pub(super) async fn comments(data: &Data<'_>, since: Timestamp) -> Answer<Vec<Comment>> {
    let query = [("limit", PAGE), ("reasons", "reply")];
    let pages = Pages { data, method: "app.bsky.notification.listNotifications", query: &query };
    let mut found = Vec::new();
    let whole = pages
        .read("notifications", &mut |item| {
            let Some(at) = json::time(&item["indexedAt"]) else { return true };
            if at < since {
                return false;
            }
            if item["reason"] == "reply" {
                found.extend(comment(item, at, data.did()));
            }
            true
        })
        .await?;
    if !whole || !own(data, since, &mut found).await? {
        return Err(comments::too_many("bluesky"));
    }
    Ok(comments::since(found, since))
}

/// What the account itself answered since `since`; whether that was all.
async fn own(data: &Data<'_>, since: Timestamp, found: &mut Vec<Comment>) -> Answer<bool> {
    let query = [("actor", data.did()), ("limit", PAGE), ("filter", "posts_with_replies")];
    let pages = Pages { data, method: "app.bsky.feed.getAuthorFeed", query: &query };
    pages
        .read("feed", &mut |item| {
            let post = &item["post"];
            let Some(at) = json::time(&post["indexedAt"]) else { return true };
            // What was passed on stands where it was passed on.
            if !item["reason"].is_null() || post["author"]["did"] != data.did() {
                return true;
            }
            found.extend(comment(post, at, data.did()));
            at >= since
        })
        .await
}

/// A reply that stands below one of the account's posts, or answers one.
fn comment(item: &Value, at: Timestamp, did: &str) -> Option<Comment> {
    let author = &item["author"];
    let reply = &item["record"]["reply"];
    let root = address::uri(&reply["root"]["uri"])?;
    let parent = address::uri(&reply["parent"]["uri"])?;
    let own =
        |uri: &&str| uri.strip_prefix("at://").is_some_and(|it| it.split('/').next() == Some(did));
    let post = [root, parent].into_iter().find(own)?;
    Some(Comment {
        remote_id: address::uri(&item["uri"])?.to_owned(),
        post: post.to_owned(),
        parent: (parent != post).then(|| parent.to_owned()),
        author: json::name(&author["displayName"]).or_else(|| json::name(&author["handle"])),
        own: author["did"] == did,
        text: item["record"]["text"].as_str()?.to_owned(),
        at,
    })
}

/// What the account's own posts of each day brought, and its followers of today. Days that lie further back than is
/// read have no figures.
pub(super) async fn statistics(
    data: &Data<'_>,
    range: &DayRange,
    now: Timestamp,
) -> Answer<Vec<Figure>> {
    let query = [("actor", data.did()), ("limit", PAGE), ("filter", "posts_with_replies")];
    let pages = Pages { data, method: "app.bsky.feed.getAuthorFeed", query: &query };
    let mut posts: Vec<Counted> = Vec::new();
    let whole = pages
        .read("feed", &mut |item| {
            let post = &item["post"];
            let Some(at) = json::time(&post["indexedAt"]) else { return true };
            // A post of somebody else that was passed on stands where it was passed on.
            if post["author"]["did"] != data.did() {
                return true;
            }
            posts.push(Counted { at, figures: counts(post) });
            at >= range.from
        })
        .await?;
    // The day that reading ended in is known in part only.
    let oldest = posts.iter().map(|post| post.at).min().filter(|_| !whole);
    let zeros = COUNTED.map(|(_, metric)| metric);
    let mut found = figures::of_posts(range, oldest.unwrap_or(range.from), &zeros, &posts);
    if let Some(day) = figures::today(range, now) {
        let profile = data.get("app.bsky.actor.getProfile", &[("actor", data.did())]).await?;
        let value = json::integer(&profile["followersCount"]);
        found.extend(value.map(|value| Figure { metric: Metric::Followers, day, value }));
    }
    Ok(found)
}

/// A post of which something is not told has none of it.
fn counts(post: &Value) -> Vec<(Metric, i64)> {
    let count = |name: &str| json::integer(&post[name]).unwrap_or(0).max(0);
    COUNTED.iter().map(|(name, metric)| (*metric, count(name))).collect()
}

const COUNTED: [(&str, Metric); 4] = [
    ("likeCount", Metric::Likes),
    ("replyCount", Metric::Comments),
    ("repostCount", Metric::Shares),
    ("quoteCount", Metric::Shares),
];

/// A list that comes in pages.
struct Pages<'a> {
    data: &'a Data<'a>,
    method: &'a str,
    query: &'a [(&'a str, &'a str)],
}

impl Pages<'_> {
    /// Reads on until `see` has seen enough, the list ends (true) or it is too long (false).
    async fn read(&self, list: &str, see: &mut (dyn FnMut(&Value) -> bool + Send)) -> Answer<bool> {
        let mut cursor: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = self.query.to_vec();
            query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let page = self.data.get(self.method, &query).await?;
            let items = page[list].as_array().ok_or(Verdict::Unavailable)?;
            for item in items {
                if !see(item) {
                    return Ok(true);
                }
            }
            let next = page["cursor"].as_str().filter(|next| !next.is_empty() && next.len() < 1024);
            match next {
                Some(next) if !items.is_empty() && cursor.as_deref() != Some(next) => {
                    cursor = Some(next.to_owned());
                }
                _ => return Ok(true),
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::anything;

    const DID: &str = "did:plc:z72i7hdynmk6r22z27h6tvur";

    fn notification() -> Value {
        let post = format!("at://{DID}/app.bsky.feed.post/1");
        json!({
            "uri": "at://did:web:other.example/app.bsky.feed.post/2",
            "reason": "reply",
            "author": { "did": "did:web:other.example", "handle": "other.example" },
            "record": { "text": "Hello", "reply": { "root": { "uri": post }, "parent": { "uri": post } } },
        })
    }

    #[test]
    fn a_reply_of_ones_own_is_known_by_the_did() {
        let at = Timestamp::from_seconds(1);
        let mut item = notification();
        assert_eq!(comment(&item, at, DID).unwrap().author.as_deref(), Some("other.example"));
        assert!(!comment(&item, at, DID).unwrap().own);
        // A DID that only begins like ours is another one.
        assert_eq!(comment(&item, at, &DID[..31]), None);
        item["author"]["did"] = Value::from(DID);
        assert!(comment(&item, at, DID).unwrap().own);
    }

    proptest! {
        #![proptest_config(anything::config())]

        #[test]
        fn whatever_is_told_of_a_reply_it_stands_below_a_post_of_ours(
            odd in anything::value(),
            whole in anything::value(),
            part in proptest::sample::select(vec![
                "/uri", "/reason", "/author", "/author/did", "/record", "/record/text", "/record/reply/root",
                "/record/reply/root/uri", "/record/reply/parent/uri",
            ]),
        ) {
            let at = Timestamp::from_seconds(1);
            let mut item = notification();
            *item.pointer_mut(part).unwrap() = odd;
            for item in [item, whole] {
                let ours = format!("at://{DID}/");
                let found = comment(&item, at, DID);
                prop_assert!(found.is_none_or(|it| it.post.starts_with(&ours)));
            }
        }
    }
}
