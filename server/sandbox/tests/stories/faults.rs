//! Trouble that was ordered: it meets servers only, in order, and passes.

use serde_json::json;

use crate::support::{Sandbox, person};

async fn order(sandbox: &Sandbox, network: &str, kind: &str, times: u32) {
    sandbox.control.fault(network, kind, times).await.unwrap();
}

#[tokio::test]
async fn an_outage_speaks_as_the_network() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", None).await;
    let (access, _) = sandbox.x_login("oskar").await;
    order(&sandbox, "facebook", "outage", 1).await;
    order(&sandbox, "x", "outage", 2).await;

    let facebook = sandbox.graph("me", &[("access_token", &long)]).await;
    assert_eq!(facebook.status, 503);
    let error = facebook.json()["error"].clone();
    assert_eq!(
        (
            error["message"].as_str(),
            error["type"].as_str(),
            error["code"].as_i64(),
            error["is_transient"].as_bool()
        ),
        (Some("(#2) Service temporarily unavailable"), Some("OAuthException"), Some(2), Some(true))
    );
    assert_eq!(sandbox.graph("me", &[("access_token", &long)]).await.status, 200);

    for _ in 0..2 {
        let x = sandbox.x_get("users/me", &access).await;
        assert_eq!((x.status, x.json()["title"].as_str()), (503, Some("Service Unavailable")));
    }
    assert_eq!(sandbox.x_get("users/me", &access).await.status, 200);
}

#[tokio::test]
async fn a_rate_limit_speaks_as_the_network() {
    let sandbox = Sandbox::start().await;
    order(&sandbox, "facebook", "rate-limit", 1).await;
    order(&sandbox, "x", "rate-limit", 1).await;
    let facebook = sandbox.graph("me", &[]).await;
    assert_eq!((facebook.status, facebook.graph_error().1), (400, 4));
    assert!(facebook.header("x-app-usage").contains("\"call_count\":100"));
    let x = sandbox.get("/x/2/users/me").await;
    let expected = json!({ "title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429 });
    assert_eq!((x.status, x.json()), (429, expected));
    assert_eq!(x.header("x-rate-limit-remaining"), "0");
}

#[tokio::test]
async fn a_page_and_nonsense_come_where_json_was_expected() {
    let sandbox = Sandbox::start().await;
    order(&sandbox, "x", "html", 1).await;
    order(&sandbox, "x", "garbage", 1).await;
    let html = sandbox.get("/x/2/users/me").await;
    assert_eq!(html.status, 502);
    assert!(html.header("content-type").starts_with("text/html"));
    assert!(html.text.contains("Sorry, something went wrong"));
    let garbage = sandbox.get("/x/2/users/me").await;
    assert_eq!(garbage.status, 200);
    assert!(serde_json::from_str::<serde_json::Value>(&garbage.text).is_err());
    assert_eq!(sandbox.get("/x/2/users/me").await.status, 401, "in order, and then no more");
}

#[tokio::test]
async fn a_reset_closes_without_an_answer_and_nothing_happened() {
    let sandbox = Sandbox::start().await;
    let (_, refresh) = sandbox.x_login("oskar").await;
    order(&sandbox, "x", "reset", 1).await;
    let basic = crate::support::basic("agency", "secret");
    let headers =
        [("authorization", basic.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let body = format!("grant_type=refresh_token&refresh_token={refresh}");
    assert!(sandbox.try_send("POST", "/x/2/oauth2/token", &headers, body).await.is_err());
    assert_eq!(sandbox.x_refresh(&refresh).await.status, 200);
    let calls = sandbox.get("/control/calls").await.json();
    let calls = calls.as_array().unwrap();
    let last: Vec<_> =
        calls.iter().rev().take(2).map(|call| call["status"].as_u64().unwrap()).collect();
    assert_eq!(last, [200, 0], "newest last");
}

#[tokio::test]
async fn an_answer_is_lost_after_everything_was_done() {
    let sandbox = Sandbox::start().await;
    let (access, _) = sandbox.x_login("oskar").await;
    order(&sandbox, "x", "lost-answer", 1).await;
    let bearer = format!("Bearer {access}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let body = r#"{"text":"Said, and nobody heard"}"#.to_owned();
    assert!(sandbox.try_send("POST", "/x/2/tweets", &headers, body).await.is_err());
    let posts = sandbox.control.posts().await.unwrap();
    assert_eq!(posts.iter().filter(|post| post.text == "Said, and nobody heard").count(), 1);
}

#[tokio::test]
async fn a_call_that_may_pass_leaves_the_trouble_to_the_next() {
    let sandbox = Sandbox::start().await;
    order(&sandbox, "x", "pass", 2).await;
    order(&sandbox, "x", "outage", 1).await;
    let statuses = [401, 401, 503, 401];
    for status in statuses {
        assert_eq!(sandbox.get("/x/2/users/me").await.status, status);
    }
}

#[tokio::test]
async fn a_timeout_holds_until_the_sandbox_goes() {
    let mut sandbox = Sandbox::start().await;
    order(&sandbox, "facebook", "timeout", 1).await;
    let stop = sandbox.take_stop();
    let held = sandbox.try_send("GET", "/facebook/v26.0/me", &[], String::new());
    tokio::pin!(held);
    tokio::select! {
        _ = &mut held => panic!("answered"),
        () = called(&sandbox, "/v26.0/me") => {}
    }
    stop.send(()).unwrap();
    assert!(held.await.is_err());
}

/// Until the log shows the call.
async fn called(sandbox: &Sandbox, path: &str) {
    let mut seen = false;
    while !seen {
        let calls = sandbox.get("/control/calls").await.json();
        seen = calls.as_array().unwrap().iter().any(|call| call["path"] == path);
    }
}

#[tokio::test]
async fn a_slow_answer_is_the_right_one_and_others_overtake_it() {
    let sandbox = Sandbox::start().await;
    let (access, _) = sandbox.x_login("oskar").await;
    order(&sandbox, "x", "slow", 1).await;
    let slow = sandbox.x_get("users/me", &access);
    tokio::pin!(slow);
    let overtaking = async {
        // The fault is taken when the slow call has arrived.
        while sandbox.get("/").await.text.contains("slow ×1") {}
        sandbox.x_get("users/me", &access).await.status
    };
    tokio::select! {
        _ = &mut slow => panic!("the slow answer came first"),
        status = overtaking => assert_eq!(status, 200),
    }
    assert_eq!(slow.await.status, 200);
}

#[tokio::test]
async fn pages_for_people_are_left_alone() {
    let sandbox = Sandbox::start().await;
    order(&sandbox, "facebook", "outage", 1).await;
    person("ada", None).consent(&sandbox.facebook_dialog(&[])).await.unwrap();
    assert_eq!(sandbox.graph("me", &[]).await.status, 503);
}

#[tokio::test]
async fn networks_fail_one_by_one_and_reset_lifts_all() {
    let sandbox = Sandbox::start().await;
    order(&sandbox, "facebook", "outage", 5).await;
    assert_eq!(sandbox.get("/x/2/users/me").await.status, 401);
    sandbox.control.reset().await.unwrap();
    assert_eq!(sandbox.graph("me", &[]).await.status, 400);
}

#[tokio::test]
async fn an_unknown_fault_is_refused() {
    let sandbox = Sandbox::start().await;
    assert_eq!(
        sandbox.switch("facebook/faults", r#"{"kind":"earthquake","times":1}"#).await.status,
        400
    );
    assert_eq!(
        sandbox.switch("myspace/faults", r#"{"kind":"outage","times":1}"#).await.status,
        404
    );
}
