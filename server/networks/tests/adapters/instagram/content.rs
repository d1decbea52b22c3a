//! Posts, comments and figures of an account.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{ChannelAccess, Figure, Metric, PostRefusal, Published, RemotePost};

use super::instagram;
use crate::{
    meta::{
        DAY, EXPIRED, FRIDAY, TOO_LARGE, at, content, days, film, lines, picture, post, publish,
        too_large,
    },
    recorder::{Recorder, Reply, json, refusal, token},
};

const ID: &str = "17841400";

/// An account that makes a container, tells of its states one after the other, and publishes it with `last`.
async fn publishing(states: &'static [&'static str], last: Reply) -> Recorder {
    let looked = std::sync::atomic::AtomicUsize::new(0);
    instagram(move |seen| match seen.path.trim_start_matches("/instagram/v26.0/") {
        "17841400/media" => json(r#"{"id":"container-1"}"#),
        "container-1" => {
            let look = looked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            json(states[look.min(states.len() - 1)])
        }
        "17841400/media_publish" => last.clone(),
        "post-9" => json(r#"{"permalink":"https://www.instagram.com/p/9/","id":"post-9"}"#),
        other => panic!("{other}"),
    })
    .await
}

const READY: &[&str] = &[r#"{"status_code":"FINISHED","status":"Finished","id":"container-1"}"#];

#[tokio::test]
async fn a_picture_is_prepared_looked_at_and_published() {
    let network = publishing(READY, json(r#"{"id":"post-9"}"#)).await;
    let post = post("Fresh bread", Some("https://bakery.example/"), Some(picture()));
    let published = publish(&network, ID, &post).await;
    let link = Some("https://www.instagram.com/p/9/".to_owned());
    assert_eq!(published, Published::Done(RemotePost { remote_id: "post-9".into(), link }));

    let seen = network.seen();
    assert_eq!(
        lines(&seen),
        [
            "POST /instagram/v26.0/17841400/media",
            "GET /instagram/v26.0/container-1",
            "POST /instagram/v26.0/17841400/media_publish",
            "GET /instagram/v26.0/post-9",
        ]
    );
    let form: Vec<_> = seen[0].form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let expected = [
        ("alt_text", "A loaf of bread"),
        ("caption", "Fresh bread\n\nhttps://bakery.example/"),
        ("image_url", "https://relink.example/media/1.jpg"),
    ];
    assert_eq!(form, expected);
    assert_eq!(seen[1].query["fields"], "status_code,status");
    assert_eq!(seen[2].form["creation_id"], "container-1");
    assert_eq!(seen[3].query["fields"], "permalink");
    assert!(seen.iter().all(|request| request.authorization() == "Bearer access-1"));
    assert!(seen.iter().all(|request| !request.query.contains_key("appsecret_proof")));
}

#[tokio::test]
async fn a_film_is_a_reel_and_waited_for() {
    let states = &[r#"{"status_code":"IN_PROGRESS"}"#, r#"{"status_code":"FINISHED"}"#];
    let network = publishing(states, json(r#"{"id":"post-9"}"#)).await;
    let published = publish(&network, ID, &post("How we bake", None, Some(film()))).await;
    assert!(matches!(published, Published::Done(_)), "{published:?}");
    let form = &network.seen()[0].form;
    assert_eq!(form["media_type"], "REELS");
    assert_eq!(form["video_url"], "https://relink.example/media/1.mp4");
    assert_eq!(form["caption"], "How we bake");
}

#[tokio::test]
async fn a_container_that_does_not_get_ready_is_not_published() {
    let channel = |verdict| Published::Refused(PostRefusal::Channel(verdict));
    for (states, expected) in [
        (&[r#"{"status_code":"IN_PROGRESS"}"#], channel(Verdict::Unavailable)),
        (&[r#"{"status_code":"EXPIRED"}"#], channel(Verdict::Unavailable)),
        (&["{}"], channel(Verdict::Unavailable)),
        (&["<html>"], channel(Verdict::Unavailable)),
        (
            &[r#"{"status_code":"ERROR","status":"36001/2207005"}"#],
            content("36001/2207005", "36001/2207005"),
        ),
        (
            &[r#"{"status_code":"ERROR","status":"25/2207050"}"#],
            channel(Verdict::Dead(Cause::Checkpoint)),
        ),
        (&[r#"{"status_code":"ERROR","status":"-2/2207003"}"#], channel(Verdict::Unavailable)),
        (
            &[
                r#"{"status_code":"ERROR","status":"Error: You cannot access the app till you log in to instagram.com"}"#,
            ],
            channel(Verdict::Dead(Cause::Checkpoint)),
        ),
        (
            &[
                r#"{"status_code":"ERROR","status":"Error: Media upload has failed with error code 2207026"}"#,
            ],
            content("ERROR", "Error: Media upload has failed with error code 2207026"),
        ),
    ] as [(&'static [&'static str; 1], _); 9]
    {
        let network = publishing(states, json(r#"{"id":"post-9"}"#)).await;
        let published = publish(&network, ID, &post("Bread", None, Some(picture()))).await;
        assert_eq!(published, expected, "{states:?}");
        assert!(!lines(&network.seen()).iter().any(|line| line.ends_with("media_publish")));
    }
}

#[tokio::test]
async fn what_instagram_never_takes_is_not_sent() {
    let network = instagram(|_| json("{}")).await;
    let without = publish(&network, ID, &post("Bread", None, None)).await;
    assert_eq!(without, content("media_required", ""));
    let long = "b".repeat(2201);
    let long = publish(&network, ID, &post(&long, None, Some(picture()))).await;
    assert_eq!(long, content("too_long", ""));
    assert!(network.seen().is_empty());
}

/// Before the last step nothing can be out; at the last step a lost answer leaves it open.
#[tokio::test]
async fn how_publishing_ends_depends_on_where_it_breaks() {
    let channel = |verdict| Published::Refused(PostRefusal::Channel(verdict));
    let limit =
        r#"{"error":{"message":"limit","type":"OAuthException","code":9,"error_subcode":2207042}}"#;
    let early = r#"{"error":{"message":"Media ID is not available","type":"OAuthException","code":9007,"error_subcode":2207027}}"#;
    let unknown =
        r#"{"error":{"message":"An unknown error occurred","type":"OAuthException","code":1}}"#;
    for (reply, first, last) in [
        (Reply::Nothing, channel(Verdict::Unavailable), Published::Unknown),
        (Reply::Html(502), channel(Verdict::Unavailable), Published::Unknown),
        (json("{}"), channel(Verdict::Unavailable), Published::Unknown),
        (refusal(400, unknown), channel(Verdict::Unavailable), Published::Unknown),
        (too_large(), content("36000/2207004", TOO_LARGE), content("36000/2207004", TOO_LARGE)),
        (
            refusal(400, limit),
            channel(Verdict::Limited { until: None }),
            channel(Verdict::Limited { until: None }),
        ),
        (refusal(400, early), channel(Verdict::Unavailable), channel(Verdict::Unavailable)),
        (
            refusal(400, EXPIRED),
            channel(Verdict::Dead(Cause::Expired)),
            channel(Verdict::Dead(Cause::Expired)),
        ),
    ] {
        let what = format!("{reply:?}");
        let network = publishing(READY, reply.clone()).await;
        let published = publish(&network, ID, &post("Bread", None, Some(picture()))).await;
        assert_eq!(published, last, "{what}");

        let network = instagram(move |_| reply.clone()).await;
        let published = publish(&network, ID, &post("Bread", None, Some(picture()))).await;
        assert_eq!(published, first, "{what}");
    }
}

#[tokio::test]
async fn comments_and_replies_are_read_oldest_first() {
    let network = instagram(|seen| {
        match (seen.path.trim_start_matches("/instagram/v26.0/"), seen.query.get("after")) {
            ("17841400/media", None) => json(
                r#"{"data":[{"id":"m1","username":"bakery","comments_count":4},{"id":"m2","username":"bakery","comments_count":0}],
                    "paging":{"cursors":{"after":"two"},"next":"http://192.0.2.1/"}}"#,
            ),
            ("17841400/media", Some(_)) => json(r#"{"data":[{"id":"m3"},{"id":"m4","comments_count":1}]}"#),
            ("m1/comments", None) => json(
                r#"{"data":[{"id":"c3","text":"Lovely","username":"ada","timestamp":"2026-11-23T09:00:00+0000",
                     "replies":{"data":[{"id":"c4","text":"Thanks","username":"bakery","timestamp":"2026-11-23T09:10:00+0000"},
                                        {"id":"c5","text":"Indeed","username":"tom","timestamp":"2026-11-23T09:20:00+0000"}]}}],
                    "paging":{"cursors":{"after":"two"},"next":"http://192.0.2.1/"}}"#,
            ),
            ("m1/comments", Some(_)) => json(
                r#"{"data":[{"id":"c2","text":"When?","username":"ada","timestamp":"2026-11-20T00:00:00+0000"},
                            {"id":"c1","text":"Old","username":"ada","timestamp":"2026-11-19T23:59:59+0000"}],
                    "paging":{"cursors":{"after":"three"},"next":"http://192.0.2.1/"}}"#,
            ),
            ("m3/comments", _) => json(r#"{"data":[{"id":"c6","timestamp":"2026-11-21T00:00:00+0000"}]}"#),
            // Taken down meanwhile.
            ("m4/comments", _) => refusal(400, r#"{"error":{"message":"does not exist","type":"IGApiException","code":100,"error_subcode":33}}"#),
            other => panic!("{other:?}"),
        }
    })
    .await;
    let access = ChannelAccess { remote_id: ID, token: &token("access-1"), scopes: &[] };
    let comments = network.adapter().comments(&access, at(FRIDAY)).await.unwrap();
    let told: Vec<_> = comments
        .iter()
        .map(|c| {
            (c.remote_id.as_str(), c.post.as_str(), c.parent.as_deref(), c.author.as_deref(), c.own)
        })
        .collect();
    let expected = [
        ("c2", "m1", None, Some("ada"), false),
        ("c6", "m3", None, None, false),
        ("c3", "m1", None, Some("ada"), false),
        ("c4", "m1", Some("c3"), Some("bakery"), true),
        ("c5", "m1", Some("c3"), Some("tom"), false),
    ];
    assert_eq!(told, expected);
    assert_eq!((comments[0].at, comments[0].text.as_str()), (at(FRIDAY), "When?"));
    // Two pages of media, two of the first post's comments, and one each of two others.
    assert_eq!(network.seen().len(), 6);
}

#[tokio::test]
async fn each_day_is_asked_for_by_itself() {
    let saturday = (FRIDAY + DAY).to_string();
    let network = instagram(move |seen| {
        if seen.query["since"] == saturday {
            return json(r#"{"data":[]}"#);
        }
        json(
            r#"{"data":[{"name":"reach","period":"day","total_value":{"value":50}},
                        {"name":"likes","period":"day","total_value":{"value":"7"}},
                        {"name":"comments","period":"day","total_value":{}},
                        {"name":"something_new","period":"day","total_value":{"value":1}}]}"#,
        )
    })
    .await;
    let access = ChannelAccess { remote_id: ID, token: &token("access-1"), scopes: &[] };
    let figures = network.adapter().statistics(&access, &days(3)).await.unwrap();
    let day = |days| at(FRIDAY + days * DAY);
    let expected = [
        Figure { metric: Metric::Reach, day: day(0), value: 50 },
        Figure { metric: Metric::Likes, day: day(0), value: 7 },
        Figure { metric: Metric::Reach, day: day(2), value: 50 },
        Figure { metric: Metric::Likes, day: day(2), value: 7 },
    ];
    assert_eq!(figures, expected, "Saturday is a gap");
    let mut asked: Vec<_> = network
        .seen()
        .into_iter()
        .map(|seen| {
            assert_eq!(seen.line(), "GET /instagram/v26.0/17841400/insights");
            assert_eq!(
                seen.query["metric"],
                "reach,views,likes,comments,shares,total_interactions"
            );
            assert_eq!(seen.query["metric_type"], "total_value");
            assert_eq!(seen.query["period"], "day");
            (seen.query["since"].clone(), seen.query["until"].clone())
        })
        .collect();
    asked.sort();
    let expected: Vec<_> = (0..3)
        .map(|days| ((FRIDAY + days * DAY).to_string(), (FRIDAY + (days + 1) * DAY).to_string()))
        .collect();
    assert_eq!(asked, expected);
}

/// As older answers tell it: a series, each day by the moment it ended in California.
#[tokio::test]
async fn a_series_is_read_by_its_ends() {
    let network = instagram(|_| {
        json(
            r#"{"data":[{"name":"reach","period":"day","values":[
                {"value":3,"end_time":"2026-11-20T08:00:00+0000"},
                {"value":5,"end_time":"2026-11-21T08:00:00+0000"},
                {"value":9}]}]}"#,
        )
    })
    .await;
    let access = ChannelAccess { remote_id: ID, token: &token("access-1"), scopes: &[] };
    let figures = network.adapter().statistics(&access, &days(1)).await.unwrap();
    assert_eq!(figures, [Figure { metric: Metric::Reach, day: at(FRIDAY), value: 5 }]);
}

#[tokio::test]
async fn a_refused_day_refuses_the_figures() {
    let network = instagram(|_| refusal(400, EXPIRED)).await;
    let access = ChannelAccess { remote_id: ID, token: &token("access-1"), scopes: &[] };
    let dead = Verdict::Dead(Cause::Expired);
    assert_eq!(network.adapter().statistics(&access, &days(2)).await, Err(dead.clone()));
    assert_eq!(network.adapter().comments(&access, at(FRIDAY)).await, Err(dead));
}
