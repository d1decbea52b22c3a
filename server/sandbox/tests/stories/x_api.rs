//! X's API v2: the account, posts, replies and numbers.

use axum::body::Body;
use serde_json::{Value, json};

use crate::support::{OSKAR, Reply, Sandbox, VERIFIER, parameter, person};

async fn tweet(sandbox: &Sandbox, access: &str, body: Value) -> Reply {
    let bearer = format!("Bearer {access}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    sandbox.send("POST", "/x/2/tweets", &headers, Body::from(body.to_string())).await
}

#[tokio::test]
async fn the_account_says_who_it_is() {
    let sandbox = Sandbox::start().await;
    let (access, _) = sandbox.x_login("oskar").await;
    let me = sandbox.x_get("users/me", &access).await;
    assert_eq!(
        me.json(),
        json!({ "data": { "id": OSKAR, "name": "Oskar Lind", "username": "oskarlind" } })
    );
    assert_eq!(me.header("x-rate-limit-limit"), "75");
    assert_eq!(me.header("x-rate-limit-remaining"), "74");
    assert!(me.header("x-rate-limit-reset").parse::<i64>().is_ok());
    let again = sandbox
        .x_get("users/me?user.fields=profile_image_url,verified,public_metrics", &access)
        .await;
    assert_eq!(again.header("x-rate-limit-remaining"), "73");
    let data = again.json()["data"].clone();
    assert_eq!(data["verified"], false);
    let picture = data["profile_image_url"].as_str().unwrap();
    assert_eq!(sandbox.get(picture.strip_prefix(&sandbox.url).unwrap()).await.status, 200);
    let wrong = sandbox.x_get("users/me?user.fields=shoe_size", &access).await;
    assert_eq!((wrong.status, wrong.header("content-type")), (400, "application/problem+json"));
}

#[tokio::test]
async fn nobody_is_unauthorized() {
    let sandbox = Sandbox::start().await;
    for answer in [sandbox.get("/x/2/users/me").await, sandbox.x_get("users/me", "nonsense").await]
    {
        assert_eq!(answer.status, 401);
        assert_eq!(
            answer.json(),
            json!({ "title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized" })
        );
        assert!(!answer.header("x-rate-limit-reset").is_empty());
    }
    let (_, refresh) = sandbox.x_login("oskar").await;
    assert_eq!(
        sandbox.x_get("users/me", &refresh).await.status,
        401,
        "a refresh token is no bearer"
    );
}

#[tokio::test]
async fn a_post_is_published_once_and_its_replies_are_found() {
    let sandbox = Sandbox::start().await;
    let (access, _) = sandbox.x_login("oskar").await;
    let answer = tweet(&sandbox, &access, json!({ "text": "Hello from here" })).await;
    assert_eq!(answer.status, 201);
    let id = answer.json()["data"]["id"].as_str().unwrap().to_owned();
    let posts = sandbox.get("/control/posts").await.json();
    let same = posts.as_array().unwrap().iter().filter(|post| post["id"] == id.as_str()).count();
    assert_eq!(same, 1);

    let empty =
        sandbox.x_get(&format!("tweets/search/recent?query=conversation_id:{id}"), &access).await;
    assert_eq!(empty.json(), json!({ "meta": { "result_count": 0 } }));
    sandbox.control.channel("x", OSKAR, "add-comment").await.unwrap();
    let search = format!(
        "tweets/search/recent?query=conversation_id:{id}&tweet.fields=author_id,created_at"
    );
    let found = sandbox.x_get(&search, &access).await.json();
    assert_eq!(found["meta"]["result_count"], 1);
    assert_eq!(found["data"][0]["text"], "Any news?");
    assert!(found.get("includes").is_none());
    let search = format!("{search}&expansions=author_id&user.fields=username")
        .replace("created_at", "referenced_tweets");
    let found = sandbox.x_get(&search, &access).await.json();
    let user = &found["includes"]["users"][0];
    assert_eq!(
        (&user["id"], &user["username"]),
        (&found["data"][0]["author_id"], &json!("evamala"))
    );
    let answered = json!([{ "type": "replied_to", "id": id }]);
    assert_eq!(found["data"][0]["referenced_tweets"], answered);
    let metrics =
        sandbox.x_get(&format!("tweets/{id}?tweet.fields=public_metrics"), &access).await.json();
    assert_eq!(metrics["data"]["public_metrics"]["reply_count"], 1);

    let reply = json!({ "text": "Soon!", "reply": { "in_reply_to_tweet_id": id } });
    assert_eq!(tweet(&sandbox, &access, reply).await.status, 201);
    let lost = json!({ "text": "Soon!", "reply": { "in_reply_to_tweet_id": "1" } });
    assert_eq!(tweet(&sandbox, &access, lost).await.status, 400);
}

#[tokio::test]
async fn posts_have_limits() {
    let sandbox = Sandbox::start().await;
    let (access, _) = sandbox.x_login("oskar").await;
    for body in [json!({}), json!({ "text": " " }), json!({ "text": "x".repeat(281) })] {
        assert_eq!(tweet(&sandbox, &access, body).await.status, 400);
    }
}

#[tokio::test]
async fn a_timeline_has_newest_first_and_an_unknown_post_is_an_error_inside() {
    let sandbox = Sandbox::start().await;
    let (access, _) = sandbox.x_login("oskar").await;
    tweet(&sandbox, &access, json!({ "text": "The newest" })).await;
    let timeline = sandbox
        .x_get(&format!("users/{OSKAR}/tweets?tweet.fields=created_at"), &access)
        .await
        .json();
    assert_eq!(timeline["meta"]["result_count"], 4);
    assert_eq!(timeline["data"][0]["text"], "The newest");
    let unknown = sandbox.x_get("tweets/1", &access).await;
    assert_eq!(
        (unknown.status, unknown.json()["errors"][0]["title"].as_str()),
        (200, Some("Not Found Error"))
    );
}

#[tokio::test]
async fn what_was_not_granted_is_forbidden() {
    let sandbox = Sandbox::start().await;
    let dialog = sandbox.x_dialog(&[("scope", "tweet.read users.read")]);
    let callback = person("oskar", None).consent(&dialog).await.unwrap();
    let answer = sandbox.x_redeem(&parameter(&callback, "code"), VERIFIER).await.json();
    let access = answer["access_token"].as_str().unwrap();
    let refused = tweet(&sandbox, access, json!({ "text": "Hello" })).await;
    assert_eq!(refused.status, 403);
    assert_eq!(refused.json()["detail"], "You are not permitted to perform this action.");
}
