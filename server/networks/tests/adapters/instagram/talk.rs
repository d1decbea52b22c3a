//! Reading back, answering, hiding; many comments.

use domain::verdict::Verdict;
use engine::ports::networks::{Moderation, ReadBack};

use super::instagram;
use crate::{
    hand::{Hand, done, there, unsupported},
    meta::{FRIDAY, at},
    recorder::{Reply, Seen, json},
};

async fn bakery(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Hand {
    Hand::new(instagram(reply).await, "17841400")
}

#[tokio::test]
async fn a_lost_post_is_found_among_the_media() {
    let bakery = bakery(|_| {
        json(
            r#"{"data":[{"id":"m2","timestamp":"2026-11-23T09:31:00+0000","caption":"Bread https://a.example","permalink":"https://www.instagram.com/p/2/"},
                        {"id":"m1","timestamp":"2026-11-23T09:00:00+0000","caption":"Bread https://a.example"}]}"#,
        )
    })
    .await;
    let found = bakery.read_back("Bread", Some("https://a.example")).await;
    assert_eq!(found, Ok(there("m2", Some("https://www.instagram.com/p/2/"))));
    assert_eq!(bakery.read_back("Cake", None).await, Ok(ReadBack::NotThere));
    assert_eq!(bakery.lines()[0], "GET /instagram/v26.0/17841400/media");
}

#[tokio::test]
async fn a_comment_is_answered_and_hidden_but_not_liked() {
    let bakery = bakery(|_| json(r#"{"success":true,"id":"c2"}"#)).await;
    let ways = bakery.network.adapter().ways();
    assert_eq!(ways.moderation, Moderation { reply: true, hide: true, like: false });
    assert_eq!(bakery.reply("m1", "c1", "Thanks").await, done("c2", None));
    assert_eq!(bakery.hide("c1", true).await, Ok(()));
    assert_eq!(bakery.hide("c1", false).await, Ok(()));
    assert_eq!(bakery.like("c1", true).await, Err(unsupported()));
    let seen = bakery.network.seen();
    assert_eq!(
        bakery.lines()[..2],
        ["POST /instagram/v26.0/c1/replies", "POST /instagram/v26.0/c1"]
    );
    assert_eq!(seen[0].form["message"], "Thanks");
    assert_eq!((seen[1].form["hide"].as_str(), seen[2].form["hide"].as_str()), ("true", "false"));
}

/// Page `from` of comments that end at `end`, fifty each.
fn page(seen: &Seen, end: usize) -> Reply {
    let from: usize = seen.query.get("after").map_or(0, |it| it.parse().unwrap());
    let until = (from + 50).min(end);
    let comment = |n| format!(r#"{{"id":"c{n}","timestamp":"2026-11-23T09:00:00+0000"}}"#);
    let comments: Vec<_> = (from..until).map(comment).collect();
    let more = if until < end { r#","next":"http://192.0.2.1/""# } else { "" };
    json(&format!(
        r#"{{"data":[{}],"paging":{{"cursors":{{"after":"{until}"}}{more}}}}}"#,
        comments.join(",")
    ))
}

#[tokio::test]
async fn hundreds_of_comments_are_read_and_more_than_can_be_read_are_not_called_all() {
    for (end, found) in [(730, Ok(730)), (100_000, Err(Verdict::Unavailable))] {
        let bakery = bakery(move |seen| match seen.path.as_str() {
            "/instagram/v26.0/17841400/media" => {
                json(r#"{"data":[{"id":"m1","username":"bakery"}]}"#)
            }
            _ => page(seen, end),
        })
        .await;
        let comments = bakery.comments(at(FRIDAY)).await;
        assert_eq!(comments.map(|comments| comments.len()), found);
    }
}

#[tokio::test]
async fn many_answers_to_one_comment_are_asked_for_by_themselves() {
    let bakery = bakery(|seen| match seen.path.as_str() {
        "/instagram/v26.0/17841400/media" => json(r#"{"data":[{"id":"m1","username":"bakery"}]}"#),
        "/instagram/v26.0/m1/comments" => json(
            r#"{"data":[{"id":"top","timestamp":"2026-11-23T08:00:00+0000","replies":{"data":[{"id":"c0","timestamp":"2026-11-23T09:00:00+0000"}],
                "paging":{"cursors":{"after":"1"},"next":"http://192.0.2.1/"}}}]}"#,
        ),
        "/instagram/v26.0/top/replies" => page(seen, 120),
        other => panic!("{other}"),
    })
    .await;
    let comments = bakery.comments(at(FRIDAY)).await.unwrap();
    assert_eq!(comments.len(), 121, "each once");
    assert!(comments[1..].iter().all(|comment| comment.parent.as_deref() == Some("top")));
}
