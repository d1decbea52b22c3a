use domain::{cause::Cause, time::Span, verdict::Verdict};
use engine::{
    ports::networks::{
        ChannelAccess, DayRange, Media, MediaKind, Metric, NewPost, PostRefusal, Published,
        RemotePost,
    },
    vault::Token,
};

use super::{access, last, lines, mastodon, scopes, usual};
use crate::recorder::{NOW, Recorder, Reply, Seen, json, refusal};

const PICTURE: Media<'_> = Media {
    kind: MediaKind::Image,
    mime: "image/png",
    bytes: b"\x89PNG not really",
    url: "https://relink.example/m/1.png",
    alt: "A loaf",
};
const POST: NewPost<'_> = NewPost {
    text: "Fresh bread",
    link: Some("https://bakery.example/"),
    media: None,
    key: "post-7",
    now: NOW,
};
const POSTED: &str =
    r#"{"id":"103254962155278888","url":"https://social.example/@ada/103254962155278888"}"#;
const POSTS: &str = "/api/v1/accounts/14715/statuses";

/// The usual server, and Ada's token there.
async fn with(reply: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> (Recorder, Token) {
    let network = mastodon(move |request| reply(request).unwrap_or_else(|| usual(request))).await;
    let access = access(&network).await;
    (network, access)
}

async fn publish(network: &Recorder, access: &Token, post: &NewPost<'_>) -> Published {
    let channel = ChannelAccess { remote_id: "14715", token: access, scopes: &scopes() };
    network.adapter().publish(&channel, post).await
}

fn done() -> Published {
    Published::Done(RemotePost {
        remote_id: "103254962155278888".into(),
        link: Some("https://social.example/@ada/103254962155278888".into()),
    })
}

fn refused(code: &str, says: &str) -> Published {
    Published::Refused(PostRefusal::Content { code: code.into(), says: says.into() })
}

#[tokio::test]
async fn a_post_carries_its_link_and_its_key() {
    let (network, access) =
        with(|request| (request.line() == "POST /api/v1/statuses").then(|| json(POSTED))).await;
    assert_eq!(publish(&network, &access, &POST).await, done());
    let request = last(&network);
    assert_eq!(request.authorization(), "Bearer access-1");
    assert_eq!(request.headers["idempotency-key"], "post-7");
    assert_eq!(request.form["status"], "Fresh bread\n\nhttps://bakery.example/");
    assert_eq!(request.form.len(), 1);
}

#[tokio::test]
async fn a_picture_goes_ahead_of_its_post() {
    let (network, access) = with(|request| match request.path.as_str() {
        "/api/v2/media" => Some(json(r#"{"id":"22348641","type":"image"}"#)),
        "/api/v1/statuses" => Some(json(POSTED)),
        _ => None,
    })
    .await;
    let post = NewPost { link: None, media: Some(PICTURE), ..POST };
    assert_eq!(publish(&network, &access, &post).await, done());
    let seen = network.seen();
    let [upload, status] = &seen[seen.len() - 2..] else { panic!("{seen:?}") };
    assert!(upload.headers["content-type"].to_str().unwrap().starts_with("multipart/form-data"));
    let body = String::from_utf8_lossy(&upload.body);
    for part in ["name=\"file\"", "image/png", "PNG not really", "name=\"description\"", "A loaf"] {
        assert!(body.contains(part), "{part}: {body}");
    }
    assert_eq!(status.form["media_ids[]"], "22348641");
    assert_eq!(status.form["status"], "Fresh bread");
}

#[tokio::test]
async fn a_film_is_waited_for() {
    let (network, access) = with(|request| match request.path.as_str() {
        "/api/v2/media" => Some(refusal(202, r#"{"id":"9","type":"video","url":null}"#)),
        "/api/v1/media/9" => Some(json(r#"{"id":"9","type":"video"}"#)),
        "/api/v1/statuses" => Some(json(POSTED)),
        _ => None,
    })
    .await;
    let post = NewPost { media: Some(Media { kind: MediaKind::Video, ..PICTURE }), ..POST };
    assert_eq!(publish(&network, &access, &post).await, done());
    let expected = ["POST /api/v2/media", "GET /api/v1/media/9", "POST /api/v1/statuses"];
    assert_eq!(lines(&network)[2..], expected);
}

#[tokio::test]
async fn what_is_wrong_with_a_post_is_told_from_what_is_wrong_with_the_channel() {
    let too_long = "Validation failed: Text character limit of 500 exceeded";
    let no_user = "This method requires an authenticated user";
    let channel = |verdict| Published::Refused(PostRefusal::Channel(verdict));
    let said = |text: &str| format!(r#"{{"error":"{text}"}}"#);
    for (reply, expected) in [
        (refusal(422, &said(too_long)), refused("validation_failed", too_long)),
        (
            refusal(422, &said(no_user)),
            channel(Verdict::Dead(Cause::Unrecognised { code: "no_user".into() })),
        ),
        (
            refusal(401, &said("The access token was revoked")),
            channel(Verdict::Dead(Cause::AppRemoved)),
        ),
        (refusal(429, "{}"), channel(Verdict::Limited { until: None })),
        (Reply::Html(404), channel(Verdict::Unavailable)),
        (Reply::Html(413), refused("too_large", "")),
        // It may be out.
        (refusal(503, "{}"), Published::Unknown),
        (Reply::Html(200), Published::Unknown),
        (json("{}"), Published::Unknown),
        (Reply::Nothing, Published::Unknown),
    ] {
        let what = format!("{reply:?}");
        let (network, access) =
            with(move |it| (it.path == "/api/v1/statuses").then(|| reply.clone())).await;
        assert_eq!(publish(&network, &access, &POST).await, expected, "{what}");
    }
}

#[tokio::test]
async fn without_its_picture_a_post_is_not_sent() {
    let invalid = "Validation failed: File content type is invalid, File is invalid";
    let body = format!(r#"{{"error":"{invalid}"}}"#);
    for (reply, expected) in [
        (refusal(422, &body), refused("validation_failed", invalid)),
        (Reply::Html(413), refused("too_large", "")),
        (refusal(502, "{}"), Published::Refused(PostRefusal::Channel(Verdict::Unavailable))),
        (Reply::Nothing, Published::Refused(PostRefusal::Channel(Verdict::Unavailable))),
    ] {
        let (network, access) =
            with(move |it| (it.path == "/api/v2/media").then(|| reply.clone())).await;
        let post = NewPost { media: Some(PICTURE), ..POST };
        assert_eq!(publish(&network, &access, &post).await, expected);
        assert_eq!(last(&network).path, "/api/v2/media");
    }
}

fn reply(id: &str, to: &str, by: &str, at: &str, html: &str) -> String {
    format!(
        r#"{{"id":"{id}","in_reply_to_id":"{to}","created_at":"{at}","content":"{html}","account":{{"id":"{by}","acct":"bob@far.example","display_name":"{by}"}}}}"#
    )
}

#[tokio::test]
async fn replies_are_read_below_the_posts_that_have_some() {
    let (network, access) = with(|request| {
        let posts = r#"[{"id":"30","replies_count":2},{"id":"20","replies_count":0},{"id":"10","replies_count":1}]"#;
        let thread = |replies: &[String]| {
            json(&format!(r#"{{"ancestors":[],"descendants":[{}]}}"#, replies.join(",")))
        };
        match request.path.as_str() {
            POSTS => Some(json(posts)),
            "/api/v1/statuses/30/context" => Some(thread(&[
                reply("31", "30", "7", "2026-11-23T09:30:00.000Z", "<p>Lovely &amp; warm</p>"),
                reply("32", "31", "14715", "2026-11-23T09:31:00.000Z", "<p>Thanks</p>"),
                reply("33", "32", "7", "2026-11-23T09:32:00.000Z", "<p>Any left?</p>"),
            ])),
            "/api/v1/statuses/10/context" => Some(thread(&[
                reply("11", "10", "8", "2026-11-20T08:00:00.000Z", "old"),
                reply("12", "10", "8", "2026-11-23T09:00:00.000Z", "<p>Closed today?</p>"),
            ])),
            _ => None,
        }
    })
    .await;
    let channel = ChannelAccess { remote_id: "14715", token: &access, scopes: &scopes() };
    let since = NOW.before(Span::days(1));
    let comments = network.adapter().comments(&channel, since).await.unwrap();
    let found: Vec<_> = comments
        .iter()
        .map(|it| (it.remote_id.as_str(), it.post.as_str(), it.parent.as_deref(), it.own))
        .collect();
    assert_eq!(
        found,
        [
            ("12", "10", None, false),
            ("31", "30", None, false),
            ("32", "30", Some("31"), true),
            ("33", "30", Some("32"), false),
        ]
    );
    assert_eq!(comments[0].author.as_deref(), Some("8"));
    assert_eq!(comments[1].text, "Lovely & warm");
    assert_eq!(comments[0].at, NOW.before(Span::hours(1)));
    let request = network.seen().into_iter().find(|it| it.path == POSTS).unwrap();
    assert_eq!(request.query["exclude_reblogs"], "true");
    assert_eq!(request.query["limit"], "40");
    assert!(!lines(&network).contains(&"GET /api/v1/statuses/20/context".to_owned()));
}

#[tokio::test]
async fn half_a_reading_of_replies_is_none() {
    let (network, access) = with(|request| match request.path.as_str() {
        POSTS => Some(json(r#"[{"id":"30","replies_count":2}]"#)),
        "/api/v1/statuses/30/context" => Some(Reply::Html(200)),
        _ => None,
    })
    .await;
    let channel = ChannelAccess { remote_id: "14715", token: &access, scopes: &scopes() };
    let comments = network.adapter().comments(&channel, NOW).await;
    assert_eq!(comments, Err(Verdict::Unavailable));
}

/// 2026-11-23 10:00, and the three days before it that are over.
fn days() -> DayRange {
    let today = NOW.before(Span::hours(10));
    DayRange { from: today.before(Span::days(3)), until: today }
}

#[tokio::test]
async fn figures_are_added_up_by_the_day_of_the_post() {
    let (network, access) = with(|request| {
        let page = match request.query.get("max_id").map(String::as_str) {
            None => r#"[{"id":"4","created_at":"2026-11-22T23:00:00.000Z","favourites_count":5,"replies_count":1,"reblogs_count":2},{"id":"3","created_at":"2026-11-22T01:00:00.000Z","favourites_count":1,"replies_count":0,"reblogs_count":0}]"#,
            Some("3") => r#"[{"id":"2","created_at":"2026-11-20T01:00:00.000Z","favourites_count":7,"replies_count":0,"reblogs_count":0}]"#,
            Some(_) => "[]",
        };
        (request.path == POSTS).then(|| json(page))
    })
    .await;
    let channel = ChannelAccess { remote_id: "14715", token: &access, scopes: &scopes() };
    let figures = network.adapter().statistics(&channel, &days()).await.unwrap();
    let of = |metric, day: i64| {
        let day = days().from.after(Span::days(day));
        let found = figures.iter().find(|it| it.metric == metric && it.day == day);
        found.map(|it| it.value)
    };
    assert_eq!(
        [of(Metric::Likes, 0), of(Metric::Likes, 1), of(Metric::Likes, 2)],
        [Some(7), Some(0), Some(6)]
    );
    assert_eq!(of(Metric::Comments, 2), Some(1));
    assert_eq!(of(Metric::Shares, 2), Some(2));
    // The number of now stands for the day that has just ended; nobody can tell the others.
    assert_eq!(
        [of(Metric::Followers, 0), of(Metric::Followers, 1), of(Metric::Followers, 2)],
        [None, None, Some(320)]
    );
}

#[tokio::test]
async fn days_that_were_not_read_to_their_start_are_a_gap() {
    let (network, access) = with(|request| {
        // More posts than are read: eight pages of the 22nd, and then the 21st without end.
        let before: i64 = request.query.get("max_id").map_or(1000, |id| id.parse().unwrap());
        let posts: Vec<String> = (1..=40)
            .map(|step| {
                let id = before - step;
                let day = if id >= 1000 - 320 { 22 } else { 21 };
                format!(
                    r#"{{"id":"{id}","created_at":"2026-11-{day}T12:00:00.000Z","favourites_count":1}}"#
                )
            })
            .collect();
        (request.path == POSTS).then(|| json(&format!("[{}]", posts.join(","))))
    })
    .await;
    let channel = ChannelAccess { remote_id: "14715", token: &access, scopes: &scopes() };
    let figures = network.adapter().statistics(&channel, &days()).await.unwrap();
    let likes: Vec<_> = figures.iter().filter(|it| it.metric == Metric::Likes).collect();
    assert_eq!(lines(&network).iter().filter(|line| line.contains(POSTS)).count(), 10);
    assert_eq!(likes.len(), 1, "{likes:?}");
    assert_eq!((likes[0].day, likes[0].value), (days().from.after(Span::days(2)), 320));
}
