use domain::{cause::Cause, time::Span, verdict::Verdict};
use engine::ports::networks::{
    ChannelAccess, DayRange, Media, MediaKind, Metric, NewPost, PostRefusal, Published, RemotePost,
};

use super::{scopes, tiktok};
use crate::recorder::{NOW, Recorder, Reply, Seen, json, refusal, token};

const FILM: Media<'_> = Media {
    kind: MediaKind::Video,
    mime: "video/mp4",
    bytes: b"ftyp, in earnest",
    url: "https://relink.example/m/1.mp4",
    alt: "",
};
const POST: NewPost<'_> =
    NewPost { text: "Fresh bread", link: None, media: Some(FILM), key: "post-7", now: NOW };
const CREATOR: &str = r#"{"data":{"privacy_level_options":["SELF_ONLY","FOLLOWER_OF_CREATOR"]},"error":{"code":"ok"}}"#;
const OUT: &str = r#"{"data":{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":[7301]},"error":{"code":"ok"}}"#;

fn api(code: &str) -> String {
    format!(r#"{{"data":{{}},"error":{{"code":"{code}","message":"Because.","log_id":"1"}}}}"#)
}

/// TikTok when all is well, with the film handed over here.
fn usual(request: &Seen) -> Reply {
    let here = request.headers["host"].to_str().unwrap();
    match request.path.as_str() {
        "/tiktok/v2/post/publish/creator_info/query/" => json(CREATOR),
        "/tiktok/v2/post/publish/video/init/" => json(&format!(
            r#"{{"data":{{"publish_id":"v_pub_file~v2-1.5","upload_url":"http://{here}/upload?upload_token=t"}},"error":{{"code":"ok"}}}}"#
        )),
        "/upload" => refusal(201, ""),
        "/tiktok/v2/post/publish/status/fetch/" => json(OUT),
        _ => refusal(404, "{}"),
    }
}

/// As usual, except where `reply` has another answer.
async fn but(reply: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> Recorder {
    tiktok(move |request| reply(request).unwrap_or_else(|| usual(request))).await
}

async fn publish(network: &Recorder, post: &NewPost<'_>) -> Published {
    let channel = ChannelAccess { remote_id: "open-1", token: &token("access-1"), scopes: &[] };
    network.adapter().publish(&channel, post).await
}

fn refused(code: &str, says: &str) -> Published {
    Published::Refused(PostRefusal::Content { code: code.into(), says: says.into() })
}

fn in_vain(verdict: Verdict) -> Published {
    Published::Refused(PostRefusal::Channel(verdict))
}

#[tokio::test]
async fn a_film_is_announced_handed_over_and_looked_after() {
    let network = but(|_| None).await;
    let post = NewPost { link: Some("https://bakery.example/"), ..POST };
    let done = RemotePost { remote_id: "7301".into(), link: None };
    assert_eq!(publish(&network, &post).await, Published::Done(done));
    let seen = network.seen();
    let lines: Vec<_> = seen.iter().map(Seen::line).collect();
    assert_eq!(
        lines,
        [
            "POST /tiktok/v2/post/publish/creator_info/query/",
            "POST /tiktok/v2/post/publish/video/init/",
            "PUT /upload",
            "POST /tiktok/v2/post/publish/status/fetch/",
        ]
    );
    let expected = serde_json::json!({
        "post_info": {
            "title": "Fresh bread\n\nhttps://bakery.example/",
            "privacy_level": "FOLLOWER_OF_CREATOR",
        },
        "source_info": {
            "source": "FILE_UPLOAD",
            "video_size": 16,
            "chunk_size": 16,
            "total_chunk_count": 1,
        },
    });
    assert_eq!(seen[1].json(), expected);
    assert_eq!(seen[1].authorization(), "Bearer access-1");
    assert_eq!(seen[2].query["upload_token"], "t");
    assert_eq!(seen[2].authorization(), "", "the address is all that opens it");
    assert_eq!(seen[2].headers["content-type"], "video/mp4");
    assert_eq!(seen[2].headers["content-range"], "bytes 0-15/16");
    assert_eq!(seen[2].body, FILM.bytes);
    assert_eq!(seen[3].json(), serde_json::json!({ "publish_id": "v_pub_file~v2-1.5" }));
}

#[tokio::test]
async fn a_long_film_goes_in_pieces_and_the_last_takes_the_rest() {
    // The recorder reads a mebibyte of a body at most, so it is enough to see what is announced.
    let network = but(|request| (request.path == "/upload").then_some(Reply::Nothing)).await;
    let bytes = vec![0; 65 * 1024 * 1024];
    let post = NewPost { media: Some(Media { bytes: &bytes, ..FILM }), ..POST };
    publish(&network, &post).await;
    let announced = network.seen()[1].json();
    assert_eq!(announced["source_info"]["video_size"], 65 * 1024 * 1024);
    assert_eq!(announced["source_info"]["chunk_size"], 32 * 1024 * 1024);
    assert_eq!(announced["source_info"]["total_chunk_count"], 2);
}

#[tokio::test]
async fn what_is_no_film_is_not_even_tried() {
    let network = but(|_| None).await;
    let picture = Media { kind: MediaKind::Image, ..FILM };
    let empty = Media { bytes: b"", ..FILM };
    for (media, code) in [
        (None, "media_required"),
        (Some(picture), "video_required"),
        (Some(empty), "video_required"),
    ] {
        let post = NewPost { media, ..POST };
        assert_eq!(publish(&network, &post).await, refused(code, ""));
    }
    let long = "🥖".repeat(1101);
    assert_eq!(publish(&network, &NewPost { text: &long, ..POST }).await, refused("too_long", ""));
    assert!(network.seen().is_empty());
}

#[tokio::test]
async fn a_refusal_before_the_film_is_certain() {
    let unavailable = in_vain(Verdict::Unavailable);
    for (reply, expected) in [
        (refusal(400, &api("invalid_params")), refused("invalid_params", "Because.")),
        (json(&api("invalid_params")), refused("invalid_params", "Because.")),
        (
            refusal(403, &api("privacy_level_option_mismatch")),
            refused("privacy_level_option_mismatch", "Because."),
        ),
        (refusal(403, &api("spam_risk_too_many_posts")), in_vain(Verdict::Limited { until: None })),
        (
            refusal(403, &api("spam_risk_user_banned_from_posting")),
            in_vain(Verdict::Dead(Cause::AccountDisabled)),
        ),
        (refusal(401, &api("access_token_invalid")), in_vain(Verdict::Dead(Cause::Expired))),
        (json(&api("access_token_invalid")), in_vain(Verdict::Dead(Cause::Expired))),
        (refusal(503, "{}"), unavailable.clone()),
        (Reply::Html(200), unavailable.clone()),
        (json(&api("ok")), unavailable.clone()),
        (Reply::Nothing, unavailable),
    ] {
        let what = format!("{reply:?}");
        let network = but(move |it| it.path.ends_with("/video/init/").then(|| reply.clone())).await;
        assert_eq!(publish(&network, &POST).await, expected, "{what}");
        assert!(network.seen().iter().all(|it| it.path != "/upload"), "{what}");
    }
}

#[tokio::test]
async fn only_a_lost_last_piece_leaves_a_doubt() {
    for (reply, expected) in [
        (refusal(403, ""), in_vain(Verdict::Unavailable)),
        (refusal(416, ""), in_vain(Verdict::Unavailable)),
        (refusal(503, ""), Published::Unknown),
        (Reply::Nothing, Published::Unknown),
    ] {
        let what = format!("{reply:?}");
        let network = but(move |it| (it.path == "/upload").then(|| reply.clone())).await;
        assert_eq!(publish(&network, &POST).await, expected, "{what}");
    }
    // An address inside, or none at all: nothing was handed over.
    for url in ["http://10.0.0.1/upload", "http://127.0.0.1:1/upload", "file:///etc/passwd"] {
        let begun = format!(
            r#"{{"data":{{"publish_id":"p","upload_url":"{url}"}},"error":{{"code":"ok"}}}}"#
        );
        let network = but(move |it| it.path.ends_with("/video/init/").then(|| json(&begun))).await;
        assert_eq!(publish(&network, &POST).await, in_vain(Verdict::Unavailable), "{url}");
    }
}

#[tokio::test]
async fn what_became_of_a_film_is_told_by_its_status() {
    let failed = |reason: &str| {
        json(&format!(
            r#"{{"data":{{"status":"FAILED","fail_reason":"{reason}"}},"error":{{"code":"ok"}}}}"#
        ))
    };
    let unseen = RemotePost { remote_id: "v_pub_file~v2-1.5".into(), link: None };
    for (reply, expected) in [
        // Out, and not looked at by TikTok yet.
        (
            json(r#"{"data":{"status":"PUBLISH_COMPLETE"},"error":{"code":"ok"}}"#),
            Published::Done(unseen),
        ),
        (failed("duration_check_failed"), refused("duration_check_failed", "")),
        (failed("spam_risk_too_many_posts"), in_vain(Verdict::Limited { until: None })),
        (failed("auth_removed"), in_vain(Verdict::Dead(Cause::AppRemoved))),
        (failed("internal"), in_vain(Verdict::Unavailable)),
    ] {
        let what = format!("{reply:?}");
        let network =
            but(move |it| it.path.ends_with("/status/fetch/").then(|| reply.clone())).await;
        assert_eq!(publish(&network, &POST).await, expected, "{what}");
    }
}

/// 2026-11-23 10:00, and the two days before it that are over.
fn days() -> DayRange {
    let today = NOW.before(Span::hours(10));
    DayRange { from: today.before(Span::days(2)), until: today }
}

#[tokio::test]
async fn figures_are_added_up_by_the_day_of_the_film() {
    // 2026-11-22 12:00, 2026-11-21 12:00, 2026-11-20 12:00.
    let first = r#"{"data":{"videos":[{"id":"3","create_time":1795348800,"view_count":100,"like_count":5,"comment_count":1,"share_count":2}],"cursor":1795348800000,"has_more":true},"error":{"code":"ok"}}"#;
    let second = r#"{"data":{"videos":[{"id":"2","create_time":1795262400,"view_count":7},{"id":"1","create_time":1795176000,"view_count":9}],"cursor":1795176000000,"has_more":true},"error":{"code":"ok"}}"#;
    let network = but(move |request| match request.path.as_str() {
        "/tiktok/v2/video/list/" => {
            Some(json(if request.json()["cursor"].is_null() { first } else { second }))
        }
        "/tiktok/v2/user/info/" => {
            Some(json(r#"{"data":{"user":{"follower_count":320}},"error":{"code":"ok"}}"#))
        }
        _ => None,
    })
    .await;
    let given = scopes(&["video.list", "user.info.stats"]);
    let channel = ChannelAccess { remote_id: "open-1", token: &token("access-1"), scopes: &given };
    let figures = network.adapter().statistics(&channel, &days()).await.unwrap();
    let of = |metric, day: i64| {
        let day = days().from.after(Span::days(day));
        figures.iter().find(|it| it.metric == metric && it.day == day).map(|it| it.value)
    };
    assert_eq!([of(Metric::Views, 0), of(Metric::Views, 1)], [Some(7), Some(100)]);
    assert_eq!(
        [of(Metric::Likes, 1), of(Metric::Comments, 1), of(Metric::Shares, 1)],
        [Some(5), Some(1), Some(2)]
    );
    assert_eq!([of(Metric::Followers, 0), of(Metric::Followers, 1)], [None, Some(320)]);
    let seen = network.seen();
    assert_eq!(seen.len(), 3, "it stops before the first day");
    assert_eq!(
        seen[0].query["fields"],
        "id,create_time,view_count,like_count,comment_count,share_count"
    );
    assert_eq!(seen[0].json(), serde_json::json!({ "max_count": 20 }));
    assert_eq!(
        seen[1].json(),
        serde_json::json!({ "max_count": 20, "cursor": 1_795_348_800_000_i64 })
    );
    assert_eq!(seen[2].query["fields"], "follower_count");
}

#[tokio::test]
async fn without_the_scope_nobody_asks_how_many_follow_and_comments_are_nobodys() {
    let network = but(|request| {
        let none = r#"{"data":{"videos":[],"cursor":0,"has_more":false},"error":{"code":"ok"}}"#;
        request.path.ends_with("/video/list/").then(|| json(none))
    })
    .await;
    let given = scopes(&["video.list"]);
    let channel = ChannelAccess { remote_id: "open-1", token: &token("access-1"), scopes: &given };
    let figures = network.adapter().statistics(&channel, &days()).await.unwrap();
    assert!(figures.len() == 8 && figures.iter().all(|it| it.value == 0), "{figures:?}");
    assert_eq!(network.adapter().comments(&channel, NOW).await, Ok(Vec::new()));
    assert_eq!(network.seen().len(), 1);
}
