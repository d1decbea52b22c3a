//! The resumable upload: metadata, then bytes in one piece or in many.

use serde_json::{Value, json};

use crate::support::{Reply, Sandbox};
use crate::youtube::{WALKS, get, login, post, reason, start};

const BEGIN: &str = "upload/youtube/v3/videos?uploadType=resumable&part=snippet,status";

fn video() -> Value {
    json!({
        "snippet": { "title": "Dumplings by the river", "description": "Six stops.\nBring an umbrella." },
        "status": { "privacyStatus": "private" },
    })
}

/// Begins an upload and says where the bytes go.
async fn begin(sandbox: &Sandbox, access: &str) -> String {
    let begun = post(sandbox, BEGIN, access, &video()).await;
    assert_eq!((begun.status, begun.text.as_str()), (200, ""));
    assert!(!begun.header("x-guploader-uploadid").is_empty());
    begun.header("location").strip_prefix(&sandbox.url).unwrap().to_owned()
}

async fn put(sandbox: &Sandbox, to: &str, range: &str, length: usize) -> Reply {
    let headers = [("content-type", "video/mp4"), ("content-range", range)];
    let headers = if range.is_empty() { &headers[..1] } else { &headers[..] };
    sandbox.send("PUT", to, headers, vec![7_u8; length]).await
}

#[tokio::test]
async fn a_video_is_published_in_one_piece() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "hana", "Prague Food Walks").await;
    let to = begin(&sandbox, &access).await;
    let done = put(&sandbox, &to, "", 3_000_000).await;
    let body = done.json();
    assert_eq!((done.status, body["kind"].as_str()), (200, Some("youtube#video")));
    assert_eq!(body["snippet"]["title"], "Dumplings by the river");
    assert_eq!(body["snippet"]["description"], "Six stops.\nBring an umbrella.");
    assert_eq!(
        (body["snippet"]["channelId"].as_str(), body["status"]["privacyStatus"].as_str()),
        (Some(WALKS), Some("private"))
    );
    let id = body["id"].as_str().unwrap();
    assert_eq!(put(&sandbox, &to, "", 3_000_000).await.json()["id"], id, "published once");
    let posts = sandbox.get("/control/posts").await.json();
    assert_eq!(posts.as_array().unwrap().iter().filter(|post| post["id"] == id).count(), 1);

    let path = format!("youtube/v3/videos?part=id&id={id}");
    assert_eq!(get(&sandbox, &path, &access).await.json()["pageInfo"]["totalResults"], 1);
    let (stranger, _) = login(&sandbox, "ingrid", "Fjord Knitting Room").await;
    let seen = get(&sandbox, &path, &stranger).await.json();
    assert_eq!(seen["pageInfo"]["totalResults"], 0, "private");
}

#[tokio::test]
async fn metadata_and_video_may_come_in_one_body() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "hana", "Prague Food Walks").await;
    let bearer = format!("Bearer {access}");
    let headers =
        [("authorization", bearer.as_str()), ("content-type", "multipart/related; boundary=here")];
    let path = "/youtube/upload/youtube/v3/videos?uploadType=multipart&part=snippet";
    let body = |media: &str| {
        format!(
            "--here\r\ncontent-type: application/json\r\n\r\n{}\r\n--here\r\ncontent-type: video/mp4\r\n\r\n{media}\r\n--here--",
            video()
        )
    };
    let done = sandbox.send("POST", path, &headers, body("moving pictures")).await;
    assert_eq!((done.status, done.json()["kind"].as_str()), (200, Some("youtube#video")));
    let empty = sandbox.send("POST", path, &headers, body("")).await;
    assert_eq!(reason(&empty), (400, "mediaBodyRequired".to_owned()));
    let torn = sandbox.send("POST", path, &headers, "--here".to_owned()).await;
    assert_eq!(reason(&torn), (400, "parseError".to_owned()));
}

#[tokio::test]
async fn a_broken_upload_goes_on_where_it_was() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "hana", "Prague Food Walks").await;
    let to = begin(&sandbox, &access).await;
    let grain = 262_144;
    let nothing = put(&sandbox, &to, "bytes */600000", 0).await;
    assert_eq!((nothing.status, nothing.header("range")), (308, ""));
    let first = put(&sandbox, &to, "bytes 0-262143/600000", grain).await;
    assert_eq!((first.status, first.header("range")), (308, "bytes=0-262143"));
    let gap = put(&sandbox, &to, "bytes 524288-599999/600000", 75_712).await;
    assert_eq!((gap.status, gap.header("range")), (308, "bytes=0-262143"), "not taken");
    let crooked = put(&sandbox, &to, "bytes 262144-300000/600000", 37_857).await;
    assert_eq!(reason(&crooked), (400, "badRequest".to_owned()));
    let second = put(&sandbox, &to, "bytes 262144-524287/*", grain).await;
    assert_eq!((second.status, second.header("range")), (308, "bytes=0-524287"));
    let last = put(&sandbox, &to, "bytes 524288-599999/600000", 75_712).await;
    assert_eq!((last.status, last.json()["kind"].as_str()), (200, Some("youtube#video")));
    let asked = put(&sandbox, &to, "bytes */600000", 0).await;
    assert_eq!(asked.json()["id"], last.json()["id"]);
}

#[tokio::test]
async fn an_upload_needs_a_title_a_body_and_its_address() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "hana", "Prague Food Walks").await;
    for (body, expected) in [
        (json!({}), "invalidTitle"),
        (json!({ "snippet": { "title": "x".repeat(101) } }), "invalidTitle"),
        (
            json!({ "snippet": { "title": "x" }, "status": { "privacyStatus": "secret" } }),
            "invalidVideoMetadata",
        ),
    ] {
        let refused = post(&sandbox, BEGIN, &access, &body).await;
        assert_eq!(reason(&refused), (400, expected.to_owned()));
    }
    let plain = "upload/youtube/v3/videos?uploadType=media&part=snippet";
    assert_eq!(post(&sandbox, plain, &access, &video()).await.status, 400);
    let to = begin(&sandbox, &access).await;
    assert_eq!(reason(&put(&sandbox, &to, "", 0).await), (400, "mediaBodyRequired".to_owned()));
    sandbox.control.advance_clock(8 * 86_400).await.unwrap();
    assert_eq!(put(&sandbox, &to, "", 10).await.status, 404, "a week is the longest");
}
