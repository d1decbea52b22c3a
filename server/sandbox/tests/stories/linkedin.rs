//! LinkedIn's dialog, and what its stories share: a client, a partner, a login, and calls with a token and a version.

use axum::body::Body;
use sandbox::person::Person;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::support::{Reply, Sandbox, parameter, query};

pub(crate) const CALLBACK: &str = "https://product.test/oauth/linkedin/callback";
pub(crate) const SOFIA: &str = "sM4rQx81Lw";
pub(crate) const FREIGHT: &str = "90412001";
pub(crate) const MUSEUM: &str = "90412003";
pub(crate) const SCOPES: &str = "openid profile email rw_organization_admin r_organization_social \
    w_organization_social w_member_social";
pub(crate) const VERSION: &str = "202511";

/// A sandbox with a client like any other, "agency", and one that LinkedIn trusts with refresh tokens, "partner".
pub(crate) async fn start() -> Sandbox {
    let sandbox = Sandbox::start().await;
    for (id, partner) in [("agency", false), ("partner", true)] {
        let client = json!({
            "client_id": id, "client_secret": "secret", "redirect_uris": [CALLBACK], "partner": partner,
        });
        let shown = sandbox.switch("linkedin/clients", &client.to_string()).await;
        assert_eq!((shown.status, shown.json()["partner"].as_bool()), (201, Some(partner)));
    }
    sandbox
}

pub(crate) fn dialog(sandbox: &Sandbox, fields: &[(&str, &str)]) -> String {
    let mut all = vec![
        ("response_type", "code"),
        ("client_id", "agency"),
        ("redirect_uri", CALLBACK),
        ("state", "the state"),
        ("scope", SCOPES),
    ];
    all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    all.extend(fields);
    format!("{}/linkedin/oauth/v2/authorization?{}", sandbox.url, query(&all))
}

pub(crate) fn member(who: &str) -> Person {
    Person { login: format!("{who}@linkedin.test"), password: format!("{who}-demo"), tick: None }
}

pub(crate) async fn code(sandbox: &Sandbox, who: &str, fields: &[(&str, &str)]) -> String {
    let callback = member(who).consent(&dialog(sandbox, fields)).await.unwrap();
    assert_eq!(parameter(&callback, "state"), "the state");
    parameter(&callback, "code")
}

/// A form to one of the OAuth endpoints; what is given replaces the client's own words.
pub(crate) async fn oauth(sandbox: &Sandbox, path: &str, fields: &[(&str, &str)]) -> Reply {
    let mut all = vec![("client_id", "agency"), ("client_secret", "secret")];
    all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    all.extend(fields);
    sandbox.form(&format!("/linkedin/oauth/v2/{path}"), &[], &all).await
}

pub(crate) async fn redeem(sandbox: &Sandbox, client: &str, code: &str) -> Reply {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("client_id", client),
    ];
    oauth(sandbox, "accessToken", &fields).await
}

/// A member's tokens by the whole way; the second one is for partners.
pub(crate) async fn login(sandbox: &Sandbox, client: &str, who: &str) -> (String, String) {
    let code = code(sandbox, who, &[("client_id", client)]).await;
    let answer = redeem(sandbox, client, &code).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    crate::support::pair(&answer)
}

pub(crate) async fn get(sandbox: &Sandbox, path: &str, access: &str) -> Reply {
    let bearer = format!("Bearer {access}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("linkedin-version", VERSION),
        ("x-restli-protocol-version", "2.0.0"),
    ];
    sandbox.send("GET", &format!("/linkedin/{path}"), &headers, Body::empty()).await
}

pub(crate) async fn post(sandbox: &Sandbox, path: &str, access: &str, body: &Value) -> Reply {
    let bearer = format!("Bearer {access}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("linkedin-version", VERSION),
        ("content-type", "application/json"),
    ];
    sandbox.send("POST", &format!("/linkedin/{path}"), &headers, body.to_string()).await
}

pub(crate) async fn me(sandbox: &Sandbox, access: &str) -> Reply {
    get(sandbox, "v2/userinfo", access).await
}

/// Status, error and description of an OAuth endpoint's no.
pub(crate) fn told(reply: &Reply) -> (u16, String, String) {
    let body = reply.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (reply.status, text("error"), text("error_description"))
}

/// Status, service code and code of the API's no.
pub(crate) fn refusal(reply: &Reply) -> (u16, i64, String) {
    let body = reply.json();
    assert_eq!(body["status"], reply.status, "{}", reply.text);
    let code = body["code"].as_str().unwrap_or_default().to_owned();
    (reply.status, body["serviceErrorCode"].as_i64().unwrap_or(0), code)
}

#[tokio::test]
async fn who_asks_and_whereto_is_shown_and_the_rest_is_told() {
    let sandbox = start().await;
    for (name, value) in
        [("client_id", "nobody"), ("redirect_uri", "https://product.test/oauth/linkedin/callback/")]
    {
        let page = Browser::new(&sandbox).open(&dialog(&sandbox, &[(name, value)])).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{name}={value}");
        assert!(page.text.contains("Bummer, something went wrong."), "{name}={value}");
    }
    for (name, value, error) in [
        ("response_type", "token", "invalid_request"),
        ("scope", "", "invalid_request"),
        ("scope", "openid everything", "unauthorized_scope_error"),
        ("scope", "openid+profile", "unauthorized_scope_error"),
    ] {
        let left = Browser::new(&sandbox).open(&dialog(&sandbox, &[(name, value)])).await;
        let location = left.header("location");
        assert_eq!((left.status, parameter(location, "error").as_str()), (302, error), "{value}");
        assert_eq!(parameter(location, "state"), "the state");
        assert!(location.starts_with(CALLBACK));
    }
    let commas = dialog(&sandbox, &[("scope", "openid,profile")]);
    assert_eq!(
        Browser::new(&sandbox).open(&commas).await.status,
        200,
        "as its own client sends them"
    );
}

#[tokio::test]
async fn leaving_has_two_names_of_its_own() {
    let sandbox = start().await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&dialog(&sandbox, &[])).await;
    let left = browser.press(&page, "cancel", &[]).await;
    assert_eq!(left.status, 303);
    assert_eq!(parameter(left.header("location"), "error"), "user_cancelled_login");
    assert_eq!(parameter(left.header("location"), "state"), "the state");

    let page = browser.open(&dialog(&sandbox, &[])).await;
    let fields = [("login", "sofia@linkedin.test"), ("password", "sofia-demo")];
    let consent = browser.press(&page, "log-in", &fields).await;
    assert!(!consent.text.contains("name=\"channel\""), "the login is for all organizations");
    let left = browser.press(&consent, "cancel", &[]).await;
    assert_eq!(parameter(left.header("location"), "error"), "user_cancelled_authorize");
    assert!(!parameter(left.header("location"), "error_description").is_empty());
}

#[tokio::test]
async fn the_real_host_names_lead_to_the_same_place() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "agency", "sofia").await;
    let bearer = format!("Bearer {access}");
    let headers = [("host", "api.linkedin.com"), ("authorization", bearer.as_str())];
    let me = sandbox.send("GET", "/v2/userinfo", &headers, Body::empty()).await;
    assert_eq!((me.status, me.json()["sub"].as_str()), (200, Some(SOFIA)));
    let headers = [("host", "www.linkedin.com")];
    let page = sandbox.send("GET", "/oauth/v2/authorization", &headers, Body::empty()).await;
    assert_eq!(page.status, 400);
    let nowhere = sandbox.get("/linkedin/rest/everything").await;
    assert_eq!(refusal(&nowhere), (404, 0, "RESOURCE_NOT_FOUND".to_owned()));
    assert_eq!(nowhere.json()["message"], "No virtual resource found");
}
