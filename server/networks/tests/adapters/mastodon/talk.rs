//! Reading back and answering.

use domain::time::Span;
use engine::ports::networks::{Moderation, Published, ReadBack};

use super::{access, last, mastodon, usual};
use crate::{
    hand::{Hand, content, done, there, unsupported},
    recorder::{Reply, Seen, json, refusal},
};

const STATUSES: &str = "/api/v1/accounts/14715/statuses";

async fn ada(reply: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> Hand {
    let network = mastodon(move |seen| reply(seen).unwrap_or_else(|| usual(seen))).await;
    let access = access(&network).await;
    Hand::with(network, "14715", access, &[])
}

fn status(id: &str, at: &str, html: &str) -> String {
    format!(
        r#"{{"id":"{id}","created_at":"2026-11-23T{at}:00.000Z","content":"{html}","url":"https://social.example/@ada/{id}"}}"#
    )
}

#[tokio::test]
async fn a_lost_post_is_found_behind_its_html() {
    let html = "<p>Bread for <span class='h-card'><a href='https://far.example/@bob'>@<span>bob</span></a></span></p><p><a href='https://ada.example/'><span class='invisible'>https://</span><span>ada.example/</span></a></p>";
    let list = [status("9", "09:31", html), status("8", "09:00", html)].join(",");
    let ada = ada(move |seen| (seen.path == STATUSES).then(|| json(&format!("[{list}]")))).await;
    let found = ada.read_back("Bread for @bob@far.example", Some("https://ada.example/")).await;
    assert_eq!(found, Ok(there("9", Some("https://social.example/@ada/9"))));
    let calls = ada.lines().iter().filter(|line| line.ends_with("statuses")).count();
    assert_eq!(calls, 1, "older ones were listed as well");
    assert_eq!(ada.read_back("Cake", None).await, Ok(ReadBack::NotThere));
}

#[tokio::test]
async fn a_list_that_does_not_reach_back_proves_nothing() {
    let busy = ada(|seen| {
        (seen.path == STATUSES).then(|| json(&format!("[{}]", status("9", "09:40", "Cake"))))
    })
    .await;
    assert_eq!(busy.read_back("Bread", None).await, Ok(ReadBack::CannotTell));
    assert_eq!(last(&busy.network).query["max_id"], "9");
    let new = ada(|seen| (seen.path == STATUSES).then(|| json("[]"))).await;
    assert_eq!(new.read_back("Bread", None).await, Ok(ReadBack::NotThere));
}

/// A server with the reply 31 of Bob's, seen by `visibility`.
async fn answering(visibility: &'static str, author: &'static str) -> Hand {
    ada(move |seen| match seen.line().as_str() {
        "GET /api/v1/statuses/31" => Some(json(&format!(
            r#"{{"id":"31","visibility":"{visibility}","account":{{"id":"{author}","acct":"bob@far.example"}}}}"#
        ))),
        "POST /api/v1/statuses" => Some(json(r#"{"id":"32","url":"https://social.example/@ada/32"}"#)),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn an_answer_names_whom_it_answers_and_is_seen_by_no_more_people() {
    let link = Some("https://social.example/@ada/32");
    for (visibility, author, text, sent, narrowed) in [
        ("public", "7", "Thanks", "@bob@far.example Thanks", None),
        ("direct", "7", "Thanks", "@bob@far.example Thanks", Some("direct")),
        ("unlisted", "7", "Thanks @bob@far.example!", "Thanks @bob@far.example!", Some("unlisted")),
        ("public", "14715", "And more", "And more", None),
    ] {
        let ada = answering(visibility, author).await;
        assert_eq!(ada.reply("30", "31", text).await, done("32", link));
        let request = last(&ada.network);
        assert_eq!(request.headers["idempotency-key"], "reply-1");
        assert_eq!(request.form["status"], sent);
        assert_eq!(request.form["in_reply_to_id"], "31");
        assert_eq!(request.form.get("visibility").map(String::as_str), narrowed);
    }
}

#[tokio::test]
async fn an_answer_to_what_is_gone_is_refused_and_a_lost_one_is_unknown() {
    let gone = ada(|_| None).await;
    let refused = Published::Refused(content("not_found", "Record not found"));
    assert_eq!(gone.reply("30", "31", "Thanks").await, refused);
    let lost = ada(|seen| match seen.line().as_str() {
        "GET /api/v1/statuses/31" => Some(json(r#"{"id":"31","account":{"id":"7","acct":"bob"}}"#)),
        "POST /api/v1/statuses" => Some(refusal(503, "{}")),
        _ => None,
    })
    .await;
    assert_eq!(lost.reply("30", "31", "Thanks").await, Published::Unknown);
}

#[tokio::test]
async fn what_would_take_more_permissions_is_left_out() {
    let ada = ada(|_| None).await;
    let calls = ada.network.seen().len();
    let ways = ada.network.adapter().ways();
    assert_eq!(ways.moderation, Moderation { reply: true, hide: false, like: false });
    assert_eq!(ways.remembers_key, Some(Span::hours(1)));
    assert_eq!(ada.hide("31", true).await, Err(unsupported()));
    assert_eq!(ada.like("31", true).await, Err(unsupported()));
    assert_eq!(ada.network.seen().len(), calls);
}
