//! Codes, tokens and what Facebook says about them.

use crate::support::{FB_CALLBACK, Sandbox};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

#[tokio::test]
async fn a_code_is_bound_to_client_and_address_and_works_once() {
    let sandbox = Sandbox::start().await;
    let uris = [FB_CALLBACK.to_owned()];
    sandbox.control.register_client("facebook", "other", Some("secret"), &uris).await.unwrap();
    let code = sandbox.facebook_code("lena", None).await;
    let exchange = |client: &'static str, secret: &'static str, uri: &'static str| {
        let fields = [
            ("client_id", client),
            ("client_secret", secret),
            ("redirect_uri", uri),
            ("code", &code),
        ];
        let fields: Vec<_> = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let sandbox = &sandbox;
        async move {
            let fields: Vec<_> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let answer = sandbox.graph("oauth/access_token", &fields).await;
            assert_eq!(answer.status, 400);
            answer.graph_error()
        }
    };
    let foreign = exchange("other", "secret", FB_CALLBACK).await;
    assert_eq!(foreign, ("Invalid verification code format.".to_owned(), 100, 0));
    let (message, code_of, _) = exchange("agency", "wrong", FB_CALLBACK).await;
    assert_eq!((message.as_str(), code_of), ("Error validating client secret.", 1));
    let (_, code_of, _) = exchange("nobody", "secret", FB_CALLBACK).await;
    assert_eq!(code_of, 101);
    let (_, code_of, subcode) = exchange("agency", "secret", "https://product.test/").await;
    assert_eq!((code_of, subcode), (100, 36008));

    let answer = sandbox.redeem(&code).await;
    assert_eq!(answer.status, 200, "failed attempts do not spend a code");
    assert_eq!(answer.json()["token_type"], "bearer");
    assert!((HOUR..=2 * HOUR).contains(&answer.json()["expires_in"].as_i64().unwrap()));
    let replay = sandbox.redeem(&code).await.graph_error();
    assert_eq!(replay, ("This authorization code has been used.".to_owned(), 100, 36009));
}

#[tokio::test]
async fn a_code_lives_ten_minutes() {
    let sandbox = Sandbox::start().await;
    let code = sandbox.facebook_code("lena", None).await;
    sandbox.control.advance_clock(601).await.unwrap();
    let late = sandbox.redeem(&code).await.graph_error();
    assert_eq!(late, ("This authorization code has expired.".to_owned(), 100, 36007));
}

#[tokio::test]
async fn a_token_can_be_exchanged_by_post_and_the_secret_travels_in_the_form() {
    let sandbox = Sandbox::start().await;
    let code = sandbox.facebook_code("lena", None).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "agency"),
        ("client_secret", "secret"),
        ("redirect_uri", FB_CALLBACK),
        ("code", &code),
    ];
    let answer = sandbox.form("/facebook/oauth/access_token", &[], &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn an_app_token_is_id_and_secret() {
    let sandbox = Sandbox::start().await;
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", "agency"),
        ("client_secret", "secret"),
    ];
    let answer = sandbox.graph("oauth/access_token", &fields).await;
    assert_eq!(answer.json()["access_token"], "agency|secret");
}

#[tokio::test]
async fn a_long_token_lasts_sixty_days_and_only_a_valid_one_can_be_extended() {
    let sandbox = Sandbox::start().await;
    let code = sandbox.facebook_code("lena", None).await;
    let short = sandbox.redeem(&code).await.json()["access_token"].as_str().unwrap().to_owned();
    let fields = [
        ("grant_type", "fb_exchange_token"),
        ("client_id", "agency"),
        ("client_secret", "secret"),
        ("fb_exchange_token", &short),
    ];
    let long = sandbox.graph("oauth/access_token", &fields).await.json();
    assert_eq!(long["expires_in"], 60 * DAY);
    sandbox.control.advance_clock(2 * HOUR).await.unwrap();
    let refused = sandbox.graph("oauth/access_token", &fields).await;
    let (message, code, subcode) = refused.graph_error();
    assert_eq!((refused.status, code, subcode), (400, 190, 463));
    assert!(
        message.starts_with("Error validating access token: Session has expired on "),
        "{message}"
    );
    assert!(message.contains(" PST. The current time is "), "{message}");
    assert!(message.ends_with(" PST."), "{message}");
}

#[tokio::test]
async fn debug_token_tells_users_from_pages() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("lena", Some(&["Fischer Architects"])).await;
    let user = sandbox.debug(&long).await;
    assert_eq!(user["is_valid"], true);
    assert_eq!(user["type"], "USER");
    assert_eq!(user["app_id"], "agency");
    let issued = user["issued_at"].as_i64().unwrap();
    assert_eq!(user["expires_at"].as_i64().unwrap() - issued, 60 * DAY);
    assert!((user["data_access_expires_at"].as_i64().unwrap() - issued - 90 * DAY).abs() < 60);
    let granular = user["granular_scopes"].as_array().unwrap();
    let listed = granular.iter().find(|it| it["scope"] == "pages_show_list").unwrap();
    assert_eq!(listed["target_ids"], serde_json::json!(["200020000000031"]));

    let pages = sandbox.pages(&long).await;
    let (name, id, token) = &pages[0];
    assert_eq!((pages.len(), name.as_str()), (1, "Fischer Architects"));
    let page = sandbox.debug(token).await;
    assert_eq!(page["type"], "PAGE");
    assert_eq!(page["profile_id"], id.as_str());
    assert_eq!(page["expires_at"], 0, "a page token from a long-lived token has no end");
    assert_eq!(page["user_id"], user["user_id"]);
}

#[tokio::test]
async fn debug_token_says_what_it_cannot_read() {
    let sandbox = Sandbox::start().await;
    let garbage = sandbox.debug("nonsense").await;
    assert_eq!(garbage["is_valid"], false);
    assert_eq!(garbage["error"]["code"], 190);
    let fields = [("input_token", "nonsense"), ("access_token", "agency|wrong")];
    let answer = sandbox.graph("debug_token", &fields).await;
    assert_eq!((answer.status, answer.graph_error().1), (400, 190));
    let fields = [("input_token", "nonsense")];
    let answer = sandbox.graph("debug_token", &fields).await;
    assert_eq!(answer.graph_error().1, 2500);
    assert!(answer.header("www-authenticate").contains("\"invalid_request\""));
}

#[tokio::test]
async fn when_the_time_of_the_person_is_over_the_pages_go_on() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("lena", None).await;
    let pages = sandbox.pages(&long).await;
    sandbox.control.advance_clock(61 * DAY).await.unwrap();
    let user = sandbox.graph("me", &[("access_token", &long)]).await;
    assert_eq!(user.graph_error().2, 463);
    let page = sandbox.graph("me", &[("access_token", &pages[0].2)]).await;
    assert_eq!((page.status, page.json()["name"].as_str()), (200, Some("Fischer Architects")));
}

#[tokio::test]
async fn the_proof_of_the_secret_is_checked_when_sent() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("lena", None).await;
    use hmac::Mac as _;
    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(b"secret").unwrap();
    mac.update(long.as_bytes());
    let proof = hex::encode(mac.finalize().into_bytes());
    let good = sandbox.graph("me", &[("access_token", &long), ("appsecret_proof", &proof)]).await;
    assert_eq!(good.status, 200);
    let bad = sandbox.graph("me", &[("access_token", &long), ("appsecret_proof", "00")]).await;
    assert_eq!(bad.status, 400);
    assert_eq!(bad.graph_error().0, "Invalid appsecret_proof provided in the API argument");
    assert_eq!(bad.json()["error"]["type"], "GraphMethodException");
}

#[tokio::test]
async fn a_token_may_travel_in_the_header() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("lena", None).await;
    for scheme in ["Bearer", "OAuth"] {
        let value = format!("{scheme} {long}");
        let headers = [("authorization", value.as_str())];
        let answer = sandbox.send("GET", "/facebook/v26.0/me", &headers, String::new()).await;
        assert_eq!(answer.json()["name"], "Lena Fischer", "{scheme}");
    }
}

#[tokio::test]
async fn each_app_knows_a_person_by_another_number() {
    let sandbox = Sandbox::start().await;
    let uris = [FB_CALLBACK.to_owned()];
    sandbox.control.register_client("facebook", "other", Some("secret"), &uris).await.unwrap();
    let here = sandbox.facebook_login("lena", None).await;
    let here = sandbox.graph("me", &[("access_token", &here)]).await.json();
    let dialog = sandbox.facebook_dialog(&[("client_id", "other")]);
    let callback = crate::support::person("lena", None).consent(&dialog).await.unwrap();
    let code = crate::support::parameter(&callback, "code");
    let fields = [
        ("client_id", "other"),
        ("client_secret", "secret"),
        ("redirect_uri", FB_CALLBACK),
        ("code", &code),
    ];
    let there = sandbox.graph("oauth/access_token", &fields).await.json();
    let there = there["access_token"].as_str().unwrap();
    let there = sandbox.graph("me", &[("access_token", there)]).await.json();
    assert_eq!(here["name"], there["name"]);
    assert_ne!(here["id"], there["id"]);
}
