//! What ends access at Pinterest: one answer for everything, and another for what was never allowed.

use serde_json::json;

use crate::pinterest::{HENRIK, Pinterest, dead, person, refused};
use crate::support::basic;

#[tokio::test]
async fn every_death_is_the_same_answer() {
    for cause in ["change-password", "remove-app", "expire-tokens", "checkpoint", "disable"] {
        let pinterest = Pinterest::start().await;
        let (access, refresh) = pinterest.login().await;
        let henrik = pinterest.0.control.cause("pinterest", HENRIK, cause).await.unwrap();
        assert!(!henrik.grants[0].alive, "{cause}");
        assert_eq!(refused(&pinterest.get("user_account", &access).await), dead(), "{cause}");
        assert_eq!(refused(&pinterest.refresh(&refresh).await), dead(), "{cause}");
    }
}

#[tokio::test]
async fn signing_out_of_the_browser_kills_no_token() {
    let pinterest = Pinterest::start().await;
    let (access, _) = pinterest.login().await;
    pinterest.0.control.cause("pinterest", HENRIK, "log-out").await.unwrap();
    assert_eq!(pinterest.get("user_account", &access).await.status, 200);
}

#[tokio::test]
async fn a_blocked_account_cannot_agree_until_it_is_itself_again() {
    let pinterest = Pinterest::start().await;
    for (cause, cure) in [("checkpoint", "clear-checkpoint"), ("disable", "enable")] {
        pinterest.0.control.cause("pinterest", HENRIK, cause).await.unwrap();
        person("henrik").consent(&pinterest.dialog(&[])).await.unwrap_err();
        pinterest.0.control.cause("pinterest", HENRIK, cure).await.unwrap();
        let (access, _) = pinterest.login().await;
        assert_eq!(pinterest.get("user_account", &access).await.status, 200, "{cause}");
    }
}

#[tokio::test]
async fn a_permission_taken_back_is_code_3() {
    let pinterest = Pinterest::start().await;
    let (access, refresh) = pinterest.login().await;
    let path = |change: &str| format!("pinterest/people/{HENRIK}/{change}");
    let says = "Your token does not have sufficient permissions to perform this operation. Please ensure your token is \
                authorized with the correct set of scopes.";
    let forbidden = (401, 3, says.to_owned());
    for (scope, at) in
        [("user_accounts:read", "user_account"), ("boards:read", "boards"), ("pins:read", "pins")]
    {
        let which = json!({ "scope": scope }).to_string();
        pinterest.0.switch(&path("drop-permission"), &which).await;
        assert_eq!(refused(&pinterest.get(at, &access).await), forbidden, "{scope}");
        pinterest.0.switch(&path("restore-permission"), &which).await;
        assert_eq!(pinterest.get(at, &access).await.status, 200, "{scope}");
    }
    pinterest.0.switch(&path("drop-permission"), r#"{"scope":"pins:write"}"#).await;
    assert_eq!(refused(&pinterest.post("pins", &access, &json!({})).await), forbidden);
    let scope = pinterest.refresh(&refresh).await.json()["scope"].as_str().unwrap().to_owned();
    assert!(!scope.contains("pins:write"), "{scope}");
}

#[tokio::test]
async fn a_second_login_adds_to_what_was_approved() {
    let pinterest = Pinterest::start().await;
    pinterest.login().await;
    let dialog = pinterest.dialog(&[("scope", "ads:read")]);
    person("henrik").consent(&dialog).await.unwrap();
    let people = pinterest.0.control.people().await.unwrap();
    let henrik = people.into_iter().find(|it| it.id == HENRIK).unwrap();
    assert_eq!(henrik.grants[0].scopes.len(), 6);
}

#[tokio::test]
async fn ordinary_tokens_cannot_be_given_back() {
    let pinterest = Pinterest::start().await;
    let (access, _) = pinterest.login().await;
    let revoke = async |secret: &str, token: &str| {
        let basic = basic("agency", secret);
        let headers = [("authorization", basic.as_str())];
        let path = "/pinterest/v5/oauth/token/revoke";
        refused(&pinterest.0.form(path, &headers, &[("token", token)]).await)
    };
    assert_eq!(revoke("wrong", &access).await, dead());
    assert_eq!(revoke("secret", "pina_nonsense").await, dead());
    assert_eq!(revoke("secret", &access).await.1, 29);
    assert_eq!(pinterest.get("user_account", &access).await.status, 200);
}

#[tokio::test]
async fn trouble_comes_in_pinterests_words() {
    let pinterest = Pinterest::start().await;
    let (access, refresh) = pinterest.login().await;
    for (kind, status, code) in [("outage", 503, 11), ("rate-limit", 429, 8)] {
        pinterest.0.control.fault("pinterest", kind, 2).await.unwrap();
        person("henrik").consent(&pinterest.dialog(&[])).await.unwrap();
        let answer = refused(&pinterest.get("user_account", &access).await);
        assert_eq!((answer.0, answer.1), (status, code));
        assert_eq!(pinterest.refresh(&refresh).await.status, status, "and nothing was spent");
        assert_eq!(pinterest.get("user_account", &access).await.status, 200);
    }
    assert_eq!(pinterest.refresh(&refresh).await.status, 200);
}
