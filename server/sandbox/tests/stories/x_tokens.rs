//! X's token endpoint: codes, PKCE, rotation, revocation, and what kills tokens.

use serde_json::json;

use crate::support::{OSKAR, Sandbox, VERIFIER, X_CALLBACK, basic, pair, parameter, person};

fn dead_code() -> serde_json::Value {
    json!({ "error": "invalid_request", "error_description": "Value passed for the authorization code was invalid." })
}

fn dead_token() -> serde_json::Value {
    json!({ "error": "invalid_request", "error_description": "Value passed for the token was invalid." })
}

fn unauthorized() -> serde_json::Value {
    json!({ "title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized" })
}

#[tokio::test]
async fn a_code_becomes_two_tokens_once() {
    let sandbox = Sandbox::start().await;
    let code = sandbox.x_code("oskar").await;
    let answer = sandbox.x_redeem(&code, VERIFIER).await;
    let body = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!(
        (body["token_type"].as_str(), body["expires_in"].as_i64()),
        (Some("bearer"), Some(7200))
    );
    assert_eq!(body["scope"], "tweet.read users.read tweet.write offline.access");
    assert!(body["refresh_token"].is_string());
    let replay = sandbox.x_redeem(&code, VERIFIER).await;
    assert_eq!((replay.status, replay.json()), (400, dead_code()));
}

#[tokio::test]
async fn parameters_may_come_as_json() {
    let sandbox = Sandbox::start().await;
    let code = sandbox.x_code("oskar").await;
    let basic = basic("agency", "secret");
    let headers =
        [("authorization", basic.as_str()), ("content-type", "application/json;charset=UTF-8")];
    let body = json!({
        "grant_type": "authorization_code", "code": code, "redirect_uri": X_CALLBACK, "code_verifier": VERIFIER,
    });
    let answer = sandbox.send("POST", "/x/2/oauth2/token", &headers, body.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn the_verifier_must_fit_the_challenge() {
    let sandbox = Sandbox::start().await;
    let code = sandbox.x_code("oskar").await;
    let wrong = sandbox.x_redeem(&code, "another-verifier-that-is-long-enough-0123456789").await;
    assert_eq!(wrong.status, 400);
    assert_eq!(wrong.json()["error"], "invalid_request");
    let fields =
        [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", X_CALLBACK)];
    assert_eq!(sandbox.x_token(&fields).await.status, 400, "none at all");
    assert_eq!(sandbox.x_redeem(&code, VERIFIER).await.status, 200);
}

#[tokio::test]
async fn a_plain_challenge_is_the_verifier() {
    let sandbox = Sandbox::start().await;
    let dialog =
        sandbox.x_dialog(&[("code_challenge", VERIFIER), ("code_challenge_method", "plain")]);
    let callback = person("oskar", None).consent(&dialog).await.unwrap();
    assert_eq!(parameter(&callback, "state"), "the state");
    let answer = sandbox.x_redeem(&parameter(&callback, "code"), VERIFIER).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_code_lives_thirty_seconds() {
    let sandbox = Sandbox::start().await;
    let code = sandbox.x_code("oskar").await;
    sandbox.control.advance_clock(31).await.unwrap();
    let late = sandbox.x_redeem(&code, VERIFIER).await;
    assert_eq!((late.status, late.json()), (400, dead_code()));
}

#[tokio::test]
async fn a_code_belongs_to_one_client_and_one_address() {
    let sandbox = Sandbox::start().await;
    let uris = [X_CALLBACK.to_owned()];
    sandbox.control.register_client("x", "other", Some("secret"), &uris).await.unwrap();
    let code = sandbox.x_code("oskar").await;
    let fields = |uri: &'static str| {
        [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", uri),
            ("code_verifier", VERIFIER),
        ]
    };
    let other = basic("other", "secret");
    let foreign =
        sandbox.form("/x/2/oauth2/token", &[("authorization", &other)], &fields(X_CALLBACK)).await;
    assert_eq!((foreign.status, foreign.json()), (400, dead_code()));
    let elsewhere = sandbox.x_token(&fields("https://product.test/")).await;
    assert_eq!(elsewhere.status, 400);
    assert_eq!(sandbox.x_token(&fields(X_CALLBACK)).await.status, 200);
}

#[tokio::test]
async fn a_confidential_client_must_prove_itself() {
    let sandbox = Sandbox::start().await;
    let code = sandbox.x_code("oskar").await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", X_CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", "agency"),
    ];
    let expected = json!({ "error": "unauthorized_client", "error_description": "Missing valid authorization header" });
    let wrong = basic("agency", "wrong");
    for headers in [&[][..], &[("authorization", wrong.as_str())][..]] {
        let refused = sandbox.form("/x/2/oauth2/token", headers, &fields).await;
        assert_eq!((refused.status, refused.json()), (401, expected.clone()));
    }
}

#[tokio::test]
async fn a_public_client_only_names_itself() {
    let sandbox = Sandbox::start().await;
    sandbox.control.register_client("x", "phone", None, &[X_CALLBACK.to_owned()]).await.unwrap();
    let dialog = sandbox.x_dialog(&[("client_id", "phone"), ("scope", "tweet.read users.read")]);
    let callback = person("oskar", None).consent(&dialog).await.unwrap();
    let code = parameter(&callback, "code");
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", X_CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", "phone"),
    ];
    let answer = sandbox.form("/x/2/oauth2/token", &[], &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json().get("refresh_token"), None, "without offline.access");
}

#[tokio::test]
async fn a_refresh_token_works_once_and_its_replay_ends_the_family() {
    let sandbox = Sandbox::start().await;
    let (access, refresh) = sandbox.x_login("oskar").await;
    let second = sandbox.x_refresh(&refresh).await;
    assert_eq!(second.status, 200);
    let (new_access, new_refresh) = pair(&second);
    assert_ne!((&access, &refresh), (&new_access, &new_refresh));
    assert_eq!(
        sandbox.x_get("users/me", &access).await.status,
        200,
        "the older one runs out by itself"
    );

    let replay = sandbox.x_refresh(&refresh).await;
    assert_eq!((replay.status, replay.json()), (400, dead_token()));
    for token in [&access, &new_access] {
        assert_eq!(sandbox.x_get("users/me", token).await.json(), unauthorized());
    }
    assert_eq!(sandbox.x_refresh(&new_refresh).await.json(), dead_token());
}

#[tokio::test]
async fn two_logins_are_two_families() {
    let sandbox = Sandbox::start().await;
    let (first, spent) = sandbox.x_login("oskar").await;
    let (second, _) = sandbox.x_login("oskar").await;
    sandbox.x_refresh(&spent).await;
    sandbox.x_refresh(&spent).await;
    assert_eq!(sandbox.x_get("users/me", &first).await.status, 401);
    assert_eq!(sandbox.x_get("users/me", &second).await.status, 200);
}

#[tokio::test]
async fn an_access_token_lasts_two_hours_and_the_refresh_token_longer() {
    let sandbox = Sandbox::start().await;
    let (access, refresh) = sandbox.x_login("oskar").await;
    sandbox.control.advance_clock(7_199).await.unwrap();
    assert_eq!(sandbox.x_get("users/me", &access).await.status, 200);
    sandbox.control.advance_clock(10).await.unwrap();
    let dead = sandbox.x_get("users/me", &access).await;
    assert_eq!((dead.status, dead.json()), (401, unauthorized()));
    assert_eq!(dead.header("content-type"), "application/problem+json");
    sandbox.control.advance_clock(100 * 86_400).await.unwrap();
    let (access, _) = pair(&sandbox.x_refresh(&refresh).await);
    assert_eq!(sandbox.x_get("users/me", &access).await.status, 200);
}

#[tokio::test]
async fn giving_back_an_access_token_ends_it_and_a_refresh_token_its_family() {
    let sandbox = Sandbox::start().await;
    let (access, refresh) = sandbox.x_login("oskar").await;
    let header = basic("agency", "secret");
    let revoke = async |token: &str| {
        let headers = [("authorization", header.as_str())];
        sandbox.form("/x/2/oauth2/revoke", &headers, &[("token", token)]).await
    };
    assert_eq!(revoke(&access).await.json(), json!({ "revoked": true }));
    assert_eq!(sandbox.x_get("users/me", &access).await.status, 401);
    let (access, refresh) = pair(&sandbox.x_refresh(&refresh).await);
    assert_eq!(sandbox.x_get("users/me", &access).await.status, 200);
    assert_eq!(revoke(&refresh).await.json(), json!({ "revoked": true }));
    assert_eq!(sandbox.x_get("users/me", &access).await.status, 401);
    assert_eq!(sandbox.x_refresh(&refresh).await.json(), dead_token());
    assert_eq!(revoke("unknown").await.json(), json!({ "revoked": true }));
}

#[tokio::test]
async fn what_kills_kills_both_tokens() {
    for cause in ["change-password", "remove-app", "expire-tokens"] {
        let sandbox = Sandbox::start().await;
        let (access, refresh) = sandbox.x_login("oskar").await;
        let oskar = sandbox.control.cause("x", OSKAR, cause).await.unwrap();
        assert!(!oskar.grants[0].alive, "{cause}");
        assert_eq!(sandbox.x_get("users/me", &access).await.json(), unauthorized(), "{cause}");
        let refused = sandbox.x_refresh(&refresh).await;
        assert_eq!((refused.status, refused.json()), (400, dead_token()), "{cause}");
    }
}

#[tokio::test]
async fn a_suspended_or_locked_account_is_forbidden_while_it_lasts() {
    let sandbox = Sandbox::start().await;
    let (access, _) = sandbox.x_login("oskar").await;
    for (cause, cure) in [("disable", "enable"), ("checkpoint", "clear-checkpoint")] {
        sandbox.control.cause("x", OSKAR, cause).await.unwrap();
        let answer = sandbox.x_get("users/me", &access).await;
        assert_eq!(answer.status, 403, "{cause}");
        assert_eq!(answer.json()["type"], "https://api.x.com/2/problems/user-suspended", "{cause}");
        sandbox.control.cause("x", OSKAR, cure).await.unwrap();
        assert_eq!(sandbox.x_get("users/me", &access).await.status, 200, "{cure}");
    }
}

#[tokio::test]
async fn signing_out_of_the_browser_kills_no_token() {
    let sandbox = Sandbox::start().await;
    let (access, _) = sandbox.x_login("oskar").await;
    sandbox.control.cause("x", OSKAR, "log-out").await.unwrap();
    assert_eq!(sandbox.x_get("users/me", &access).await.status, 200);
}
