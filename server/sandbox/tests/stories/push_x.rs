//! What X tells by webhook: `oauth.revoke`, after the challenge-response check.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::receiver::{Receiver, SECRET, hmac, kinds, only};
use crate::support::{OSKAR, Sandbox};

#[tokio::test]
async fn an_address_proves_that_it_has_the_secret() {
    let sandbox = Sandbox::start().await;
    for answer in ["", "{}", r#"{"response_token":"sha256=AAAA"}"#] {
        let impostor = Receiver::open(move |_| (200, answer.to_owned())).await;
        let body = json!({ "client_id": "agency", "push_url": impostor.url }).to_string();
        let refused = sandbox.switch("x/clients/push", &body).await;
        assert_eq!(refused.status, 400, "{}", refused.text);
        let why = refused.json()["error"].as_str().unwrap().to_owned();
        assert!(why.ends_with("its answer is not the right response_token"), "{why}");
    }
    let mut receiver = Receiver::start().await;
    let url = Some(receiver.url.clone());
    sandbox.control.register_push("x", "agency", url.as_deref(), None).await.unwrap();
    let asked = receiver.next().await;
    assert_eq!((asked.method.as_str(), asked.query["crc_token"].is_empty()), ("GET", false));
}

#[tokio::test]
async fn a_removed_app_is_an_oauth_revoke() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::start().await;
    receiver.register(&sandbox, "x").await;
    sandbox.x_login("oskar").await;
    sandbox.control.cause("x", OSKAR, "remove-app").await.unwrap();

    let heard = receiver.next().await;
    let signature = format!("sha256={}", STANDARD.encode(hmac(SECRET, &heard.body)));
    assert_eq!(heard.header("x-twitter-webhooks-signature"), signature);
    assert_eq!(heard.header("content-type"), "application/json");
    let data = &heard.json()["data"];
    assert_eq!((&data["event_type"], &data["filter"]), (&json!("oauth.revoke"), &json!({})));
    assert!(!data["event_uuid"].as_str().unwrap().is_empty());
    assert_eq!(data["payload"]["user_id"], OSKAR);
    assert!(data["payload"]["app_id"].as_str().unwrap().parse::<u64>().is_ok());
    let at = data["payload"]["date_time"].as_str().unwrap();
    assert!(at.len() == 25 && at.ends_with("+00:00"), "{at}");
    assert_eq!(only(&sandbox).await.kind, "oauth.revoke");
}

#[tokio::test]
async fn of_nothing_else_x_tells() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::start().await;
    receiver.register(&sandbox, "x").await;
    sandbox.x_login("oskar").await;
    for cause in
        ["log-out", "checkpoint", "clear-checkpoint", "disable", "enable", "change-password"]
    {
        sandbox.control.cause("x", OSKAR, cause).await.unwrap();
    }
    assert_eq!(kinds(&sandbox).await, []);
}
