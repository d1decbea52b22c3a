//! The audience: it writes as it is told, and of its own accord as long as it is let in.

use std::time::Duration;

use serde_json::json;

use crate::support::{OSKAR, Sandbox};

#[tokio::test]
async fn many_comments_spread_over_time_by_several_people() {
    let sandbox = Sandbox::start().await;
    let path = format!("x/channels/{OSKAR}/add-comment");
    let body = r#"{"count":40,"spread_seconds":3600}"#;
    let written = sandbox.switch(&path, body).await;
    assert_eq!(written.status, 201, "{}", written.text);
    let written = written.json();
    let ids = written["ids"].as_array().unwrap();
    assert_eq!((ids.len(), &ids[39]), (40, &written["id"]));
    let post = written["post"].as_str().unwrap();
    let all = sandbox.get(&format!("/control/comments?network=x&post={post}")).await.json();
    let all: Vec<_> = all.as_array().unwrap().iter().filter(|it| ids.contains(&it["id"])).collect();
    let at = |place: usize| all[place]["at"].as_i64().unwrap();
    assert_eq!(at(39) - at(0), 3_600_000);
    assert_ne!(all[0]["author"], all[1]["author"]);

    let body = json!({ "text": "Me too", "author": "Ida Ek", "parent": written["id"] }).to_string();
    let answer = sandbox.switch(&path, &body).await.json();
    assert_eq!((&answer["post"], &answer["text"]), (&written["post"], &json!("Me too")));
    let all = sandbox.get(&format!("/control/comments?network=x&post={post}")).await.json();
    let last = all.as_array().unwrap().last().unwrap();
    assert_eq!((&last["author"], &last["parent"]), (&json!("Ida Ek"), &written["id"]));
    let lost = sandbox.switch(&path, r#"{"parent":"1"}"#).await;
    assert_eq!(lost.status, 400, "{}", lost.text);
}

#[tokio::test]
async fn it_acts_only_while_it_is_let_in() {
    let sandbox = Sandbox::start().await;
    assert_eq!(
        sandbox.get("/control/audience").await.json(),
        json!({ "on": false, "per_minute": 0 })
    );
    let likes = async || {
        let sql = rusqlite::Connection::open(&sandbox.database).unwrap();
        let query = "SELECT (SELECT sum(likes) FROM posts) + (SELECT count(*) FROM comments)";
        sql.query_row::<i64, _, _>(query, [], |row| row.get(0)).unwrap()
    };
    let before = likes().await;
    sandbox.control.audience(6_000).await.unwrap();
    let on = sandbox.get("/control/audience").await;
    assert_eq!(on.json(), json!({ "on": true, "per_minute": 6_000 }));
    let acted = async {
        while likes().await < before + 5 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), acted).await.unwrap();
    let off = sandbox.switch("audience", r#"{"on":false}"#).await;
    assert_eq!(off.json(), json!({ "on": false, "per_minute": 0 }));
}
