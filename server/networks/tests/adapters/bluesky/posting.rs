//! Posts, each made once.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{ChannelAccess, Media, MediaKind, NewPost, PostRefusal, Published};
use serde_json::{Value, json};

use super::world::{DID, bluesky, calls, grant, session};
use crate::recorder::{NOW, Recorder, Reply, Seen, json as ok, refusal};

fn post<'a>(text: &'a str, link: Option<&'a str>, media: Option<Media<'a>>) -> NewPost<'a> {
    NewPost { text, link, media, key: "post-1", now: NOW }
}

async fn publish(network: &Recorder, post: &NewPost<'_>) -> Published {
    let scopes = grant().scopes;
    let access = session(network, "access-1");
    let channel = ChannelAccess { remote_id: DID, token: &access, scopes: &scopes };
    network.adapter().publish(&channel, post).await
}

/// A server that answers `reply` when asked to make a record, and has it or not when asked for it.
async fn publishing(reply: Reply, has: bool) -> Recorder {
    bluesky(move |seen| match seen.path.as_str() {
        "/xrpc/com.atproto.repo.createRecord" => Some(reply.clone()),
        "/xrpc/com.atproto.repo.getRecord" if has => {
            let uri = format!("at://{DID}/app.bsky.feed.post/{}", seen.query["rkey"]);
            Some(ok(&json!({ "uri": uri, "value": {} }).to_string()))
        }
        "/xrpc/com.atproto.repo.getRecord" => {
            Some(refusal(400, r#"{"error":"RecordNotFound","message":"Could not locate record"}"#))
        }
        _ => None,
    })
    .await
}

fn created(name: &str) -> Reply {
    let uri = format!("at://{DID}/app.bsky.feed.post/{name}");
    ok(&json!({ "uri": uri, "cid": "bafyreig" }).to_string())
}

#[tokio::test]
async fn a_post_is_made_under_a_name_of_its_own() {
    let network = publishing(created("3kabc"), false).await;
    let text = "Größe: https://a.example/1";
    let published = publish(&network, &post(text, Some("https://b.example/2"), None)).await;
    let request = network.only();
    assert_eq!(request.line(), "POST /xrpc/com.atproto.repo.createRecord");
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!((&body["repo"], &body["collection"]), (&json!(DID), &json!("app.bsky.feed.post")));
    assert_eq!(body["rkey"].as_str().unwrap().len(), 13);
    let link = |start: usize, end: usize, uri: &str| {
        json!({
            "index": { "byteStart": start, "byteEnd": end },
            "features": [{ "$type": "app.bsky.richtext.facet#link", "uri": uri }],
        })
    };
    let expected = json!({
        "$type": "app.bsky.feed.post",
        "text": "Größe: https://a.example/1\n\nhttps://b.example/2",
        "createdAt": "2026-11-23T10:00:00Z",
        "facets": [link(9, 28, "https://a.example/1"), link(30, 49, "https://b.example/2")],
    });
    assert_eq!(body["record"], expected);

    let Published::Done(done) = published else { panic!("{published:?}") };
    assert_eq!(done.remote_id, format!("at://{DID}/app.bsky.feed.post/3kabc"));
    assert_eq!(done.link.unwrap(), format!("https://bsky.app/profile/{DID}/post/3kabc"));

    // The next attempt has the same name, another post has another.
    let again = post("Hello", None, None);
    publish(&network, &again).await;
    publish(&network, &NewPost { key: "post-2", ..again }).await;
    let name = |seen: &Seen| serde_json::from_slice::<Value>(&seen.body).unwrap()["rkey"].clone();
    let names: Vec<_> = network.seen().iter().map(name).collect();
    assert!(names[0] == names[1] && names[1] != names[2], "{names:?}");
}

#[tokio::test]
async fn a_post_that_is_out_is_never_made_twice() {
    let failed =
        refusal(500, r#"{"error":"InternalServerError","message":"Internal Server Error"}"#);
    for reply in [failed.clone(), Reply::Nothing, Reply::Html(502), Reply::Html(200)] {
        let what = format!("{reply:?}");
        let network = publishing(reply.clone(), true).await;
        let published = publish(&network, &post("Hello", None, None)).await;
        assert!(matches!(published, Published::Done(_)), "{what}: {published:?}");
        assert_eq!(
            calls(&network),
            ["com.atproto.repo.createRecord", "com.atproto.repo.getRecord"],
            "{what}"
        );
        // It is not there yet, and may still come.
        let network = publishing(reply, false).await;
        let published = publish(&network, &post("Hello", None, None)).await;
        assert_eq!(published, Published::Unknown, "{what}");
    }
}

#[tokio::test]
async fn refusals_are_about_the_post_or_about_the_account() {
    let long =
        "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes";
    let content = |says: &str| json!({"error": "InvalidRequest", "message": says}).to_string();
    let disabled = r#"{"error":"AccountDeactivated","message":"Account is deactivated"}"#;
    let missing = r#"{"error":"ScopeMissingError","message":"Missing required scope \"repo:*\""}"#;
    let lost = Cause::PermissionLost { missing: vec!["repo:*".into()] };
    for (reply, expected) in [
        (
            refusal(400, &content(long)),
            PostRefusal::Content { code: "InvalidRequest".into(), says: long.into() },
        ),
        (refusal(401, disabled), PostRefusal::Channel(Verdict::Dead(Cause::AccountDisabled))),
        (refusal(403, missing), PostRefusal::Channel(Verdict::Dead(lost))),
        (refusal(429, "{}"), PostRefusal::Channel(Verdict::Limited { until: None })),
        (Reply::Html(403), PostRefusal::Channel(Verdict::Unavailable)),
    ] {
        let what = format!("{reply:?}");
        let network = publishing(reply, false).await;
        let published = publish(&network, &post("Hello", None, None)).await;
        assert_eq!(published, Published::Refused(expected), "{what}");
    }
    let network = publishing(created("a"), false).await;
    let published = publish(&network, &post(&"ä".repeat(1501), None, None)).await;
    let too_long = PostRefusal::Content { code: "too_long".into(), says: String::new() };
    assert_eq!(published, Published::Refused(too_long));
    assert!(network.seen().is_empty(), "the server was not even asked");
}

#[tokio::test]
async fn a_picture_is_uploaded_first() {
    let blob = json!({"$type":"blob","ref":{"$link":"bafkrei"},"mimeType":"image/jpeg","size":3});
    let answer = json!({ "blob": blob }).to_string();
    let network = bluesky(move |seen| match seen.path.as_str() {
        "/xrpc/com.atproto.repo.uploadBlob" => Some(ok(&answer)),
        "/xrpc/com.atproto.repo.createRecord" => Some(created("a")),
        _ => None,
    })
    .await;
    let media = Media {
        kind: MediaKind::Image,
        mime: "image/jpeg",
        bytes: b"jpg",
        url: "https://relink.example/a.jpg",
        alt: "a cake",
    };
    publish(&network, &post("Hello", None, Some(media))).await;
    let seen = network.seen();
    assert_eq!(&seen[0].body[..], b"jpg");
    assert_eq!(seen[0].headers["content-type"], "image/jpeg");
    let body: Value = serde_json::from_slice(&seen[1].body).unwrap();
    let embed = json!({
        "$type": "app.bsky.embed.images", "images": [{ "image": blob, "alt": "a cake" }],
    });
    assert_eq!(body["record"]["embed"], embed);

    let large = r#"{"error":"BlobTooLarge","message":"This file is too large."}"#;
    let network = bluesky(move |_| Some(refusal(400, large))).await;
    let published = publish(&network, &post("Hello", None, Some(media))).await;
    let content = PostRefusal::Content {
        code: "BlobTooLarge".into(),
        says: "This file is too large.".into(),
    };
    assert_eq!(published, Published::Refused(content));
    assert_eq!(network.seen().len(), 1, "nothing is out");
}
