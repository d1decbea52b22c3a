//! Instagram with its own login: the dialog, and the way from a code to tokens that live on.

use serde_json::json;

use crate::browser::{Browser, ticks};
use crate::meta::{DAY, HOUR, Shop, code_error, error};

pub(crate) const CLARA: &str = "17841400000000001";

#[tokio::test]
async fn a_login_gives_a_code_with_a_tail_and_an_hour_of_access() {
    let shop = Shop::instagram().await;
    let back = shop.agreed("clara", &[]).await;
    assert!(back.starts_with(&format!("{}?code=", shop.callback)), "{back}");
    assert!(back.ends_with("&state=the+state#_"), "{back}");
    let code = crate::support::parameter(&back, "code");

    let answer = shop.redeem(&code, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let body = answer.json();
    let token = body["access_token"].as_str().unwrap();
    assert!(token.starts_with("IGAA"));
    assert!(body["permissions"].as_array().unwrap().contains(&json!("instagram_business_basic")));
    // The documented shape holds the same.
    let inside = &body["data"][0];
    assert_eq!(inside["access_token"], token);
    assert_eq!(inside["user_id"], body["user_id"].to_string());
    assert!(inside["permissions"].as_str().unwrap().starts_with("instagram_business_basic,"));

    let me = shop.get("me", token, &[("fields", "user_id,username,account_type,name")]).await;
    let me = me.json();
    assert_eq!(me["id"], inside["user_id"], "the id of this app");
    assert_eq!(me["user_id"], CLARA, "the account's own");
    assert_eq!(
        (me["username"].as_str(), me["name"].as_str()),
        (Some("clarawinter.art"), Some("Clara Winter"))
    );
    shop.wait(HOUR).await;
    let late = error(&shop.get("me", token, &[]).await);
    assert_eq!((late.1.as_str(), late.2, late.3), ("OAuthException", 190, 463));
}

#[tokio::test]
async fn a_code_is_strict_and_speaks_in_its_own_envelope() {
    let shop = Shop::instagram().await;
    let code = shop.code("clara").await;
    let lost = "Matching code was not found or was already used";
    for (change, message) in [
        (("client_id", "nobody"), "Invalid platform app"),
        (("client_id", ""), "You must provide a client_id"),
        (("client_secret", "wrong"), "Error validating client secret."),
        (("client_secret", ""), "You must provide a client_secret"),
        (("grant_type", "implicit"), "Invalid grant_type"),
        (
            ("redirect_uri", "https://product.test/"),
            "Error validating verification code. Please make sure your \
            redirect_uri is identical to the one you used in the OAuth dialog request",
        ),
        (("code", "nonsense"), lost),
        (("code", &format!("{code}#_")), lost),
    ] {
        let answer = shop.redeem(&code, &[change]).await;
        assert_eq!((answer.status, answer.json()), (400, code_error(message)), "{change:?}");
    }
    assert_eq!(shop.redeem(&code, &[]).await.status, 200, "nothing of this has used it");
    let again = shop.redeem(&code, &[]).await;
    assert_eq!((again.status, again.json()), (400, code_error(lost)));

    let code = shop.code("clara").await;
    shop.wait(HOUR).await;
    let late = shop.redeem(&code, &[]).await;
    assert_eq!(late.json(), code_error("This authorization code has expired"));
    let by_get = shop.sandbox.get("/instagram/oauth/access_token?code=x").await;
    let expected = "Unsupported request - method type: get".to_owned();
    assert_eq!(error(&by_get), (expected, "IGApiException".to_owned(), 100, 0));
}

#[tokio::test]
async fn a_form_with_parts_is_read_like_any_other() {
    let shop = Shop::instagram().await;
    let code = shop.code("bruno").await;
    let fields = [
        ("client_id", "agency"),
        ("client_secret", "secret"),
        ("grant_type", "authorization_code"),
        ("redirect_uri", shop.callback.as_str()),
        ("code", &code),
    ];
    let answer = shop.multipart("/oauth/access_token", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn a_short_token_becomes_long_by_the_secret_while_it_lives() {
    let shop = Shop::instagram().await;
    let short = shop.short("clara").await;
    let wrong = error(&shop.lengthen(&short, "wrong").await);
    assert_eq!((wrong.0.as_str(), wrong.2), ("Error validating client secret.", 1));
    let missing = error(&shop.lengthen(&short, "").await);
    assert_eq!((missing.0.as_str(), missing.2), ("The parameter client_secret is required.", 100));
    let answer = shop.lengthen(&short, "secret").await.json();
    assert_eq!(
        (answer["token_type"].as_str(), answer["expires_in"].as_i64()),
        (Some("bearer"), Some(60 * DAY))
    );
    let long = answer["access_token"].as_str().unwrap();
    assert_ne!(long, short);
    assert_eq!(error(&shop.lengthen(long, "secret").await).2, 452, "it is long already");

    shop.wait(2 * HOUR).await;
    let late = error(&shop.lengthen(&short, "secret").await);
    assert_eq!((late.2, late.3), (190, 463), "an expired one cannot be lengthened");
    assert_eq!(shop.get("me", long, &[]).await.status, 200);
    let path = format!(
        "/instagram/access_token?grant_type=fb_exchange_token&client_secret=secret&access_token={long}"
    );
    assert_eq!(error(&shop.sandbox.get(&path).await).2, 100, "the grant type is Instagram's own");
}

#[tokio::test]
async fn a_long_token_is_renewed_after_a_day_and_before_its_end() {
    let shop = Shop::instagram().await;
    let short = shop.short("clara").await;
    assert_eq!(error(&shop.renew(&short).await).2, 452, "a short one is not renewed");
    let long = shop.long("clara").await;
    shop.wait(DAY - HOUR).await;
    let early = shop.renew(&long).await;
    assert_eq!(
        (early.status, error(&early).1.as_str(), error(&early).2),
        (400, "IGApiException", 100)
    );
    assert_eq!(shop.get("me", &long, &[]).await.status, 200, "a refusal does not harm it");

    shop.wait(HOUR).await;
    let answer = shop.renew(&long).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["expires_in"], 60 * DAY);
    let next = answer.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(shop.get("me", &long, &[]).await.status, 200, "the old one goes on to its end");
    shop.wait(59 * DAY + HOUR).await;
    assert_eq!(error(&shop.get("me", &long, &[]).await).3, 463);
    assert_eq!(shop.get("me", &next, &[]).await.status, 200);

    shop.wait(DAY).await;
    let late = error(&shop.renew(&next).await);
    assert_eq!((late.2, late.3), (190, 463), "sixty days without a renewal are the end");
}

#[tokio::test]
async fn a_renewal_needs_the_basic_permission() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    shop.wait(DAY).await;
    shop.permission(CLARA, "drop", "instagram_business_basic").await;
    let refused = shop.renew(&long).await;
    assert_eq!((refused.status, error(&refused).2), (403, 10));
    shop.permission(CLARA, "restore", "instagram_business_basic").await;
    assert_eq!(shop.renew(&long).await.status, 200);
}

#[tokio::test]
async fn what_is_wrong_with_the_dialog_is_never_redirected() {
    let shop = Shop::instagram().await;
    let mut browser = Browser::new(&shop.sandbox);
    for (field, text) in [
        (("client_id", "nobody"), "Invalid platform app"),
        (
            ("redirect_uri", "https://product.test/oauth/instagram/callback/"),
            "Invalid redirect_uri",
        ),
        (("response_type", "token"), "Invalid response_type"),
        (("scope", "business_basic"), "Invalid scope: business_basic"),
        (("scope", ""), "Invalid scope"),
    ] {
        let page = browser.open(&shop.dialog(&[field])).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{field:?}");
        assert!(page.text.contains(text), "{field:?}");
    }
    let spaced = "instagram_business_basic instagram_business_manage_comments";
    assert_eq!(browser.open(&shop.dialog(&[("scope", spaced)])).await.status, 200);
}

#[tokio::test]
async fn a_person_may_say_no_or_give_less() {
    let shop = Shop::instagram().await;
    let mut browser = Browser::new(&shop.sandbox);
    let page = browser.open(&shop.dialog(&[])).await;
    let left = browser.press(&page, "cancel", &[]).await;
    let expected = format!(
        "{}?error=access_denied&error_reason=user_denied\
         &error_description=The+user+denied+your+request&state=the+state#_",
        shop.callback
    );
    assert_eq!((left.status, left.header("location")), (303, expected.as_str()));

    let page = browser.open(&shop.dialog(&[])).await;
    let fields = [("login", "sofia@instagram.test"), ("password", "sofia-demo")];
    let consent = browser.press(&page, "log-in", &fields).await;
    assert_eq!(ticks(&consent).len(), 3, "everything but the basic permission");
    let given = [("scope", "instagram_business_manage_comments")];
    let left = browser.press(&consent, "continue", &given).await;
    let code = crate::support::parameter(left.header("location"), "code");
    let answer = shop.redeem(&code, &[]).await.json();
    let expected = json!(["instagram_business_basic", "instagram_business_manage_comments"]);
    assert_eq!(answer["permissions"], expected);
}

#[tokio::test]
async fn the_password_is_asked_again_when_the_client_wants_it() {
    let shop = Shop::instagram().await;
    let mut browser = Browser::new(&shop.sandbox);
    let page = browser.open(&shop.dialog(&[])).await;
    let fields = [("login", "clara@instagram.test"), ("password", "clara-demo")];
    browser.press(&page, "log-in", &fields).await;
    let known = browser.open(&shop.dialog(&[("force_reauth", "false")])).await;
    assert!(known.text.contains("Continue as Clara Winter?"));
    for again in [("force_authentication", "1"), ("force_reauth", "true")] {
        let page = browser.open(&shop.dialog(&[again, ("enable_fb_login", "0")])).await;
        assert!(page.text.contains("Type the password again"), "{again:?}");
    }
}
