//! Pinterest's login: an address with a slash, Basic and nothing else, and continuous refresh.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::support::{Reply, Sandbox, basic, parameter, query};
use sandbox::person::Person;

pub(crate) const CALLBACK: &str = "https://product.test/oauth/pinterest/callback";
pub(crate) const HENRIK: &str = "729653958312002000";
pub(crate) const SCOPES: &str = "user_accounts:read,boards:read,boards:write,pins:read,pins:write";
const DAY: i64 = 86_400;

/// A sandbox that knows a client of Pinterest.
pub(crate) struct Pinterest(pub(crate) Sandbox);

pub(crate) fn person(who: &str) -> Person {
    let (login, password) = (format!("{who}@pinterest.test"), format!("{who}-demo"));
    Person { login, password, tick: None }
}

pub(crate) fn pair(answer: &Reply) -> (String, String) {
    let answer = answer.json();
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    (text("access_token"), text("refresh_token"))
}

/// Status, code and message of a refusal.
pub(crate) fn refused(answer: &Reply) -> (u16, i64, String) {
    let body = answer.json();
    let message = body["message"].as_str().unwrap_or_default().to_owned();
    assert!(!answer.header("x-ratelimit-remaining").is_empty() || answer.status == 503);
    (answer.status, body["code"].as_i64().unwrap_or(0), message)
}

pub(crate) fn dead() -> (u16, i64, String) {
    (401, 2, "Authentication failed.".to_owned())
}

impl Pinterest {
    pub(crate) async fn start() -> Self {
        let sandbox = Sandbox::start().await;
        let uris = [CALLBACK.to_owned()];
        sandbox
            .control
            .register_client("pinterest", "agency", Some("secret"), &uris)
            .await
            .unwrap();
        Self(sandbox)
    }

    pub(crate) fn dialog(&self, fields: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("client_id", "agency"),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", SCOPES),
            ("state", "the state"),
        ];
        all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        all.extend(fields);
        format!("{}/pinterest/oauth/?{}", self.0.url, query(&all))
    }

    pub(crate) async fn code(&self) -> String {
        let callback = person("henrik").consent(&self.dialog(&[])).await.unwrap();
        parameter(&callback, "code")
    }

    pub(crate) async fn token(&self, fields: &[(&str, &str)]) -> Reply {
        let basic = basic("agency", "secret");
        let headers = [("authorization", basic.as_str())];
        self.0.form("/pinterest/v5/oauth/token", &headers, fields).await
    }

    pub(crate) async fn redeem(&self, code: &str) -> Reply {
        let fields =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        self.token(&fields).await
    }

    pub(crate) async fn refresh(&self, refresh: &str) -> Reply {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await
    }

    pub(crate) async fn login(&self) -> (String, String) {
        let answer = self.redeem(&self.code().await).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        pair(&answer)
    }

    pub(crate) async fn get(&self, path: &str, access: &str) -> Reply {
        let bearer = format!("Bearer {access}");
        let headers = [("authorization", bearer.as_str())];
        self.0.send("GET", &format!("/pinterest/v5/{path}"), &headers, String::new()).await
    }

    pub(crate) async fn post(&self, path: &str, access: &str, body: &Value) -> Reply {
        let bearer = format!("Bearer {access}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.0.send("POST", &format!("/pinterest/v5/{path}"), &headers, body.to_string()).await
    }
}

#[tokio::test]
async fn a_person_logs_in_and_the_account_is_the_channel() {
    let pinterest = Pinterest::start().await;
    let callback = person("henrik").consent(&pinterest.dialog(&[])).await.unwrap();
    assert_eq!(parameter(&callback, "state"), "the state");
    let answer = pinterest.redeem(&parameter(&callback, "code")).await;
    let body = answer.json();
    assert_eq!(answer.status, 200);
    assert!(body["access_token"].as_str().unwrap().starts_with("pina_"));
    assert!(body["refresh_token"].as_str().unwrap().starts_with("pinr."));
    assert_eq!(
        (body["token_type"].as_str(), body["scope"].as_str()),
        (Some("bearer"), Some(SCOPES))
    );
    assert_eq!(body["response_type"], "authorization_code");
    assert_eq!(
        (body["expires_in"].as_i64(), body["refresh_token_expires_in"].as_i64()),
        (Some(30 * DAY), Some(60 * DAY))
    );
    assert!(body["refresh_token_expires_at"].as_i64().unwrap() > 60 * DAY);
    let account =
        pinterest.get("user_account", body["access_token"].as_str().unwrap()).await.json();
    assert_eq!(account["id"], HENRIK);
    assert_eq!(
        (account["account_type"].as_str(), account["username"].as_str()),
        (Some("BUSINESS"), Some("henrikdahl"))
    );
    assert_eq!(
        (account["business_name"].as_str(), account["board_count"].as_i64()),
        (Some("Henrik Dahl Interiors"), Some(3))
    );
}

#[tokio::test]
async fn whatever_is_wrong_stays_at_pinterest() {
    let pinterest = Pinterest::start().await;
    let faults = [
        ("client_id", "nobody"),
        ("redirect_uri", "https://product.test/"),
        ("response_type", "token"),
        ("scope", ""),
        ("scope", "boards:read pins:read"),
        ("scope", "everything:read"),
    ];
    for (name, value) in faults {
        let page = Browser::new(&pinterest.0).open(&pinterest.dialog(&[(name, value)])).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{name}={value}");
    }
    let bare = pinterest.dialog(&[]).replace("/oauth/?", "/oauth?");
    assert_eq!(Browser::new(&pinterest.0).open(&bare).await.status, 404, "the slash belongs there");
    let older = pinterest.dialog(&[]).replace("client_id=", "consumer_id=");
    assert_eq!(Browser::new(&pinterest.0).open(&older).await.status, 200);
}

#[tokio::test]
async fn cancel_says_access_denied() {
    let pinterest = Pinterest::start().await;
    let mut browser = Browser::new(&pinterest.0);
    let page = browser.open(&pinterest.dialog(&[])).await;
    let henrik = [("login", "henrik@pinterest.test"), ("password", "henrik-demo")];
    let consent = browser.press(&page, "log-in", &henrik).await;
    assert!(!consent.text.contains("type=\"checkbox\""), "nothing is to be chosen");
    let left = browser.press(&consent, "cancel", &[]).await;
    assert_eq!(left.header("location"), format!("{CALLBACK}?error=access_denied&state=the+state"));
}

#[tokio::test]
async fn a_code_works_once_for_ten_minutes_at_one_address() {
    let pinterest = Pinterest::start().await;
    let code = pinterest.code().await;
    let elsewhere = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://product.test/"),
    ];
    assert_eq!(refused(&pinterest.token(&elsewhere).await), dead());
    assert_eq!(pinterest.redeem(&code).await.status, 200);
    assert_eq!(refused(&pinterest.redeem(&code).await), dead(), "used");
    let code = pinterest.code().await;
    pinterest.0.control.advance_clock(601).await.unwrap();
    assert_eq!(refused(&pinterest.redeem(&code).await), dead(), "late");
}

#[tokio::test]
async fn the_client_proves_itself_by_basic_alone() {
    let pinterest = Pinterest::start().await;
    let code = pinterest.code().await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("client_id", "agency"),
        ("client_secret", "secret"),
    ];
    let path = "/pinterest/v5/oauth/token";
    assert_eq!(refused(&pinterest.0.form(path, &[], &fields).await), dead(), "in the body");
    let wrong = basic("agency", "wrong");
    let answer = pinterest.0.form(path, &[("authorization", &wrong)], &fields).await;
    assert_eq!(refused(&answer), dead());
    let right = basic("agency", "secret");
    let headers = [("authorization", right.as_str()), ("content-type", "application/json")];
    let body =
        json!({ "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK });
    let as_json = pinterest.0.send("POST", path, &headers, body.to_string()).await;
    assert_eq!((as_json.status, as_json.json()["code"].as_i64()), (400, Some(1)));
    for missing in ["grant_type", "code", "redirect_uri"] {
        let rest: Vec<_> = fields.iter().copied().filter(|(name, _)| *name != missing).collect();
        let answer = refused(&pinterest.token(&rest).await);
        assert_eq!(answer, (400, 1, format!("Missing required parameter: {missing}")));
    }
    assert_eq!(pinterest.token(&[("grant_type", "password")]).await.status, 400);
    assert_eq!(pinterest.redeem(&code).await.status, 200, "nothing has spent it");
}

#[tokio::test]
async fn a_refresh_goes_on_for_ever_and_each_token_works_once() {
    let pinterest = Pinterest::start().await;
    let (access, mut refresh) = pinterest.login().await;
    pinterest.0.control.advance_clock(30 * DAY - 60).await.unwrap();
    assert_eq!(pinterest.get("user_account", &access).await.status, 200);
    pinterest.0.control.advance_clock(120).await.unwrap();
    assert_eq!(refused(&pinterest.get("user_account", &access).await), dead(), "after 30 days");
    for _ in 0..4 {
        let answer = pinterest.refresh(&refresh).await;
        assert_eq!(answer.json()["response_type"], "refresh_token");
        assert_eq!(answer.json()["refresh_token_expires_in"], 60 * DAY);
        let (access, new) = pair(&answer);
        assert_ne!(new, refresh);
        assert_eq!(refused(&pinterest.refresh(&refresh).await), dead(), "the old one");
        assert_eq!(pinterest.get("user_account", &access).await.status, 200);
        refresh = new;
        pinterest.0.control.advance_clock(59 * DAY).await.unwrap();
    }
    pinterest.0.control.advance_clock(2 * DAY).await.unwrap();
    assert_eq!(refused(&pinterest.refresh(&refresh).await), dead(), "left alone for 60 days");
}

#[tokio::test]
async fn a_refresh_may_ask_for_less_but_not_for_more() {
    let pinterest = Pinterest::start().await;
    let (_, refresh) = pinterest.login().await;
    let with = async |scope: &str| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.as_str()),
            ("scope", scope),
        ];
        pinterest.token(&fields).await
    };
    assert_eq!(with("ads:read").await.status, 400);
    let less = with("user_accounts:read").await;
    assert_eq!(less.json()["scope"], "user_accounts:read");
    let (access, _) = pair(&less);
    assert_eq!(pinterest.get("user_account", &access).await.status, 200);
    assert_eq!(pinterest.get("boards", &access).await.status, 401);
}
