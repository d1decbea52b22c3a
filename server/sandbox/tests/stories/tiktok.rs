//! TikTok's login: what the dialog demands, and the token endpoint with its codes, PKCE and rotation.

use serde_json::{Value, json};

use crate::browser::{Browser, ticks};
use crate::support::{Reply, Sandbox, challenge, parameter, query};
use sandbox::person::Person;

pub(crate) const CALLBACK: &str = "https://product.test/oauth/tiktok/callback";
pub(crate) const MILA: &str = "6910000000000000001";
pub(crate) const SCOPES: &str =
    "user.info.basic,user.info.profile,user.info.stats,video.list,video.publish,video.upload";
const VERIFIER: &str = "a-verifier-that-is-long-enough-to-be-a-verifier-0123456789";
const DAY: i64 = 86_400;

/// A sandbox that knows a client of TikTok.
pub(crate) struct TikTok(pub(crate) Sandbox);

pub(crate) fn person(who: &str) -> Person {
    let (login, password) = (format!("{who}@tiktok.test"), format!("{who}-demo"));
    Person { login, password, tick: None }
}

pub(crate) fn pair(answer: &Reply) -> (String, String) {
    let answer = answer.json();
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    (text("access_token"), text("refresh_token"))
}

/// The error and its description, where the status is that of a good answer.
pub(crate) fn token_error(answer: &Reply) -> (String, String) {
    let body = answer.json();
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(body["log_id"].is_string(), "{}", answer.text);
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (text("error"), text("error_description"))
}

fn said(error: &str, description: &str) -> (String, String) {
    (error.to_owned(), description.to_owned())
}

impl TikTok {
    pub(crate) async fn start() -> Self {
        let sandbox = Sandbox::start().await;
        let uris = [CALLBACK.to_owned()];
        sandbox.control.register_client("tiktok", "agency", Some("secret"), &uris).await.unwrap();
        Self(sandbox)
    }

    pub(crate) fn dialog(&self, fields: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("client_key", "agency"),
            ("response_type", "code"),
            ("scope", SCOPES),
            ("redirect_uri", CALLBACK),
            ("state", "the state"),
        ];
        all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        all.extend(fields);
        format!("{}/tiktok/v2/auth/authorize/?{}", self.0.url, query(&all))
    }

    pub(crate) async fn code(&self, fields: &[(&str, &str)]) -> String {
        let callback = person("mila").consent(&self.dialog(fields)).await.unwrap();
        parameter(&callback, "code")
    }

    /// A call of the token endpoint as the client `agency`.
    pub(crate) async fn token(&self, fields: &[(&str, &str)]) -> Reply {
        let mut all = vec![("client_key", "agency"), ("client_secret", "secret")];
        all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        all.extend(fields);
        self.0.form("/tiktok/v2/oauth/token/", &[], &all).await
    }

    pub(crate) async fn redeem(&self, code: &str, fields: &[(&str, &str)]) -> Reply {
        let mut all =
            vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        all.extend(fields);
        self.token(&all).await
    }

    pub(crate) async fn refresh(&self, refresh: &str) -> Reply {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await
    }

    /// Access and refresh token, by the whole way.
    pub(crate) async fn login(&self) -> (String, String) {
        let code = self.code(&[]).await;
        let answer = self.redeem(&code, &[]).await;
        assert_eq!(answer.json().get("error"), None, "{}", answer.text);
        pair(&answer)
    }

    pub(crate) async fn get(&self, path: &str, access: &str) -> Reply {
        let bearer = format!("Bearer {access}");
        let headers = [("authorization", bearer.as_str())];
        self.0.send("GET", &format!("/tiktok/v2/{path}"), &headers, String::new()).await
    }

    pub(crate) async fn post(&self, path: &str, access: &str, body: &Value) -> Reply {
        let bearer = format!("Bearer {access}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json; charset=UTF-8"),
        ];
        self.0.send("POST", &format!("/tiktok/v2/{path}"), &headers, body.to_string()).await
    }

    pub(crate) async fn alive(&self, access: &str) -> bool {
        let answer = self.get("user/info/?fields=open_id", access).await;
        match (answer.status, answer.json()["error"]["code"].as_str()) {
            (200, Some("ok")) => true,
            (401, Some("access_token_invalid")) => false,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_person_logs_in_and_the_tokens_say_what_was_granted() {
    let tiktok = TikTok::start().await;
    let callback = person("mila").consent(&tiktok.dialog(&[])).await.unwrap();
    assert_eq!(parameter(&callback, "state"), "the state");
    assert_eq!(parameter(&callback, "scopes"), SCOPES);
    let code = parameter(&callback, "code");
    assert!(code.contains("*1!"), "a code must be decoded: {code}");
    assert!(!callback.contains(&code), "so it comes encoded");
    let answer = tiktok.redeem(&code, &[]).await;
    let body = answer.json();
    assert_eq!(answer.status, 200);
    assert!(body["access_token"].as_str().unwrap().starts_with("act."));
    assert!(body["refresh_token"].as_str().unwrap().starts_with("rft."));
    assert_eq!(
        (body["expires_in"].as_i64(), body["refresh_expires_in"].as_i64()),
        (Some(7_200), Some(180 * DAY))
    );
    assert_eq!(
        (body["scope"].as_str(), body["token_type"].as_str()),
        (Some(SCOPES), Some("Bearer"))
    );
    let access = body["access_token"].as_str().unwrap();
    let info = tiktok.get("user/info/?fields=open_id,display_name", access).await.json();
    assert_eq!(
        info["data"]["user"],
        json!({ "open_id": body["open_id"], "display_name": "Mila Horvat" })
    );
    assert_eq!(info["error"]["code"], "ok");
}

#[tokio::test]
async fn whatever_is_wrong_is_named_on_tiktoks_page() {
    let tiktok = TikTok::start().await;
    let faults = [
        ("client_key", "nobody"),
        ("redirect_uri", "https://product.test/"),
        ("response_type", "token"),
        ("state", ""),
        ("scope", ""),
        ("scope", "user.info.basic video.list"),
        ("scope", "user.info.everything"),
        ("disable_auto_auth", "yes"),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in faults {
        let page = Browser::new(&tiktok.0).open(&tiktok.dialog(&[(name, value)])).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{name}={value}");
        assert!(page.text.contains("Something went wrong"), "{name}={value}");
    }
    let plain = [("code_challenge", VERIFIER), ("code_challenge_method", "plain")];
    assert_eq!(Browser::new(&tiktok.0).open(&tiktok.dialog(&plain)).await.status, 400);
    let client_id = tiktok.dialog(&[]).replace("client_key=", "client_id=");
    assert_eq!(Browser::new(&tiktok.0).open(&client_id).await.status, 400, "it is a key here");
    for value in ["0", "1"] {
        let page = tiktok.dialog(&[("disable_auto_auth", value)]);
        assert_eq!(Browser::new(&tiktok.0).open(&page).await.status, 200);
    }
}

#[tokio::test]
async fn a_person_agrees_to_a_part_or_not_at_all() {
    let tiktok = TikTok::start().await;
    let mut browser = Browser::new(&tiktok.0);
    let page = browser.open(&tiktok.dialog(&[])).await;
    let mila = [("login", "mila@tiktok.test"), ("password", "mila-demo")];
    let consent = browser.press(&page, "log-in", &mila).await;
    assert_eq!(ticks(&consent).len(), 5, "the basic scope cannot be declined");
    let left = browser.press(&consent, "continue", &[("scope", "video.list")]).await;
    let callback = left.header("location").to_owned();
    assert_eq!(parameter(&callback, "scopes"), "user.info.basic,video.list");
    let answer = tiktok.redeem(&parameter(&callback, "code"), &[]).await;
    assert_eq!(answer.json()["scope"], "user.info.basic,video.list");

    let consent = browser.open(&tiktok.dialog(&[])).await;
    let left = browser.press(&consent, "cancel", &[]).await;
    let callback = left.header("location").to_owned();
    assert_eq!(parameter(&callback, "error"), "access_denied");
    assert!(!parameter(&callback, "error_description").is_empty());
    assert_eq!(parameter(&callback, "state"), "the state");
}

#[tokio::test]
async fn a_code_works_once_for_ten_minutes_at_one_address() {
    let tiktok = TikTok::start().await;
    let dead = said("invalid_grant", "Authorization code is expired.");
    let code = tiktok.code(&[]).await;
    let elsewhere = tiktok.redeem(&code, &[("redirect_uri", "https://product.test/")]).await;
    let expected = "Redirect_uri is not matched with the uri when requesting code.";
    assert_eq!(token_error(&elsewhere), said("invalid_request", expected));
    assert_eq!(tiktok.redeem(&code, &[]).await.json().get("error"), None);
    assert_eq!(token_error(&tiktok.redeem(&code, &[]).await), dead, "used");
    let code = tiktok.code(&[]).await;
    tiktok.0.control.advance_clock(601).await.unwrap();
    assert_eq!(token_error(&tiktok.redeem(&code, &[]).await), dead, "late");
}

#[tokio::test]
async fn the_token_endpoint_is_strict_about_its_form() {
    let tiktok = TikTok::start().await;
    let code = tiktok.code(&[]).await;
    let malformed = said("invalid_request", "The request parameters are malformed.");
    for missing in ["client_key", "client_secret", "grant_type", "code", "redirect_uri"] {
        let answer = tiktok.redeem(&code, &[(missing, "")]).await;
        assert_eq!(token_error(&answer), malformed, "{missing}");
    }
    let wrong = said("invalid_client", "Client key or secret is incorrect.");
    for (name, value) in [("client_secret", "wrong"), ("client_key", "nobody")] {
        assert_eq!(token_error(&tiktok.redeem(&code, &[(name, value)]).await), wrong, "{name}");
    }
    let other = tiktok.redeem(&code, &[("grant_type", "password")]).await;
    assert_eq!(token_error(&other).0, "unsupported_grant_type");
    let body = json!({
        "client_key": "agency", "client_secret": "secret", "grant_type": "authorization_code",
        "code": code, "redirect_uri": CALLBACK,
    });
    let headers = [("content-type", "application/json")];
    let as_json =
        tiktok.0.send("POST", "/tiktok/v2/oauth/token/", &headers, body.to_string()).await;
    assert!(token_error(&as_json).1.contains("application/x-www-form-urlencoded"));
    let no_slash = tiktok.0.form("/tiktok/v2/oauth/token", &[], &[]).await;
    assert_eq!(
        (no_slash.status, no_slash.json()["error"]["code"].as_str()),
        (404, Some("unsupported_path"))
    );
    assert_eq!(tiktok.redeem(&code, &[]).await.json().get("error"), None, "nothing has spent it");
}

#[tokio::test]
async fn pkce_binds_whoever_begins_with_it() {
    let tiktok = TikTok::start().await;
    use sha2::Digest as _;
    let hex = hex::encode(sha2::Sha256::digest(VERIFIER));
    for value in [challenge(VERIFIER), hex] {
        let fields = [("code_challenge", value.as_str()), ("code_challenge_method", "S256")];
        let code = tiktok.code(&fields).await;
        for verifier in ["", "another-verifier-that-is-long-enough-0123456789"] {
            let refused = tiktok.redeem(&code, &[("code_verifier", verifier)]).await;
            assert_eq!(token_error(&refused).0, "invalid_request");
        }
        let answer = tiktok.redeem(&code, &[("code_verifier", VERIFIER)]).await;
        assert_eq!(answer.json().get("error"), None, "{}", answer.text);
    }
}

#[tokio::test]
async fn a_refresh_gives_a_new_refresh_token_and_ends_the_old_one() {
    let tiktok = TikTok::start().await;
    let (access, refresh) = tiktok.login().await;
    tiktok.0.control.advance_clock(7_199).await.unwrap();
    assert!(tiktok.alive(&access).await);
    tiktok.0.control.advance_clock(2).await.unwrap();
    assert!(!tiktok.alive(&access).await, "after two hours");
    let answer = tiktok.refresh(&refresh).await;
    let (new_access, new_refresh) = pair(&answer);
    assert_ne!(new_refresh, refresh);
    assert_eq!(answer.json()["refresh_expires_in"], 180 * DAY);
    assert!(tiktok.alive(&new_access).await);
    let dead = said("invalid_grant", "Refresh token is invalid or expired.");
    assert_eq!(token_error(&tiktok.refresh(&refresh).await), dead);
    assert!(tiktok.alive(&new_access).await, "a replay is only refused");
    tiktok.0.control.advance_clock(180 * DAY - 60).await.unwrap();
    let (_, last) = pair(&tiktok.refresh(&new_refresh).await);
    tiktok.0.control.advance_clock(180 * DAY + 60).await.unwrap();
    assert_eq!(token_error(&tiktok.refresh(&last).await), dead, "after half a year");
}

#[tokio::test]
async fn an_older_client_lives_by_the_older_rules() {
    let tiktok = TikTok::start().await;
    let client = json!({
        "client_id": "agency", "client_secret": "secret", "redirect_uris": [CALLBACK], "generation": "old",
    });
    let registered = tiktok.0.switch("tiktok/clients", &client.to_string()).await;
    assert_eq!(registered.json()["generation"], "old");
    let code = tiktok.code(&[]).await;
    let answer = tiktok.redeem(&code, &[]).await;
    let body = answer.json();
    assert_eq!(
        (body["expires_in"].as_i64(), body["refresh_expires_in"].as_i64()),
        (Some(DAY), Some(365 * DAY))
    );
    let (access, refresh) = pair(&answer);
    tiktok.0.control.advance_clock(DAY - 1).await.unwrap();
    assert!(tiktok.alive(&access).await);
    tiktok.0.control.advance_clock(DAY).await.unwrap();
    assert!(!tiktok.alive(&access).await);
    let again = tiktok.refresh(&refresh).await;
    assert_eq!(pair(&again).1, refresh, "the same refresh token");
    let left = again.json()["refresh_expires_in"].as_i64().unwrap();
    assert!((363 * DAY - 60..=363 * DAY + 1).contains(&left), "and its life runs on: {left}");
    tiktok.0.control.advance_clock(363 * DAY + 60).await.unwrap();
    assert_eq!(token_error(&tiktok.refresh(&refresh).await).0, "invalid_grant");

    for (network, generation) in [("tiktok", "ancient"), ("x", "old")] {
        let body = json!({ "client_id": "c", "redirect_uris": [], "generation": generation });
        let path = format!("{network}/clients");
        assert_eq!(tiktok.0.switch(&path, &body.to_string()).await.status, 400, "{network}");
    }
}
