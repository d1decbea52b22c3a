//! Mastodon's clients, dialog and tokens.

use axum::body::Body;
use serde_json::json;

use crate::browser::Browser;
use crate::mastodon::{CALLBACK, GRETA, Instance, SCOPES, greta, register, text};
use crate::support::{Sandbox, basic, challenge, parameter};

const YEAR: i64 = 365 * 86_400;

#[tokio::test]
async fn a_client_registers_itself() {
    let sandbox = Sandbox::start().await;
    let body = json!({
        "client_name": "Agency",
        "redirect_uris": [CALLBACK, "http://127.0.0.1:3000/cb"],
        "scopes": "read write:statuses",
        "website": "https://product.test",
    });
    let headers = [("content-type", "application/json")];
    let app = sandbox.send("POST", "/mastodon/api/v1/apps", &headers, body.to_string()).await;
    assert_eq!(app.status, 200, "{}", app.text);
    let app = app.json();
    assert_eq!(app["redirect_uris"], body["redirect_uris"]);
    assert_eq!(app["redirect_uri"], format!("{CALLBACK}\nhttp://127.0.0.1:3000/cb"));
    assert_eq!(app["scopes"], json!(["read", "write:statuses"]));
    assert_eq!((&app["name"], &app["client_secret_expires_at"]), (&json!("Agency"), &json!(0)));
    for (wrong, words) in [
        (
            &[("client_name", ""), ("redirect_uris", CALLBACK)][..],
            "Application name can't be blank",
        ),
        (&[("client_name", "A")][..], "Redirect URI can't be blank"),
        (
            &[("client_name", "A"), ("redirect_uris", "callback")][..],
            "Redirect URI must be an absolute URI.",
        ),
        (
            &[("client_name", "A"), ("redirect_uris", CALLBACK), ("scopes", "everything")][..],
            "Scopes doesn't match configured on the server.",
        ),
    ] {
        let refused = sandbox.form("/mastodon/api/v1/apps", &[], wrong).await;
        let error = format!("Validation failed: {words}");
        assert_eq!((refused.status, refused.json()), (422, json!({ "error": error })));
    }
}

#[tokio::test]
async fn a_token_has_no_end_and_comes_again() {
    let instance = Instance::start().await;
    let first = instance.redeem(&instance.code(&[]).await, &[]).await.json();
    assert_eq!((&first["token_type"], &first["scope"]), (&json!("Bearer"), &json!(SCOPES)));
    assert!(first.get("expires_in").is_none() && first.get("refresh_token").is_none());
    instance.sandbox.control.advance_clock(5 * YEAR).await.unwrap();
    let again = instance.redeem(&instance.code(&[]).await, &[]).await.json();
    assert_eq!(again, first, "the same token with its first date");
    let less = instance.redeem(&instance.code(&[("scope", "read")]).await, &[]).await.json();
    assert_ne!(less["access_token"], first["access_token"]);
    assert_eq!(instance.fate(&text(&first["access_token"])).await.0, 200);
}

#[tokio::test]
async fn whatever_is_wrong_stays_at_the_instance() {
    let instance = Instance::start().await;
    for (name, value) in [
        ("client_id", "nobody"),
        ("redirect_uri", "https://product.test/"),
        ("response_type", "token"),
        ("response_type", ""),
        ("scope", "read follow"),
        ("scope", "read:statuses"),
        ("code_challenge", "plain-without-method"),
    ] {
        let page = Browser::new(&instance.sandbox).open(&instance.dialog(&[(name, value)])).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{name}={value}");
        assert!(page.text.contains("An error has occurred"), "{name}={value}");
    }
    let plain = [("code_challenge", "abc"), ("code_challenge_method", "plain")];
    assert_eq!(Browser::new(&instance.sandbox).open(&instance.dialog(&plain)).await.status, 400);
}

#[tokio::test]
async fn the_dialog_names_the_application_and_force_login_asks_again() {
    let instance = Instance::start().await;
    let mut browser = Browser::new(&instance.sandbox);
    let page = browser.open(&instance.dialog(&[])).await;
    assert!(page.text.contains("<strong>Agency</strong>"));
    let login = [("login", "greta@mastodon.test"), ("password", "greta-demo")];
    let consent = browser.press(&page, "log-in", &login).await;
    assert!(consent.text.contains("Logged in as <strong>Greta Holm</strong>"));
    let forced = browser.open(&instance.dialog(&[("force_login", "true")])).await;
    assert!(forced.text.contains("Type the password again"));
    let again = browser.open(&instance.dialog(&[("force_login", "false")])).await;
    let left = browser.press(&again, "cancel", &[]).await;
    assert_eq!(parameter(left.header("location"), "error"), "access_denied");
    assert_eq!(parameter(left.header("location"), "state"), "the state");
}

#[tokio::test]
async fn a_code_is_spent_once_by_the_right_client_in_ten_minutes() {
    let instance = Instance::start().await;
    let code = instance.code(&[]).await;
    let (other, secret) = register(&instance.sandbox, "Other", SCOPES).await;
    let dead = |answer: crate::support::Reply| {
        assert_eq!((answer.status, &answer.json()["error"]), (400, &json!("invalid_grant")));
    };
    dead(instance.redeem(&code, &[("client_id", &other), ("client_secret", &secret)]).await);
    dead(instance.redeem(&code, &[("redirect_uri", "https://product.test/")]).await);
    dead(instance.redeem(&code, &[("code_verifier", "nobody asked")]).await);
    assert_eq!(instance.redeem(&code, &[]).await.status, 200);
    dead(instance.redeem(&code, &[]).await);
    let late = instance.code(&[]).await;
    instance.sandbox.control.advance_clock(601).await.unwrap();
    dead(instance.redeem(&late, &[]).await);
    let challenge = challenge("right");
    let proof = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    let code = instance.code(&proof).await;
    dead(instance.redeem(&code, &[("code_verifier", "wrong")]).await);
    let missing = instance.redeem(&code, &[]).await;
    assert_eq!(missing.json()["error_description"], "Missing required parameter: code_verifier.");
    assert_eq!(instance.redeem(&code, &[("code_verifier", "right")]).await.status, 200);
}

#[tokio::test]
async fn a_client_proves_itself_in_three_manners() {
    let instance = Instance::start().await;
    let wrong = instance.redeem(&instance.code(&[]).await, &[("client_secret", "wrong")]).await;
    assert_eq!((wrong.status, &wrong.json()["error"]), (401, &json!("invalid_client")));
    assert!(wrong.header("www-authenticate").contains("error=\"invalid_client\""));

    let code = instance.code(&[]).await;
    let basic = basic(&instance.id, &instance.secret);
    let fields =
        [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
    let headers = [("authorization", basic.as_str())];
    assert_eq!(instance.sandbox.form("/mastodon/oauth/token", &headers, &fields).await.status, 200);

    let body = json!({
        "grant_type": "authorization_code",
        "code": instance.code(&[]).await,
        "redirect_uri": CALLBACK,
        "client_id": instance.id,
        "client_secret": instance.secret,
    });
    let headers = [("content-type", "application/json")];
    let answer =
        instance.sandbox.send("POST", "/mastodon/oauth/token", &headers, body.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);

    let code = instance.code(&[]).await;
    let parts = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("client_id", &instance.id),
        ("client_secret", &instance.secret),
    ];
    let parts = parts.map(|(name, value)| {
        format!("--frontier\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    let body = format!("{}--frontier--\r\n", parts.concat());
    let headers = [("content-type", "multipart/form-data; boundary=frontier")];
    let answer = instance.sandbox.send("POST", "/mastodon/oauth/token", &headers, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);

    let none = instance.sandbox.form("/mastodon/oauth/token", &[], &[]).await;
    assert_eq!((none.status, &none.json()["error"]), (400, &json!("invalid_request")));
    let odd = instance.redeem("x", &[("grant_type", "refresh_token")]).await;
    assert_eq!((odd.status, &odd.json()["error"]), (400, &json!("unsupported_grant_type")));
}

#[tokio::test]
async fn an_application_has_a_token_of_its_own() {
    let instance = Instance::start().await;
    let token = instance.app_token().await;
    let app = instance.get("/api/v1/apps/verify_credentials", &token).await;
    assert_eq!((app.status, &app.json()["name"]), (200, &json!("Agency")));
    let nobody = "This method requires an authenticated user".to_owned();
    assert_eq!(instance.fate(&token).await, (422, nobody));
    let account = instance.get(&format!("/api/v1/accounts/{GRETA}"), &token).await;
    assert_eq!(account.json()["display_name"], "Greta Holm");
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", instance.id.as_str()),
        ("client_secret", instance.secret.as_str()),
        ("scope", "read push"),
    ];
    let more = instance.sandbox.form("/mastodon/oauth/token", &[], &fields).await;
    assert_eq!((more.status, &more.json()["error"]), (400, &json!("invalid_scope")));
}

#[tokio::test]
async fn the_three_sentences_about_a_dead_token() {
    let instance = Instance::start().await;
    let people = &instance.sandbox.control;
    let invalid = (401, "The access token is invalid".to_owned());
    let revoked = (401, "The access token was revoked".to_owned());
    assert_eq!(instance.fate("nonsense").await, invalid);
    let dead = instance.get("/api/v1/accounts/verify_credentials", "nonsense").await;
    assert!(dead.header("www-authenticate").starts_with("Bearer realm=\"Doorkeeper\""));

    let token = instance.login().await;
    people.cause("mastodon", GRETA, "remove-app").await.unwrap();
    assert_eq!(instance.fate(&token).await, revoked);

    let token = instance.login().await;
    people.cause("mastodon", GRETA, "expire-tokens").await.unwrap();
    assert_eq!(instance.fate(&token).await, (401, "The access token expired".to_owned()));

    let token = instance.login().await;
    people.cause("mastodon", GRETA, "log-out").await.unwrap();
    assert_eq!(instance.fate(&token).await.0, 200, "a token is not a session");
    let changed = people.cause("mastodon", GRETA, "change-password").await.unwrap();
    assert_eq!(instance.fate(&token).await, revoked);
    assert_eq!(changed.password, "greta-demo-2");
}

#[tokio::test]
async fn a_login_that_is_disabled_or_unconfirmed_is_forbidden_and_comes_back() {
    let instance = Instance::start().await;
    let token = instance.login().await;
    for (cause, cure, words) in [
        ("disable", "enable", "Your login is currently disabled"),
        ("checkpoint", "clear-checkpoint", "Your login is missing a confirmed e-mail address"),
    ] {
        instance.sandbox.control.cause("mastodon", GRETA, cause).await.unwrap();
        assert_eq!(instance.fate(&token).await, (403, words.to_owned()));
        assert!(greta().consent(&instance.dialog(&[])).await.is_err());
        instance.sandbox.control.cause("mastodon", GRETA, cure).await.unwrap();
        assert_eq!(instance.fate(&token).await.0, 200, "the token was never touched");
    }
}

#[tokio::test]
async fn a_permission_that_was_taken_is_outside_the_scopes() {
    let instance = Instance::start().await;
    let token = instance.login().await;
    let path = format!("mastodon/people/{GRETA}/drop-permission");
    assert_eq!(instance.sandbox.switch(&path, r#"{"scope":"write"}"#).await.status, 200);
    let refused = instance.publish(&token, "", &[("status", "Hello")]).await;
    let expected = json!({ "error": "This action is outside the authorized scopes" });
    assert_eq!((refused.status, refused.json()), (403, expected));
    assert_eq!(instance.fate(&token).await.0, 200);
    let path = format!("mastodon/people/{GRETA}/restore-permission");
    instance.sandbox.switch(&path, r#"{"scope":"write"}"#).await;
    assert_eq!(instance.publish(&token, "", &[("status", "Hello")]).await.status, 200);
}

#[tokio::test]
async fn giving_back_is_idempotent_and_only_for_the_owner() {
    let instance = Instance::start().await;
    let token = instance.login().await;
    let (other, secret) = register(&instance.sandbox, "Other", SCOPES).await;
    let give_back = async |id: &str, secret: &str, token: &str| {
        let fields = [("client_id", id), ("client_secret", secret), ("token", token)];
        let answer = instance.sandbox.form("/mastodon/oauth/revoke", &[], &fields).await;
        (answer.status, answer.json())
    };
    let foreign = json!({
        "error": "unauthorized_client",
        "error_description": "You are not authorized to revoke this token",
    });
    assert_eq!(give_back(&other, &secret, &token).await, (403, foreign.clone()));
    assert_eq!(give_back(&instance.id, "wrong", &token).await, (403, foreign.clone()));
    assert_eq!(give_back(&instance.id, &instance.secret, "").await, (403, foreign));
    for _ in 0..2 {
        assert_eq!(give_back(&instance.id, &instance.secret, &token).await, (200, json!({})));
    }
    assert_eq!(instance.fate(&token).await.1, "The access token was revoked");
}

#[tokio::test]
async fn an_application_that_was_forgotten_is_an_unknown_client() {
    let instance = Instance::start().await;
    let (token, code) = (instance.login().await, instance.code(&[]).await);
    instance.sandbox.control.forget_client("mastodon", &instance.id).await.unwrap();
    assert_eq!(instance.fate(&token).await.1, "The access token is invalid");
    let answer = instance.redeem(&code, &[]).await;
    assert_eq!((answer.status, &answer.json()["error"]), (401, &json!("invalid_client")));
    let page = Browser::new(&instance.sandbox).open(&instance.dialog(&[])).await;
    assert!(page.text.contains("unknown client"));
    let unknown = instance.sandbox.control.forget_client("mastodon", &instance.id).await;
    assert!(unknown.unwrap_err().to_string().contains("404"));
}

#[tokio::test]
async fn a_client_can_be_registered_by_a_switch_too() {
    let mut instance = Instance::start().await;
    let uris = [CALLBACK.to_owned()];
    let control = &instance.sandbox.control;
    control.register_client("mastodon", "agency", Some("secret"), &uris).await.unwrap();
    (instance.id, instance.secret) = ("agency".to_owned(), "secret".to_owned());
    let token = instance.login().await;
    assert_eq!(instance.fate(&token).await.0, 200);
}

#[tokio::test]
async fn the_instance_tells_where_everything_stands() {
    let instance = Instance::start().await;
    let path = "/.well-known/oauth-authorization-server";
    let headers = [("host", "social.localhost:4000")];
    let real = instance.sandbox.send("GET", path, &headers, Body::empty()).await.json();
    assert_eq!(real["issuer"], "http://social.localhost:4000/");
    assert_eq!(real["app_registration_endpoint"], "http://social.localhost:4000/api/v1/apps");
    assert_eq!(real["code_challenge_methods_supported"], json!(["S256"]));
    let below = instance.sandbox.get(&format!("/mastodon{path}")).await.json();
    assert_eq!(below["token_endpoint"], format!("{}/mastodon/oauth/token", instance.sandbox.url));
    let about = instance.sandbox.get("/mastodon/api/v2/instance").await.json();
    assert_eq!(about["configuration"]["statuses"]["max_characters"], 500);
}
