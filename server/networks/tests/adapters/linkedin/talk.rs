//! Reading back, answering, liking.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{Moderation, Published, ReadBack};

use super::linkedin;
use crate::{
    hand::{Hand, closed, content, done, there, unsupported},
    recorder::{NOW, Recorder, Reply, Seen, json, refusal, token},
};

const COMMENT: &str = "urn:li:comment:(urn:li:activity:9,1)";
const ESCAPED: &str = "urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A9%2C1%29";
const DENIED: &str = r#"{"status":403,"serviceErrorCode":100,"code":"ACCESS_DENIED","message":"Not enough permissions"}"#;

fn with(network: Recorder) -> Hand {
    Hand::with(network, "1", token("AQV"), &["w_organization_social", "r_organization_social"])
}

async fn bakery(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Hand {
    with(linkedin(reply).await)
}

#[tokio::test]
async fn a_lost_post_is_found_behind_its_escapes() {
    let list = format!(
        r#"{{"elements":[{{"id":"urn:li:share:77","createdAt":{},"commentary":"Bread \\(fresh\\) {{hashtag|\\#|today}}\n\nhttps://ada.example/a\\_b"}}]}}"#,
        NOW.millis()
    );
    let bakery = bakery(move |_| json(&list)).await;
    let link = Some("https://ada.example/a_b");
    let found = bakery.read_back("Bread (fresh) #today", link).await;
    let seen_at = Some("https://www.linkedin.com/feed/update/urn:li:share:77");
    assert_eq!(found, Ok(there("urn:li:share:77", seen_at)));
    let request = bakery.network.only();
    assert_eq!(request.line(), "GET /linkedin/rest/posts");
    assert_eq!(request.query["q"], "author");
    assert_eq!(request.query["sortBy"], "CREATED");
    // How soon a post is listed nobody says.
    assert_eq!(bakery.read_back("Cake", link).await, Ok(ReadBack::CannotTell));
}

#[tokio::test]
async fn a_refusal_to_list_is_about_the_role() {
    let bakery = bakery(|_| refusal(403, DENIED)).await;
    let read = bakery.read_back("Bread", None).await;
    assert_eq!(read, Err(Verdict::Dead(Cause::RoleLost)));
}

#[tokio::test]
async fn a_comment_is_answered_as_the_organization() {
    let answer = r#"{"commentUrn":"urn:li:comment:(urn:li:activity:9,2)","id":"2"}"#;
    let in_a_header = Reply::Bare(201, vec![("x-restli-id", "2".into())]);
    for reply in [Reply::Json(201, answer.into()), in_a_header] {
        let bakery = bakery(move |_| reply.clone()).await;
        let replied = bakery.reply("urn:li:share:77", COMMENT, "Thanks").await;
        assert_eq!(replied, done("urn:li:comment:(urn:li:activity:9,2)", None));
        let request = bakery.network.only();
        assert_eq!(request.line(), format!("POST /linkedin/rest/socialActions/{ESCAPED}/comments"));
        let body = serde_json::json!({
            "actor": "urn:li:organization:1", "object": "urn:li:activity:9",
            "parentComment": COMMENT, "message": { "text": "Thanks" },
        });
        assert_eq!(request.json(), body);
    }
}

#[tokio::test]
async fn how_an_answer_can_end() {
    let refused = |refusal| Published::Refused(refusal);
    for (reply, expected) in [
        (
            refusal(404, r#"{"message":"Comment not found"}"#),
            refused(content("not_found", "Comment not found")),
        ),
        (
            refusal(400, r#"{"code":"PARAM_INVALID","message":"Too deep"}"#),
            refused(content("PARAM_INVALID", "Too deep")),
        ),
        (refusal(403, DENIED), refused(closed(Verdict::Dead(Cause::RoleLost)))),
        (refusal(500, "{}"), Published::Unknown),
        (Reply::Nothing, Published::Unknown),
        (json("{}"), Published::Unknown),
    ] {
        let what = format!("{reply:?}");
        let bakery = bakery(move |_| reply.clone()).await;
        assert_eq!(bakery.reply("urn:li:share:77", COMMENT, "Thanks").await, expected, "{what}");
    }
    let bakery = bakery(|_| json("{}")).await;
    assert_eq!(bakery.reply("p", "17", "Thanks").await, refused(content("not_found", "")));
    assert!(bakery.network.seen().is_empty());
}

#[tokio::test]
async fn a_comment_is_liked_and_that_taken_back_twice_as_once() {
    let reply = |status| move |_: &Seen| Reply::Bare(status, vec![]);
    for (liked, status, line) in [
        (true, 201, "POST /linkedin/rest/reactions".to_owned()),
        (true, 409, "POST /linkedin/rest/reactions".to_owned()),
        (
            false,
            204,
            format!(
                "DELETE /linkedin/rest/reactions/(actor:urn%3Ali%3Aorganization%3A1,entity:{ESCAPED})"
            ),
        ),
        (
            false,
            404,
            format!(
                "DELETE /linkedin/rest/reactions/(actor:urn%3Ali%3Aorganization%3A1,entity:{ESCAPED})"
            ),
        ),
    ] {
        let bakery = bakery(reply(status)).await;
        assert_eq!(bakery.like(COMMENT, liked).await, Ok(()));
        assert_eq!(bakery.network.only().line(), line);
    }
    let bakery = bakery(reply(404)).await;
    assert_eq!(bakery.like(COMMENT, true).await, Err(content("not_found", "")));
    assert_eq!(bakery.hide(COMMENT, true).await, Err(unsupported()));
    let ways = bakery.network.adapter().ways();
    assert_eq!(ways.moderation, Moderation { reply: true, hide: false, like: true });
}
