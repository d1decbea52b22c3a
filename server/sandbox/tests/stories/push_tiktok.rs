//! What TikTok tells by webhook: `authorization.removed`, and why.

use serde_json::{Value, json};

use crate::receiver::{Heard, Receiver, SECRET, hmac, kinds};
use crate::tiktok::{MILA, TikTok};

/// The body, where header and body are signed with the client's secret.
fn verified(heard: &Heard) -> Value {
    let header = heard.header("tiktok-signature");
    let (time, signature) = header.split_once(',').unwrap();
    let time = time.strip_prefix("t=").unwrap();
    let expected = hex::encode(hmac(SECRET, &format!("{time}.{}", heard.body)));
    assert_eq!(signature.strip_prefix("s=").unwrap(), expected);
    assert_eq!(heard.header("content-type"), "application/json");
    let body = heard.json();
    assert_eq!(body["create_time"].to_string(), time);
    body
}

#[tokio::test]
async fn a_removed_authorization_comes_with_its_reason() {
    let tiktok = TikTok::start().await;
    let mut receiver = Receiver::start().await;
    receiver.register(&tiktok.0, "tiktok").await;
    for (cause, reason) in [("remove-app", 1), ("disable", 4)] {
        let (access, _) = tiktok.login().await;
        let me = tiktok.get("user/info/?fields=open_id", &access).await.json();
        tiktok.0.control.cause("tiktok", MILA, cause).await.unwrap();
        let body = verified(&receiver.next().await);
        assert_eq!(body["client_key"], "agency");
        assert_eq!(body["event"], "authorization.removed");
        assert_eq!(body["user_openid"], me["data"]["user"]["open_id"]);
        let content: Value = serde_json::from_str(body["content"].as_str().unwrap()).unwrap();
        assert_eq!(content, json!({ "reason": reason }), "{cause}");
        assert!(!tiktok.alive(&access).await, "dead when it arrives");
    }
    // Who is disabled already is not told of twice, and coming back is no news.
    tiktok.0.control.cause("tiktok", MILA, "disable").await.unwrap();
    tiktok.0.control.cause("tiktok", MILA, "enable").await.unwrap();
    assert_eq!(kinds(&tiktok.0).await.len(), 2);
}

#[tokio::test]
async fn what_the_client_gives_back_is_told_as_well() {
    let tiktok = TikTok::start().await;
    let mut receiver = Receiver::start().await;
    receiver.register(&tiktok.0, "tiktok").await;
    let (access, _) = tiktok.login().await;
    let fields = [("client_key", "agency"), ("client_secret", SECRET), ("token", &*access)];
    tiktok.0.form("/tiktok/v2/oauth/revoke/", &[], &fields).await;
    let body = verified(&receiver.next().await);
    assert_eq!(body["content"], r#"{"reason": 5 }"#);
}

#[tokio::test]
async fn of_nothing_else_tiktok_tells() {
    let tiktok = TikTok::start().await;
    let mut receiver = Receiver::start().await;
    receiver.register(&tiktok.0, "tiktok").await;
    for cause in ["log-out", "expire-tokens", "checkpoint", "change-password"] {
        tiktok.login().await;
        tiktok.0.control.cause("tiktok", MILA, cause).await.unwrap();
        if cause == "checkpoint" {
            tiktok.0.control.cause("tiktok", MILA, "clear-checkpoint").await.unwrap();
        }
    }
    assert_eq!(kinds(&tiktok.0).await, []);
    assert!(receiver.is_quiet());
}
