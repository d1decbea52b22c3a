//! What Facebook, Instagram and Threads tell of their own accord: two callbacks with a signed request, and permissions by
//! webhook.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::instagram::CLARA;
use crate::meta::Shop;
use crate::receiver::{Heard, Receiver, SECRET, VERIFY, handshake, hmac, kinds, only};
use crate::support::{ADA, Sandbox};
use crate::threads::EMIL;

/// The payload of a signed request, where the signature is that of this secret.
pub(crate) fn signed(heard: &Heard, secret: &str) -> Option<Value> {
    assert_eq!(heard.method, "POST");
    assert_eq!(heard.header("content-type"), "application/x-www-form-urlencoded");
    let fields: Vec<_> = form_urlencoded::parse(heard.body.as_bytes()).into_owned().collect();
    let [(name, request)] = fields.as_slice() else { panic!("{fields:?}") };
    assert_eq!(name, "signed_request");
    let (signature, payload) = request.split_once('.').unwrap();
    let is_signed = URL_SAFE_NO_PAD.decode(signature).unwrap() == hmac(secret, payload);
    let payload = URL_SAFE_NO_PAD.decode(payload).unwrap();
    is_signed.then(|| serde_json::from_slice(&payload).unwrap())
}

async fn now(sandbox: &Sandbox) -> i64 {
    sandbox.get("/control/clock").await.json()["now"].as_i64().unwrap() / 1_000
}

async fn refused(sandbox: &Sandbox, network: &str, url: &str, word: Option<&str>) -> String {
    let body = json!({ "client_id": "agency", "push_url": url, "verify_token": word });
    let answer = sandbox.switch(&format!("{network}/clients/push"), &body.to_string()).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    let clients = sandbox.get("/control/clients").await.text;
    assert!(!clients.contains("push_url"), "it is not used: {clients}");
    answer.json()["error"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_webhook_must_know_its_word_and_say_the_challenge_back() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::start().await;
    let url = receiver.url.clone();
    let why = refused(&sandbox, "facebook", &url, None).await;
    assert!(why.contains("needs a verify_token"), "{why}");
    assert!(receiver.is_quiet());
    let why = refused(&sandbox, "facebook", &url, Some("another word")).await;
    assert!(why.ends_with("it answered with status 403"), "{why}");
    receiver.next().await;

    let parrot = Receiver::open(|_| (200, "1158201444".to_owned())).await;
    let why = refused(&sandbox, "facebook", &parrot.url, Some(VERIFY)).await;
    assert!(why.ends_with("its answer is not what it was asked to say back"), "{why}");

    sandbox.control.register_push("facebook", "agency", Some(&url), Some(VERIFY)).await.unwrap();
    let asked = receiver.next().await;
    assert_eq!(asked.method, "GET");
    assert_eq!(asked.query["hub.mode"], "subscribe");
    assert_eq!(asked.query["hub.verify_token"], VERIFY);
    assert!(asked.query["hub.challenge"].parse::<u64>().is_ok(), "a number: {asked:?}");
    assert_eq!(asked.query["for"], "agency", "what stood in the address still does");
    let clients = sandbox.get("/control/clients").await.json();
    let agency = clients.as_array().unwrap().iter().find(|it| it["network"] == "facebook");
    assert_eq!(agency.unwrap()["push_url"], url.as_str());
}

#[tokio::test]
async fn a_removed_app_is_told_by_a_signed_request() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::start().await;
    receiver.register(&sandbox, "facebook").await;
    let token = sandbox.facebook_login("ada", None).await;
    let me = sandbox.graph("me", &[("access_token", &token)]).await.json();
    let before = now(&sandbox).await;
    sandbox.control.cause("facebook", ADA, "remove-app").await.unwrap();

    let heard = receiver.next().await;
    let payload = signed(&heard, SECRET).unwrap();
    assert_eq!(payload["algorithm"], "HMAC-SHA256");
    assert_eq!(payload["user_id"], me["id"], "the id that this app knows");
    let issued_at = payload["issued_at"].as_i64().unwrap();
    assert!((before..=now(&sandbox).await).contains(&issued_at));
    assert_eq!(signed(&heard, "another secret"), None);

    let push = only(&sandbox).await;
    assert_eq!((push.kind.as_str(), push.person.as_str()), ("deauthorize", ADA));
    assert_eq!((push.status, push.tries, push.delivered), (Some(200), 1, true));
}

#[tokio::test]
async fn instagram_and_threads_tell_it_with_ids_of_their_own_kind() {
    for (shop, who, person) in
        [(Shop::instagram().await, "clara", CLARA), (Shop::threads().await, "emil", EMIL)]
    {
        let mut receiver = Receiver::start().await;
        receiver.register(&shop.sandbox, shop.network).await;
        let token = shop.long(who).await;
        let me = shop.get("me", &token, &[("fields", "id")]).await.json();
        shop.cause(person, "remove-app").await;
        let payload = signed(&receiver.next().await, SECRET).unwrap();
        let id = &payload["user_id"];
        assert_eq!(id.is_number(), shop.network == "instagram", "{payload}");
        assert_eq!(id.to_string().trim_matches('"'), me["id"].as_str().unwrap());
    }
}

#[tokio::test]
async fn a_word_given_with_a_callback_is_asked_for_too() {
    let shop = Shop::instagram().await;
    let receiver = Receiver::start().await;
    refused(&shop.sandbox, "instagram", &receiver.url, Some("another word")).await;
    let control = &shop.sandbox.control;
    let url = Some(receiver.url.as_str());
    control.register_push("instagram", "agency", url, Some(VERIFY)).await.unwrap();
}

#[tokio::test]
async fn a_request_to_delete_removes_the_app_and_demands_a_receipt() {
    let receipt = r#"{"url":"https://product.test/gone?id=c0de","confirmation_code":"c0de"}"#;
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::after(&[
        (200, "ok"),
        (200, r#"{"url":"https://product.test/gone","confirmation_code":"not a code!"}"#),
        (200, receipt),
    ])
    .await;
    receiver.register(&sandbox, "facebook").await;
    sandbox.facebook_login("ada", None).await;
    let ada = sandbox.control.cause("facebook", ADA, "request-deletion").await.unwrap();
    assert!(!ada.grants[0].alive);

    // Facebook tries a second time at once.
    let (first, second) = (receiver.next().await, receiver.next().await);
    assert_eq!(first.body, second.body);
    assert!(signed(&first, SECRET).is_some());
    let push = only(&sandbox).await;
    assert_eq!((push.kind.as_str(), push.delivered, push.tries), ("data-deletion", false, 2));
    assert!(push.trouble.unwrap().contains("confirmation_code"));

    let [push] = sandbox.control.retry_pushes().await.unwrap().try_into().unwrap();
    assert!(push.delivered, "{push:?}");
    assert_eq!(push.receipt.unwrap(), serde_json::from_str::<Value>(receipt).unwrap());
}

#[tokio::test]
async fn only_metas_networks_pass_requests_to_delete_on() {
    let sandbox = Sandbox::start().await;
    let path = format!("x/people/{}/request-deletion", crate::support::OSKAR);
    let answer = sandbox.switch(&path, "").await;
    assert_eq!(answer.status, 400, "{}", answer.text);
}

#[tokio::test]
async fn permissions_are_told_by_webhook_with_the_pages_they_are_for() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::start().await;
    receiver.register(&sandbox, "facebook").await;
    let token = sandbox.facebook_login("ada", Some(&["Bakery Brno"])).await;
    let me = sandbox.graph("me", &[("access_token", &token)]).await.json();
    for (given, verb) in [(false, "revoked"), (true, "granted")] {
        sandbox.control.permit("facebook", ADA, "pages_manage_posts", given).await.unwrap();
        let heard = receiver.next().await;
        let signature = format!("sha256={}", hex::encode(hmac(SECRET, &heard.body)));
        assert_eq!(heard.header("x-hub-signature-256"), signature);
        assert_eq!(heard.header("content-type"), "application/json");
        let body = heard.json();
        assert_eq!(body["object"], "permissions");
        let entry = &body["entry"][0];
        assert_eq!((&entry["id"], &entry["uid"]), (&me["id"], &me["id"]));
        assert!(entry["time"].is_i64());
        let value = json!({ "verb": verb, "target_ids": ["200020000000001"] });
        let change = json!({ "field": "pages_manage_posts", "value": value });
        assert_eq!(entry["changes"], json!([change]));
    }
    // A permission that nobody had says nothing, nor do the things of which Facebook tells nobody.
    sandbox.control.permit("facebook", ADA, "email", false).await.unwrap();
    for cause in ["log-out", "change-password", "checkpoint", "clear-checkpoint", "disable"] {
        sandbox.control.cause("facebook", ADA, cause).await.unwrap();
    }
    let told = ("permissions".to_owned(), true);
    assert_eq!(kinds(&sandbox).await, [told.clone(), told]);
}

#[tokio::test]
async fn an_address_can_come_with_the_registration() {
    let sandbox = Sandbox::start().await;
    let receiver = Receiver::open(|heard| handshake(heard).unwrap()).await;
    let body = |word: &str| {
        json!({
            "client_id": "second", "client_secret": SECRET, "redirect_uris": [],
            "push_url": receiver.url, "verify_token": word,
        })
        .to_string()
    };
    let answer = sandbox.switch("facebook/clients", &body("another word")).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    let known = sandbox.get("/control/clients").await.text;
    assert!(!known.contains("second"), "nothing is registered by halves");
    let answer = sandbox.switch("facebook/clients", &body(VERIFY)).await;
    assert_eq!((answer.status, answer.json()["push_url"].as_str()), (201, Some(&*receiver.url)));

    // Who registers again has not moved; who says that there is no address any more has.
    sandbox.control.register_client("facebook", "second", Some(SECRET), &[]).await.unwrap();
    assert!(sandbox.get("/control/clients").await.text.contains("push_url"));
    sandbox.control.register_push("facebook", "second", None, None).await.unwrap();
    assert!(!sandbox.get("/control/clients").await.text.contains("push_url"));
}
