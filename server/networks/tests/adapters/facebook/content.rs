//! Posts, comments and figures of a page.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{ChannelAccess, Figure, Metric, PostRefusal, Published, RemotePost};

use super::{PROOF, facebook};
use crate::{
    meta::{DAY, EXPIRED, FRIDAY, at, content, days, film, lines, picture, post, publish},
    recorder::{Reply, json, refusal, token},
};

const PERMALINK: &str = r#"{"permalink_url":"https://www.facebook.com/1/posts/7","id":"1_7"}"#;

fn done(remote_id: &str) -> Published {
    let link = Some("https://www.facebook.com/1/posts/7".to_owned());
    Published::Done(RemotePost { remote_id: remote_id.to_owned(), link })
}

#[tokio::test]
async fn text_and_link_go_to_the_feed() {
    let network = facebook(|seen| match seen.path.as_str() {
        "/facebook/v26.0/1/feed" => json(r#"{"id":"1_7"}"#),
        _ => json(PERMALINK),
    })
    .await;
    let post = post("Fresh bread", Some("https://bakery.example/"), None);
    assert_eq!(publish(&network, "1", &post).await, done("1_7"));
    let seen = network.seen();
    assert_eq!(lines(&seen), ["POST /facebook/v26.0/1/feed", "GET /facebook/v26.0/1_7"]);
    let form: Vec<_> = seen[0].form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(form, [("link", "https://bakery.example/"), ("message", "Fresh bread")]);
    assert_eq!(seen[0].authorization(), "Bearer access-1");
    assert_eq!(seen[0].query["appsecret_proof"], PROOF);
    assert_eq!(seen[1].query["fields"], "permalink_url");
}

#[tokio::test]
async fn pictures_and_films_are_fetched_by_facebook() {
    let network = facebook(|seen| match seen.path.as_str() {
        "/facebook/v26.0/1/photos" => json(r#"{"id":"99","post_id":"1_7"}"#),
        "/facebook/v26.0/1/videos" => json(r#"{"id":"88"}"#),
        _ => json(PERMALINK),
    })
    .await;
    let link = Some("https://bakery.example/");
    assert_eq!(publish(&network, "1", &post("Bread", link, Some(picture()))).await, done("1_7"));
    assert_eq!(publish(&network, "1", &post("Bread", None, Some(film()))).await, done("88"));
    let seen = network.seen();
    let form: Vec<_> = seen[0].form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let expected = [
        ("alt_text_custom", "A loaf of bread"),
        ("caption", "Bread\n\nhttps://bakery.example/"),
        ("url", "https://relink.example/media/1.jpg"),
    ];
    assert_eq!(form, expected);
    assert_eq!(seen[2].form["file_url"], "https://relink.example/media/1.mp4");
    assert_eq!(seen[2].form["description"], "Bread");
}

#[tokio::test]
async fn a_post_is_out_even_where_nobody_says_where() {
    for second in [Reply::Html(500), json("{}"), json(r#"{"permalink_url":"/1/videos/88"}"#)] {
        let network = facebook(move |seen| match seen.path.as_str() {
            "/facebook/v26.0/1/feed" => json(r#"{"id":"1_7"}"#),
            _ => second.clone(),
        })
        .await;
        let published = publish(&network, "1", &post("Bread", None, None)).await;
        let expected = RemotePost { remote_id: "1_7".into(), link: None };
        assert_eq!(published, Published::Done(expected));
    }
}

#[tokio::test]
async fn how_publishing_ends() {
    let error = |code: &str, message: &str| {
        let body = format!(
            r#"{{"error":{{"message":"{message}","type":"OAuthException","code":{code},"fbtrace_id":"A"}}}}"#
        );
        refusal(400, &body)
    };
    let channel = |verdict| Published::Refused(PostRefusal::Channel(verdict));
    let scope = "pages_manage_posts";
    let lost = Cause::PermissionLost { missing: vec![scope.into()] };
    for (reply, expected) in [
        (error("506", "Duplicate"), content("506", "Duplicate")),
        (error("1609005", "No such link"), content("1609005", "No such link")),
        (
            error("100", "(#100) link is not properly formatted"),
            content("100", "(#100) link is not properly formatted"),
        ),
        // A code nobody knows, told in Facebook's words.
        (error("6000", "There was a problem"), content("6000", "There was a problem")),
        (error("100", "Invalid appsecret_proof"), channel(Verdict::Ours { code: "100".into() })),
        (error("200", scope), channel(Verdict::Dead(lost))),
        (error("190", "has expired"), channel(Verdict::Dead(Cause::Expired))),
        (error("4", "limit"), channel(Verdict::Limited { until: None })),
        (error("368", "abusive"), channel(Verdict::Limited { until: None })),
        (error("100,\"error_subcode\":33", "gone"), channel(Verdict::Unavailable)),
        (error("1", "unknown"), Published::Unknown),
        (error("2,\"is_transient\":true", "later"), Published::Unknown),
        (refusal(500, EXPIRED), Published::Unknown),
        (Reply::Html(200), Published::Unknown),
        (Reply::Nothing, Published::Unknown),
        (json(r#"{"success":true}"#), Published::Unknown),
    ] {
        let what = format!("{reply:?}");
        let network = facebook(move |_| reply.clone()).await;
        assert_eq!(publish(&network, "1", &post("Bread", None, None)).await, expected, "{what}");
        assert_eq!(network.seen().len(), 1, "once");
    }
}

#[tokio::test]
async fn a_post_that_is_too_long_is_not_sent() {
    let network = facebook(|_| json("{}")).await;
    let long = "b".repeat(63_207);
    let published = publish(&network, "1", &post(&long, None, None)).await;
    assert_eq!(published, content("too_long", ""));
    assert!(network.seen().is_empty());
}

fn access<'a>(token: &'a engine::vault::Token) -> ChannelAccess<'a> {
    ChannelAccess { remote_id: "1", token, scopes: &[] }
}

#[tokio::test]
async fn comments_below_posts_that_changed_are_read_oldest_first() {
    let network = facebook(|seen| match seen.path.trim_start_matches("/facebook/v26.0/") {
        "1/feed" => json(
            r#"{"data":[{"id":"1_7","updated_time":"2026-11-23T09:00:00+0000"},
                        {"id":"1_6","updated_time":"2026-11-19T09:00:00+0000"},
                        {"id":"1_5"}]}"#,
        ),
        "1_7/comments" => json(
            r#"{"data":[{"id":"7_3","message":"Thanks","from":{"id":"1","name":"Bakery"},"created_time":"2026-11-23T09:00:00+0000","parent":{"id":"7_2"}},
                        {"id":"7_2","message":"Lovely","from":{"id":"20","name":"Ada"},"created_time":"2026-11-22T09:00:00+0000","parent":{"id":"7_1"}},
                        {"id":"7_1","message":"Old","created_time":"2026-11-01T09:00:00+0000"}]}"#,
        ),
        _ => json(r#"{"data":[{"id":"5_1","created_time":"2026-11-21T09:00:00+0000"}]}"#),
    })
    .await;
    let token = token("access-1");
    let comments = network.adapter().comments(&access(&token), at(FRIDAY)).await.unwrap();
    let told: Vec<_> = comments
        .iter()
        .map(|c| (c.remote_id.as_str(), c.post.as_str(), c.parent.as_deref(), c.own))
        .collect();
    let expected = [
        ("5_1", "1_5", None, false),
        ("7_2", "1_7", Some("7_1"), false),
        ("7_3", "1_7", Some("7_2"), true),
    ];
    assert_eq!(told, expected);
    assert_eq!(comments[1].author.as_deref(), Some("Ada"));
    let mut seen = network.seen();
    seen.sort_by(|a, b| a.path.cmp(&b.path));
    assert_eq!(seen.len(), 3, "nothing is new below the second post");
    assert_eq!(seen[0].query["fields"], "id,updated_time");
    assert_eq!(seen[2].query["filter"], "stream");
    assert_eq!(seen[2].query["order"], "reverse_chronological");
    assert_eq!(seen[2].query["fields"], "id,message,from,created_time,parent");
}

#[tokio::test]
async fn comments_are_all_or_nothing() {
    let post = r#"{"data":[{"id":"1_7"}]}"#;
    for (reply, expected) in [
        (Reply::Html(200), Verdict::Unavailable),
        (
            json(r#"{"error":{"message":"x","code":190,"error_subcode":492}}"#),
            Verdict::Dead(Cause::RoleLost),
        ),
    ] {
        let network = facebook(move |seen| match seen.path.as_str() {
            "/facebook/v26.0/1/feed" => json(post),
            _ => reply.clone(),
        })
        .await;
        let token = token("access-1");
        let comments = network.adapter().comments(&access(&token), at(FRIDAY)).await;
        assert_eq!(comments, Err(expected));
    }
}

fn series(name: &str, values: &[(i64, &str)]) -> String {
    let values: Vec<String> = values
        .iter()
        .map(|(value, day)| {
            format!(r#"{{"value":{value},"end_time":"2026-11-{day}T08:00:00+0000"}}"#)
        })
        .collect();
    format!(r#"{{"name":"{name}","period":"day","values":[{}]}}"#, values.join(","))
}

/// Facebook's Friday ends on Saturday at eight, UTC.
#[tokio::test]
async fn a_day_is_named_by_its_end_in_california() {
    let network = facebook(|seen| {
        let data = match seen.query["metric"].as_str() {
            "page_follows" => series("page_follows", &[(100, "21"), (101, "22")]),
            _ => [
                series("page_media_view", &[(1, "20"), (5, "21"), (7, "22"), (9, "23")]),
                series("page_post_engagements", &[(3, "22")]),
            ]
            .join(","),
        };
        json(&format!(r#"{{"data":[{data}]}}"#))
    })
    .await;
    let token = token("access-1");
    let figures = network.adapter().statistics(&access(&token), &days(2)).await.unwrap();
    let figure = |days, metric, value| Figure { metric, day: at(FRIDAY + days * DAY), value };
    let expected = [
        figure(0, Metric::Followers, 100),
        figure(0, Metric::Views, 5),
        figure(1, Metric::Followers, 101),
        figure(1, Metric::Views, 7),
        figure(1, Metric::Engagement, 3),
    ];
    assert_eq!(figures, expected);
    let mut seen = network.seen();
    seen.sort_by(|a, b| a.query["metric"].cmp(&b.query["metric"]));
    assert_eq!(
        seen[1].query["metric"],
        "page_post_engagements,page_media_view,page_total_media_view_unique"
    );
    for request in seen {
        assert_eq!(request.line(), "GET /facebook/v26.0/1/insights");
        assert_eq!(request.query["period"], "day");
        assert_eq!(request.query["since"], FRIDAY.to_string());
        assert_eq!(request.query["until"], (FRIDAY + 2 * DAY + 9 * 3600).to_string());
    }
}

#[tokio::test]
async fn long_ranges_are_asked_for_in_pieces_and_a_metric_that_is_gone_is_a_gap() {
    let gone = r#"{"error":{"message":"(#100) The value must be a valid insights metric","type":"OAuthException","code":100}}"#;
    let network = facebook(move |seen| match seen.query["metric"].as_str() {
        "page_follows" => refusal(400, gone),
        _ => json(r#"{"data":[]}"#),
    })
    .await;
    let token = token("access-1");
    let figures = network.adapter().statistics(&access(&token), &days(100)).await.unwrap();
    assert!(figures.is_empty());
    let mut asked: Vec<_> = network.seen().iter().map(|seen| seen.query["since"].clone()).collect();
    asked.sort();
    asked.dedup();
    assert_eq!(asked, [FRIDAY.to_string(), (FRIDAY + 10 * DAY).to_string()]);
}
