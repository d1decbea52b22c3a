//! What ends a token at Instagram, and what only takes something away.

use crate::instagram::CLARA;
use crate::meta::{DAY, Shop, error};

/// Lets a cause befall Clara and says how her token is answered, at the API and when it shall be renewed.
async fn after(cause: &str) -> (String, i64, i64) {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    let bruno = shop.long("bruno").await;
    shop.wait(DAY).await;
    shop.cause(CLARA, cause).await;
    let dead = shop.get("me", &long, &[]).await;
    let (message, kind, code, subcode) = error(&dead);
    assert_eq!((dead.status, kind.as_str()), (400, "OAuthException"));
    assert!(dead.header("www-authenticate").contains("\"invalid_token\""));
    let renewal = error(&shop.renew(&long).await);
    assert_eq!((renewal.2, renewal.3), (code, subcode));
    assert_eq!(shop.get("me", &bruno, &[]).await.status, 200, "others are left alone");
    (message, code, subcode)
}

#[tokio::test]
async fn a_changed_password() {
    let (message, code, subcode) = after("change-password").await;
    assert!(message.contains("the user changed their password"), "{message}");
    assert_eq!((code, subcode), (190, 460));
}

#[tokio::test]
async fn a_removed_app() {
    let (message, code, subcode) = after("remove-app").await;
    assert!(message.ends_with("The user has not authorized application agency."), "{message}");
    assert_eq!((code, subcode), (190, 458));
}

#[tokio::test]
async fn expired_tokens() {
    let (message, code, subcode) = after("expire-tokens").await;
    assert!(message.contains("Session has expired on "), "{message}");
    assert_eq!((code, subcode), (190, 463));
}

#[tokio::test]
async fn a_log_out_and_a_disabled_account() {
    assert_eq!(after("log-out").await.2, 467);
    assert_eq!(after("disable").await.2, 464);
}

#[tokio::test]
async fn a_checkpoint_must_be_cleared_before_a_new_login() {
    let (message, _, subcode) = after("checkpoint").await;
    let expected = "You cannot access the app till you log in to www.instagram.com and follow the instructions given.";
    assert_eq!((message.as_str(), subcode), (expected, 459));

    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    shop.cause(CLARA, "checkpoint").await;
    let refused = shop.person("clara").consent(&shop.dialog(&[])).await.unwrap_err();
    assert!(refused.to_string().contains("Confirm that it is you"), "{refused}");
    shop.cause(CLARA, "clear-checkpoint").await;
    assert_eq!(error(&shop.get("me", &long, &[]).await).3, 459, "the old token stays dead");
    let next = shop.long("clara").await;
    assert_eq!(shop.get("me", &next, &[]).await.status, 200);
}

#[tokio::test]
async fn each_permission_is_missed_where_it_is_needed() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    let media = shop.get("me/media", &long, &[]).await.json();
    let medium = media["data"][0]["id"].as_str().unwrap().to_owned();
    let below = format!("{medium}/comments");
    let picture = [("image_url", "https://product.test/picture.jpg")];
    let numbers = [("metric", "reach"), ("period", "day")];
    for (scope, refused) in [("content_publish", 0), ("manage_comments", 1), ("manage_insights", 2)]
    {
        let scope = format!("instagram_business_{scope}");
        shop.permission(CLARA, "drop", &scope).await;
        let answers = [
            shop.post("me/media", &long, &picture).await,
            shop.get(&below, &long, &[]).await,
            shop.get("me/insights", &long, &numbers).await,
        ];
        for (place, answer) in answers.iter().enumerate() {
            if place == refused {
                let expected = "Application does not have permission for this action";
                let (message, kind, code, _) = error(answer);
                assert_eq!(
                    (message.as_str(), kind.as_str(), code),
                    (expected, "IGApiException", 10),
                    "{scope}"
                );
            } else {
                assert_eq!(answer.status, 200, "{scope}: {}", answer.text);
            }
        }
        assert_eq!(shop.get("me", &long, &[]).await.status, 200);
        shop.permission(CLARA, "restore", &scope).await;
    }
    shop.permission(CLARA, "drop", "instagram_business_basic").await;
    assert_eq!(error(&shop.get("me", &long, &[]).await).2, 10);
}

#[tokio::test]
async fn an_account_that_is_not_professional_any_more_is_out_of_reach() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    shop.sandbox.control.channel("instagram", CLARA, "drop-role").await.unwrap();
    let (message, kind, code, subcode) = error(&shop.get("me", &long, &[]).await);
    assert_eq!(message, "Unsupported request - method type: get");
    assert_eq!((kind.as_str(), code, subcode), ("IGApiException", 100, 0));
    shop.sandbox.control.channel("instagram", CLARA, "restore-role").await.unwrap();
    assert_eq!(shop.get("me", &long, &[]).await.status, 200);
}

#[tokio::test]
async fn trouble_speaks_as_instagram() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    shop.sandbox.control.fault("instagram", "outage", 2).await.unwrap();
    shop.sandbox.control.fault("instagram", "rate-limit", 1).await.unwrap();
    shop.agreed("clara", &[]).await;
    let outage = shop.get("me", &long, &[]).await;
    assert_eq!(
        (outage.status, error(&outage).1.as_str(), error(&outage).2),
        (500, "OAuthException", 2)
    );
    assert_eq!(outage.json()["error"]["is_transient"], true);
    assert_eq!(shop.renew(&long).await.status, 500);
    let limited = shop.get("me", &long, &[]).await;
    assert_eq!((limited.status, error(&limited).2), (400, 80_002));
    assert!(
        limited.header("x-business-use-case-usage").contains("estimated_time_to_regain_access")
    );
    assert_eq!(shop.get("me", &long, &[]).await.status, 200);
}
