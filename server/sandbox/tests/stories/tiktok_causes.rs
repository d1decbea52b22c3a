//! What ends access at TikTok: nothing but the words "invalid" tells one cause from another.

use serde_json::json;

use crate::support::Reply;
use crate::tiktok::{MILA, TikTok, person, token_error};

fn code(answer: &Reply) -> (u16, String) {
    let body = answer.json();
    (answer.status, body["error"]["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn every_death_is_the_same_answer() {
    for cause in ["change-password", "remove-app", "expire-tokens", "checkpoint", "disable"] {
        let tiktok = TikTok::start().await;
        let (access, refresh) = tiktok.login().await;
        let mila = tiktok.0.control.cause("tiktok", MILA, cause).await.unwrap();
        assert!(!mila.grants[0].alive, "{cause}");
        assert!(!tiktok.alive(&access).await, "{cause}");
        let refused = token_error(&tiktok.refresh(&refresh).await);
        let expected = ("invalid_grant", "Refresh token is invalid or expired.");
        assert_eq!((refused.0.as_str(), refused.1.as_str()), expected, "{cause}");
    }
}

#[tokio::test]
async fn signing_out_of_the_browser_kills_no_token() {
    let tiktok = TikTok::start().await;
    let (access, _) = tiktok.login().await;
    tiktok.0.control.cause("tiktok", MILA, "log-out").await.unwrap();
    assert!(tiktok.alive(&access).await);
}

#[tokio::test]
async fn a_blocked_account_cannot_agree_until_it_is_itself_again() {
    let tiktok = TikTok::start().await;
    for (cause, cure) in [("checkpoint", "clear-checkpoint"), ("disable", "enable")] {
        tiktok.0.control.cause("tiktok", MILA, cause).await.unwrap();
        person("mila").consent(&tiktok.dialog(&[])).await.unwrap_err();
        tiktok.0.control.cause("tiktok", MILA, cure).await.unwrap();
        let (access, _) = tiktok.login().await;
        assert!(tiktok.alive(&access).await, "{cause}");
    }
}

#[tokio::test]
async fn a_permission_taken_back_shows_where_it_is_needed() {
    let tiktok = TikTok::start().await;
    let (access, refresh) = tiktok.login().await;
    let path = |change: &str| format!("tiktok/people/{MILA}/{change}");
    let denied = (401, "scope_not_authorized".to_owned());
    for (scope, at, body) in [
        ("video.list", "video/list/?fields=id", json!({})),
        ("video.publish", "post/publish/creator_info/query/", json!({})),
    ] {
        let which = json!({ "scope": scope }).to_string();
        tiktok.0.switch(&path("drop-permission"), &which).await;
        assert_eq!(code(&tiktok.post(at, &access, &body).await), denied, "{scope}");
        assert!(tiktok.alive(&access).await);
        tiktok.0.switch(&path("restore-permission"), &which).await;
        assert_eq!(tiktok.post(at, &access, &body).await.status, 200, "{scope}");
    }
    tiktok.0.switch(&path("drop-permission"), r#"{"scope":"user.info.stats"}"#).await;
    let stats = tiktok.get("user/info/?fields=open_id,follower_count", &access).await;
    assert_eq!(code(&stats), denied, "one field too many");
    let scope = tiktok.refresh(&refresh).await.json()["scope"].as_str().unwrap().to_owned();
    assert!(!scope.contains("user.info.stats"), "{scope}");
}

#[tokio::test]
async fn giving_back_removes_the_app() {
    let tiktok = TikTok::start().await;
    let (first, refresh) = tiktok.login().await;
    let (second, _) = tiktok.login().await;
    let revoke = async |secret: &str, token: &str| {
        let fields = [("client_key", "agency"), ("client_secret", secret), ("token", token)];
        tiktok.0.form("/tiktok/v2/oauth/revoke/", &[], &fields).await
    };
    assert_eq!(token_error(&revoke("wrong", &first).await).0, "invalid_client");
    assert_eq!(token_error(&revoke("secret", "").await).0, "invalid_request");
    let done = revoke("secret", &first).await;
    assert_eq!((done.status, done.json()), (200, json!({})));
    assert!(!tiktok.alive(&first).await && !tiktok.alive(&second).await, "all of the two");
    assert_eq!(token_error(&tiktok.refresh(&refresh).await).0, "invalid_grant");
    assert_eq!(token_error(&revoke("secret", &first).await).0, "invalid_grant");
}

#[tokio::test]
async fn trouble_comes_in_tiktoks_envelope() {
    let tiktok = TikTok::start().await;
    let (access, refresh) = tiktok.login().await;
    for (kind, status, expected) in
        [("outage", 500, "internal_error"), ("rate-limit", 429, "rate_limit_exceeded")]
    {
        tiktok.0.control.fault("tiktok", kind, 2).await.unwrap();
        person("mila").consent(&tiktok.dialog(&[])).await.unwrap();
        let answer = tiktok.get("user/info/?fields=open_id", &access).await;
        assert_eq!(code(&answer), (status, expected.to_owned()));
        assert_eq!(tiktok.refresh(&refresh).await.status, status, "and nothing was spent");
        assert!(tiktok.alive(&access).await);
    }
    assert_eq!(tiktok.refresh(&refresh).await.json().get("error"), None);
}
