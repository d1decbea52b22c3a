use domain::{
    cause::Cause,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Answer, ChannelAccess, Comment, DayRange, Figure, Media, MediaKind, Metric, NewPost,
        PostRefusal, Published, RemotePost,
    },
    vault::Token,
};

use super::x;
use crate::recorder::{NOW, Recorder, Reply, Seen, json, refusal, token};

const ME: &str = r#"{"data":{"id":"22","public_metrics":{"followers_count":512}}}"#;
const FORBIDDEN: &str = r#"{"detail":"You are not permitted to perform this action.","type":"about:blank","title":"Forbidden","status":403}"#;

const fn ada(access: &Token) -> ChannelAccess<'_> {
    ChannelAccess { remote_id: "22", token: access, scopes: &[] }
}

async fn published(network: &Recorder, media: Option<Media<'_>>) -> Published {
    let access = token("access-1");
    let link = Some("https://ada.example");
    let post = NewPost { text: "Bread", link, media, key: "post-1", now: NOW };
    network.adapter().publish(&ada(&access), &post).await
}

#[tokio::test]
async fn a_post_is_sent_with_its_link() {
    let network =
        x(|_| Reply::Json(201, r#"{"data":{"id":"1445880548472328192","text":"Bread"}}"#.into()))
            .await;
    let expected = RemotePost {
        remote_id: "1445880548472328192".into(),
        link: Some("https://x.com/i/web/status/1445880548472328192".into()),
    };
    assert_eq!(published(&network, None).await, Published::Done(expected));
    let request = network.only();
    assert_eq!(request.line(), "POST /x/2/tweets");
    assert_eq!(request.authorization(), "Bearer access-1");
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(request.text(), r#"{"text":"Bread\n\nhttps://ada.example"}"#);
}

#[tokio::test]
async fn how_publishing_can_end() {
    let duplicate = r#"{"detail":"You are not allowed to create a Tweet with duplicate content.","type":"about:blank","title":"Forbidden","status":403}"#;
    let unreadable = r#"{"errors":[{"message":"The text is too long."}],"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.x.com/2/problems/invalid-request"}"#;
    let numbered = r#"{"errors":[{"code":186,"message":"Tweet needs to be a bit shorter."}]}"#;
    let dead =
        r#"{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}"#;
    let content = |code: &str, says: &str| {
        Published::Refused(PostRefusal::Content { code: code.into(), says: says.into() })
    };
    let channel = |verdict| Published::Refused(PostRefusal::Channel(verdict));
    let lost = Verdict::Dead(Cause::PermissionLost { missing: vec!["tweet.write".into()] });
    for (reply, expected) in [
        (
            refusal(403, duplicate),
            content("duplicate", "You are not allowed to create a Tweet with duplicate content."),
        ),
        (refusal(400, unreadable), content("invalid-request", "The text is too long.")),
        (refusal(403, numbered), content("186", "Tweet needs to be a bit shorter.")),
        (refusal(403, FORBIDDEN), channel(lost)),
        (refusal(401, dead), channel(Verdict::Dead(Cause::Expired))),
        (refusal(429, "{}"), channel(Verdict::Limited { until: None })),
        (Reply::Html(403), channel(Verdict::Unavailable)),
        // It may be out, and X cannot be asked by a key of ours.
        (refusal(503, "{}"), Published::Unknown),
        (Reply::Html(200), Published::Unknown),
        (json(r#"{"data":{}}"#), Published::Unknown),
        (Reply::Nothing, Published::Unknown),
    ] {
        let what = format!("{reply:?}");
        let network = x(move |_| reply.clone()).await;
        assert_eq!(published(&network, None).await, expected, "{what}");
        assert_eq!(network.seen().len(), 1, "sent once");
    }
}

#[tokio::test]
async fn a_picture_is_not_left_out_in_silence() {
    let network = x(|_| json("{}")).await;
    let (mime, url) = ("image/png", "https://relink.example/p");
    let picture = Media { kind: MediaKind::Image, mime, bytes: b"", url, alt: "" };
    let refused = PostRefusal::Content { code: "media_unsupported".into(), says: String::new() };
    assert_eq!(published(&network, Some(picture)).await, Published::Refused(refused));
    assert!(network.seen().is_empty());
}

fn replies(seen: &Seen) -> Reply {
    match (seen.path.as_str(), seen.query.get("next_token").map(String::as_str)) {
        ("/x/2/users/22/tweets", _) => json(
            r#"{"data":[{"id":"100","public_metrics":{"reply_count":3}},{"id":"90","public_metrics":{"reply_count":0}}],"meta":{"result_count":2,"next_token":"older"}}"#,
        ),
        ("/x/2/tweets/search/recent", None) => json(
            r#"{"data":[
                {"id":"103","conversation_id":"100","author_id":"55","text":"Me too","created_at":"2026-11-23T09:50:00.000Z","referenced_tweets":[{"type":"replied_to","id":"101"}]},
                {"id":"102","conversation_id":"100","author_id":"22","text":"Thanks","created_at":"2026-11-23T09:45:00.000Z","referenced_tweets":[{"type":"replied_to","id":"101"}]}],
                "includes":{"users":[{"id":"55","username":"eve"}]},"meta":{"result_count":2,"next_token":"n1"}}"#,
        ),
        ("/x/2/tweets/search/recent", Some("n1")) => json(
            r#"{"data":[{"id":"100","conversation_id":"100","author_id":"22","text":"Bread","created_at":"2026-11-23T09:39:00.000Z"},
                {"id":"101","conversation_id":"100","author_id":"44","text":"Yum","created_at":"2026-11-23T09:40:00.000Z","referenced_tweets":[{"type":"replied_to","id":"100"}]}],"meta":{"result_count":1}}"#,
        ),
        _ => Reply::Html(500),
    }
}

async fn comments(network: &Recorder, since: Timestamp) -> Answer<Vec<Comment>> {
    network.adapter().comments(&ada(&token("access-1")), since).await
}

#[tokio::test]
async fn replies_are_searched_by_conversation() {
    let network = x(replies).await;
    let found = comments(&network, NOW.before(Span::hours(1))).await.unwrap();
    let seen = network.seen();
    assert_eq!(seen.len(), 3, "the post without replies is not paid for");
    assert_eq!(seen[0].query["exclude"], "replies,retweets");
    assert_eq!(seen[1].query["query"], "conversation_id:100");
    assert_eq!(seen[1].query["start_time"], "2026-11-23T09:00:00Z");
    assert_eq!(
        seen[1].query["tweet.fields"],
        "author_id,conversation_id,created_at,referenced_tweets"
    );
    assert_eq!(seen[2].query["next_token"], "n1");

    let found: Vec<_> = found
        .iter()
        .map(|it| (&*it.remote_id, it.parent.as_deref(), it.author.as_deref(), it.own))
        .collect();
    let expected = [
        ("101", None, None, false),
        ("102", Some("101"), None, true),
        ("103", Some("101"), Some("eve"), false),
    ];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn the_search_is_asked_only_for_what_it_has() {
    for (since, start) in [
        (NOW.before(Span::days(30)), "2026-11-16T10:01:00Z"),
        (NOW, "2026-11-23T09:59:30Z"),
        (NOW.after(Span::days(1)), "2026-11-23T09:59:30Z"),
    ] {
        let network = x(replies).await;
        comments(&network, since).await.unwrap();
        assert_eq!(network.seen()[1].query["start_time"], start);
    }
}

#[tokio::test]
async fn more_than_can_be_read_is_not_called_all_and_garbage_is_none() {
    let network = x(|seen| {
        if seen.path.ends_with("recent") {
            json(r#"{"meta":{"result_count":0,"next_token":"again"}}"#)
        } else {
            replies(seen)
        }
    })
    .await;
    assert_eq!(comments(&network, NOW).await, Err(Verdict::Unavailable));
    assert_eq!(network.seen().len(), 21);

    for (reply, expected) in [
        (json("{}"), Verdict::Unavailable),
        (Reply::Html(200), Verdict::Unavailable),
        (
            refusal(403, FORBIDDEN),
            Verdict::Dead(Cause::PermissionLost { missing: vec!["tweet.read".into()] }),
        ),
    ] {
        let network = x(move |_| reply.clone()).await;
        assert_eq!(comments(&network, NOW).await, Err(expected));
    }
}

fn post(at: &str, likes: i64) -> String {
    format!(
        r#"{{"id":"1","created_at":"{at}","public_metrics":{{"impression_count":10,"like_count":{likes},"reply_count":1,"retweet_count":2,"quote_count":3}}}}"#
    )
}

async fn statistics(network: &Recorder, range: DayRange) -> Vec<Figure> {
    network.adapter().statistics(&ada(&token("access-1")), &range).await.unwrap()
}

#[tokio::test]
async fn posts_are_summed_by_day_and_days_without_any_brought_nothing() {
    let posts = [
        post("2026-11-22T23:00:00.000Z", 5),
        post("2026-11-22T01:00:00.000Z", 7),
        post("2026-11-01T01:00:00.000Z", 9),
    ]
    .join(",");
    let network = x(move |seen| match seen.path.as_str() {
        "/x/2/users/me" => json(ME),
        _ => json(&format!(r#"{{"data":[{posts}],"meta":{{"result_count":3}}}}"#)),
    })
    .await;
    let today = NOW.before(Span::hours(10));
    let range = DayRange { from: today.before(Span::days(2)), until: today.after(Span::days(1)) };
    let figures = statistics(&network, range).await;
    let seen = network.seen();
    assert_eq!(seen[0].line(), "GET /x/2/users/22/tweets");
    assert_eq!(seen[0].query["start_time"], "2026-11-21T00:00:00Z");
    assert_eq!(seen[0].query["end_time"], "2026-11-23T09:59:30Z", "not in the future");
    assert_eq!(seen[0].query["tweet.fields"], "created_at,public_metrics");
    assert_eq!(seen[1].query["user.fields"], "public_metrics");
    let on = |days, [views, likes, comments, shares]: [i64; 4]| {
        let counted = [
            (Metric::Views, views),
            (Metric::Likes, likes),
            (Metric::Comments, comments),
            (Metric::Shares, shares),
        ];
        counted.map(|(metric, value)| Figure { metric, day: today.before(Span::days(days)), value })
    };
    let followers = Figure { metric: Metric::Followers, day: today, value: 512 };
    let mut expected = [on(2, [0; 4]), on(1, [20, 12, 2, 10]), on(0, [0; 4])].concat();
    expected.push(followers);
    assert_eq!(figures, expected);
}

#[tokio::test]
async fn a_day_that_is_cut_off_is_left_out() {
    let network = x(|seen| {
        let page = match seen.query.get("pagination_token") {
            None => post("2026-11-22T12:00:00.000Z", 5),
            Some(_) => post("2026-11-21T12:00:00.000Z", 5),
        };
        json(&format!(r#"{{"data":[{page}],"meta":{{"next_token":"more"}}}}"#))
    })
    .await;
    let until = NOW.before(Span::hours(10));
    let range = DayRange { from: until.before(Span::days(9)), until };
    let figures = statistics(&network, range).await;
    let yesterday = until.before(Span::days(1));
    assert!(figures.iter().all(|figure| figure.day == yesterday), "{figures:?}");
    assert_eq!(figures.len(), 4);
    assert_eq!(network.seen().len(), 10);
    assert_eq!(network.seen()[0].query["end_time"], "2026-11-23T00:00:00Z");
}
