//! TikTok's API: the account, posting a video, the videos and their numbers.

use axum::body::Body;
use serde_json::{Value, json};

use crate::pictures::{gallery, the_picture_is_there};
use crate::support::Reply;
use crate::tiktok::{MILA, TikTok};

fn new_video(size: i64) -> Value {
    json!({
        "post_info": { "title": "Bread at five in the morning", "privacy_level": "PUBLIC_TO_EVERYONE" },
        "source_info": {
            "source": "FILE_UPLOAD", "video_size": size, "chunk_size": size, "total_chunk_count": 1,
        },
    })
}

/// The code of an error in the envelope, with its status.
fn refused(answer: &Reply) -> (u16, String) {
    let body = answer.json();
    assert_eq!(body["data"], json!({}));
    assert!(body["error"]["log_id"].is_string() && body["error"]["message"].is_string());
    (answer.status, body["error"]["code"].as_str().unwrap_or_default().to_owned())
}

fn no(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

async fn put(tiktok: &TikTok, url: &str, range: &str, bytes: usize) -> Reply {
    let path = url.strip_prefix(&tiktok.0.url).unwrap();
    let headers = [("content-type", "video/mp4"), ("content-range", range)];
    tiktok.0.send("PUT", path, &headers, Body::from(vec![7; bytes])).await
}

async fn status(tiktok: &TikTok, access: &str, id: &str) -> Value {
    let answer =
        tiktok.post("post/publish/status/fetch/", access, &json!({ "publish_id": id })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["data"].clone()
}

#[tokio::test]
async fn the_account_shows_what_is_asked_for() {
    let tiktok = TikTok::start().await;
    let (access, _) = tiktok.login().await;
    let fields =
        "open_id,union_id,avatar_url,display_name,username,is_verified,follower_count,video_count";
    let answer = tiktok.get(&format!("user/info/?fields={fields}"), &access).await;
    let user = answer.json()["data"]["user"].clone();
    assert_eq!(user.as_object().unwrap().len(), 8);
    assert_eq!(user["username"], "milahorvat");
    assert!(user["follower_count"].as_i64().unwrap() >= 48_310, "{user}");
    assert_eq!(user["video_count"], 3);
    assert!(!answer.header("x-tt-logid").is_empty());
    assert_ne!(user["open_id"], json!(MILA), "the id is another one for each client");
    let picture = user["avatar_url"].as_str().unwrap().strip_prefix(&tiktok.0.url).unwrap();
    assert_eq!(tiktok.0.get(picture).await.status, 200);
    for fields in ["", "?fields=", "?fields=open_id,shoe_size"] {
        let answer = tiktok.get(&format!("user/info/{fields}"), &access).await;
        assert_eq!(refused(&answer), no(400, "invalid_params"), "{fields}");
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_and_no_path_is_guessed() {
    let tiktok = TikTok::start().await;
    let (access, refresh) = tiktok.login().await;
    for token in ["", "act.nonsense", refresh.as_str()] {
        let answer = tiktok.get("user/info/?fields=open_id", token).await;
        assert_eq!(refused(&answer), no(401, "access_token_invalid"));
    }
    let spoilt = tiktok.get("user/info/", "act.nonsense").await;
    assert_eq!(refused(&spoilt), no(401, "access_token_invalid"), "who calls is asked first");
    for path in ["user/info?fields=open_id", "video/comments/", "nowhere"] {
        assert_eq!(
            refused(&tiktok.get(path, &access).await),
            no(404, "unsupported_path"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_video_is_uploaded_processed_and_there() {
    let tiktok = TikTok::start().await;
    let (access, _) = tiktok.login().await;
    let creator = tiktok.post("post/publish/creator_info/query/", &access, &json!({})).await;
    assert_eq!(creator.json()["data"]["privacy_level_options"][0], "PUBLIC_TO_EVERYONE");

    let begun = tiktok.post("post/publish/video/init/", &access, &new_video(2_000)).await;
    let data = begun.json()["data"].clone();
    let id = data["publish_id"].as_str().unwrap();
    let url = data["upload_url"].as_str().unwrap();
    assert!(id.starts_with("v_pub_file~v2-1."), "{id}");
    assert_eq!(
        status(&tiktok, &access, id).await,
        json!({ "status": "PROCESSING_UPLOAD", "uploaded_bytes": 0 })
    );

    assert_eq!(put(&tiktok, url, "bytes 0-999/2000", 2_000).await.status, 416, "another length");
    assert_eq!(put(&tiktok, url, "bytes 5-2004/2000", 2_000).await.status, 416, "a gap");
    assert_eq!(put(&tiktok, url, "", 2_000).await.status, 400);
    let forged = url.replace("upload_token=", "upload_token=x");
    assert_eq!(put(&tiktok, &forged, "bytes 0-1999/2000", 2_000).await.status, 403);
    assert_eq!(put(&tiktok, url, "bytes 0-1999/2000", 2_000).await.status, 201);

    assert_eq!(status(&tiktok, &access, id).await["status"], "PROCESSING_UPLOAD");
    tiktok.0.control.advance_clock(2).await.unwrap();
    let done = status(&tiktok, &access, id).await;
    assert_eq!(done["status"], "PUBLISH_COMPLETE");
    let video = done["publicaly_available_post_id"][0].as_i64().unwrap().to_string();
    let list = tiktok.post("video/list/?fields=id,title", &access, &json!({})).await.json();
    assert_eq!(
        list["data"]["videos"][0],
        json!({ "id": video, "title": "Bread at five in the morning" })
    );
    let posts = tiktok.0.get("/control/posts").await.json();
    let same = posts.as_array().unwrap().iter().filter(|post| post["id"] == video.as_str());
    assert_eq!(same.count(), 1);
}

#[tokio::test]
async fn a_large_video_comes_in_chunks() {
    let tiktok = TikTok::start().await;
    let (access, _) = tiktok.login().await;
    const CHUNK: usize = 5 << 20;
    let size = 2 * CHUNK + 1_000;
    let mut new = new_video(i64::try_from(size).unwrap());
    new["source_info"]["chunk_size"] = json!(CHUNK);
    new["source_info"]["total_chunk_count"] = json!(3);
    let three = tiktok.post("post/publish/video/init/", &access, &new).await;
    assert_eq!(refused(&three), no(400, "invalid_params"), "the rest belongs to the last one");
    new["source_info"]["total_chunk_count"] = json!(2);
    let data = tiktok.post("post/publish/video/init/", &access, &new).await.json()["data"].clone();
    let url = data["upload_url"].as_str().unwrap();
    let first = put(&tiktok, url, &format!("bytes 0-{}/{size}", CHUNK - 1), CHUNK).await;
    assert_eq!(first.status, 206);
    assert_eq!(first.header("content-range"), format!("bytes 0-{}", CHUNK - 1));
    let id = data["publish_id"].as_str().unwrap();
    assert_eq!(status(&tiktok, &access, id).await["uploaded_bytes"], json!(CHUNK));
    let rest = put(&tiktok, url, &format!("bytes {CHUNK}-{}/{size}", size - 1), size - CHUNK).await;
    assert_eq!(rest.status, 201);
}

#[tokio::test]
async fn an_upload_address_is_good_for_an_hour() {
    let tiktok = TikTok::start().await;
    let (access, _) = tiktok.login().await;
    let begun = tiktok.post("post/publish/video/init/", &access, &new_video(10)).await.json();
    let url = begun["data"]["upload_url"].as_str().unwrap();
    tiktok.0.control.advance_clock(3_601).await.unwrap();
    assert_eq!(put(&tiktok, url, "bytes 0-9/10", 10).await.status, 403);
}

#[tokio::test]
async fn a_video_is_pulled_and_a_draft_waits_for_its_person() {
    let tiktok = TikTok::start().await;
    let (access, _) = tiktok.login().await;
    let source =
        json!({ "source": "PULL_FROM_URL", "video_url": "https://product.test/bread.mp4" });
    let mut new = new_video(1);
    new["source_info"] = source.clone();
    let data = tiktok.post("post/publish/video/init/", &access, &new).await.json()["data"].clone();
    assert_eq!(data.get("upload_url"), None);
    let id = data["publish_id"].as_str().unwrap();
    assert_eq!(status(&tiktok, &access, id).await["status"], "PROCESSING_DOWNLOAD");
    let draft = json!({ "source_info": source });
    let draft = tiktok.post("post/publish/inbox/video/init/", &access, &draft).await.json();
    tiktok.0.control.advance_clock(2).await.unwrap();
    assert_eq!(status(&tiktok, &access, id).await["status"], "PUBLISH_COMPLETE");
    let inbox = draft["data"]["publish_id"].as_str().unwrap();
    assert_eq!(status(&tiktok, &access, inbox).await, json!({ "status": "SEND_TO_USER_INBOX" }));
    let list = tiktok.post("video/list/?fields=id", &access, &json!({})).await.json();
    assert_eq!(list["data"]["videos"].as_array().unwrap().len(), 4, "three of old and one new");
}

#[tokio::test]
async fn what_cannot_be_posted_is_refused() {
    let tiktok = TikTok::start().await;
    let (access, _) = tiktok.login().await;
    let spoilt = [
        ("/post_info", Value::Null),
        ("/post_info/privacy_level", Value::Null),
        ("/post_info/privacy_level", json!("EVERYBODY")),
        ("/post_info/title", json!("x".repeat(2_201))),
        ("/source_info/source", json!("TAPE")),
        ("/source_info/video_size", json!(0)),
        ("/source_info/chunk_size", json!(7)),
        ("/source_info/total_chunk_count", json!(2)),
    ];
    for (at, value) in spoilt {
        let mut new = new_video(2_000);
        *new.pointer_mut(at).unwrap() = value;
        let answer = tiktok.post("post/publish/video/init/", &access, &new).await;
        assert_eq!(refused(&answer), no(400, "invalid_params"), "{at}");
    }
    let unknown = json!({ "publish_id": "v_pub_file~v2-1.1" });
    let answer = tiktok.post("post/publish/status/fetch/", &access, &unknown).await;
    assert_eq!(refused(&answer), no(400, "invalid_publish_id"));
}

#[tokio::test]
async fn videos_are_listed_in_pages_and_asked_for_by_id() {
    let tiktok = TikTok::start().await;
    let (access, _) = tiktok.login().await;
    let page = async |body: Value| {
        tiktok.post("video/list/?fields=id,create_time", &access, &body).await.json()["data"]
            .clone()
    };
    let first = page(json!({ "max_count": 2 })).await;
    assert_eq!((first["videos"].as_array().unwrap().len(), &first["has_more"]), (2, &json!(true)));
    let second = page(json!({ "max_count": 2, "cursor": first["cursor"] })).await;
    assert_eq!(
        (second["videos"].as_array().unwrap().len(), &second["has_more"]),
        (1, &json!(false))
    );
    let all = page(json!({ "max_count": 20 })).await;
    assert_eq!(all["videos"][2], second["videos"][0]);

    tiktok.0.control.channel("tiktok", MILA, "add-comment").await.unwrap();
    let newest = first["videos"][0]["id"].clone();
    let ids = json!({ "filters": { "video_ids": [newest, "7310000000010000900"] } });
    let fields = "id,like_count,comment_count,share_count,view_count";
    let answer = tiktok.post(&format!("video/query/?fields={fields}"), &access, &ids).await.json();
    let videos = answer["data"]["videos"].as_array().unwrap();
    assert_eq!(videos.len(), 1, "somebody else's is left out");
    assert_eq!(videos[0]["comment_count"], 2);
    assert!(videos[0]["view_count"].as_i64().unwrap() > videos[0]["like_count"].as_i64().unwrap());
    for (path, body) in [
        ("video/list/", json!({})),
        ("video/list/?fields=shoe_size", json!({})),
        ("video/list/?fields=id", json!({ "max_count": 21 })),
        ("video/query/?fields=id", json!({})),
        ("video/query/?fields=id", json!({ "filters": { "video_ids": [] } })),
    ] {
        assert_eq!(
            refused(&tiktok.post(path, &access, &body).await),
            no(400, "invalid_params"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn uploads_go_to_a_host_of_their_own() {
    let tiktok = TikTok::start().await;
    let (access, _) = tiktok.login().await;
    let bearer = format!("Bearer {access}");
    let headers = [
        ("host", "open.tiktokapis.com"),
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let body = new_video(3).to_string();
    let begun = tiktok.0.send("POST", "/v2/post/publish/video/init/", &headers, body).await.json();
    let url = begun["data"]["upload_url"].as_str().unwrap();
    let path = url.strip_prefix("http://open-upload.tiktokapis.com").unwrap();
    let headers = [
        ("host", "open-upload.tiktokapis.com"),
        ("content-type", "video/mp4"),
        ("content-range", "bytes 0-2/3"),
    ];
    assert_eq!(tiktok.0.send("PUT", path, &headers, "abc".to_owned()).await.status, 201);
}

#[tokio::test]
async fn pictures_are_pulled_and_what_came_of_it_is_told_by_the_status() {
    let tiktok = TikTok::start().await;
    let (access, _) = tiktok.login().await;
    let post = async |address: &str| {
        let new = json!({
            "post_info": { "description": "Cakes", "privacy_level": "PUBLIC_TO_EVERYONE" },
            "source_info": { "source": "PULL_FROM_URL", "photo_images": [address] },
            "post_mode": "DIRECT_POST",
            "media_type": "PHOTO",
        });
        let answer = tiktok.post("post/publish/content/init/", &access, &new).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let id = answer.json()["data"]["publish_id"].as_str().unwrap().to_owned();
        tiktok.0.control.advance_clock(2).await.unwrap();
        status(&tiktok, &access, &id).await
    };
    let lost = post(&format!("{}/nowhere.png", tiktok.0.url)).await;
    assert_eq!(lost, json!({ "status": "FAILED", "fail_reason": "photo_pull_failed" }));
    let done = post(&format!("{}/cake.png", gallery().await)).await;
    assert_eq!(done["status"], "PUBLISH_COMPLETE");
    the_picture_is_there(&tiktok.0, "tiktok").await;
}
