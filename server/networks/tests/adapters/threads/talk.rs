//! Reading back, answering, hiding.

use engine::ports::networks::{Moderation, Published, ReadBack};

use super::threads;
use crate::{
    hand::{Hand, content, done, there, unsupported},
    recorder::{Seen, json},
};

#[tokio::test]
async fn a_lost_post_is_found_among_the_last() {
    let list = r#"{"data":[{"id":"p9","text":"Bread\n\nhttps://a.example","timestamp":"2026-11-23T09:30:00+0000","permalink":"https://www.threads.net/@bakery/post/9"}]}"#;
    let bakery = Hand::new(threads(move |_| json(list)).await, "10074");
    let found = bakery.read_back("Bread", Some("https://a.example")).await;
    assert_eq!(found, Ok(there("p9", Some("https://www.threads.net/@bakery/post/9"))));
    assert_eq!(bakery.read_back("Cake", None).await, Ok(ReadBack::NotThere));
    assert_eq!(bakery.lines()[0], "GET /threads/v1.0/me/threads");
}

#[tokio::test]
async fn an_answer_is_a_post_that_says_what_it_answers() {
    let reply = |seen: &Seen| match (seen.method.as_str(), seen.path.as_str()) {
        ("POST", "/threads/v1.0/me/threads") => json(r#"{"id":"container-1"}"#),
        ("GET", "/threads/v1.0/container-1") => json(r#"{"status":"FINISHED"}"#),
        ("POST", "/threads/v1.0/me/threads_publish") => json(r#"{"id":"r2"}"#),
        _ => json(r#"{"id":"r2","permalink":"https://www.threads.net/@bakery/post/r2"}"#),
    };
    let bakery = Hand::new(threads(reply).await, "10074");
    let link = Some("https://www.threads.net/@bakery/post/r2");
    assert_eq!(bakery.reply("p1", "r1", "Thanks").await, done("r2", link));
    let form = &bakery.network.seen()[0].form;
    assert_eq!((form["reply_to_id"].as_str(), form["text"].as_str()), ("r1", "Thanks"));
    assert_eq!(form["media_type"], "TEXT");

    let calls = bakery.network.seen().len();
    let long = bakery.reply("p1", "r1", &"b".repeat(501)).await;
    assert_eq!(long, Published::Refused(content("too_long", "")));
    assert_eq!(bakery.network.seen().len(), calls);
}

#[tokio::test]
async fn a_reply_is_hidden_and_shown_but_not_liked() {
    let bakery = Hand::new(threads(|_| json(r#"{"success":true}"#)).await, "10074");
    let ways = bakery.network.adapter().ways();
    assert_eq!(ways.moderation, Moderation { reply: true, hide: true, like: false });
    assert_eq!(bakery.hide("r1", true).await, Ok(()));
    assert_eq!(bakery.hide("r1", false).await, Ok(()));
    assert_eq!(bakery.like("r1", true).await, Err(unsupported()));
    let seen = bakery.network.seen();
    assert_eq!(seen[0].line(), "POST /threads/v1.0/r1/manage_reply");
    assert_eq!((seen[0].form["hide"].as_str(), seen[1].form["hide"].as_str()), ("true", "false"));
}
