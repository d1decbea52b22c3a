//! What a channel does to comments: hides them, likes them, and takes both back. Whoever looks after them sees it.

use axum::body::Body;
use serde_json::{Value, json};

use crate::linkedin::{self, MUSEUM};
use crate::mastodon::{GRETA, Instance};
use crate::meta::Shop;
use crate::support::{OSKAR, Sandbox, VERIFIER, parameter, person};
use crate::youtube;

/// Somebody's comment below the newest post of a channel: its id and that of the post.
async fn comment(sandbox: &Sandbox, network: &str, channel: &str) -> (String, String) {
    let written = sandbox.control.comment(network, channel, "Any news?").await.unwrap();
    (written.id, written.post)
}

/// Whether the comment is hidden, and liked by its channel.
async fn state(sandbox: &Sandbox, network: &str, (id, post): &(String, String)) -> (bool, bool) {
    let post: String = form_urlencoded::byte_serialize(post.as_bytes()).collect();
    let all = sandbox.get(&format!("/control/comments?network={network}&post={post}")).await.json();
    let all = all.as_array().unwrap();
    let one = all.iter().find(|it| it["id"] == id.as_str()).unwrap();
    (one["hidden"].as_bool().unwrap(), one["liked"].as_bool().unwrap())
}

#[tokio::test]
async fn a_page_hides_and_likes() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", None).await;
    let (_, page, token) = sandbox.pages(&long).await.remove(0);
    let it = comment(&sandbox, "facebook", &page).await;
    let path = format!("/facebook/v26.0/{}?access_token={token}", it.0);
    for hidden in ["true", "false"] {
        let done = sandbox.form(&path, &[], &[("is_hidden", hidden)]).await;
        assert_eq!(done.json(), json!({ "success": true }));
        assert_eq!(state(&sandbox, "facebook", &it).await, (hidden == "true", false));
    }
    let likes = format!("/facebook/v26.0/{}/likes?access_token={token}", it.0);
    for (method, liked) in [("POST", true), ("POST", true), ("DELETE", false)] {
        assert_eq!(sandbox.send(method, &likes, &[], Body::empty()).await.status, 200);
        assert_eq!(state(&sandbox, "facebook", &it).await, (false, liked));
    }
    let person = format!("/facebook/v26.0/{}?access_token={long}&is_hidden=true", it.0);
    assert_eq!(sandbox.send("POST", &person, &[], Body::empty()).await.status, 400);
    assert_eq!(state(&sandbox, "facebook", &it).await, (false, false), "not for a person");
}

#[tokio::test]
async fn instagram_and_threads_hide() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    let it = comment(&shop.sandbox, "instagram", crate::instagram::CLARA).await;
    assert_eq!(shop.post(&it.0, &long, &[("hide", "true")]).await.status, 200);
    assert_eq!(state(&shop.sandbox, "instagram", &it).await, (true, false));
    let read = shop.get(&it.0, &long, &[("fields", "hidden")]).await.json();
    assert_eq!(read["hidden"], true);

    let shop = Shop::threads().await;
    let long = shop.long("emil").await;
    let it = comment(&shop.sandbox, "threads", crate::threads::EMIL).await;
    let path = format!("{}/manage_reply", it.0);
    assert_eq!(shop.post(&path, &long, &[("hide", "true")]).await.status, 200);
    assert_eq!(state(&shop.sandbox, "threads", &it).await, (true, false));
    let read = shop.get(&it.0, &long, &[("fields", "hide_status")]).await.json();
    assert_eq!(read["hide_status"], "HIDDEN");
}

#[tokio::test]
async fn x_hides_in_its_own_conversations_and_likes() {
    let sandbox = Sandbox::start().await;
    let scopes = "tweet.read users.read tweet.moderate.write like.write";
    let dialog = sandbox.x_dialog(&[("scope", scopes)]);
    let callback = person("oskar", None).consent(&dialog).await.unwrap();
    let answer = sandbox.x_redeem(&parameter(&callback, "code"), VERIFIER).await.json();
    let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    let send = async |method: &str, path: &str, body: Value| {
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        sandbox.send(method, &format!("/x/2/{path}"), &headers, body.to_string()).await
    };
    let it = comment(&sandbox, "x", OSKAR).await;
    let hidden = send("PUT", &format!("tweets/{}/hidden", it.0), json!({ "hidden": true })).await;
    assert_eq!(hidden.json(), json!({ "data": { "hidden": true } }));
    let likes = format!("users/{OSKAR}/likes");
    assert_eq!(send("POST", &likes, json!({ "tweet_id": it.0 })).await.status, 200);
    assert_eq!(state(&sandbox, "x", &it).await, (true, true));
    assert_eq!(send("DELETE", &format!("{likes}/{}", it.0), json!({})).await.status, 200);
    assert_eq!(state(&sandbox, "x", &it).await, (true, false));
    let own = send("PUT", &format!("tweets/{}/hidden", it.1), json!({ "hidden": true })).await;
    assert_eq!(own.status, 403, "a post is not a reply");
}

#[tokio::test]
async fn an_organization_reacts() {
    let sandbox = linkedin::start().await;
    let (access, _) = linkedin::login(&sandbox, "agency", "sofia").await;
    let it = comment(&sandbox, "linkedin", MUSEUM).await;
    let actor = format!("urn:li:organization:{MUSEUM}");
    let activity = it.1.replace("share", "activity");
    let root = format!("urn:li:comment:({activity},{})", it.0);
    let path = format!("rest/reactions?actor={}", actor.replace(':', "%3A"));
    let body = json!({ "root": root, "reactionType": "LIKE" });
    let reacted = linkedin::post(&sandbox, &path, &access, &body).await;
    assert_eq!(reacted.status, 201, "{}", reacted.text);
    assert_eq!(state(&sandbox, "linkedin", &it).await, (false, true));
    let wrong = json!({ "root": root, "reactionType": "SHRUG" });
    assert_eq!(linkedin::post(&sandbox, &path, &access, &wrong).await.status, 422);
}

#[tokio::test]
async fn a_channel_moderates_what_is_said_below_its_videos() {
    let sandbox = youtube::start().await;
    let (access, _) = youtube::login(&sandbox, "hana", "Prague Food Walks").await;
    let it = comment(&sandbox, "youtube", youtube::WALKS).await;
    let list = format!("youtube/v3/commentThreads?part=id&videoId={}&maxResults=100", it.1);
    let listed = async |more: &str| {
        let threads = youtube::get(&sandbox, &format!("{list}{more}"), &access).await.json();
        threads["items"].as_array().unwrap().iter().any(|thread| thread["id"] == it.0.as_str())
    };
    assert!(listed("").await);
    let path = format!("youtube/v3/comments/setModerationStatus?id={}&moderationStatus=", it.0);
    let set = async |status: &str| {
        youtube::post(&sandbox, &format!("{path}{status}"), &access, &json!({})).await.status
    };
    assert_eq!(set("heldForReview").await, 204);
    assert!(!listed("").await);
    assert!(listed("&moderationStatus=heldForReview").await);
    assert_eq!(set("published").await, 204);
    assert!(listed("").await);
    assert_eq!(set("forgotten").await, 400);
}

#[tokio::test]
async fn a_status_is_a_favourite_once() {
    let instance = Instance::start().await;
    let token = instance.login().await;
    let it = comment(&instance.sandbox, "mastodon", GRETA).await;
    let bearer = format!("Bearer {token}");
    for (verb, liked) in [("favourite", true), ("favourite", true), ("unfavourite", false)] {
        let path = format!("/mastodon/api/v1/statuses/{}/{verb}", it.0);
        let headers = [("authorization", bearer.as_str())];
        let done = instance.sandbox.send("POST", &path, &headers, Body::empty()).await.json();
        assert_eq!(done["favourited"], liked);
        assert_eq!(done["favourites_count"], i64::from(liked));
        assert_eq!(state(&instance.sandbox, "mastodon", &it).await, (false, liked));
    }
}
