//! Pictures: fetched from an address on this machine, or uploaded and then named by a post.

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::Digest as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::linkedin::{self, MUSEUM};
use crate::linkedin_api::share;
use crate::mastodon::Instance;
use crate::meta::{Shop, error};
use crate::support::{Sandbox, VERIFIER, parameter, person};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot much of a picture";

/// Serves the picture at every path; the address.
pub(crate) async fn gallery() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4_096]).await;
            let head = format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                PNG.len()
            );
            let _ = stream.write_all(&[head.as_bytes(), PNG].concat()).await;
        }
    });
    format!("http://{address}")
}

/// What was published at a network, with what it shows.
async fn published(sandbox: &Sandbox, network: &str) -> Vec<Value> {
    let posts = sandbox.get(&format!("/control/posts?network={network}&limit=1000")).await.json();
    let posts = posts.as_array().unwrap().iter().filter(|post| !post["client_id"].is_null());
    posts.cloned().collect()
}

pub(crate) async fn the_picture_is_there(sandbox: &Sandbox, network: &str) {
    let posts = published(sandbox, network).await;
    let media = json!([{
        "kind": "image/png",
        "bytes": PNG.len(),
        "sha256": hex::encode(sha2::Sha256::digest(PNG)),
    }]);
    assert_eq!(posts.iter().map(|post| post["media"].clone()).collect::<Vec<_>>(), [media]);
}

/// A form with the picture in one of its parts.
fn parts(name: &str) -> (&'static str, Vec<u8>) {
    let head = format!(
        "--cut\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\n"
    );
    ("multipart/form-data; boundary=cut", [head.as_bytes(), PNG, b"\r\n--cut--\r\n"].concat())
}

#[tokio::test]
async fn instagram_fetches_what_it_shall_show() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    let style = format!("{}/-/style.css", shop.sandbox.url);
    let nothing = format!("{}/nowhere.png", shop.sandbox.url);
    for (address, code) in [(style, (36_001, 2_207_005)), (nothing, (9_004, 2_207_052))] {
        let refused = error(&shop.post("me/media", &long, &[("image_url", &address)]).await);
        assert_eq!((refused.2, refused.3), code, "{address}");
    }
    let address = format!("{}/cake.png", gallery().await);
    let container = shop.post("me/media", &long, &[("image_url", &address)]).await.json();
    let id = container["id"].as_str().unwrap();
    assert_eq!(shop.post("me/media_publish", &long, &[("creation_id", id)]).await.status, 200);
    the_picture_is_there(&shop.sandbox, "instagram").await;
}

#[tokio::test]
async fn a_page_shows_a_picture_by_address_by_its_bytes_or_with_a_text() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", None).await;
    let (_, page, token) = sandbox.pages(&long).await.remove(0);
    let photos = format!("/facebook/v26.0/{page}/photos?access_token={token}");
    let wrong = format!("{}/-/style.css", sandbox.url);
    let refused = sandbox.form(&photos, &[], &[("url", &wrong)]).await.graph_error();
    assert_eq!((refused.1, refused.2), (324, 2_069_019));
    let (kind, body) = parts("source");
    let path = format!("{photos}&published=false");
    let waiting = sandbox.send("POST", &path, &[("content-type", kind)], body).await;
    assert_eq!(waiting.status, 200, "{}", waiting.text);
    assert!(published(&sandbox, "facebook").await.is_empty(), "it waits for its post");
    let attached = json!({ "media_fbid": waiting.json()["id"] }).to_string();
    let feed = format!("/facebook/v26.0/{page}/feed?access_token={token}");
    let fields = [("message", "Fresh today"), ("attached_media[0]", &attached)];
    assert_eq!(sandbox.form(&feed, &[], &fields).await.status, 200);
    the_picture_is_there(&sandbox, "facebook").await;
    let unknown = [("message", "Fresh today"), ("attached_media[0]", r#"{"media_fbid":"1"}"#)];
    assert_eq!(sandbox.form(&feed, &[], &unknown).await.graph_error().1, 100);
    let address = format!("{}/bread.png", gallery().await);
    let by_address = sandbox.form(&photos, &[], &[("url", &address), ("caption", "Bread")]).await;
    assert_eq!(by_address.status, 200, "{}", by_address.text);
    let posts = sandbox.control.posts_after("facebook", 0, 10_000).await.unwrap();
    let shown = posts.iter().filter(|post| post.client_id.is_some()).flat_map(|post| &post.media);
    assert_eq!(shown.map(|medium| medium.kind.as_str()).collect::<Vec<_>>(), ["image/png"; 2]);
}

#[tokio::test]
async fn x_takes_a_picture_whole_or_in_pieces() {
    let sandbox = Sandbox::start().await;
    let dialog = sandbox.x_dialog(&[("scope", "tweet.read users.read tweet.write media.write")]);
    let callback = person("oskar", None).consent(&dialog).await.unwrap();
    let answer = sandbox.x_redeem(&parameter(&callback, "code"), VERIFIER).await.json();
    let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    let send = async |path: &str, kind: &str, body: Vec<u8>| {
        let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
        sandbox.send("POST", &format!("/x/2/{path}"), &headers, Body::from(body)).await
    };
    let tell = async |path: &str, body: Value| {
        send(path, "application/json", body.to_string().into_bytes()).await
    };
    let begun = tell("media/upload/initialize", json!({ "total_bytes": PNG.len() })).await.json();
    let id = begun["data"]["id"].as_str().unwrap().to_owned();
    let tweet = json!({ "text": "Look", "media": { "media_ids": [id] } });
    assert_eq!(tell("tweets", tweet.clone()).await.status, 400, "nothing is there yet");
    for (place, piece) in PNG.chunks(20).enumerate() {
        let piece = json!({ "segment_index": place, "media": STANDARD.encode(piece) });
        assert_eq!(tell(&format!("media/upload/{id}/append"), piece).await.status, 200);
    }
    assert_eq!(tell(&format!("media/upload/{id}/finalize"), json!({})).await.status, 200);
    assert_eq!(tell("tweets", tweet).await.status, 201);
    the_picture_is_there(&sandbox, "x").await;
    let (kind, body) = parts("media");
    let whole = send("media/upload", kind, body).await;
    assert_eq!(whole.status, 200, "{}", whole.text);
    let text = json!({ "media": STANDARD.encode("a text") });
    assert_eq!(tell("media/upload", text).await.status, 400, "no picture");
}

#[tokio::test]
async fn linkedin_gives_an_address_to_upload_to() {
    let sandbox = linkedin::start().await;
    let (access, _) = linkedin::login(&sandbox, "agency", "sofia").await;
    let ask =
        json!({ "initializeUploadRequest": { "owner": format!("urn:li:organization:{MUSEUM}") } });
    let begun =
        linkedin::post(&sandbox, "rest/images?action=initializeUpload", &access, &ask).await;
    assert_eq!(begun.status, 200, "{}", begun.text);
    let begun = begun.json()["value"].clone();
    let mut new = share(MUSEUM, "Look");
    new["content"] = json!({ "media": { "id": begun["image"] } });
    let early = linkedin::post(&sandbox, "rest/posts", &access, &new).await;
    assert_eq!(early.status, 422, "nothing is there yet");
    let path = begun["uploadUrl"].as_str().unwrap().strip_prefix(&sandbox.url).unwrap().to_owned();
    assert_eq!(sandbox.send("PUT", &path, &[], "a text").await.status, 400);
    assert_eq!(sandbox.send("PUT", &path, &[], PNG).await.status, 201);
    assert_eq!(linkedin::post(&sandbox, "rest/posts", &access, &new).await.status, 201);
    the_picture_is_there(&sandbox, "linkedin").await;
}

#[tokio::test]
async fn a_status_names_what_was_uploaded() {
    let instance = Instance::start().await;
    let token = instance.login().await;
    let bearer = format!("Bearer {token}");
    let (kind, body) = parts("file");
    let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
    let path = "/mastodon/api/v2/media";
    let uploaded = instance.sandbox.send("POST", path, &headers, body).await;
    assert_eq!(uploaded.status, 200, "{}", uploaded.text);
    let uploaded = uploaded.json();
    assert_eq!(uploaded["type"], "image");
    let id = uploaded["id"].as_str().unwrap();
    let fields = [("status", "Look"), ("media_ids[]", id)];
    assert_eq!(instance.publish(&token, "look", &fields).await.status, 200);
    the_picture_is_there(&instance.sandbox, "mastodon").await;
    let unknown = [("status", "Look"), ("media_ids[]", "1")];
    assert_eq!(instance.publish(&token, "lost", &unknown).await.status, 404);
}
