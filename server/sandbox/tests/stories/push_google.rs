//! What Google tells by Cross-Account Protection: signed security events about the login behind a channel.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::{Value, json};

use crate::receiver::{Heard, Receiver, kinds, only};
use crate::support::{Reply, Sandbox};
use crate::youtube::{HANA, code, login, redeem, start};

const RISC: &str = "https://schemas.openid.net/secevent/risc/event-type/";
const TOKENS_REVOKED: &str = "https://schemas.openid.net/secevent/oauth/event-type/tokens-revoked";

/// The claims of a token, where its signature is that of a key that Google publishes.
async fn verified(sandbox: &Sandbox, heard: &Heard) -> Option<Value> {
    assert_eq!(heard.method, "POST");
    assert_eq!(heard.header("content-type"), "application/secevent+jwt");
    let decode = |part: &Value| URL_SAFE_NO_PAD.decode(part.as_str().unwrap()).unwrap();
    let (message, signature) = heard.body.rsplit_once('.').unwrap();
    let (header, claims) = message.split_once('.').unwrap();
    let read = |part: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let header = read(header);
    assert_eq!((&header["alg"], &header["typ"]), (&json!("RS256"), &json!("secevent+jwt")));
    let keys = certs(sandbox).await.json();
    let keys = keys["keys"].as_array().unwrap().iter();
    let key = keys.clone().find(|key| key["kid"] == header["kid"]).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let is_googles = RsaPublicKeyComponents { n: decode(&key["n"]), e: decode(&key["e"]) }
        .verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature)
        .is_ok();
    is_googles.then(|| read(claims))
}

async fn certs(sandbox: &Sandbox) -> Reply {
    sandbox.get("/youtube/oauth2/v3/certs").await
}

/// The only event of a token: its name and what it says.
fn event(claims: &Value) -> (String, Value) {
    let events: Vec<_> = claims["events"].as_object().unwrap().iter().collect();
    let [(name, event)] = events.as_slice() else { panic!("{claims}") };
    ((*name).clone(), (*event).clone())
}

/// A sandbox, a receiver that takes events, and a login for a brand channel.
async fn listening() -> (Sandbox, Receiver) {
    let sandbox = start().await;
    let mut receiver =
        Receiver::open(|heard| (if heard.method == "POST" { 202 } else { 405 }, String::new()))
            .await;
    receiver.register(&sandbox, "youtube").await;
    login(&sandbox, "hana", "Prague Food Walks").await;
    (sandbox, receiver)
}

#[tokio::test]
async fn the_keys_are_where_google_has_them() {
    let sandbox = start().await;
    let answer = certs(&sandbox).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("cache-control").contains("max-age="));
    let key = &answer.json()["keys"][0];
    assert_eq!((&key["kty"], &key["alg"]), (&json!("RSA"), &json!("RS256")));
    let headers = [("host", "www.googleapis.com")];
    let real = sandbox.send("GET", "/oauth2/v3/certs", &headers, String::new()).await;
    assert_eq!(real.json()["keys"][0], *key, "under the real name as well");
    let known = sandbox.get("/youtube/.well-known/risc-configuration").await.json();
    assert_eq!(known["issuer"], "https://accounts.google.com/");
    assert_eq!(known["jwks_uri"], format!("{}/youtube/oauth2/v3/certs", sandbox.url));
}

#[tokio::test]
async fn an_address_must_take_a_verification_event() {
    let sandbox = start().await;
    let mut deaf = Receiver::open(|_| (404, String::new())).await;
    let body = json!({ "client_id": "agency", "push_url": deaf.url }).to_string();
    let refused = sandbox.switch("youtube/clients/push", &body).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    let why = refused.json()["error"].as_str().unwrap().to_owned();
    assert!(why.ends_with("it answered with status 404"), "{why}");
    let claims = verified(&sandbox, &deaf.next().await).await.unwrap();
    assert_eq!(claims["iss"], "https://accounts.google.com/");
    assert_eq!(claims["aud"], "agency");
    let (name, event) = event(&claims);
    assert_eq!(name, format!("{RISC}verification"));
    assert!(!event["state"].as_str().unwrap().is_empty());
    assert_eq!(kinds(&sandbox).await, [], "it says nothing about anybody");
}

#[tokio::test]
async fn a_removed_app_is_tokens_revoked_of_the_login() {
    let (sandbox, mut receiver) = listening().await;
    sandbox.control.cause("youtube", HANA, "remove-app").await.unwrap();
    let heard = receiver.next().await;
    let claims = verified(&sandbox, &heard).await.unwrap();
    assert_eq!(claims["iss"], "https://accounts.google.com/");
    assert_eq!(claims["aud"], "agency");
    assert!(claims["iat"].is_i64() && claims.get("exp").is_none(), "{claims}");
    assert!(!claims["jti"].as_str().unwrap().is_empty());
    let subject =
        json!({ "subject_type": "iss-sub", "iss": "https://accounts.google.com/", "sub": HANA });
    assert_eq!(event(&claims), (TOKENS_REVOKED.to_owned(), json!({ "subject": subject })));
    let push = only(&sandbox).await;
    assert_eq!((push.kind.as_str(), push.status), ("tokens-revoked", Some(202)));
    let again = sandbox.control.push_again(push.id).await.unwrap();
    assert_eq!((again.tries, receiver.next().await.body == heard.body), (2, true));
}

#[tokio::test]
async fn each_cause_has_its_events() {
    let (sandbox, mut receiver) = listening().await;
    for (cause, expected) in [
        ("change-password", &["account-credential-change-required", "sessions-revoked"][..]),
        ("disable", &["account-disabled"]),
        ("enable", &["account-enabled"]),
        ("log-out", &[]),
        ("checkpoint", &[]),
        ("clear-checkpoint", &[]),
        ("expire-tokens", &[]),
    ] {
        let before = kinds(&sandbox).await.len();
        sandbox.control.cause("youtube", HANA, cause).await.unwrap();
        let mut told = Vec::new();
        for _ in expected {
            let claims = verified(&sandbox, &receiver.next().await).await.unwrap();
            let (name, event) = event(&claims);
            assert_eq!(event["subject"]["sub"], HANA);
            assert_eq!(event.get("reason").is_some(), cause == "disable");
            told.push(name.strip_prefix(RISC).unwrap().to_owned());
        }
        told.sort();
        assert_eq!(told, expected, "{cause}");
        assert_eq!(kinds(&sandbox).await.len(), before + expected.len(), "{cause}");
    }
}

#[tokio::test]
async fn who_sees_neither_profile_nor_address_hears_nothing() {
    let sandbox = start().await;
    let mut receiver = Receiver::open(|_| (202, String::new())).await;
    receiver.register(&sandbox, "youtube").await;
    let scopes = [("scope", "openid https://www.googleapis.com/auth/youtube.readonly")];
    let code = code(&sandbox, "hana", Some("Prague Food Walks"), &scopes).await;
    assert_eq!(redeem(&sandbox, &code).await.status, 200);
    sandbox.control.cause("youtube", HANA, "remove-app").await.unwrap();
    assert_eq!(kinds(&sandbox).await, []);
}

#[tokio::test]
async fn a_forged_event_is_signed_by_nobody() {
    let (sandbox, mut receiver) = listening().await;
    let push = sandbox.control.forge_push("youtube", "agency", HANA).await.unwrap();
    assert_eq!((push.kind.as_str(), push.forged), ("tokens-revoked", true));
    assert_eq!(verified(&sandbox, &receiver.next().await).await, None);
}
