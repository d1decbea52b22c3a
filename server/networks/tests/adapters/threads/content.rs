//! Posts, replies and figures of a profile.

use domain::verdict::Verdict;
use engine::ports::networks::{
    ChannelAccess, DayRange, Figure, Metric, PostRefusal, Published, RemotePost,
};

use super::threads;
use crate::{
    meta::{DAY, FRIDAY, at, content, days, film, lines, picture, post, publish},
    recorder::{Recorder, Reply, json, refusal, token},
};

async fn publishing(state: &'static str, last: Reply) -> Recorder {
    threads(move |seen| match seen.path.trim_start_matches("/threads/v1.0/") {
        "me/threads" => json(r#"{"id":"container-1"}"#),
        "container-1" => json(state),
        "me/threads_publish" => last.clone(),
        _ => json(r#"{"permalink":"https://www.threads.net/@bakery/post/9"}"#),
    })
    .await
}

const READY: &str = r#"{"status":"FINISHED","id":"container-1"}"#;

#[tokio::test]
async fn text_is_prepared_and_published() {
    let network = publishing(READY, json(r#"{"id":9}"#)).await;
    let post = post("Fresh bread", Some("https://bakery.example/"), None);
    let link = Some("https://www.threads.net/@bakery/post/9".to_owned());
    let expected = Published::Done(RemotePost { remote_id: "9".into(), link });
    assert_eq!(publish(&network, "10074", &post).await, expected);
    let seen = network.seen();
    assert_eq!(
        lines(&seen),
        [
            "POST /threads/v1.0/me/threads",
            "GET /threads/v1.0/container-1",
            "POST /threads/v1.0/me/threads_publish",
            "GET /threads/v1.0/9",
        ]
    );
    let form: Vec<_> = seen[0].form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let text = "Fresh bread\n\nhttps://bakery.example/";
    assert_eq!(form, [("media_type", "TEXT"), ("text", text)]);
    assert_eq!(seen[1].query["fields"], "status,error_message");
    assert_eq!(seen[2].form["creation_id"], "container-1");
    assert_eq!(seen[2].authorization(), "Bearer access-1");
}

#[tokio::test]
async fn pictures_and_films_are_fetched_by_threads() {
    let network = publishing(READY, json(r#"{"id":"9"}"#)).await;
    publish(&network, "10074", &post("Bread", None, Some(picture()))).await;
    publish(&network, "10074", &post("Bread", None, Some(film()))).await;
    let seen = network.seen();
    assert_eq!(seen[0].form["media_type"], "IMAGE");
    assert_eq!(seen[0].form["image_url"], "https://relink.example/media/1.jpg");
    assert_eq!(seen[0].form["alt_text"], "A loaf of bread");
    assert_eq!(seen[4].form["media_type"], "VIDEO");
    assert_eq!(seen[4].form["video_url"], "https://relink.example/media/1.mp4");
}

#[tokio::test]
async fn how_publishing_ends() {
    let early = r#"{"error":{"message":"The requested resource does not exist","type":"OAuthException","code":24,"error_subcode":4279009}}"#;
    let channel = Published::Refused(PostRefusal::Channel(Verdict::Unavailable));
    let failed = r#"{"status":"ERROR","error_message":"INVALID_ASPEC_RATIO"}"#;
    for (state, last, expected) in [
        (failed, json("{}"), content("ERROR", "INVALID_ASPEC_RATIO")),
        (r#"{"status":"EXPIRED"}"#, json("{}"), channel.clone()),
        (READY, refusal(400, early), channel),
        (READY, json("{}"), Published::Unknown),
        (READY, Reply::Nothing, Published::Unknown),
    ] {
        let network = publishing(state, last).await;
        let published = publish(&network, "10074", &post("Bread", None, None)).await;
        assert_eq!(published, expected, "{state}");
    }
    let network = threads(|_| json("{}")).await;
    let long = "b".repeat(480);
    let post = post(&long, Some("https://bakery.example/"), None);
    assert_eq!(publish(&network, "10074", &post).await, content("too_long", ""));
    assert!(network.seen().is_empty());
}

#[tokio::test]
async fn replies_are_read_oldest_first_at_any_depth() {
    let network = threads(|seen| match seen.path.trim_start_matches("/threads/v1.0/") {
        "me/threads" => json(r#"{"data":[{"id":"p1","has_replies":true},{"id":"p2","has_replies":false}]}"#),
        _ => json(
            r#"{"data":[{"id":"r3","text":"Indeed","username":"tom","timestamp":"2026-11-23T09:20:00+0000","replied_to":{"id":"r1"},"is_reply_owned_by_me":false},
                        {"id":"r2","text":"Thanks","username":"bakery","timestamp":"2026-11-23T09:10:00+0000","replied_to":{"id":"r1"},"is_reply_owned_by_me":true},
                        {"id":"r1","username":"ada","timestamp":"2026-11-23T09:00:00+0000","replied_to":{"id":"p1"}},
                        {"id":"r0","username":"ada","timestamp":"2026-11-19T09:00:00+0000"},
                        {"id":"r9","username":"eve","timestamp":"soon"}]}"#,
        ),
    })
    .await;
    let token = token("access-1");
    let access = ChannelAccess { remote_id: "10074", token: &token, scopes: &[] };
    let replies = network.adapter().comments(&access, at(FRIDAY)).await.unwrap();
    let told: Vec<_> = replies
        .iter()
        .map(|r| (r.remote_id.as_str(), r.post.as_str(), r.parent.as_deref(), r.own))
        .collect();
    assert_eq!(
        told,
        [
            ("r1", "p1", None, false),
            ("r2", "p1", Some("r1"), true),
            ("r3", "p1", Some("r1"), false),
        ]
    );
    let seen = network.seen();
    assert_eq!(lines(&seen), ["GET /threads/v1.0/me/threads", "GET /threads/v1.0/p1/conversation"]);
    let fields = "id,text,username,timestamp,replied_to,is_reply_owned_by_me";
    assert_eq!(seen[1].query["fields"], fields);
}

#[tokio::test]
async fn totals_and_series_are_put_to_their_day() {
    let network = threads(|seen| {
        assert_eq!(seen.query["metric"], "views,likes,replies,reposts,quotes");
        json(
            r#"{"data":[
                {"name":"views","period":"day","values":[{"value":4,"end_time":"2026-11-20T08:00:00+0000"},{"value":6,"end_time":"2026-11-21T08:00:00+0000"}]},
                {"name":"likes","period":"day","total_value":{"value":3}},
                {"name":"reposts","period":"day","total_value":{"value":2}},
                {"name":"quotes","period":"day","total_value":{"value":1}},
                {"name":"followers_count","period":"day","total_value":{"value":900}}]}"#,
        )
    })
    .await;
    let token = token("access-1");
    let access = ChannelAccess { remote_id: "10074", token: &token, scopes: &[] };
    let figures = network.adapter().statistics(&access, &days(1)).await.unwrap();
    let figure = |metric, value| Figure { metric, day: at(FRIDAY), value };
    let expected = [figure(Metric::Views, 6), figure(Metric::Likes, 3), figure(Metric::Shares, 3)];
    assert_eq!(figures, expected, "no number of followers is told for a day that is past");
    let request = network.only();
    assert_eq!(request.line(), "GET /threads/v1.0/me/threads_insights");
    assert_eq!(request.query["since"], FRIDAY.to_string());
    assert_eq!(request.query["until"], (FRIDAY + DAY).to_string());
}

#[tokio::test]
async fn days_before_threads_counted_are_not_asked_for() {
    let network = threads(|_| json(r#"{"data":[]}"#)).await;
    let token = token("access-1");
    let access = ChannelAccess { remote_id: "10074", token: &token, scopes: &[] };
    // From 10 to 16 April 2024.
    let range = DayRange { from: at(1_712_707_200), until: at(1_713_225_600) };
    assert_eq!(network.adapter().statistics(&access, &range).await, Ok(Vec::new()));
    let mut asked: Vec<_> = network.seen().iter().map(|seen| seen.query["since"].clone()).collect();
    asked.sort();
    assert_eq!(asked, ["1713052800", "1713139200"]);
}
