//! Google's dialog, and what the stories of YouTube share: a client, a login for one identity, and calls with its token.

use axum::body::Body;
use sandbox::person::Person;
use serde_json::{Value, json};

use crate::browser::{Browser, between, ticks};
use crate::support::{Reply, Sandbox, parameter, query};

pub(crate) const CALLBACK: &str = "https://product.test/oauth/youtube/callback";
pub(crate) const HANA: &str = "108214400000000000001";
pub(crate) const WALKS: &str = "UCe5RtYw8sN1cGj3KuVf6MxQ";
pub(crate) const SAILING: &str = "UCz0HbLp4oD9iSa7EyTr2CkJ";
pub(crate) const SCOPES: &str = "openid email profile https://www.googleapis.com/auth/youtube.readonly \
    https://www.googleapis.com/auth/youtube.upload https://www.googleapis.com/auth/youtube.force-ssl \
    https://www.googleapis.com/auth/yt-analytics.readonly";

pub(crate) async fn start() -> Sandbox {
    let sandbox = Sandbox::start().await;
    let uris = [CALLBACK.to_owned()];
    sandbox.control.register_client("youtube", "agency", Some("secret"), &uris).await.unwrap();
    sandbox
}

pub(crate) fn dialog(sandbox: &Sandbox, fields: &[(&str, &str)]) -> String {
    let mut all = vec![
        ("response_type", "code"),
        ("client_id", "agency"),
        ("redirect_uri", CALLBACK),
        ("state", "the state"),
        ("scope", SCOPES),
        ("access_type", "offline"),
    ];
    all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    all.extend(fields);
    format!("{}/youtube/o/oauth2/v2/auth?{}", sandbox.url, query(&all))
}

pub(crate) fn google(who: &str, channel: Option<&str>) -> Person {
    Person {
        login: format!("{who}@youtube.test"),
        password: format!("{who}-demo"),
        tick: channel.map(|name| vec![name.to_owned()]),
    }
}

pub(crate) async fn code(
    sandbox: &Sandbox,
    who: &str,
    channel: Option<&str>,
    fields: &[(&str, &str)],
) -> String {
    let callback = google(who, channel).consent(&dialog(sandbox, fields)).await.unwrap();
    parameter(&callback, "code")
}

pub(crate) async fn token(sandbox: &Sandbox, fields: &[(&str, &str)]) -> Reply {
    let mut all = vec![("client_id", "agency"), ("client_secret", "secret")];
    all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    all.extend(fields);
    sandbox.form("/youtube/token", &[], &all).await
}

pub(crate) async fn redeem(sandbox: &Sandbox, code: &str) -> Reply {
    let fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
    token(sandbox, &fields).await
}

pub(crate) async fn refresh(sandbox: &Sandbox, refresh: &str) -> Reply {
    token(sandbox, &[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await
}

/// Access and refresh token of one identity, by the whole way.
pub(crate) async fn login(sandbox: &Sandbox, who: &str, channel: &str) -> (String, String) {
    let code = code(sandbox, who, Some(channel), &[("prompt", "consent")]).await;
    let answer = redeem(sandbox, &code).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    crate::support::pair(&answer)
}

pub(crate) async fn get(sandbox: &Sandbox, path: &str, access: &str) -> Reply {
    let bearer = format!("Bearer {access}");
    let headers = [("authorization", bearer.as_str())];
    sandbox.send("GET", &format!("/youtube/{path}"), &headers, Body::empty()).await
}

pub(crate) async fn post(sandbox: &Sandbox, path: &str, access: &str, body: &Value) -> Reply {
    let bearer = format!("Bearer {access}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    sandbox.send("POST", &format!("/youtube/{path}"), &headers, body.to_string()).await
}

/// The answer to "which channel am I".
pub(crate) async fn mine(sandbox: &Sandbox, access: &str) -> Reply {
    get(sandbox, "youtube/v3/channels?part=id,snippet,statistics&mine=true", access).await
}

/// Status and reason of an error in the form of the APIs.
pub(crate) fn reason(reply: &Reply) -> (u16, String) {
    let body = reply.json();
    assert_eq!(body["error"]["code"], reply.status, "{}", reply.text);
    let reason = body["error"]["errors"][0]["reason"].as_str().unwrap_or_default().to_owned();
    (reply.status, reason)
}

/// Status, error and description of an error in the form of OAuth.
pub(crate) fn oauth(reply: &Reply) -> (u16, String, String) {
    let body = reply.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (reply.status, text("error"), text("error_description"))
}

#[tokio::test]
async fn whatever_is_wrong_stays_at_google() {
    let sandbox = start().await;
    let faults = [
        ("client_id", "nobody", 401, "invalid_client"),
        ("client_id", "", 400, "invalid_request"),
        (
            "redirect_uri",
            "https://product.test/oauth/youtube/callback/",
            400,
            "redirect_uri_mismatch",
        ),
        ("redirect_uri", "", 400, "invalid_request"),
        ("response_type", "banana", 400, "unsupported_response_type"),
        ("response_type", "", 400, "invalid_request"),
        ("scope", "", 400, "invalid_request"),
        ("scope", "https://www.googleapis.com/auth/youtube,email", 400, "invalid_scope"),
        ("access_type", "forever", 400, "invalid_request"),
        ("prompt", "login", 400, "invalid_request"),
        ("prompt", "none consent", 400, "invalid_request"),
    ];
    for (name, value, status, error) in faults {
        let page = Browser::new(&sandbox).open(&dialog(&sandbox, &[(name, value)])).await;
        assert_eq!((page.status, page.header("location")), (status, ""), "{name}={value}");
        assert!(page.text.contains(error), "{name}={value}: {}", page.text);
    }
    let method = [("code_challenge", "x"), ("code_challenge_method", "s256")];
    assert_eq!(Browser::new(&sandbox).open(&dialog(&sandbox, &method)).await.status, 400);
}

#[tokio::test]
async fn the_person_picks_one_channel() {
    let sandbox = start().await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&dialog(&sandbox, &[])).await;
    let fields = [("login", "hana@youtube.test"), ("password", "hana-demo")];
    let consent = browser.press(&page, "log-in", &fields).await;
    let names: Vec<String> = ticks(&consent).into_iter().map(|(name, _)| name).collect();
    let channels = &names[names.len() - 3..];
    assert_eq!(channels, ["Hana Benes", "Prague Food Walks", "Vltava Sailing School"]);
    assert_eq!(consent.text.matches("type=\"radio\"").count(), 3);
    let back = browser.press(&consent, "continue", &[("channel", WALKS), ("scope", "x")]).await;
    let location = back.header("location");
    assert_eq!((back.status, parameter(location, "state").as_str()), (303, "the state"));
    assert!(!parameter(location, "scope").contains("youtube"), "none of them was ticked");
}

#[tokio::test]
async fn refusing_says_access_denied() {
    let sandbox = start().await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&dialog(&sandbox, &[])).await;
    let left = browser.press(&page, "cancel", &[]).await;
    let expected = format!("{CALLBACK}?error=access_denied&state=the+state");
    assert_eq!((left.status, left.header("location")), (303, expected.as_str()));
}

#[tokio::test]
async fn without_a_page_nothing_can_be_agreed_to() {
    let sandbox = start().await;
    let left = Browser::new(&sandbox).open(&dialog(&sandbox, &[("prompt", "none")])).await;
    let expected = format!("{CALLBACK}?error=interaction_required&state=the+state");
    assert_eq!((left.status, left.header("location")), (302, expected.as_str()));
}

#[tokio::test]
async fn a_hint_fills_in_the_login() {
    let sandbox = start().await;
    let login = |page: &Reply| between(&page.text, "id=\"login\"", ">").to_owned();
    for hint in ["felix@youtube.test", "108214400000000000002"] {
        let fields = [("login_hint", hint), ("prompt", "select_account consent")];
        let page = Browser::new(&sandbox).open(&dialog(&sandbox, &fields)).await;
        assert!(login(&page).contains("value=\"felix@youtube.test\""), "{hint}");
    }
    // Whoever is signed in as somebody else is asked for the one that is meant, and may still be another.
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&dialog(&sandbox, &[])).await;
    let hana = [("login", "hana@youtube.test"), ("password", "hana-demo")];
    browser.press(&page, "log-in", &hana).await;
    let page = browser.open(&dialog(&sandbox, &[("login_hint", "felix@youtube.test")])).await;
    assert!(login(&page).contains("value=\"felix@youtube.test\""));
    let page = browser.press(&page, "log-in", &hana).await;
    assert!(page.text.contains("Logged in as <strong>Hana Benes</strong>"));
    let same = browser.open(&dialog(&sandbox, &[("login_hint", "HANA@youtube.test")])).await;
    assert!(same.text.contains("Logged in as <strong>Hana Benes</strong>"));
}

#[tokio::test]
async fn a_plain_sign_in_offers_no_channel() {
    let sandbox = start().await;
    let plain = [("scope", "openid email")];
    let callback = google("hana", None).consent(&dialog(&sandbox, &plain)).await.unwrap();
    let answer = redeem(&sandbox, &parameter(&callback, "code")).await.json();
    let access = answer["access_token"].as_str().unwrap();
    let me = get(&sandbox, "v1/userinfo", access).await.json();
    let expected = json!({ "sub": HANA, "email": "hana@youtube.test", "email_verified": true });
    assert_eq!(me, expected, "no name without the profile");
}

#[tokio::test]
async fn the_real_host_names_lead_to_the_same_place() {
    let sandbox = start().await;
    let (_, refresh) = login(&sandbox, "ingrid", "Fjord Knitting Room").await;
    let body = query(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", &refresh),
        ("client_id", "agency"),
        ("client_secret", "secret"),
    ]);
    let headers =
        [("host", "oauth2.googleapis.com"), ("content-type", "application/x-www-form-urlencoded")];
    let answer = sandbox.send("POST", "/token", &headers, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let bearer = format!("Bearer {}", answer.json()["access_token"].as_str().unwrap());
    let headers = [("host", "youtube.googleapis.com"), ("authorization", bearer.as_str())];
    let path = "/youtube/v3/channels?part=id&mine=true";
    assert_eq!(sandbox.send("GET", path, &headers, Body::empty()).await.status, 200);
    let headers = [("host", "www.googleapis.com")];
    let nowhere = sandbox.send("GET", "/youtube/v2/channels", &headers, Body::empty()).await;
    assert_eq!(nowhere.status, 404);
    assert!(nowhere.header("content-type").starts_with("text/html"));
    assert_eq!(sandbox.get("/youtube/token").await.status, 404, "by POST only");
}
