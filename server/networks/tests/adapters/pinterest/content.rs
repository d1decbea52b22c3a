use domain::{cause::Cause, time::Span, verdict::Verdict};
use engine::ports::networks::{
    ChannelAccess, DayRange, Media, MediaKind, Metric, NewPost, PostRefusal, Published, RemotePost,
};

use super::{DEAD, ME, pinterest};
use crate::recorder::{NOW, Recorder, Reply, Seen, json, refusal, token};

const PICTURE: Media<'_> = Media {
    kind: MediaKind::Image,
    mime: "image/jpeg",
    bytes: b"JFIF, in earnest",
    url: "https://relink.example/m/1.jpg",
    alt: "A loaf",
};
const POST: NewPost<'_> = NewPost {
    text: "Fresh bread",
    link: Some("https://bakery.example/"),
    media: Some(PICTURE),
    key: "post-7",
    now: NOW,
};
const BOARDS: &str = r#"{"items":[{"id":"1","name":"Plans","privacy":"SECRET"},{"id":"2","name":"Bread","privacy":"PUBLIC"}],"bookmark":null}"#;

/// Pinterest with `boards`, and `pin` as the answer to a new one.
async fn with(boards: &'static str, pin: Reply) -> Recorder {
    pinterest(move |request| match request.line().as_str() {
        "GET /pinterest/v5/boards" => json(boards),
        "POST /pinterest/v5/pins" => pin.clone(),
        _ => refusal(404, "{}"),
    })
    .await
}

async fn publish(network: &Recorder, post: &NewPost<'_>) -> Published {
    let channel = ChannelAccess { remote_id: "1", token: &token("access-1"), scopes: &[] };
    network.adapter().publish(&channel, post).await
}

fn refused(code: &str, says: &str) -> Published {
    Published::Refused(PostRefusal::Content { code: code.into(), says: says.into() })
}

fn in_vain(verdict: Verdict) -> Published {
    Published::Refused(PostRefusal::Channel(verdict))
}

#[tokio::test]
async fn a_picture_is_pinned_to_the_first_board_everybody_sees() {
    let network = with(BOARDS, refusal(201, r#"{"id":"813744226420795884"}"#)).await;
    let done = RemotePost {
        remote_id: "813744226420795884".into(),
        link: Some("https://www.pinterest.com/pin/813744226420795884/".into()),
    };
    assert_eq!(publish(&network, &POST).await, Published::Done(done));
    let seen = network.seen();
    assert_eq!(seen[0].query["page_size"], "100");
    let expected = serde_json::json!({
        "board_id": "2",
        "description": "Fresh bread",
        "link": "https://bakery.example/",
        "alt_text": "A loaf",
        "media_source": { "source_type": "image_url", "url": "https://relink.example/m/1.jpg" },
    });
    assert_eq!(seen[1].json(), expected);
    assert_eq!(seen[1].authorization(), "Bearer access-1");
}

#[tokio::test]
async fn what_cannot_be_a_pin_is_not_tried() {
    let network = with(r#"{"items":[]}"#, Reply::Nothing).await;
    let film = Media { kind: MediaKind::Video, ..PICTURE };
    let long = "x".repeat(801);
    for (post, code) in [
        (NewPost { media: None, ..POST }, "media_required"),
        (NewPost { media: Some(film), ..POST }, "image_required"),
        (NewPost { text: &long, ..POST }, "too_long"),
        (POST, "board_required"),
    ] {
        assert_eq!(publish(&network, &post).await, refused(code, ""));
    }
    let lines: Vec<_> = network.seen().iter().map(Seen::line).collect();
    assert_eq!(lines, ["GET /pinterest/v5/boards"]);
}

#[tokio::test]
async fn what_is_wrong_with_a_pin_is_told_from_what_is_wrong_with_the_channel() {
    let trial =
        r#"{"code":29,"message":"Apps with Trial access may not create Pins in production"}"#;
    let spam = r#"{"code":9,"message":"It hit a block (Pins) we have in place to combat spam."}"#;
    for (reply, expected) in [
        (
            refusal(400, r#"{"code":1,"message":"Invalid link"}"#),
            refused("pinterest/1", "Invalid link"),
        ),
        (
            refusal(400, r#"{"code":235,"message":"could not fetch the image"}"#),
            refused("pinterest/235", "could not fetch the image"),
        ),
        (
            refusal(404, r#"{"code":40,"message":"Board not found."}"#),
            refused("pinterest/40", "Board not found."),
        ),
        (refusal(401, DEAD), in_vain(Verdict::Dead(Cause::Expired))),
        (
            refusal(401, r#"{"code":3,"message":"Not sufficient"}"#),
            in_vain(Verdict::Dead(Cause::PermissionLost { missing: Vec::new() })),
        ),
        (refusal(403, trial), in_vain(Verdict::Ours { code: "29".into() })),
        (refusal(400, spam), in_vain(Verdict::Limited { until: None })),
        (refusal(401, r#"{"code":4711,"message":"New"}"#), in_vain(Verdict::Unavailable)),
        (Reply::Html(404), in_vain(Verdict::Unavailable)),
        // It may be out.
        (refusal(500, r#"{"code":-1,"message":"Sorry"}"#), Published::Unknown),
        (Reply::Html(200), Published::Unknown),
        (refusal(201, "{}"), Published::Unknown),
        (Reply::Nothing, Published::Unknown),
    ] {
        let what = format!("{reply:?}");
        let network = with(BOARDS, reply).await;
        assert_eq!(publish(&network, &POST).await, expected, "{what}");
    }
}

/// 2026-11-23 10:00, and the two days before it that are over.
fn days() -> DayRange {
    let today = NOW.before(Span::hours(10));
    DayRange { from: today.before(Span::days(2)), until: today }
}

const DAILY: &str = r#"{"all":{"daily_metrics":[{"date":"2026-11-20","data_status":"READY","metrics":{"IMPRESSION":1}},{"date":"2026-11-21","data_status":"READY","metrics":{"IMPRESSION":1368,"SAVE":6,"ENGAGEMENT":65}},{"date":"2026-11-22","data_status":"PROCESSING","metrics":{"IMPRESSION":0,"SAVE":0,"ENGAGEMENT":0}}],"summary_metrics":{}}}"#;

async fn counting(me: &'static str, daily: Reply) -> Recorder {
    pinterest(move |request| match request.path.as_str() {
        "/pinterest/v5/user_account" => json(me),
        "/pinterest/v5/user_account/analytics" => daily.clone(),
        _ => refusal(404, "{}"),
    })
    .await
}

#[tokio::test]
async fn figures_come_by_day_and_a_day_still_counted_is_a_gap() {
    let network = counting(ME, json(DAILY)).await;
    let channel = ChannelAccess { remote_id: "1", token: &token("access-1"), scopes: &[] };
    let figures = network.adapter().statistics(&channel, &days()).await.unwrap();
    let found: Vec<_> = figures
        .iter()
        .map(|it| (it.metric, it.day.since(days().from).as_millis() / 86_400_000, it.value))
        .collect();
    assert_eq!(
        found,
        [
            (Metric::Views, 0, 1368),
            (Metric::Engagement, 0, 65),
            (Metric::Shares, 0, 6),
            (Metric::Followers, 1, 320),
        ]
    );
    let query = &network.seen()[1].query;
    assert_eq!(query["start_date"], "2026-11-21");
    assert_eq!(query["end_date"], "2026-11-22", "the last day, which belongs to it");
    assert_eq!(query["metric_types"], "IMPRESSION,ENGAGEMENT,SAVE");
}

#[tokio::test]
async fn pinterest_is_not_asked_for_what_it_no_longer_has() {
    let network = counting(ME, json(r#"{"all":{"daily_metrics":[]}}"#)).await;
    let channel = ChannelAccess { remote_id: "1", token: &token("access-1"), scopes: &[] };
    let long = DayRange { from: NOW.before(Span::days(400)), ..days() };
    assert_eq!(network.adapter().statistics(&channel, &long).await.unwrap().len(), 1);
    assert_eq!(network.seen()[1].query["start_date"], "2026-08-26");
    let old = DayRange { from: long.from, until: NOW.before(Span::days(300)) };
    assert_eq!(network.adapter().statistics(&channel, &old).await, Ok(Vec::new()));
    assert_eq!(network.seen().len(), 3);
}

#[tokio::test]
async fn who_has_no_business_has_followers_only() {
    let me = r#"{"account_type":"PINNER","id":"1","username":"ada","follower_count":7}"#;
    let network = counting(me, refusal(403, r#"{"code":29,"message":"Business only"}"#)).await;
    let channel = ChannelAccess { remote_id: "1", token: &token("access-1"), scopes: &[] };
    let figures = network.adapter().statistics(&channel, &days()).await.unwrap();
    assert_eq!((figures.len(), figures[0].metric, figures[0].value), (1, Metric::Followers, 7));

    let network = counting(ME, Reply::Html(200)).await;
    let figures = network.adapter().statistics(&channel, &days()).await;
    assert_eq!(figures, Err(Verdict::Unavailable));
    assert_eq!(network.adapter().comments(&channel, NOW).await, Ok(Vec::new()));
}
