//! Bluesky's pushed requests, dialog, codes, refresh tokens and what ends them.

use serde_json::json;

use crate::bluesky::{CALLBACK, IRIS, Key, Pds, Publisher, iris, pair, refusal, text, word};
use crate::browser::Browser;
use crate::support::{VERIFIER, challenge, parameter, query};

const DAY: i64 = 86_400;

fn grant(words: &str) -> (u16, String, String) {
    (400, "invalid_grant".to_owned(), words.to_owned())
}

fn dead() -> (u16, String, String) {
    (401, "invalid_token".to_owned(), "Invalid token".to_owned())
}

#[tokio::test]
async fn a_login_by_the_whole_way() {
    let pds = Pds::start().await;
    let pushed = pds.push(&[]).await;
    assert_eq!((pushed.status, &pushed.json()["expires_in"]), (201, &json!(300)));
    let (code, verifier) = pds.code().await;
    assert!(code.starts_with("cod-"));
    let answer = pds.redeem(&(code, verifier)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let tokens = answer.json();
    assert_eq!((&tokens["token_type"], &tokens["sub"]), (&json!("DPoP"), &json!(IRIS)));
    assert_eq!(
        (&tokens["scope"], &tokens["expires_in"]),
        (&json!("atproto transition:generic"), &json!(3600))
    );
    let (access, refresh) = pair(&answer);
    let session = pds.get("com.atproto.server.getSession", &access).await.json();
    assert_eq!(session, json!({ "handle": "iris.pds.localhost", "did": IRIS, "active": true }));
    let next = pds.refresh(&refresh).await;
    assert_eq!(next.json()["sub"], IRIS);
    assert_eq!(pds.fate(&access).await, dead(), "replaced");
    assert_eq!(pds.fate(&pair(&next).0).await.0, 200);
}

#[tokio::test]
async fn a_request_must_be_pushed_and_complete() {
    let pds = Pds::start().await;
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("redirect_uri", "http://127.0.0.1:3000/other", "invalid_request"),
        ("redirect_uri", "https://product.test/", "invalid_request"),
        ("state", "", "invalid_request"),
        ("scope", "transition:generic", "invalid_scope"),
        ("scope", "atproto transition:email", "invalid_scope"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("prompt", "never", "invalid_request"),
        ("prompt", "none", "consent_required"),
        ("login_hint", "not a handle", "invalid_request"),
        ("response_mode", "fragment", "invalid_request"),
        ("dpop_jkt", "another-key", "invalid_token"),
    ] {
        let refused = pds.push(&[(name, value)]).await;
        assert_eq!(refused.json()["error"], error, "{name}={value}: {}", refused.text);
    }
    let direct = query(&[
        ("client_id", &pds.client_id),
        ("response_type", "code"),
        ("redirect_uri", CALLBACK),
        ("scope", "atproto"),
    ]);
    let mut browser = Browser::new(&pds.sandbox);
    let page = browser.open(&format!("{}/oauth/authorize?{direct}", pds.base())).await;
    assert_eq!(page.status, 400);
    assert!(page.text.contains("must be pushed"));
    let page = browser.open(&pds.dialog_of("urn:ietf:params:oauth:request_uri:req-0")).await;
    assert!(page.text.contains("Unknown request_uri"));
    let late = pds.dialog(&[]).await;
    pds.sandbox.control.advance_clock(301).await.unwrap();
    assert!(browser.open(&late).await.text.contains("Unknown request_uri"));
}

#[tokio::test]
async fn the_answer_names_the_issuer_also_when_it_is_no() {
    let pds = Pds::start().await;
    let callback = iris().consent(&pds.dialog(&[]).await).await.unwrap();
    assert!(callback.starts_with(CALLBACK));
    assert_eq!(parameter(&callback, "iss"), pds.base());
    assert_eq!(parameter(&callback, "state"), "the state");
    let mut browser = Browser::new(&pds.sandbox);
    let page = browser.open(&pds.dialog(&[]).await).await;
    let left = browser.press(&page, "cancel", &[]).await;
    let left = left.header("location");
    assert_eq!(parameter(left, "error"), "access_denied");
    assert_eq!(parameter(left, "iss"), pds.base());
}

#[tokio::test]
async fn a_hint_names_the_account_and_a_prompt_the_manner() {
    let pds = Pds::start().await;
    let mut browser = Browser::new(&pds.sandbox);
    let page = browser.open(&pds.dialog(&[("login_hint", "iris.pds.localhost")]).await).await;
    assert!(page.text.contains("value=\"iris@bluesky.test\""));
    let login = [("login", "iris@bluesky.test"), ("password", "iris-demo")];
    assert!(browser.press(&page, "log-in", &login).await.text.contains("Iris Vondra"));
    let page = browser.open(&pds.dialog(&[("login_hint", IRIS)]).await).await;
    assert!(page.text.contains("Continue as Iris Vondra?"));
    let page = browser.open(&pds.dialog(&[("prompt", "login")]).await).await;
    assert!(page.text.contains("Type the password again"));
    let page = browser.open(&pds.dialog(&[("login_hint", "Callum.pds.localhost")]).await).await;
    assert!(page.text.contains("value=\"callum@bluesky.test\""), "another account was asked for");
    let meant = browser.press(&page, "log-in", &login).await;
    assert!(meant.text.contains("Continue as Iris Vondra?"), "the person may insist");
}

#[tokio::test]
async fn a_confidential_client_hears_that_there_must_be_a_dialog() {
    let key = Key::number(7);
    let publisher = Publisher::confidential(&key).await;
    let pds = Pds::with(publisher.url.clone(), Some(key)).await;
    let mut browser = Browser::new(&pds.sandbox);
    let gone = browser.open(&pds.dialog(&[("prompt", "none")]).await).await;
    assert_eq!(parameter(gone.header("location"), "error"), "login_required");
    let page = browser.open(&pds.dialog(&[]).await).await;
    assert!(page.text.contains("<strong>Agency</strong>"), "by its name");
    browser
        .press(&page, "log-in", &[("login", "iris@bluesky.test"), ("password", "iris-demo")])
        .await;
    let gone = browser.open(&pds.dialog(&[("prompt", "none")]).await).await;
    assert_eq!(parameter(gone.header("location"), "error"), "consent_required");
    assert_eq!(parameter(gone.header("location"), "iss"), pds.base());
}

#[tokio::test]
async fn a_code_is_gone_once_it_is_shown() {
    let pds = Pds::start().await;
    let (code, verifier) = pds.code().await;
    let wrong = (code.clone(), format!("{VERIFIER}-wrong"));
    assert_eq!(refusal(&pds.redeem(&wrong).await), grant("Invalid code_verifier"));
    assert_eq!(refusal(&pds.redeem(&(code, verifier)).await), grant("Invalid code"));

    let used = pds.code().await;
    let (access, refresh) = pair(&pds.redeem(&used).await);
    assert_eq!(refusal(&pds.redeem(&used).await), grant("Invalid code"));
    assert_eq!(pds.fate(&access).await, dead(), "what the code became ended");
    assert_eq!(refusal(&pds.refresh(&refresh).await), grant("Invalid refresh token"));

    let late = pds.code().await;
    pds.sandbox.control.advance_clock(301).await.unwrap();
    assert_eq!(refusal(&pds.redeem(&late).await), grant("This code has expired"));
    let short = (pds.code().await.0, "short".to_owned());
    assert_eq!(refusal(&pds.redeem(&short).await), grant("code_verifier too short"));

    let verifier = format!("{VERIFIER}-{}", word());
    let challenge = challenge(&verifier);
    for answer in [None, Some("Code challenge already used")] {
        let dialog = pds.dialog(&[("code_challenge", &challenge)]).await;
        let code = parameter(&iris().consent(&dialog).await.unwrap(), "code");
        let redeemed = pds.redeem(&(code, verifier.clone())).await;
        assert_eq!(redeemed.json()["error_description"].as_str(), answer);
    }
}

#[tokio::test]
async fn a_refresh_token_works_once_and_a_replay_ends_the_session() {
    let pds = Pds::start().await;
    let (_, first) = pds.login().await;
    let (access, second) = pair(&pds.refresh(&first).await);
    assert_eq!(refusal(&pds.refresh(&first).await), grant("Refresh token replayed"));
    assert_eq!(pds.fate(&access).await, dead());
    assert_eq!(refusal(&pds.refresh(&second).await), grant("Invalid refresh token"));
    assert_eq!(refusal(&pds.refresh(&first).await), grant("Invalid refresh token"));
    assert_eq!(refusal(&pds.refresh("ref-unknown").await), grant("Invalid refresh token"));
}

#[tokio::test]
async fn a_public_session_lasts_two_weeks() {
    let pds = Pds::start().await;
    let (access, refresh) = pds.login().await;
    pds.sandbox.control.advance_clock(3_601).await.unwrap();
    let expired = "\"exp\" claim timestamp check failed".to_owned();
    assert_eq!(pds.fate(&access).await, (401, "invalid_token".to_owned(), expired));
    let answer = pds.get("com.atproto.server.getSession", &access).await;
    assert_eq!(answer.header("www-authenticate"), "DPoP algs=\"ES256\", error=\"invalid_token\"");
    pds.sandbox.control.advance_clock(13 * DAY).await.unwrap();
    let (_, refresh) = pair(&pds.refresh(&refresh).await);
    pds.sandbox.control.advance_clock(DAY).await.unwrap();
    assert_eq!(refusal(&pds.refresh(&refresh).await), grant("Session expired"), "however busy");
}

#[tokio::test]
async fn a_confidential_session_is_refreshed_within_three_months_for_two_years() {
    let key = Key::number(7);
    let publisher = Publisher::confidential(&key).await;
    let mut pds = Pds::with(publisher.url.clone(), Some(key)).await;
    let (_, mut refresh) = pds.login().await;
    for _ in 0..8 {
        pds.sandbox.control.advance_clock(91 * DAY).await.unwrap();
        let next = pds.refresh(&refresh).await;
        assert_eq!(next.status, 200, "{}", next.text);
        refresh = pair(&next).1;
    }
    pds.sandbox.control.advance_clock(4 * DAY).await.unwrap();
    assert_eq!(refusal(&pds.refresh(&refresh).await), grant("Session expired"));
    let (_, refresh) = pds.login().await;
    pds.sandbox.control.advance_clock(92 * DAY).await.unwrap();
    assert_eq!(refusal(&pds.refresh(&refresh).await), grant("Session expired"), "unused too long");

    let (_, refresh) = pds.login().await;
    let other = Key::number(8);
    publisher.set("jwks", json!({ "keys": [other.named("one")] }));
    pds.client_key = Some(other);
    let (_, error, words) = refusal(&pds.refresh(&refresh).await);
    assert_eq!(error, "invalid_grant");
    assert!(words.contains("a different key"), "{words}");
    assert_eq!(refusal(&pds.refresh(&refresh).await), grant("Invalid refresh token"));
}

#[tokio::test]
async fn giving_any_token_back_ends_the_session() {
    let pds = Pds::start().await;
    let (access, refresh) = pds.login().await;
    for token in [&access, &refresh, "unknown"] {
        let answer = pds.post("/oauth/revoke", &[("token", token)]).await;
        assert_eq!((answer.status, answer.json()), (200, json!({})));
    }
    assert_eq!(pds.fate(&access).await, dead());
    assert_eq!(refusal(&pds.refresh(&refresh).await), grant("Invalid refresh token"));
}

#[tokio::test]
async fn what_a_person_does_ends_sessions() {
    let pds = Pds::start().await;
    let people = &pds.sandbox.control;
    for cause in ["remove-app", "expire-tokens", "log-out", "change-password"] {
        let (access, refresh) = pds.login().await;
        people.cause("bluesky", IRIS, cause).await.unwrap();
        let (fate, refreshed) = (pds.fate(&access).await, refusal(&pds.refresh(&refresh).await));
        match cause {
            "log-out" => assert_eq!((fate.0, refreshed.0), (200, 200), "a browser's session"),
            "expire-tokens" => {
                assert_eq!(fate.1, "invalid_token");
                assert_eq!(refreshed, grant("Session expired"));
            }
            _ => assert_eq!((fate, refreshed), (dead(), grant("Invalid refresh token")), "{cause}"),
        }
    }
    assert!(iris().consent(&pds.dialog(&[]).await).await.is_err(), "the password is another");
}

#[tokio::test]
async fn an_account_taken_down_or_deactivated_comes_back() {
    let pds = Pds::start().await;
    let people = &pds.sandbox.control;
    let (access, refresh) = pds.login().await;
    people.cause("bluesky", IRIS, "disable").await.unwrap();
    let words = "Account has been taken down".to_owned();
    assert_eq!(pds.fate(&access).await, (401, "AccountTakedown".to_owned(), words));
    assert_eq!(refusal(&pds.refresh(&refresh).await), grant("Invalid refresh token"));
    assert!(iris().consent(&pds.dialog(&[]).await).await.is_err());
    people.cause("bluesky", IRIS, "enable").await.unwrap();
    assert_eq!(pds.fate(&access).await.0, 200);

    people.cause("bluesky", IRIS, "checkpoint").await.unwrap();
    let session = pds.get("com.atproto.server.getSession", &access).await.json();
    assert_eq!((&session["active"], &session["status"]), (&json!(false), &json!("deactivated")));
    let record = json!({ "text": "Hello", "createdAt": "2026-11-25T12:00:00.000Z" });
    let refused = pds.publish(&access, &record).await;
    assert_eq!(
        (refused.status, text(&refused.json()["error"])),
        (401, "AccountDeactivated".to_owned())
    );
    people.cause("bluesky", IRIS, "clear-checkpoint").await.unwrap();
    assert_eq!(pds.publish(&access, &record).await.status, 200);
    assert_eq!(pds.refresh(&refresh).await.status, 200);
}
