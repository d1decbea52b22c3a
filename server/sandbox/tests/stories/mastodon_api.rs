//! Mastodon's API: the account, statuses, what is said below them, and notifications.

use serde_json::{Value, json};

use crate::mastodon::{GRETA, Instance, text};
use crate::support::Reply;

fn ids(list: &Reply) -> Vec<String> {
    list.json().as_array().unwrap().iter().map(|it| text(&it["id"])).collect()
}

/// The address of a neighbouring page, as a path below `/mastodon`.
fn link(list: &Reply, relation: &str) -> Option<String> {
    let wanted = format!("rel=\"{relation}\"");
    let part = list.header("link").split(", ").find(|part| part.ends_with(&wanted))?;
    let address = part.split_once('<').unwrap().1.split_once('>').unwrap().0;
    Some(address.split_once("/mastodon").unwrap().1.to_owned())
}

#[tokio::test]
async fn the_account_says_who_it_is() {
    let instance = Instance::start().await;
    let token = instance.login().await;
    let me = instance.get("/api/v1/accounts/verify_credentials", &token).await;
    assert_eq!(me.header("x-ratelimit-limit"), "300");
    assert_eq!(me.header("x-ratelimit-remaining"), "299");
    let reset = me.header("x-ratelimit-reset");
    assert!(reset.ends_with('Z') && reset.contains('T'), "{reset}");
    let me = me.json();
    assert_eq!((&me["id"], &me["username"]), (&json!(GRETA), &json!("greta")));
    assert_eq!((&me["acct"], &me["display_name"]), (&json!("greta"), &json!("Greta Holm")));
    assert_eq!(me["url"], format!("{}/mastodon/@greta", instance.sandbox.url));
    assert_eq!(me["source"]["privacy"], "public");
    let picture = text(&me["avatar"]);
    let picture = picture.strip_prefix(&instance.sandbox.url).unwrap();
    assert_eq!(instance.sandbox.get(picture).await.status, 200);
    let found = instance.get("/api/v1/accounts/lookup?acct=greta", &token).await.json();
    assert_eq!(found["id"], GRETA);
    let nobody = instance.get("/api/v1/accounts/1", &token).await;
    assert_eq!((nobody.status, nobody.json()), (404, json!({ "error": "Record not found" })));
}

#[tokio::test]
async fn a_status_is_published_once_for_a_key() {
    let instance = Instance::start().await;
    let token = instance.login().await;
    let first = instance.publish(&token, "key-1", &[("status", "Hello <world>\nagain")]).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let first = first.json();
    assert_eq!(first["content"], "<p>Hello &lt;world&gt;<br>again</p>");
    assert_eq!(first["application"]["name"], "Agency");
    let again = instance.publish(&token, "key-1", &[("status", "Hello <world>\nagain")]).await;
    assert_eq!(again.json()["id"], first["id"]);
    let other = instance.publish(&token, "key-2", &[("status", "Hello <world>\nagain")]).await;
    assert_ne!(other.json()["id"], first["id"]);
    instance.sandbox.control.advance_clock(3_601).await.unwrap();
    let late = instance.publish(&token, "key-1", &[("status", "Hello")]).await;
    assert_ne!(late.json()["id"], first["id"], "a key is remembered for an hour");
    let long = "x".repeat(501);
    for (fields, status, words) in [
        (&[("status", "  ")][..], 422, "Validation failed: Text can't be blank"),
        (
            &[("status", long.as_str())],
            422,
            "Validation failed: Text character limit of 500 exceeded",
        ),
        (
            &[("status", "Hi"), ("in_reply_to_id", "1")],
            404,
            "The post you are trying to reply to does not appear to exist.",
        ),
    ] {
        let refused = instance.publish(&token, "", fields).await;
        assert_eq!((refused.status, text(&refused.json()["error"])), (status, words.to_owned()));
    }
}

#[tokio::test]
async fn comments_and_replies_stand_in_the_context() {
    let instance = Instance::start().await;
    let token = instance.login().await;
    let post = text(&instance.publish(&token, "", &[("status", "News")]).await.json()["id"]);
    let path = format!("mastodon/channels/{GRETA}/add-comment");
    let comment = instance.sandbox.switch(&path, r#"{"text":"When?"}"#).await.json();
    let comment = text(&comment["id"]);
    let reply = [("status", "Tomorrow"), ("in_reply_to_id", comment.as_str())];
    let reply = instance.publish(&token, "", &reply).await.json();
    assert!(!reply["in_reply_to_account_id"].is_null());
    let reply = text(&reply["id"]);

    let context = instance.get(&format!("/api/v1/statuses/{post}/context"), &token).await.json();
    assert_eq!(context["ancestors"], json!([]));
    let below = context["descendants"].as_array().unwrap();
    assert_eq!(below.iter().map(|it| text(&it["id"])).collect::<Vec<_>>(), [&*comment, &*reply]);
    assert_eq!(below[0]["account"]["acct"], "eva_mala@elsewhere.example");
    assert_eq!(below[0]["in_reply_to_id"], json!(post));
    let context = instance.get(&format!("/api/v1/statuses/{reply}/context"), &token).await.json();
    let above = context["ancestors"].as_array().unwrap();
    assert_eq!(above.iter().map(|it| text(&it["id"])).collect::<Vec<_>>(), [&*post, &*comment]);
    let status = instance.get(&format!("/api/v1/statuses/{post}"), &token).await.json();
    assert_eq!(status["replies_count"], 1);
}

#[tokio::test]
async fn lists_lead_to_their_neighbours() {
    let instance = Instance::start().await;
    let token = instance.login().await;
    for words in ["one", "two"] {
        instance.publish(&token, "", &[("status", words)]).await;
        instance.sandbox.control.advance_clock(1).await.unwrap();
    }
    let all = instance.get(&format!("/api/v1/accounts/{GRETA}/statuses"), &token).await;
    let everything = ids(&all);
    assert_eq!(everything.len(), 5, "two beside the three of the past");
    assert!(link(&all, "next").is_none(), "the page was not full");
    let mut seen = Vec::new();
    let mut next = Some(format!("/api/v1/accounts/{GRETA}/statuses?limit=2&exclude_replies=true"));
    let mut second = None;
    while let Some(path) = next {
        let page = instance.get(&path, &token).await;
        second = second.or_else(|| (!seen.is_empty()).then(|| link(&page, "prev").unwrap()));
        seen.extend(ids(&page));
        next = link(&page, "next");
        assert!(next.iter().all(|next| next.contains("exclude_replies=true")));
    }
    assert_eq!(seen, everything);
    let above = instance.get(&second.unwrap(), &token).await;
    assert_eq!(ids(&above), &everything[..2], "back on the first page");
}

#[tokio::test]
async fn mentions_are_asked_for_since_the_last_one() {
    let instance = Instance::start().await;
    let token = instance.login().await;
    instance.publish(&token, "", &[("status", "News")]).await;
    let list = instance.get("/api/v1/notifications?types[]=mention&limit=1", &token).await;
    let since = ids(&list).remove(0);
    let path = format!("/api/v1/notifications?types[]=mention&since_id={since}");
    assert!(ids(&instance.get(&path, &token).await).is_empty());
    let switch = format!("mastodon/channels/{GRETA}/add-comment");
    instance.sandbox.switch(&switch, r#"{"text":"When?"}"#).await;
    let fresh = instance.get(&path, &token).await.json();
    assert_eq!(fresh.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&fresh[0]["type"], &fresh[0]["status"]["mentions"][0]["id"]),
        (&json!("mention"), &json!(GRETA))
    );
    assert!(text(&fresh[0]["status"]["content"]).ends_with("When?</p>"));
    let none = instance.get("/api/v1/notifications?exclude_types[]=mention", &token).await;
    assert_eq!(none.json(), json!([]));
}

#[tokio::test]
async fn trouble_speaks_as_mastodon() {
    let instance = Instance::start().await;
    let token = instance.login().await;
    let fault = async |kind: &str| {
        instance.sandbox.control.fault("mastodon", kind, 1).await.unwrap();
        instance.get("/api/v1/accounts/verify_credentials", &token).await
    };
    let busy = fault("rate-limit").await;
    assert_eq!((busy.status, busy.json()), (429, json!({ "error": "Too many requests" })));
    assert_eq!(busy.header("x-ratelimit-remaining"), "0");
    let down = fault("outage").await;
    let words = "There was a temporary problem serving your request, please try again";
    assert_eq!((down.status, down.json()), (503, json!({ "error": words })));
    instance.sandbox.control.fault("mastodon", "outage", 1).await.unwrap();
    assert_eq!(instance.sandbox.get("/mastodon/oauth/authorize").await.status, 400, "for people");
    assert_eq!(instance.redeem("x", &[]).await.status, 503);
    let nowhere: Value = instance.get("/api/v9/nothing", &token).await.json();
    assert_eq!(nowhere, json!({ "error": "Not Found" }));
}
