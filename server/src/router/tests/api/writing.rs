//! What programs change: as far as their scopes go, once however often it is sent, and never what they have not seen.

use axum::http::Method;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{super::isolation::agencies::street, *};

/// What was answered.
struct Told {
    status: StatusCode,
    tag: Option<String>,
    is_replayed: bool,
    body: Value,
}

impl House {
    async fn send(
        &self,
        key: &str,
        (method, path): (Method, &str),
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Told {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {key}"));
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        let answer = self.ask(request.body(body.into()).unwrap()).await;
        let status = answer.status();
        let tag = answer.headers().get(header::ETAG).map(|tag| tag.to_str().unwrap().to_owned());
        let is_replayed = answer.headers().contains_key("idempotency-replayed");
        let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
        let text = text(answer).await;
        assert_eq!(text.is_empty(), kind.is_none(), "{path}: {kind:?} {text}");
        let body = serde_json::from_str(&text).unwrap_or_default();
        Told { status, tag, is_replayed, body }
    }

    /// The tag of what stands at `path`.
    async fn tag(&self, key: &str, path: &str) -> String {
        let answer = self.read(key, path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.headers()[header::ETAG].to_str().unwrap().to_owned()
    }
}

const LINKS: (Method, &str) = (Method::POST, "/api/v1/links");

#[tokio::test]
async fn a_request_is_done_once_however_often_it_is_sent() {
    let house = house().await;
    let key = house.key(&Scope::ALL).await;
    let wanted = json!({ "network": "facebook", "days": 3, "note": "Before Friday, please" });
    let named = [("idempotency-key", "friday")];
    let first = house.send(&key, LINKS, &wanted, &named).await;
    assert_eq!((first.status, first.is_replayed), (StatusCode::CREATED, false), "{}", first.body);
    let again = house.send(&key, LINKS, &wanted, &named).await;
    assert_eq!((again.status, again.is_replayed), (StatusCode::CREATED, true));
    assert_eq!((&again.body, &again.tag), (&first.body, &first.tag), "the very answer");
    let listed = json(house.read(&key, "/api/v1/links").await).await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");

    let path = first.body["url"].as_str().unwrap().strip_prefix(ORIGIN).unwrap();
    let page = text(house.ask(get(path)).await).await;
    assert!(page.contains("Havel &amp; Weber") && page.contains("Before Friday, please"), "{page}");

    let other = json!({ "network": "facebook", "days": 4 });
    let told = house.send(&key, LINKS, &other, &named).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "another request of this name");
    let anothers = house.key(&Scope::ALL).await;
    let told = house.send(&anothers, LINKS, &other, &named).await;
    assert_eq!(told.status, StatusCode::CREATED, "another key has names of its own");

    // What was refused did nothing, so its name is free again.
    let fresh = [("idempotency-key", "saturday")];
    let wrong = json!({ "network": "myspace" });
    let told = house.send(&key, LINKS, &wrong, &fresh).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = house.send(&key, LINKS, &other, &fresh).await;
    assert_eq!(told.status, StatusCode::CREATED);
    for names in [
        &[("idempotency-key", "")][..],
        &[("idempotency-key", "a"); 2],
        &[("idempotency-key", "with blanks")],
    ] {
        let told = house.send(&key, LINKS, &other, names).await;
        assert_eq!(told.status, StatusCode::BAD_REQUEST, "{names:?}");
    }

    let link = format!("/api/v1/links/{}", first.body["link"]["id"].as_str().unwrap());
    let revoke = (Method::DELETE, &*link);
    for (name, is_replayed) in [("sunday", false), ("sunday", true), ("monday", false)] {
        let told =
            house.send(&key, revoke.clone(), &Value::Null, &[("idempotency-key", name)]).await;
        assert_eq!((told.status, told.is_replayed), (StatusCode::NO_CONTENT, is_replayed));
    }
    let listed = json(house.read(&key, "/api/v1/links").await).await;
    let states = listed["items"].as_array().unwrap().iter().map(|link| link["state"].clone());
    assert_eq!(states.filter(|state| state == "revoked").count(), 1, "{listed}");
    assert_eq!(house.ask(get(path)).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_request_that_was_cut_off_is_not_done_a_second_time() {
    let house = house().await;
    let key = house.key(&Scope::ALL).await;
    let wanted = json!({ "network": "facebook" });
    // As a process leaves it that dies after it has begun.
    let secret = Token::new(key.clone());
    let open = house.state.engine.enter(&secret, HERE).await.unwrap().unwrap();
    let asks = Sha256::digest(format!("POST /api/v1/links\n{wanted}")).into();
    house.state.engine.begin_request(&open, "cut-off", asks).await.unwrap();
    let told = house.send(&key, LINKS, &wanted, &[("idempotency-key", "cut-off")]).await;
    assert_eq!(told.status, StatusCode::CONFLICT, "{}", told.body);
    let listed = json(house.read(&key, "/api/v1/links").await).await;
    assert_eq!(listed["items"], json!([]));
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_the_place_where_it_is_wrong() {
    let house = house().await;
    let key = house.key(&Scope::ALL).await;
    let unknown = ProfileId::new(house.state.clock.now(), [7; 10]).to_string();
    let hooks = (Method::POST, "/api/v1/webhooks");
    let posts = (Method::POST, "/api/v1/posts");
    for (to, body, status, pointer) in [
        (LINKS, json!({}), 422, Some("")),
        (LINKS, json!({ "network": "x", "profile": unknown }), 422, Some("")),
        (LINKS, json!({ "network": "myspace" }), 422, Some("/network")),
        (LINKS, json!({ "network": "x" }), 409, None),
        (LINKS, json!({ "profile": unknown }), 422, Some("/profile")),
        (LINKS, json!({ "network": "facebook", "days": 31 }), 422, Some("/days")),
        (LINKS, json!({ "network": "facebook", "days": i64::MAX }), 422, Some("/days")),
        (LINKS, json!({ "network": "facebook", "remind_days": 2 }), 422, Some("/remind_days")),
        (LINKS, json!({ "network": "facebook", "send": true }), 422, Some("/recipient")),
        (LINKS, json!({ "network": "facebook", "note": "x".repeat(501) }), 422, Some("/note")),
        (LINKS, json!({ "network": "facebook", "colour": "red" }), 422, Some("")),
        (LINKS, json!({ "network": 7 }), 422, Some("")),
        (LINKS, json!([]), 422, Some("")),
        (LINKS, json!("{"), 400, None),
        (LINKS, json!(""), 400, None),
        (LINKS, json!({ "network": "x".repeat(70_000) }), 413, None),
        (hooks.clone(), json!({ "url": "http://127.0.0.1:1/" }), 422, Some("/url")),
        (hooks.clone(), json!({ "url": "https://intranet/" }), 422, Some("/url")),
        (hooks.clone(), json!({ "url": "https://a.test/", "topics": [] }), 422, Some("/topics")),
        (hooks, json!({ "url": "https://a.test/", "topics": ["x"] }), 422, Some("/topics/0")),
        (posts.clone(), json!({ "channels": [], "text": "a" }), 422, Some("/channels")),
        (posts.clone(), json!({ "channels": [unknown], "text": "a" }), 422, Some("/channels/0")),
        (posts.clone(), json!({ "channels": ["?"], "text": "a" }), 422, Some("/channels/0")),
        (posts, json!({ "channels": ["?"], "text": "a", "at": "noon" }), 422, Some("/at")),
        ((Method::DELETE, "/api/v1/links/ada"), json!({}), 404, None),
        ((Method::POST, "/api/v1/webhooks/ada/test"), json!({}), 404, None),
    ] {
        let told = house.send(&key, to.clone(), &body, &[]).await;
        let asked = format!("{to:?} {body} {}", told.body);
        assert_eq!(told.status.as_u16(), status, "{asked}");
        assert_eq!(told.body["status"], status, "{asked}");
        assert!(told.body["detail"].as_str().is_some_and(|says| !says.is_empty()), "{asked}");
        assert_eq!(told.body["errors"][0]["pointer"].as_str(), pointer, "{asked}");
    }
    let told = house.send(&key, LINKS, &json!({}), &[("content-type", "text/plain")]).await;
    assert_eq!(told.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    for path in ["/api/v1/links", "/api/v1/webhooks", "/api/v1/posts"] {
        assert_eq!(json(house.read(&key, path).await).await["items"], json!([]), "{path}");
    }
    let reads: Vec<_> =
        Scope::ALL.into_iter().filter(|scope| scope.slug().ends_with(":read")).collect();
    let reader = house.key(&reads).await;
    let told = house.send(&reader, LINKS, &json!({ "network": "facebook" }), &[]).await;
    assert_eq!(told.status, StatusCode::FORBIDDEN, "{}", told.body);
}

#[tokio::test]
async fn posts_comments_and_webhooks_are_changed_as_they_were_seen() {
    let street = street().await;
    let (house, key) = (&street.house, &*street.key);
    let document = json(house.ask(get(paths::API_DOCUMENT)).await).await;
    let fits = |method: &str, path: &str, told: &Told| {
        let status = told.status.as_str();
        let answer = &document["paths"][path][method]["responses"][status];
        assert!(answer.is_object(), "{method} {path} {status}: {}", told.body);
        let schema = &answer["content"]["application/json"]["schema"];
        if schema.is_object() {
            assert_fits(&document, schema, &told.body, path);
        }
    };
    let mut channels = street.house.state.engine.channels(&street.master.viewer).await.unwrap();
    channels.retain(|channel| channel.network == domain::network::Network::Mastodon);
    let channel = channels[0].id.to_string();

    let wanted = json!({ "channels": [channel], "text": "Bread", "link": "https://bread.test/" });
    let made = house.send(key, (Method::POST, "/api/v1/posts"), &wanted, &[]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    fits("post", "/api/v1/posts", &made);
    assert_eq!(made.body["items"][0]["state"], "draft");
    let path = format!("/api/v1/posts/{}", made.body["items"][0]["id"].as_str().unwrap());
    let change = (Method::PATCH, &*path);
    let tag = house.tag(key, &path).await;
    let plan = json!({ "text": "Fresh bread", "link": null, "at": "2030-05-01T08:00:00+02:00" });
    let told = house.send(key, change.clone(), &plan, &[]).await;
    assert_eq!(told.status, StatusCode::PRECONDITION_REQUIRED);
    let patch = [("if-match", &*tag), ("content-type", "application/merge-patch+json")];
    let told = house.send(key, change.clone(), &plan, &patch).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    fits("patch", "/api/v1/posts/{post}", &told);
    assert_eq!(told.body["text"], "Fresh bread");
    assert_eq!((&told.body["state"], &told.body["link"]), (&json!("scheduled"), &Value::Null));
    assert_eq!(told.body["at"], "2030-05-01T06:00:00Z");
    assert_eq!(
        told.tag,
        Some(house.tag(key, &path).await),
        "what is answered is what stands there"
    );
    let told = house.send(key, change.clone(), &json!({ "text": "Stale" }), &patch).await;
    assert_eq!(told.status, StatusCode::PRECONDITION_FAILED);
    let seen = house.tag(key, &path).await;
    let seen = [("if-match", &*seen)];
    for (body, pointer) in [
        (json!({ "text": "x".repeat(501) }), ""),
        (json!({ "at": "2001-05-01T08:00:00Z" }), "/at"),
        (json!({ "when": "at" }), "/at"),
        (json!({ "when": "now", "at": "2030-05-01T08:00:00Z" }), "/at"),
        (json!({ "last_moment": "2030-04-01T08:00:00Z" }), "/last_moment"),
    ] {
        let told = house.send(key, change.clone(), &body, &seen).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(told.body["errors"][0]["pointer"], pointer, "{body} {}", told.body);
    }
    let decision = format!("{path}/decision");
    let decide = (Method::POST, &*decision);
    let told = house.send(key, decide, &json!({ "decision": "now" }), &[]).await;
    assert_eq!(told.status, StatusCode::CONFLICT, "nothing was asked: {}", told.body);
    let delete = (Method::DELETE, &*path);
    let told = house.send(key, delete.clone(), &Value::Null, &patch).await;
    assert_eq!(told.status, StatusCode::PRECONDITION_FAILED);
    let told = house.send(key, delete.clone(), &Value::Null, &seen).await;
    fits("delete", "/api/v1/posts/{post}", &told);
    assert_eq!(told.status, StatusCode::NO_CONTENT);
    assert_eq!(house.send(key, delete, &Value::Null, &[]).await.status, StatusCode::NOT_FOUND);

    let listed = json(house.read(key, "/api/v1/comments?shown=new&limit=100").await).await;
    let comments = listed["items"].as_array().unwrap();
    let open = comments.iter().find(|one| one["replies"] == json!([])).unwrap();
    let path = format!("/api/v1/comments/{}", open["id"].as_str().unwrap());
    let tag = house.tag(key, &path).await;
    let seen = [("if-match", &*tag)];
    let replies = format!("{path}/replies");
    let reply = (Method::POST, &*replies);
    let told = house.send(key, reply.clone(), &json!({ "text": " " }), &seen).await;
    assert_eq!(told.body["errors"][0]["pointer"], "/text", "{}", told.body);
    let change = (Method::PATCH, &*path);
    let told = house.send(key, change.clone(), &json!({ "is_done": true }), &seen).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    fits("patch", "/api/v1/comments/{comment}", &told);
    assert_eq!(told.body["state"], "done");
    let told = house.send(key, reply.clone(), &json!({ "text": "Thanks" }), &seen).await;
    assert_eq!(told.status, StatusCode::PRECONDITION_FAILED, "it is done meanwhile");
    let both = json!({ "is_done": false, "is_hidden": true });
    let told = house.send(key, change, &both, &[("if-match", "*")]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "one thing at a time");
    // Not every network of the demo takes an answer to every comment.
    let open = comments.iter().filter(|one| one["replies"] == json!([]));
    let mut is_taken = false;
    for comment in open {
        let path = format!("/api/v1/comments/{}", comment["id"].as_str().unwrap());
        let tag = house.tag(key, &path).await;
        let seen = [("if-match", &*tag)];
        let replies = format!("{path}/replies");
        let reply = (Method::POST, &*replies);
        let thanks = json!({ "text": "Thanks" });
        let told = house.send(key, reply.clone(), &thanks, &seen).await;
        if told.status != StatusCode::CREATED || told.body["state"] == "failed" {
            continue;
        }
        fits("post", "/api/v1/comments/{comment}/replies", &told);
        assert_eq!(told.body["text"], "Thanks");
        let told = house.send(key, reply, &thanks, &seen).await;
        assert_eq!(told.status, StatusCode::PRECONDITION_FAILED, "it is answered: {}", told.body);
        is_taken = true;
        break;
    }
    assert!(is_taken, "some comment is answered: {listed}");

    let wanted = json!({ "url": "https://hooks.elsewhere.test/", "topics": ["lost"] });
    let made = house.send(key, (Method::POST, "/api/v1/webhooks"), &wanted, &[]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    fits("post", "/api/v1/webhooks", &made);
    assert!(made.body["secret"].as_str().unwrap().starts_with("whsec_"));
    assert_eq!(made.body["webhook"]["name"], "hooks.elsewhere.test");
    let path = format!("/api/v1/webhooks/{}", made.body["webhook"]["id"].as_str().unwrap());
    let told = house.send(key, (Method::PATCH, &path), &json!({ "topics": ["mended"] }), &[]).await;
    assert_eq!(told.status, StatusCode::NO_CONTENT, "{}", told.body);
    let test = format!("{path}/test");
    let told = house.send(key, (Method::POST, &test), &Value::Null, &[]).await;
    assert_eq!(told.status, StatusCode::ACCEPTED);
    fits("post", "/api/v1/webhooks/{hook}/test", &told);
    let listed = text(house.read(key, "/api/v1/webhooks").await).await;
    assert!(listed.contains("mended") && !listed.contains("whsec_"), "{listed}");
    let told = house.send(key, (Method::DELETE, &path), &Value::Null, &[]).await;
    assert_eq!(told.status, StatusCode::NO_CONTENT);

    let log = text(house.read(key, "/api/v1/audit?limit=100").await).await;
    assert!(log.contains("hook.added") && log.contains("hook.removed"), "{log}");
}
