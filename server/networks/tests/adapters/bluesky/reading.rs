//! Replies and figures.

use domain::{
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::ports::networks::{ChannelAccess, DayRange, Figure, Metric};
use serde_json::{Value, json};

use super::world::{DID, OTHER, bluesky, calls, session, usual};
use crate::recorder::{NOW, Reply, json as ok};

/// The start of the day of [`NOW`], 2026-11-23.
const TODAY: Timestamp = Timestamp::from_seconds(1_795_392_000);

fn reply(at: &str, name: &str, root: &str, parent: &str) -> Value {
    json!({
        "uri": format!("at://{OTHER}/app.bsky.feed.post/{name}"),
        "author": { "did": OTHER, "handle": "other.localhost", "displayName": "Other" },
        "reason": "reply", "indexedAt": at,
        "record": { "text": name, "reply": { "root": { "uri": root }, "parent": { "uri": parent } } },
    })
}

#[tokio::test]
async fn replies_since_a_moment_page_by_page() {
    let mine = format!("at://{DID}/app.bsky.feed.post/mine");
    let theirs = &format!("at://{OTHER}/app.bsky.feed.post/theirs");
    let first = json!({ "cursor": "next", "notifications": [
        reply("2026-11-23T09:00:00.000Z", "c3", theirs, &mine),
        { "reason": "reply", "indexedAt": "2026-11-23T08:30:00.000Z", "record": {} },
        reply("2026-11-23T08:15:00.000Z", "elsewhere", theirs, theirs),
        reply("2026-11-23T08:00:00.000Z", "c2", &mine, theirs),
    ]});
    let second = json!({ "cursor": "more", "notifications": [
        reply("2026-11-22T08:00:00.000Z", "c1", &mine, &mine),
        reply("2026-11-20T08:00:00.000Z", "old", &mine, &mine),
    ]});
    let answer = |at: &str, by: &str, name: &str, root: &str| {
        let author = json!({ "did": by, "handle": "ada.localhost" });
        let reply = json!({ "reply": { "root": { "uri": root }, "parent": { "uri": theirs } }, "text": name });
        let uri = format!("at://{by}/app.bsky.feed.post/{name}");
        json!({ "post": { "uri": uri, "author": author, "indexedAt": at, "record": reply } })
    };
    let mut passed_on = answer("2026-11-23T09:40:00.000Z", DID, "passed on", &mine);
    passed_on["reason"] = json!({ "$type": "app.bsky.feed.defs#reasonRepost" });
    let own = json!({ "cursor": "more", "feed": [
        passed_on,
        answer("2026-11-23T09:30:00.000Z", DID, "c4", &mine),
        answer("2026-11-23T09:20:00.000Z", DID, "elsewhere", theirs),
        answer("2026-11-20T08:00:00.000Z", DID, "old", &mine),
    ]});
    let network = bluesky(move |seen| match seen.query.get("cursor").map(String::as_str) {
        None if seen.path.ends_with("getAuthorFeed") => Some(ok(&own.to_string())),
        None => Some(ok(&first.to_string())),
        Some("next") => Some(ok(&second.to_string())),
        Some(_) => panic!("what is older was not asked for"),
    })
    .await;
    let access = session(&network, "access-1");
    let channel = ChannelAccess { remote_id: DID, token: &access, scopes: &[] };
    let since = NOW.before(Span::days(2));
    let comments = network.adapter().comments(&channel, since).await.unwrap();
    let request = &network.seen()[0];
    assert_eq!(request.line(), "GET /xrpc/app.bsky.notification.listNotifications");
    assert_eq!(
        (request.query["limit"].as_str(), request.query["reasons"].as_str()),
        ("100", "reply")
    );
    let texts: Vec<_> = comments.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(texts, ["c1", "c2", "c3", "c4"], "oldest first, below ours only");
    let own: Vec<_> = comments.iter().map(|comment| comment.own).collect();
    assert_eq!(own, [false, false, false, true]);
    assert_eq!(network.seen().len(), 3);
    assert_eq!(comments[0].post, format!("at://{DID}/app.bsky.feed.post/mine"));
    assert_eq!(comments[0].parent, None);
    assert_eq!(
        comments[1].parent.as_deref(),
        Some("at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/theirs")
    );
    assert_eq!(comments[2].post, format!("at://{DID}/app.bsky.feed.post/mine"));
    assert_eq!(comments[0].author.as_deref(), Some("Other"));
    assert_eq!(comments[2].at, NOW.before(Span::hours(1)));
}

#[tokio::test]
async fn a_list_without_end_is_read_to_a_bound_and_not_called_all() {
    let network = bluesky(|seen| {
        let next: usize = seen.query.get("cursor").map_or(0, |it| it.parse().unwrap());
        let page = json!({ "cursor": (next + 1).to_string(), "notifications": [{}] });
        Some(ok(&page.to_string()))
    })
    .await;
    let access = session(&network, "access-1");
    let channel = ChannelAccess { remote_id: DID, token: &access, scopes: &[] };
    let all = network.adapter().comments(&channel, NOW).await;
    assert_eq!(all, Err(Verdict::Unavailable));
    assert_eq!(network.seen().len(), 20);

    let same = r#"{"cursor":"same","notifications":[{}],"feed":[]}"#;
    let network = bluesky(move |_| Some(ok(same))).await;
    let access = session(&network, "access-1");
    let channel = ChannelAccess { remote_id: DID, token: &access, scopes: &[] };
    assert_eq!(network.adapter().comments(&channel, NOW).await, Ok(Vec::new()));
    assert_eq!(network.seen().len(), 3, "a cursor that leads nowhere");
}

#[tokio::test]
async fn figures_of_whole_days() {
    let item = |did: &str, at: &str, likes: Value, replies: i64, reposts: i64, quotes: i64| {
        json!({ "post": {
            "uri": "at://x", "author": { "did": did }, "indexedAt": at, "likeCount": likes,
            "replyCount": replies, "repostCount": reposts, "quoteCount": quotes,
        }})
    };
    let feed = json!({ "cursor": "next", "feed": [
        item(DID, "2026-11-23T09:00:00.000Z", json!(5), 1, 1, 1),
        item(OTHER, "2020-01-01T00:00:00.000Z", json!(1000), 0, 0, 0),
        item(DID, "2026-11-22T23:59:59.999Z", json!(2), 0, 0, 0),
        item(DID, "2026-11-22T00:00:00.000Z", json!("many"), 3, 0, 2),
        item(DID, "2026-11-19T12:00:00.000Z", json!(7), 0, 0, 0),
    ]});
    let network = bluesky(move |seen| {
        if seen.path.ends_with("getProfile") {
            Some(usual(seen))
        } else {
            Some(ok(&feed.to_string()))
        }
    })
    .await;
    let access = session(&network, "access-1");
    let channel = ChannelAccess { remote_id: DID, token: &access, scopes: &[] };
    let range = DayRange { from: TODAY.before(Span::days(3)), until: TODAY.after(Span::days(1)) };
    let figures = network.adapter().statistics(&channel, &range).await.unwrap();
    let figure =
        |metric, days, value| Figure { metric, day: TODAY.before(Span::days(days)), value };
    let none = |days| {
        [Metric::Likes, Metric::Comments, Metric::Shares].map(|metric| figure(metric, days, 0))
    };
    let told = [
        figure(Metric::Likes, 1, 2),
        figure(Metric::Comments, 1, 3),
        figure(Metric::Shares, 1, 2),
        figure(Metric::Likes, 0, 5),
        figure(Metric::Comments, 0, 1),
        figure(Metric::Shares, 0, 2),
        figure(Metric::Followers, 0, 12),
    ];
    let expected: Vec<_> = none(3).into_iter().chain(none(2)).chain(told).collect();
    assert_eq!(figures, expected, "days without posts brought nothing");
    assert_eq!(calls(&network), ["app.bsky.feed.getAuthorFeed", "app.bsky.actor.getProfile"]);
    let query = &network.seen()[0].query;
    assert_eq!((query["actor"].as_str(), query["filter"].as_str()), (DID, "posts_with_replies"));

    // Of the past there are no followers to be had.
    let range = DayRange { from: TODAY.before(Span::days(2)), until: TODAY };
    let figures = network.adapter().statistics(&channel, &range).await.unwrap();
    assert!(figures.iter().all(|figure| figure.metric != Metric::Followers && figure.day < TODAY));
    let network = bluesky(|_| Some(Reply::Html(200))).await;
    let access = session(&network, "access-1");
    let channel = ChannelAccess { remote_id: DID, token: &access, scopes: &[] };
    let refused = network.adapter().statistics(&channel, &range).await;
    assert_eq!(refused, Err(Verdict::Unavailable));
}
