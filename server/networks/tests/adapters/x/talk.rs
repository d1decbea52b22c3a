//! Reading back and answering.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{Moderation, Published, ReadBack};

use super::x;
use crate::{
    hand::{Hand, closed, content, done, there, unsupported},
    recorder::{Reply, Seen, json, refusal, token},
};

const FORBIDDEN: &str = r#"{"detail":"You are not permitted to perform this action.","type":"about:blank","title":"Forbidden","status":403}"#;

async fn ada(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Hand {
    Hand::new(x(reply).await, "22")
}

#[tokio::test]
async fn a_lost_post_is_found_behind_the_addresses_that_x_put_in() {
    let list = r#"{"data":[{"id":"9","created_at":"2026-11-23T09:30:01.000Z","text":"Bread &amp; cake\n\nhttps://t.co/a https://t.co/b",
        "entities":{"urls":[{"url":"https://t.co/a","expanded_url":"https://ada.example/"},{"url":"https://t.co/b","expanded_url":"https://x.com/ada/status/9/photo/1","media_key":"3_1"}]}}],
        "meta":{"result_count":1}}"#;
    let ada = ada(move |_| json(list)).await;
    let found = ada.read_back("Bread & cake", Some("https://ada.example")).await;
    assert_eq!(found, Ok(there("9", Some("https://x.com/i/web/status/9"))));
    let request = ada.network.only();
    assert_eq!(request.line(), "GET /x/2/users/22/tweets");
    assert_eq!(
        request.query["start_time"], "2026-11-23T09:29:00Z",
        "no more than is needed is paid for"
    );
    assert_eq!(request.query["exclude"], "retweets");
}

#[tokio::test]
async fn a_long_post_is_compared_whole() {
    let list = r#"{"data":[{"id":"9","created_at":"2026-11-23T09:30:01.000Z","text":"Bre…","note_tweet":{"text":"Bread"}}],"meta":{"result_count":1}}"#;
    let ada = ada(move |_| json(list)).await;
    let found = ada.read_back("Bread", None).await;
    assert_eq!(found, Ok(there("9", Some("https://x.com/i/web/status/9"))));
}

#[tokio::test]
async fn what_is_not_in_the_timeline_may_get_there() {
    let empty = ada(|_| json(r#"{"meta":{"result_count":0}}"#)).await;
    assert_eq!(empty.read_back("Bread", None).await, Ok(ReadBack::CannotTell));
    for (reply, expected) in [
        (json("{}"), Verdict::Unavailable),
        (Reply::Nothing, Verdict::Unavailable),
        (refusal(429, "{}"), Verdict::Limited { until: None }),
    ] {
        let ada = ada(move |_| reply.clone()).await;
        assert_eq!(ada.read_back("Bread", None).await, Err(expected));
    }
}

#[tokio::test]
async fn an_answer_says_what_it_answers() {
    let ada = ada(|_| Reply::Json(201, r#"{"data":{"id":"10","text":"Thanks"}}"#.into())).await;
    let ways = ada.network.adapter().ways();
    assert_eq!(ways.moderation, Moderation { reply: true, hide: false, like: false });
    assert_eq!(
        ada.reply("9", "103", "Thanks").await,
        done("10", Some("https://x.com/i/web/status/10"))
    );
    let request = ada.network.only();
    assert_eq!(request.line(), "POST /x/2/tweets");
    assert_eq!(request.text(), r#"{"reply":{"in_reply_to_tweet_id":"103"},"text":"Thanks"}"#);
    assert_eq!(ada.hide("103", true).await, Err(unsupported()));
    assert_eq!(ada.like("103", true).await, Err(unsupported()));
}

#[tokio::test]
async fn how_an_answer_can_end() {
    let says = "You are not permitted to perform this action.";
    let lost = Verdict::Dead(Cause::PermissionLost { missing: vec!["tweet.write".into()] });
    let gone = r#"{"title":"Forbidden","detail":"That is not for you.","type":"https://api.x.com/2/problems/not-authorized-for-resource","status":403}"#;
    let refused = |refusal| Published::Refused(refusal);
    for (scopes, reply, expected) in [
        // Who may not publish at all is told from who is not wanted here.
        (&[][..], refusal(403, FORBIDDEN), refused(closed(lost))),
        (&["tweet.write"][..], refusal(403, FORBIDDEN), refused(content("not_permitted", says))),
        (
            &[][..],
            refusal(403, gone),
            refused(content("not-authorized-for-resource", "That is not for you.")),
        ),
        (&[][..], refusal(503, "{}"), Published::Unknown),
        (&[][..], Reply::Nothing, Published::Unknown),
        (&[][..], Reply::Html(200), Published::Unknown),
    ] {
        let what = format!("{reply:?}");
        let network = x(move |_| reply.clone()).await;
        let ada = Hand::with(network, "22", token("access-1"), scopes);
        assert_eq!(ada.reply("9", "103", "Thanks").await, expected, "{what}");
    }
}

#[tokio::test]
async fn thirteen_posts_are_asked_about_at_once() {
    let posts: Vec<_> = (0..20)
        .map(|n| {
            format!(r#"{{"id":"14458805484723281{n:02}","public_metrics":{{"reply_count":1}}}}"#)
        })
        .collect();
    let list = format!(r#"{{"data":[{}],"meta":{{}}}}"#, posts.join(","));
    let ada = ada(move |seen| match seen.path.as_str() {
        "/x/2/users/22/tweets" => json(&list),
        _ => json(r#"{"meta":{"result_count":0}}"#),
    })
    .await;
    assert_eq!(ada.comments(crate::hand::SINCE).await, Ok(Vec::new()));
    let mut asked: Vec<_> =
        ada.network.seen()[1..].iter().map(|it| it.query["query"].clone()).collect();
    asked.sort_by_key(String::len);
    let counts: Vec<_> = asked.iter().map(|it| it.matches("conversation_id:").count()).collect();
    assert_eq!(counts, [7, 13]);
    assert!(asked[1].len() <= 512 && asked[1].contains(" OR "), "{}", asked[1]);
}
