//! Threads: the dialog, the way from a code to tokens that live on, and what a token says of itself.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::meta::{DAY, HOUR, Shop, code_error, error};

pub(crate) const EMIL: &str = "26100000000000001";

async fn debug(shop: &Shop, input: &str, token: &str) -> Value {
    let answer = shop.get("debug_token", token, &[("input_token", input)]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["data"].clone()
}

#[tokio::test]
async fn a_login_gives_a_code_with_a_tail_and_an_hour_of_access() {
    let shop = Shop::threads().await;
    let back = shop.agreed("emil", &[]).await;
    assert!(back.ends_with("&state=the+state#_"), "{back}");
    let answer = shop.redeem(&crate::support::parameter(&back, "code"), &[]).await.json();
    assert_eq!(answer["user_id"].to_string(), EMIL, "a number");
    let token = answer["access_token"].as_str().unwrap();
    let fields = [("fields", "id,username,name,threads_profile_picture_url")];
    let me = shop.get("me", token, &fields).await.json();
    assert_eq!((me["id"].as_str(), me["username"].as_str()), (Some(EMIL), Some("emilhansen")));
    shop.wait(HOUR).await;
    assert_eq!(error(&shop.get("me", token, &[]).await).3, 463);
}

#[tokio::test]
async fn a_code_is_strict() {
    let shop = Shop::threads().await;
    let code = shop.code("emil").await;
    let lost = "Matching code was not found or was already used";
    for (change, message) in [
        (("client_id", "nobody"), "Invalid platform app"),
        (("client_secret", "wrong"), "Error validating client secret."),
        (("grant_type", ""), "You must provide a grant_type"),
        (
            ("redirect_uri", "https://product.test/"),
            "Error validating verification code. Please make sure your \
            redirect_uri is identical to the one you used in the OAuth dialog request",
        ),
        (("code", &format!("{code}#_")), lost),
    ] {
        let answer = shop.redeem(&code, &[change]).await;
        assert_eq!((answer.status, answer.json()), (400, code_error(message)), "{change:?}");
    }
    let fields = [
        ("client_id", "agency"),
        ("client_secret", "secret"),
        ("grant_type", "authorization_code"),
        ("redirect_uri", shop.callback.as_str()),
        ("code", &code),
    ];
    let query = format!("/threads/oauth/access_token?{}", crate::support::query(&fields));
    let by_query = shop.sandbox.send("POST", &query, &[], String::new()).await;
    assert_eq!(by_query.status, 200, "{}", by_query.text);
    assert_eq!(shop.multipart("/oauth/access_token", &fields).await.json(), code_error(lost));
    let code = shop.code("emil").await;
    shop.wait(HOUR).await;
    assert_eq!(
        shop.redeem(&code, &[]).await.json(),
        code_error("This authorization code has expired")
    );
}

#[tokio::test]
async fn a_token_is_lengthened_and_renewed() {
    let shop = Shop::threads().await;
    let short = shop.short("emil").await;
    assert_eq!(error(&shop.lengthen(&short, "wrong").await).2, 1);
    let answer = shop.lengthen(&short, "secret").await.json();
    assert_eq!(
        (answer["token_type"].as_str(), answer["expires_in"].as_i64()),
        (Some("bearer"), Some(60 * DAY))
    );
    let long = answer["access_token"].as_str().unwrap();
    shop.wait(DAY - HOUR).await;
    let early = shop.renew(long).await;
    assert_eq!(
        (early.status, error(&early).1.as_str(), error(&early).2),
        (400, "THApiException", 100)
    );
    shop.wait(HOUR).await;
    let next = shop.renew(long).await.json()["access_token"].as_str().unwrap().to_owned();
    shop.wait(59 * DAY).await;
    assert_eq!(error(&shop.renew(long).await).3, 463, "too late");
    assert_eq!(shop.get("me", &next, &[]).await.status, 200);
    assert_eq!(shop.renew(&next).await.status, 200);
}

#[tokio::test]
async fn a_token_tells_about_itself() {
    let shop = Shop::threads().await;
    let long = shop.long("emil").await;
    let data = debug(&shop, &long, &long).await;
    assert_eq!((data["type"].as_str(), data["is_valid"].as_bool()), (Some("USER"), Some(true)));
    assert_eq!(
        (data["user_id"].as_str(), data["application"].as_str()),
        (Some(EMIL), Some("agency"))
    );
    let number = |name: &str| data[name].as_i64().unwrap();
    assert_eq!(number("expires_at") - number("issued_at"), 60 * DAY);
    assert!((number("data_access_expires_at") - number("issued_at") - 90 * DAY).abs() < 60);
    assert!(data["scopes"].as_array().unwrap().contains(&json!("threads_read_replies")));

    let greta = shop.long("greta").await;
    shop.cause(EMIL, "change-password").await;
    let dead = debug(&shop, &long, &greta).await;
    assert_eq!(
        (dead["is_valid"].as_bool(), dead["error"]["subcode"].as_i64()),
        (Some(false), Some(460))
    );
    let itself = error(&shop.get("debug_token", &long, &[("input_token", &long)]).await);
    assert_eq!((itself.2, itself.3), (190, 460), "a dead token may not ask");
    assert_eq!(debug(&shop, "nonsense", &greta).await["error"]["code"], 190);
    assert_eq!(
        error(&shop.get("debug_token", &greta, &[]).await).0,
        "The parameter input_token is required."
    );
}

#[tokio::test]
async fn an_app_has_a_token_of_its_own() {
    let shop = Shop::threads().await;
    let path =
        "/threads/oauth/access_token?grant_type=client_credentials&client_id=agency&client_secret";
    let answer = shop.sandbox.get(&format!("{path}=secret")).await.json();
    assert_eq!(answer, json!({ "access_token": "TH|agency|secret", "token_type": "bearer" }));
    assert_eq!(error(&shop.sandbox.get(&format!("{path}=wrong")).await).2, 1);
    let long = shop.long("emil").await;
    assert_eq!(debug(&shop, &long, "TH|agency|secret").await["is_valid"], true);
    let uris = [shop.callback.clone()];
    let control = &shop.sandbox.control;
    control.register_client("threads", "other", Some("secret"), &uris).await.unwrap();
    assert_eq!(debug(&shop, &long, "TH|other|secret").await["error"]["code"], 100, "another app's");
    assert_eq!(error(&shop.get("me", "TH|agency|secret", &[]).await).2, 190);
}

#[tokio::test]
async fn what_is_wrong_with_the_dialog_is_json_in_the_browser() {
    let shop = Shop::threads().await;
    let mut browser = Browser::new(&shop.sandbox);
    for (field, code) in [
        (("client_id", ""), 4_476_002),
        (("client_id", "nobody"), 1_349_026),
        (("redirect_uri", "https://product.test/oauth/threads/callback/"), 1_349_168),
        (("scope", "threads_content_publish"), 1_349_187),
        (("scope", "threads_basic,threads_fly"), 1_349_187),
        (("response_type", "token"), 1_349_187),
    ] {
        let page = browser.open(&shop.dialog(&[field])).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{field:?}");
        assert_eq!(page.json()["error_code"], code, "{field:?}");
        assert!(page.json()["error_message"].is_string());
    }
    let page = browser.open(&shop.dialog(&[("scope", "threads_basic threads_delete")])).await;
    assert!(page.text.contains("Log in to Threads"));
    let left = browser.press(&page, "cancel", &[]).await;
    let expected = format!(
        "{}?error=access_denied&error_reason=user_denied\
         &error_description=The+user+denied+your+request&state=the+state#_",
        shop.callback
    );
    assert_eq!(left.header("location"), expected);
}
