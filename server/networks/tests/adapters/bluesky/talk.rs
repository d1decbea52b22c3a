//! Reading back, answering, hiding, liking: records that are found again by their names.

use domain::verdict::Verdict;
use engine::ports::networks::{Moderation, Published, ReadBack};
use serde_json::{Value, json};

use super::world::{DID, OTHER, bluesky, calls, session};
use crate::{
    hand::{Hand, content},
    recorder::{Reply, Seen, json as ok, refusal},
};

const MISSING: &str = r#"{"error":"RecordNotFound","message":"Could not locate record"}"#;

async fn ada(reply: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> Hand {
    let network = bluesky(reply).await;
    let access = session(&network, "access-1");
    Hand::with(network, DID, access, &["atproto", "transition:generic"])
}

fn own() -> String {
    format!("at://{DID}/app.bsky.feed.post/mine")
}

fn comment() -> String {
    format!("at://{OTHER}/app.bsky.feed.post/c1")
}

/// A server with a reply to a post of Ada's, liked or not; it has the record `kept`, and takes every change.
async fn with(liked: Option<&'static str>, kept: Option<Value>) -> Hand {
    ada(move |seen| {
        Some(match seen.path.as_str() {
            "/xrpc/app.bsky.feed.getPosts" => {
                let root = json!({ "uri": own(), "cid": "root-cid" });
                let mut post = json!({ "uri": comment(), "cid": "c1-cid", "record": { "reply": { "root": root, "parent": root } } });
                if let Some(liked) = liked {
                    post["viewer"] = json!({ "like": liked });
                }
                ok(&json!({ "posts": [post] }).to_string())
            }
            "/xrpc/com.atproto.repo.getRecord" => match &kept {
                Some(kept) => ok(&kept.to_string()),
                None => refusal(400, MISSING),
            },
            "/xrpc/com.atproto.repo.createRecord" => {
                let uri = format!("at://{DID}/app.bsky.feed.post/{}", seen.json()["rkey"].as_str().unwrap());
                ok(&json!({ "uri": uri, "cid": "new" }).to_string())
            }
            _ => ok("{}"),
        })
    })
    .await
}

fn changed(hand: &Hand) -> Value {
    hand.network.seen().last().unwrap().json()
}

#[tokio::test]
async fn a_lost_post_is_looked_for_under_its_name() {
    let uri = format!("at://{DID}/app.bsky.feed.post/3kabc");
    let there = ada(move |_| Some(ok(&json!({ "uri": uri, "value": {} }).to_string()))).await;
    let Ok(ReadBack::There(post)) = there.read_back("Bread", None).await else { panic!() };
    assert_eq!(post.link.unwrap(), format!("https://bsky.app/profile/{DID}/post/3kabc"));
    assert_eq!(there.network.only().query["rkey"].len(), 13);

    let unnamed = r#"{"error":"InvalidRequest","message":"Could not locate record: at://x"}"#;
    let expired = r#"{"error":"ExpiredToken","message":"Token has expired"}"#;
    for (reply, expected) in [
        (refusal(400, MISSING), Some(ReadBack::NotThere)),
        (refusal(400, unnamed), Some(ReadBack::NotThere)),
        (refusal(400, expired), None),
        (refusal(500, MISSING), None),
        (ok("{}"), None),
        (Reply::Nothing, None),
    ] {
        let what = format!("{reply:?}");
        let ada = ada(move |_| Some(reply.clone())).await;
        assert_eq!(ada.read_back("Bread", None).await.ok(), expected, "{what}");
    }
}

#[tokio::test]
async fn an_answer_names_its_thread_and_what_it_answers() {
    let ada = with(None, None).await;
    let Published::Done(done) = ada.reply(&own(), &comment(), "Thanks").await else { panic!() };
    assert!(done.remote_id.starts_with(&format!("at://{DID}/app.bsky.feed.post/")));
    assert_eq!(calls(&ada.network), ["app.bsky.feed.getPosts", "com.atproto.repo.createRecord"]);
    let reply = json!({
        "root": { "uri": own(), "cid": "root-cid" },
        "parent": { "uri": comment(), "cid": "c1-cid" },
    });
    let first = changed(&ada);
    assert_eq!((&first["record"]["reply"], &first["record"]["text"]), (&reply, &json!("Thanks")));
    ada.reply(&own(), &comment(), "Thanks").await;
    assert_eq!(changed(&ada)["rkey"], first["rkey"], "twice is as once");
}

#[tokio::test]
async fn what_is_gone_cannot_be_answered() {
    let gone = ada(|_| Some(ok(r#"{"posts":[]}"#))).await;
    let refused = content("not_found", "");
    assert_eq!(gone.reply(&own(), &comment(), "Thanks").await, Published::Refused(refused.clone()));
    assert_eq!(gone.like(&comment(), true).await, Err(refused));
    let down = ada(|_| Some(Reply::Html(502))).await;
    let unavailable = crate::hand::closed(Verdict::Unavailable);
    assert_eq!(
        down.reply(&own(), &comment(), "Thanks").await,
        Published::Refused(unavailable.clone())
    );
    assert_eq!(down.like(&comment(), true).await, Err(unavailable));
}

#[tokio::test]
async fn a_like_has_one_name_however_often_it_is_given() {
    let ada = with(None, None).await;
    let ways = ada.network.adapter().ways();
    assert_eq!(ways.moderation, Moderation { reply: true, hide: true, like: true });
    assert_eq!(ada.like(&comment(), true).await, Ok(()));
    let given = changed(&ada);
    assert_eq!(given["record"]["subject"], json!({ "uri": comment(), "cid": "c1-cid" }));
    assert_eq!(ada.like(&comment(), false).await, Ok(()));
    let taken = changed(&ada);
    assert_eq!(
        (&taken["collection"], &taken["rkey"]),
        (&json!("app.bsky.feed.like"), &given["rkey"])
    );
    assert_eq!(
        calls(&ada.network),
        [
            "app.bsky.feed.getPosts",
            "com.atproto.repo.putRecord",
            "app.bsky.feed.getPosts",
            "com.atproto.repo.deleteRecord",
        ]
    );
}

#[tokio::test]
async fn a_like_given_elsewhere_is_kept_and_can_be_taken_back() {
    let ada =
        with(Some("at://did:plc:z72i7hdynmk6r22z27h6tvur/app.bsky.feed.like/theirs"), None).await;
    assert_eq!(ada.like(&comment(), true).await, Ok(()));
    assert_eq!(calls(&ada.network), ["app.bsky.feed.getPosts"]);
    assert_eq!(ada.like(&comment(), false).await, Ok(()));
    assert_eq!(changed(&ada)["rkey"], "theirs");
}

#[tokio::test]
async fn a_reply_is_hidden_by_the_gate_of_its_thread() {
    let ada = with(None, None).await;
    assert_eq!(ada.hide_below(&own(), &comment(), true).await, Ok(()));
    let made = changed(&ada);
    assert_eq!(
        (&made["collection"], &made["rkey"]),
        (&json!("app.bsky.feed.threadgate"), &json!("mine"))
    );
    assert_eq!(made["record"]["post"], own());
    assert_eq!(made["record"]["hiddenReplies"], json!([comment()]));
    assert_eq!(made["swapRecord"], Value::Null);
    assert_eq!(ada.hide_below(&own(), &comment(), false).await, Ok(()), "it is not hidden");

    let gate = json!({ "post": own(), "allow": [], "hiddenReplies": ["at://x", comment()] });
    let ada = with(None, Some(json!({ "uri": "at://g", "cid": "g-1", "value": gate }))).await;
    assert_eq!(ada.hide_below(&own(), &comment(), true).await, Ok(()));
    assert!(
        !calls(&ada.network).iter().any(|call| call.ends_with("putRecord")),
        "it is hidden already"
    );
    assert_eq!(ada.hide_below(&own(), &comment(), false).await, Ok(()));
    let changed = changed(&ada);
    assert_eq!(changed["record"]["hiddenReplies"], json!(["at://x"]));
    assert_eq!(changed["record"]["allow"], json!([]), "what else the gate says stays");
    assert_eq!(changed["swapRecord"], "g-1");
}

#[tokio::test]
async fn only_whoever_began_a_thread_hides_in_it() {
    let ada = with(None, None).await;
    let elsewhere = format!("at://{DID}/app.bsky.feed.post/answer");
    let refused = Err(content("not_own_thread", ""));
    assert_eq!(ada.hide_below(&elsewhere, &comment(), true).await, refused);
    assert_eq!(ada.hide_below(&comment(), &comment(), true).await, refused);
}
