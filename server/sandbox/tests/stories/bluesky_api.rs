//! Bluesky's identities, records, threads and numbers.

use axum::body::Body;
use serde_json::{Value, json};

use crate::bluesky::{IRIS, Pds, text};

fn post(words: &str) -> Value {
    json!({ "$type": "app.bsky.feed.post", "text": words, "createdAt": "2026-11-25T12:00:00.000Z", "langs": ["cs"] })
}

#[tokio::test]
async fn a_handle_leads_to_the_server() {
    let pds = Pds::start().await;
    let sandbox = &pds.sandbox;
    let at = async |host: &str, path: &str| {
        sandbox.send("GET", path, &[("host", host)], Body::empty()).await
    };
    let did = at("iris.pds.localhost:4000", "/.well-known/atproto-did").await;
    assert_eq!((did.status, did.text.as_str()), (200, IRIS));
    assert_eq!(at("pds.localhost:4000", "/.well-known/atproto-did").await.status, 404);
    let path = "/xrpc/com.atproto.identity.resolveHandle?handle=iris.pds.localhost";
    assert_eq!(at("pds.localhost:4000", path).await.json(), json!({ "did": IRIS }));
    let nobody = at("pds.localhost:4000", &path.replace("iris", "nobody")).await;
    assert_eq!(
        (nobody.status, &nobody.json()["message"]),
        (400, &json!("Unable to resolve handle"))
    );

    let endpoint = |document: &Value| text(&document["service"][0]["serviceEndpoint"]);
    for (host, home) in [
        ("pds.localhost:4000", "http://pds.localhost:4000"),
        ("plc.directory", "http://pds.localhost"),
        ("bsky.social", "http://bsky.social"),
    ] {
        let document = at(host, &format!("/{IRIS}")).await;
        assert_eq!(document.header("content-type"), "application/did+ld+json");
        let document = document.json();
        assert_eq!(document["alsoKnownAs"], json!(["at://iris.pds.localhost"]));
        assert_eq!(endpoint(&document), home);
    }
    let below = sandbox.get(&format!("/bluesky/{IRIS}")).await.json();
    assert_eq!(
        endpoint(&below),
        pds.base().replace("localhost", "pds.localhost").replace("/bluesky", "")
    );
    let unknown = at("plc.directory", "/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa").await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.text.contains("DID not registered"));

    let resource = at("pds.localhost:4000", "/.well-known/oauth-protected-resource").await.json();
    assert_eq!(resource["resource"], "http://pds.localhost:4000");
    assert_eq!(resource["authorization_servers"], json!(["http://pds.localhost:4000"]));
    let server = at("pds.localhost:4000", "/.well-known/oauth-authorization-server").await.json();
    assert_eq!(server["issuer"], "http://pds.localhost:4000");
    for fact in [
        "require_pushed_authorization_requests",
        "authorization_response_iss_parameter_supported",
        "client_id_metadata_document_supported",
    ] {
        assert_eq!(server[fact], true, "{fact}");
    }
    assert_eq!(server["dpop_signing_alg_values_supported"], json!(["ES256"]));
    let headers = [("host", "pds.localhost"), ("x-forwarded-proto", "https")];
    let path = "/.well-known/oauth-authorization-server";
    let behind = sandbox.send("GET", path, &headers, Body::empty()).await.json();
    assert_eq!(behind["issuer"], "https://pds.localhost", "where somebody ends the encryption");
    let about = sandbox.get("/bluesky/xrpc/com.atproto.server.describeServer").await.json();
    assert_eq!(about["availableUserDomains"], json!([".pds.localhost"]));
}

#[tokio::test]
async fn a_record_is_made_and_found() {
    let pds = Pds::start().await;
    let (access, _) = pds.login().await;
    let made = pds.publish(&access, &post("Hello")).await;
    assert_eq!(
        (made.status, &made.json()["validationStatus"]),
        (200, &json!("valid")),
        "{}",
        made.text
    );
    assert_eq!(made.header("ratelimit-limit"), "3000");
    assert_eq!(made.header("ratelimit-policy"), "3000;w=300");
    let made = made.json();
    let uri = text(&made["uri"]);
    let key = uri.strip_prefix(&format!("at://{IRIS}/app.bsky.feed.post/")).unwrap();
    assert_eq!(key.len(), 13);
    assert!(text(&made["cid"]).starts_with("bafyrei"));
    let repo = "/bluesky/xrpc/com.atproto.repo.";
    let path =
        format!("{repo}getRecord?repo=iris.pds.localhost&collection=app.bsky.feed.post&rkey={key}");
    let found = pds.sandbox.get(&path).await.json();
    assert_eq!((&found["cid"], &found["value"]), (&made["cid"], &post("Hello")));
    let gone = pds.sandbox.get(&path.replace(key, "3aaaaaaaaaaaa")).await;
    assert_eq!((gone.status, &gone.json()["error"]), (400, &json!("RecordNotFound")));

    let path = format!("{repo}listRecords?repo={IRIS}&collection=app.bsky.feed.post&limit=3");
    let first = pds.sandbox.get(&path).await.json();
    assert_eq!(first["records"][0]["uri"], json!(uri), "newest first");
    let cursor = text(&first["cursor"]);
    let rest = pds.sandbox.get(&format!("{path}&cursor={cursor}")).await.json();
    assert_eq!(rest["records"].as_array().map(Vec::len), Some(1), "four in all");
    let empty = pds.sandbox.get(&path.replace("feed.post", "feed.like")).await.json();
    assert_eq!(empty, json!({ "records": [] }));
}

#[tokio::test]
async fn a_record_must_fit_its_schema_and_its_owner() {
    let pds = Pds::start().await;
    let (access, _) = pds.login().await;
    let long = "x".repeat(301);
    for (record, words) in [
        (json!({ "createdAt": "2026-11-25T12:00:00Z" }), "Record must have the property \"text\""),
        (json!({ "text": "Hello" }), "Record must have the property \"createdAt\""),
        (json!({ "text": "Hello", "createdAt": "yesterday" }), "Record/createdAt"),
        (post(&long), "must not be longer than 300 graphemes"),
        (json!({ "$type": "app.bsky.feed.like", "text": "x" }), "Invalid $type"),
        (
            json!({ "text": "x", "createdAt": "2026-11-25T12:00:00Z", "reply": { "root": {} } }),
            "Record/reply must have",
        ),
    ] {
        let refused = pds.publish(&access, &record).await;
        assert_eq!((refused.status, &refused.json()["error"]), (400, &json!("InvalidRequest")));
        assert!(text(&refused.json()["message"]).contains(words), "{}", refused.text);
    }
    let path = "/xrpc/com.atproto.repo.createRecord";
    let create = async |repo: &str| {
        let body = json!({ "repo": repo, "collection": "app.bsky.feed.post", "record": post("x") });
        let claims = pds.bound_claims("POST", path, &access);
        pds.call_with("POST", path, &access, &claims, &body.to_string()).await
    };
    let foreign = create("callum.pds.localhost").await;
    assert_eq!((foreign.status, &foreign.json()["error"]), (401, &json!("AuthenticationRequired")));
    assert_eq!(create("nobody.pds.localhost").await.status, 400);
    assert_eq!(create("iris.pds.localhost").await.status, 200);
}

#[tokio::test]
async fn comments_and_replies_stand_in_the_thread() {
    let pds = Pds::start().await;
    let (access, _) = pds.login().await;
    let made = pds.publish(&access, &post("News")).await.json();
    let path = format!("bluesky/channels/{IRIS}/add-comment");
    let comment = pds.sandbox.switch(&path, r#"{"text":"When?"}"#).await.json();
    let uri = text(&made["uri"]);
    let thread = async |uri: &str| {
        pds.get(&format!("app.bsky.feed.getPostThread?uri={uri}"), &access).await.json()["thread"]
            .clone()
    };
    let below = thread(&uri).await["replies"][0]["post"].clone();
    assert_eq!((&below["uri"], &below["record"]["text"]), (&comment["id"], &json!("When?")));
    assert_eq!(below["author"]["displayName"], "Eva Mala");
    let root = json!({ "uri": uri, "cid": made["cid"] });
    let parent = json!({ "uri": below["uri"], "cid": below["cid"] });
    assert_eq!(below["record"]["reply"], json!({ "root": root, "parent": root }));

    let mut reply = post("Tomorrow");
    reply["reply"] = json!({ "root": root, "parent": parent });
    let reply = text(&pds.publish(&access, &reply).await.json()["uri"]);
    let answered = thread(&uri).await;
    assert_eq!(answered["replies"][0]["replies"][0]["post"]["uri"], json!(reply));
    assert_eq!(answered["post"]["replyCount"], 1);
    let from_below = thread(&reply).await;
    assert_eq!(from_below["parent"]["parent"]["post"]["uri"], json!(uri));
    let gone = pds.get("app.bsky.feed.getPostThread?uri=at://x/y/z", &access).await;
    assert_eq!((gone.status, &gone.json()["error"]), (400, &json!("NotFound")));
}

#[tokio::test]
async fn replies_are_told_newest_first() {
    let pds = Pds::start().await;
    let (access, _) = pds.login().await;
    let path = format!("bluesky/channels/{IRIS}/add-comment");
    let comment = pds.sandbox.switch(&path, r#"{"text":"When?"}"#).await.json();
    let list = async |query: &str| {
        let path = format!("app.bsky.notification.listNotifications?{query}");
        pds.get(&path, &access).await.json()
    };
    let all = list("reasons=reply&reasons=mention").await;
    let all = all["notifications"].as_array().unwrap();
    let newest = &all[0];
    assert_eq!((&newest["uri"], &newest["record"]["text"]), (&comment["id"], &json!("When?")));
    assert_eq!((&newest["reason"], &newest["reasonSubject"]), (&json!("reply"), &comment["post"]));
    assert_eq!(newest["author"]["displayName"], "Eva Mala");
    assert!(all.is_sorted_by_key(|it| std::cmp::Reverse(text(&it["indexedAt"]))));

    let first = list("limit=1").await;
    assert_eq!(first["notifications"].as_array().unwrap().len(), 1);
    let rest = list(&format!("cursor={}", text(&first["cursor"]))).await;
    assert_eq!(rest["notifications"].as_array().unwrap()[..], all[1..]);
    assert!(rest.get("cursor").is_none());
    assert_eq!(list("reasons=like").await["notifications"], json!([]));
}

#[tokio::test]
async fn feeds_profiles_and_numbers() {
    let pds = Pds::start().await;
    let (access, _) = pds.login().await;
    let profile =
        pds.get("app.bsky.actor.getProfile?actor=iris.pds.localhost", &access).await.json();
    assert_eq!((&profile["did"], &profile["displayName"]), (&json!(IRIS), &json!("Iris Vondra")));
    assert!(profile["followersCount"].as_i64().unwrap() >= 8_450, "{profile}");
    assert_eq!(profile["postsCount"], json!(3));
    let picture = text(&profile["avatar"]);
    assert_eq!(pds.sandbox.get(picture.strip_prefix(&pds.sandbox.url).unwrap()).await.status, 200);
    let path = format!("app.bsky.feed.getAuthorFeed?actor={IRIS}&limit=2");
    let first = pds.get(&path, &access).await.json();
    let cursor = text(&first["cursor"]);
    let rest = pds.get(&format!("{path}&cursor={cursor}"), &access).await.json();
    assert!(rest.get("cursor").is_none(), "the end");
    let uris: Vec<String> = [&first, &rest]
        .iter()
        .flat_map(|page| page["feed"].as_array().unwrap())
        .map(|line| text(&line["post"]["uri"]))
        .collect();
    assert_eq!(uris.len(), 3);
    let path = format!("app.bsky.feed.getPosts?uris={}&uris={}&uris=at://x/y/z", uris[0], uris[1]);
    let posts = pds.get(&path, &access).await.json();
    assert_eq!(posts["posts"].as_array().map(Vec::len), Some(2));
    assert!(posts["posts"][0]["likeCount"].as_i64().unwrap() > 0);
    assert_eq!(posts["posts"][0]["replyCount"], 1);
}

#[tokio::test]
async fn blobs_have_the_name_of_their_content() {
    let pds = Pds::start().await;
    let (access, _) = pds.login().await;
    let path = "/xrpc/com.atproto.repo.uploadBlob";
    let claims = pds.bound_claims("POST", path, &access);
    let answer = pds.call_with("POST", path, &access, &claims, "hello world").await;
    let expected = json!({ "blob": {
        "$type": "blob",
        "ref": { "$link": "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e" },
        "mimeType": "application/json",
        "size": 11,
    }});
    assert_eq!(answer.json(), expected);
}

#[tokio::test]
async fn a_permission_that_was_taken_is_a_missing_scope() {
    let pds = Pds::start().await;
    let (access, _) = pds.login().await;
    let path = format!("bluesky/people/{IRIS}/drop-permission");
    assert_eq!(pds.sandbox.switch(&path, r#"{"scope":"transition:generic"}"#).await.status, 200);
    let refused = pds.publish(&access, &post("Hello")).await;
    let words = "Missing required scope \"repo:app.bsky.feed.post?action=create\"";
    assert_eq!(
        (refused.status, refused.json()),
        (403, json!({ "error": "ScopeMissingError", "message": words }))
    );
    let feed = pds.get(&format!("app.bsky.feed.getAuthorFeed?actor={IRIS}"), &access).await;
    assert_eq!(feed.status, 403);
    assert_eq!(pds.fate(&access).await.0, 200, "who one is stays allowed");
    let path = format!("bluesky/people/{IRIS}/restore-permission");
    pds.sandbox.switch(&path, r#"{"scope":"transition:generic"}"#).await;
    assert_eq!(pds.publish(&access, &post("Hello")).await.status, 200);
}

#[tokio::test]
async fn trouble_speaks_as_bluesky() {
    let pds = Pds::start().await;
    let (access, refresh) = pds.login().await;
    let fault = async |kind: &str| {
        pds.sandbox.control.fault("bluesky", kind, 1).await.unwrap();
        pds.fate(&access).await
    };
    assert_eq!(
        fault("rate-limit").await,
        (429, "RateLimitExceeded".into(), "Rate Limit Exceeded".into())
    );
    assert_eq!(
        fault("outage").await,
        (503, "NotEnoughResources".into(), "Not Enough Resources".into())
    );
    let dialog = pds.dialog(&[]).await;
    pds.sandbox.control.fault("bluesky", "outage", 1).await.unwrap();
    assert!(crate::bluesky::iris().consent(&dialog).await.is_ok(), "pages are left alone");
    assert_eq!(pds.refresh(&refresh).await.status, 503);
    assert_eq!(pds.refresh(&refresh).await.status, 200, "nothing had happened");
    let unknown = pds.sandbox.get("/bluesky/xrpc/app.bsky.nothing").await;
    assert_eq!((unknown.status, &unknown.json()["error"]), (501, &json!("MethodNotImplemented")));
}
