//! Reading back what was published, more than a part of a list holds, at the networks and at the sandbox itself.

use axum::body::Body;
use serde_json::{Value, json};

use crate::support::{OSKAR, Sandbox};

fn texts(list: &Value, name: &str) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|it| it[name].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_page_is_read_to_its_first_post() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", None).await;
    let (_, page, token) = sandbox.pages(&long).await.remove(0);
    let path = format!("/facebook/v26.0/{page}/feed?access_token={token}");
    for number in 0..120 {
        let message = format!("Number {number}");
        assert_eq!(sandbox.form(&path, &[], &[("message", &message)]).await.status, 200);
    }
    let twice = sandbox.form(&path, &[], &[("message", "Number 119")]).await;
    assert_eq!(twice.graph_error().1, 506, "the last one says the same");
    let mut read = Vec::new();
    let mut next = Some(format!("{path}&limit=50&fields=message"));
    while let Some(path) = next {
        let part = sandbox.get(&path).await.json();
        read.extend(texts(&part["data"], "message"));
        let address = part["paging"]["next"].as_str();
        next = address.map(|it| it.strip_prefix(&sandbox.url).unwrap().to_owned());
    }
    let expected: Vec<_> = (0..120).rev().map(|number| format!("Number {number}")).collect();
    assert_eq!(read[..120], expected, "newest first, each once");
    assert_eq!(read.len(), 123, "and those from before");

    let mut counted = 0;
    let mut after = 0;
    loop {
        let query =
            format!("network=facebook&channel={page}&client_id=agency&limit=50&after={after}");
        let part = sandbox.get(&format!("/control/posts?{query}")).await.json();
        let Some(last) = part.as_array().unwrap().last() else { break };
        after = last["number"].as_i64().unwrap();
        counted += part.as_array().unwrap().len();
    }
    assert_eq!(counted, 120);
    let other = sandbox.get("/control/posts?network=x&client_id=agency").await.json();
    assert_eq!(other, json!([]));
}

#[tokio::test]
async fn a_timeline_and_a_conversation_lead_on_by_tokens() {
    let sandbox = Sandbox::start().await;
    let (access, _) = sandbox.x_login("oskar").await;
    let bearer = format!("Bearer {access}");
    let tweet = async |body: Value| {
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        sandbox.send("POST", "/x/2/tweets", &headers, Body::from(body.to_string())).await
    };
    for number in 0..7 {
        assert_eq!(tweet(json!({ "text": format!("Number {number}") })).await.status, 201);
    }
    let twice = tweet(json!({ "text": "Number 3" })).await;
    let words = "You are not allowed to create a Tweet with duplicate content.";
    assert_eq!((twice.status, twice.json()["detail"].as_str()), (403, Some(words)));
    let (mut read, mut token) = (Vec::new(), String::new());
    loop {
        let path = format!("users/{OSKAR}/tweets?max_results=5&pagination_token={token}");
        let part = sandbox.x_get(&path, &access).await.json();
        read.extend(texts(&part["data"], "text"));
        let Some(next) = part["meta"]["next_token"].as_str() else { break };
        next.clone_into(&mut token);
    }
    assert_eq!(read[..2], ["Number 6", "Number 5"]);
    assert_eq!(read.len(), 10);

    let newest = sandbox.x_get(&format!("users/{OSKAR}/tweets"), &access).await.json();
    let id = newest["data"][0]["id"].as_str().unwrap().to_owned();
    let body = r#"{"count":12,"spread_seconds":60}"#;
    let written = sandbox.switch(&format!("x/channels/{OSKAR}/add-comment"), body).await.json();
    let first = written["ids"][0].as_str().unwrap();
    let answer = json!({ "text": "Soon!", "reply": { "in_reply_to_tweet_id": first } });
    assert_eq!(tweet(answer).await.status, 201);
    let search = format!("tweets/search/recent?query=conversation_id:{id}");
    let part = sandbox.x_get(&search, &access).await.json();
    assert_eq!(part["data"][0]["text"], "Soon!", "the account's own answer is in the thread");
    let other = newest["data"][1]["id"].as_str().unwrap();
    let both = format!("{search}%20OR%20conversation_id:{other}&max_results=100");
    let both = sandbox.x_get(&both, &access).await.json();
    assert_eq!(both["meta"]["result_count"], 13, "of several conversations at once");
    let token = part["meta"]["next_token"].as_str().unwrap();
    let rest = sandbox.x_get(&format!("{search}&next_token={token}"), &access).await.json();
    assert_eq!(rest["meta"]["result_count"], 3);
    assert!(rest["meta"].get("next_token").is_none());
    sandbox.control.advance_clock(8 * 24 * 3_600).await.unwrap();
    let (access, _) = sandbox.x_login("oskar").await;
    let late = sandbox.x_get(&search, &access).await.json();
    assert_eq!(late["meta"]["result_count"], 0, "the recent search knows a week");
}
