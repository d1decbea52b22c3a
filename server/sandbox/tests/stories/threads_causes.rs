//! What ends a token at Threads, and what only takes something away.

use crate::meta::{DAY, Shop, error};
use crate::threads::EMIL;

#[tokio::test]
async fn every_cause_has_its_number() {
    for (cause, subcode, words) in [
        ("change-password", 460, "the user changed their password"),
        ("remove-app", 458, "The user has not authorized application agency."),
        ("expire-tokens", 463, "Session has expired on "),
        ("log-out", 467, "the user logged out"),
        ("checkpoint", 459, "till you log in to www.threads.net and follow the instructions"),
        ("disable", 464, "not a confirmed user"),
    ] {
        let shop = Shop::threads().await;
        let long = shop.long("emil").await;
        let greta = shop.long("greta").await;
        shop.wait(DAY).await;
        shop.cause(EMIL, cause).await;
        let dead = shop.get("me", &long, &[]).await;
        let (message, kind, code, told) = error(&dead);
        assert_eq!(
            (dead.status, kind.as_str(), code, told),
            (400, "OAuthException", 190, subcode),
            "{cause}"
        );
        assert!(message.contains(words), "{cause}: {message}");
        assert_eq!(error(&shop.renew(&long).await).3, subcode, "{cause}");
        assert_eq!(shop.get("me", &greta, &[]).await.status, 200, "{cause}");
    }
}

#[tokio::test]
async fn a_new_login_heals_and_revives_nothing() {
    let shop = Shop::threads().await;
    let long = shop.long("emil").await;
    shop.cause(EMIL, "remove-app").await;
    let next = shop.long("emil").await;
    assert_eq!(shop.get("me", &next, &[]).await.status, 200);
    assert_eq!(error(&shop.get("me", &long, &[]).await).3, 458);
}

#[tokio::test]
async fn a_client_can_give_the_consent_back() {
    let shop = Shop::threads().await;
    let first = shop.long("emil").await;
    let second = shop.long("emil").await;
    let answer = shop.delete("me/permissions", &second).await;
    assert_eq!(answer.json(), serde_json::json!({ "success": true }));
    for token in [first, second] {
        assert_eq!(error(&shop.get("me", &token, &[]).await).3, 458);
    }
}

#[tokio::test]
async fn each_permission_is_missed_where_it_is_needed() {
    let shop = Shop::threads().await;
    let long = shop.long("emil").await;
    let posts = shop.get("me/threads", &long, &[]).await.json();
    let post = posts["data"][0]["id"].as_str().unwrap().to_owned();
    let text = [("media_type", "TEXT"), ("text", "Hello")];
    let reply = [text[0], text[1], ("reply_to_id", post.as_str())];
    for (scope, refused) in [
        ("threads_content_publish", vec![0, 1]),
        ("threads_manage_replies", vec![1]),
        ("threads_read_replies", vec![2, 3]),
        ("threads_manage_insights", vec![4]),
    ] {
        shop.permission(EMIL, "drop", scope).await;
        let answers = [
            shop.post("me/threads", &long, &text).await,
            shop.post("me/threads", &long, &reply).await,
            shop.get(&format!("{post}/replies"), &long, &[]).await,
            shop.get(&format!("{post}/conversation"), &long, &[]).await,
            shop.get("me/threads_insights", &long, &[("metric", "views")]).await,
        ];
        for (place, answer) in answers.iter().enumerate() {
            if refused.contains(&place) {
                let (message, kind, code, _) = error(answer);
                assert_eq!(message, "Application does not have permission for this action");
                assert_eq!(
                    (answer.status, kind.as_str(), code),
                    (500, "THApiException", 10),
                    "{scope}"
                );
                assert_eq!(answer.json()["error"].get("is_transient"), None);
            } else {
                assert_eq!(answer.status, 200, "{scope} {place}: {}", answer.text);
            }
        }
        shop.permission(EMIL, "restore", scope).await;
    }
    shop.permission(EMIL, "drop", "threads_basic").await;
    let (message, _, code, subcode) = error(&shop.get("me", &long, &[]).await);
    assert!(message.starts_with("This action requires the threads_basic permission."), "{message}");
    assert_eq!((code, subcode), (100, 10));
}

#[tokio::test]
async fn a_profile_that_is_gone_is_out_of_reach() {
    let shop = Shop::threads().await;
    let long = shop.long("emil").await;
    shop.sandbox.control.channel("threads", EMIL, "drop-role").await.unwrap();
    let (message, kind, code, _) = error(&shop.get("me", &long, &[]).await);
    assert_eq!(message, "Unsupported request - method type: get");
    assert_eq!((kind.as_str(), code), ("THApiException", 100));
    shop.sandbox.control.channel("threads", EMIL, "restore-role").await.unwrap();
    assert_eq!(shop.get("me", &long, &[]).await.status, 200);
}

#[tokio::test]
async fn trouble_speaks_as_threads() {
    let shop = Shop::threads().await;
    let long = shop.long("emil").await;
    shop.sandbox.control.fault("threads", "outage", 1).await.unwrap();
    shop.sandbox.control.fault("threads", "rate-limit", 1).await.unwrap();
    shop.agreed("emil", &[]).await;
    let outage = shop.get("me", &long, &[]).await;
    assert_eq!((outage.status, error(&outage).2), (500, 2));
    assert_eq!(outage.json()["error"]["is_transient"], true);
    let limited = shop.get("me", &long, &[]).await;
    assert_eq!((limited.status, error(&limited).2), (400, 4));
    assert!(limited.header("x-app-usage").contains("\"call_count\":100"));
    assert_eq!(shop.get("me", &long, &[]).await.status, 200);
}
