//! Reading back, answering, hiding, liking.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{Moderation, Published, ReadBack};

use super::{EXPIRED, facebook};
use crate::{
    hand::{Hand, closed, content, done, there, unsupported},
    recorder::{Reply, Seen, json, refusal},
};

const GONE: &str = r#"{"error":{"message":"Unsupported post request. Object with ID '7_1' does not exist","type":"GraphMethodException","code":100,"error_subcode":33}}"#;

async fn page(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Hand {
    Hand::new(facebook(reply).await, "1")
}

#[tokio::test]
async fn a_post_whose_answer_was_lost_is_found_by_what_it_says() {
    let post = |id: &str, at: &str, says: &str| {
        format!(
            r#"{{"id":"{id}","created_time":"2026-11-23T{at}:00+0000","message":"{says}","permalink_url":"https://www.facebook.com/1/posts/{id}"}}"#
        )
    };
    let ours = post("1_7", "09:30", "Bread");
    let earlier = post("1_5", "09:28", "Bread");
    let other = post("1_6", "09:29", "Cake");
    let link = Some("https://www.facebook.com/1/posts/1_7");
    for (list, expected) in [
        (vec![&ours, &other, &earlier], there("1_7", link)),
        (vec![&other, &earlier], ReadBack::NotThere),
        (vec![], ReadBack::NotThere),
        (vec![&ours, &ours], ReadBack::CannotTell),
    ] {
        let list: Vec<_> = list.into_iter().cloned().collect();
        let body = format!(r#"{{"data":[{}]}}"#, list.join(","));
        let page = page(move |_| json(&body)).await;
        // The link of a post without a picture is no part of its text.
        assert_eq!(page.read_back("Bread", Some("https://a.example")).await, Ok(expected));
        let request = page.network.only();
        assert_eq!(request.line(), "GET /facebook/v26.0/1/published_posts");
        assert_eq!(request.query["since"], "1795426140", "a minute before the attempt");
    }
    let endless = r#"{"data":[{"id":"1","created_time":"2026-11-23T09:31:00+0000","message":"Cake"}],"paging":{"cursors":{"after":"a"},"next":"http://192.0.2.1/"}}"#;
    let page = page(move |_| json(endless)).await;
    assert_eq!(page.read_back("Bread", None).await, Ok(ReadBack::CannotTell));
    assert_eq!(page.network.seen().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_read_is_told_as_what_it_is() {
    for (reply, expected) in [
        (refusal(400, EXPIRED), Verdict::Dead(Cause::Expired)),
        (Reply::Html(200), Verdict::Unavailable),
        (Reply::Nothing, Verdict::Unavailable),
    ] {
        let page = page(move |_| reply.clone()).await;
        assert_eq!(page.read_back("Bread", None).await, Err(expected));
    }
}

#[tokio::test]
async fn a_comment_is_answered_on_its_edge() {
    let page = page(|_| json(r#"{"id":"7_2"}"#)).await;
    let ways = page.network.adapter().ways();
    assert_eq!(ways.moderation, Moderation { reply: true, hide: true, like: true });
    assert_eq!(page.reply("1_7", "7_1", "Thanks").await, done("7_2", None));
    let request = page.network.only();
    assert_eq!(request.line(), "POST /facebook/v26.0/7_1/comments");
    assert_eq!(request.form["message"], "Thanks");
}

#[tokio::test]
async fn how_an_answer_can_end() {
    let refused = |refusal| Published::Refused(refusal);
    let gone = "Unsupported post request. Object with ID '7_1' does not exist";
    for (reply, expected) in [
        (refusal(400, GONE), refused(content("100/33", gone))),
        (refusal(400, EXPIRED), refused(closed(Verdict::Dead(Cause::Expired)))),
        (refusal(429, "{}"), refused(closed(Verdict::Limited { until: None }))),
        (refusal(503, "{}"), Published::Unknown),
        (Reply::Html(200), Published::Unknown),
        (json("{}"), Published::Unknown),
        (Reply::Nothing, Published::Unknown),
    ] {
        let what = format!("{reply:?}");
        let page = page(move |_| reply.clone()).await;
        assert_eq!(page.reply("1_7", "7_1", "Thanks").await, expected, "{what}");
        assert_eq!(page.network.seen().len(), 1, "{what}");
    }
}

#[tokio::test]
async fn comments_are_hidden_and_liked_and_back() {
    let page = page(|_| json(r#"{"success":true}"#)).await;
    for hidden in [true, false] {
        assert_eq!(page.hide("7_1", hidden).await, Ok(()));
        assert_eq!(page.like("7_1", hidden).await, Ok(()));
    }
    let lines = page.lines();
    assert_eq!(
        lines,
        [
            "POST /facebook/v26.0/7_1",
            "POST /facebook/v26.0/7_1/likes",
            "POST /facebook/v26.0/7_1",
            "DELETE /facebook/v26.0/7_1/likes",
        ]
    );
    let seen = page.network.seen();
    assert_eq!(
        (seen[0].form["is_hidden"].as_str(), seen[2].form["is_hidden"].as_str()),
        ("true", "false")
    );
}

#[tokio::test]
async fn what_was_not_done_is_not_called_done() {
    for (reply, expected) in [
        (json(r#"{"success":false}"#), closed(Verdict::Unavailable)),
        (
            refusal(400, GONE),
            content("100/33", "Unsupported post request. Object with ID '7_1' does not exist"),
        ),
        (Reply::Nothing, closed(Verdict::Unavailable)),
    ] {
        let page = page(move |_| reply.clone()).await;
        assert_eq!(page.hide("7_1", true).await, Err(expected.clone()));
        assert_eq!(page.like("7_1", true).await, Err(expected));
    }
}

#[tokio::test]
async fn the_instagram_account_of_a_page_has_its_own_edges() {
    let network = facebook(|_| json(r#"{"success":true,"id":"17900"}"#)).await;
    let account = Hand::new(network, "instagram/17841400");
    assert_eq!(account.reply("m1", "c1", "Thanks").await, done("17900", None));
    assert_eq!(account.hide("c1", true).await, Ok(()));
    assert_eq!(account.like("c1", true).await, Err(unsupported()));
    let lines = account.lines();
    assert_eq!(lines, ["POST /facebook/v26.0/c1/replies", "POST /facebook/v26.0/c1"]);
    assert_eq!(account.network.seen()[1].form["hide"], "true");
}
