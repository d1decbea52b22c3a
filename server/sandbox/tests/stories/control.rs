//! The control JSON: shapes, registration, and who may throw a switch.

use serde_json::{Value, json};

use crate::support::{ADA, Sandbox};

async fn ada(sandbox: &Sandbox) -> Value {
    let people = sandbox.get("/control/people").await.json();
    people.as_array().unwrap().iter().find(|person| person["id"] == ADA).unwrap().clone()
}

#[tokio::test]
async fn people_come_with_channels_and_grants() {
    let sandbox = Sandbox::start().await;
    sandbox.facebook_login("ada", Some(&["Bakery Brno"])).await;
    let people = sandbox.get("/control/people").await.json();
    let people = people.as_array().unwrap().iter();
    assert_eq!(people.filter(|person| person["network"] == "facebook").count(), 5);
    let ada = ada(&sandbox).await;
    assert_eq!(ada["network"], "facebook");
    assert_eq!(
        (ada["login"].as_str(), ada["password"].as_str()),
        (Some("ada@facebook.test"), Some("ada-demo"))
    );
    assert_eq!(ada["channels"].as_array().unwrap().len(), 12);
    let bakery =
        ada["channels"].as_array().unwrap().iter().find(|it| it["name"] == "Bakery Brno").unwrap();
    assert_eq!(*bakery, json!({ "id": "200020000000001", "name": "Bakery Brno", "role": "admin" }));
    let grant = &ada["grants"][0];
    assert_eq!(grant["client_id"], "agency");
    assert_eq!(grant["channels"], json!(["200020000000001"]));
    assert_eq!(grant["alive"], true);
    assert!(grant["scopes"].as_array().unwrap().contains(&json!("pages_show_list")));
}

#[tokio::test]
async fn names_are_unique() {
    let sandbox = Sandbox::start().await;
    let people = sandbox.control.people().await.unwrap();
    let mut names: Vec<_> = people.iter().map(|person| person.name.clone()).collect();
    let pages =
        people.iter().filter(|person| person.network == "facebook").flat_map(|it| &it.channels);
    let mut pages: Vec<_> =
        pages.map(|channel| (channel.id.clone(), channel.name.clone())).collect();
    pages.sort();
    pages.dedup();
    names.extend(pages.into_iter().map(|(_, name)| name));
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[tokio::test]
async fn clients_register_and_change() {
    let sandbox = Sandbox::start().await;
    let body = r#"{"client_id":"new","client_secret":"one","redirect_uris":["http://127.0.0.1:3000/back"]}"#;
    assert_eq!(sandbox.switch("x/clients", body).await.status, 201);
    assert_eq!(sandbox.switch("x/clients", &body.replace("one", "two")).await.status, 200);
    let clients = sandbox.get("/control/clients").await.json();
    let new =
        clients.as_array().unwrap().iter().find(|it| it["client_id"] == "new").unwrap().clone();
    assert_eq!(
        new,
        json!({ "network": "x", "client_id": "new", "client_secret": "two", "redirect_uris": ["http://127.0.0.1:3000/back"] })
    );
    for (uri, status) in [
        ("https://product.test/back", 200),
        ("http://localhost:3000/back", 200),
        ("http://[::1]:3000/back", 200),
        ("http://product.test/back", 400),
        ("https://product.test/back#here", 400),
        ("nonsense", 400),
    ] {
        let body = json!({ "client_id": "new", "client_secret": "s", "redirect_uris": [uri] });
        assert_eq!(sandbox.switch("x/clients", &body.to_string()).await.status, status, "{uri}");
    }
}

#[tokio::test]
async fn json_is_read_whatever_it_calls_itself() {
    let sandbox = Sandbox::start().await;
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "*/*")];
    let body = r#"{"advance_seconds":-5}"#.to_owned();
    let answer = sandbox.send("POST", "/control/clock", &headers, body).await;
    assert_eq!((answer.status, answer.json()["ahead_seconds"].as_i64()), (200, Some(-5)));
}

#[tokio::test]
async fn what_does_not_exist_is_404_json() {
    let sandbox = Sandbox::start().await;
    for path in [
        "facebook/people/1/log-out",
        "facebook/people/100010000000001/explode",
        "facebook/channels/1/drop-role",
        "instagram/people/1/log-out",
    ] {
        let answer = sandbox.switch(path, "").await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.json()["error"].is_string(), "{path}");
    }
    for path in ["/instagram/oauth/authorize", "/nowhere"] {
        let answer = sandbox.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.json()["error"].is_string(), "{path}");
    }
}

#[tokio::test]
async fn another_site_throws_no_switches() {
    let sandbox = Sandbox::start().await;
    let headers = [("sec-fetch-site", "cross-site")];
    let path = format!("/control/facebook/people/{ADA}/disable");
    assert_eq!(sandbox.send("POST", &path, &headers, String::new()).await.status, 403);
    assert_eq!(ada(&sandbox).await["state"], "active");
}

#[tokio::test]
async fn the_page_throws_the_same_switches_by_forms() {
    let sandbox = Sandbox::start().await;
    let home = sandbox.get("/").await;
    assert_eq!(home.status, 200);
    assert!(home.text.contains("Ada Novak") && home.text.contains("Oak &amp; Iron Furniture"));
    let page = [("accept", "text/html"), ("sec-fetch-site", "same-origin")];
    let path = format!("/control/facebook/people/{ADA}/checkpoint");
    assert!(home.text.contains(&format!("action=\"{path}\"")));
    let answer = sandbox.form(&path, &page, &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    assert_eq!(ada(&sandbox).await["state"], "checkpoint");
    let answer =
        sandbox.form("/control/x/faults", &page, &[("kind", "outage"), ("times", "2")]).await;
    assert_eq!(answer.status, 303);
    assert!(sandbox.get("/").await.text.contains("outage ×2"));
}

#[tokio::test]
async fn reset_restores_everything_but_grants() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", None).await;
    let tomas = sandbox.facebook_login("tomas", None).await;
    sandbox.control.cause("facebook", ADA, "change-password").await.unwrap();
    sandbox.control.cause("facebook", ADA, "disable").await.unwrap();
    sandbox.control.channel("facebook", "200020000000001", "drop-role").await.unwrap();
    sandbox.control.advance_clock(3_600).await.unwrap();
    assert_eq!(ada(&sandbox).await["channels"][1]["role"], Value::Null);
    sandbox.control.reset().await.unwrap();
    let ada = ada(&sandbox).await;
    assert_eq!(
        (ada["password"].as_str(), ada["state"].as_str()),
        (Some("ada-demo"), Some("active"))
    );
    assert_eq!(ada["channels"][1]["role"], "admin");
    assert_eq!(ada["grants"][0]["alive"], false);
    assert_eq!(sandbox.graph("me", &[("access_token", &long)]).await.graph_error().2, 460);
    assert_eq!(sandbox.graph("me", &[("access_token", &tomas)]).await.status, 200);
    assert_eq!(sandbox.get("/control/clock").await.json()["ahead_seconds"], 0);
}
