//! The Graph API of Instagram: the account, its media, what is said below them, and numbers.

use axum::body::Body;
use serde_json::{Value, json};

use crate::instagram::CLARA;
use crate::meta::{DAY, Shop, error};

const PICTURE: (&str, &str) = ("image_url", "https://product.test/picture.jpg");

#[tokio::test]
async fn an_account_is_read_by_any_of_its_names() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    let fields = [("fields", "id,user_id,followers_count,media_count,profile_picture_url")];
    let me = shop.get("me", &long, &fields).await;
    assert!(me.header("x-app-usage").contains("call_count"));
    let me = me.json();
    assert!(me["followers_count"].as_i64().unwrap() >= 18_204, "{me}");
    assert_eq!(me["media_count"].as_i64(), Some(3));
    let picture = me["profile_picture_url"]
        .as_str()
        .unwrap()
        .strip_prefix(&shop.sandbox.url)
        .unwrap()
        .to_owned();
    assert_eq!(shop.sandbox.get(&picture).await.status, 200);
    for id in [me["id"].as_str().unwrap(), CLARA] {
        assert_eq!(shop.get(id, &long, &fields).await.json(), me);
    }
    let foreign = error(&shop.get("17841400000000002", &long, &[]).await);
    assert_eq!((foreign.1.as_str(), foreign.2, foreign.3), ("IGApiException", 100, 33));
    let wrong = error(&shop.get("me", &long, &[("fields", "shoe_size")]).await);
    assert_eq!(wrong.0, "Tried accessing nonexisting field (shoe_size) on node type (IGUser)");
    let lost = error(&shop.get("me/nowhere/at/all", &long, &[]).await);
    assert_eq!((lost.1.as_str(), lost.2), ("IGApiException", 2500));
    assert_eq!(error(&shop.sandbox.get("/instagram/me").await).2, 104);
    assert_eq!(error(&shop.get("me", "nonsense", &[]).await).2, 190);
    assert_eq!(error(&shop.get("debug_token", &long, &[("input_token", &long)]).await).3, 33);
}

#[tokio::test]
async fn a_picture_is_published_in_two_steps() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    let edge = format!("{CLARA}/media");
    let bare = error(&shop.post(&edge, &long, &[("caption", "Words only")]).await);
    assert_eq!((bare.0.as_str(), bare.2), ("The parameter image_url is required.", 100));
    let unreachable = error(&shop.post(&edge, &long, &[("image_url", "picture.jpg")]).await);
    assert_eq!((unreachable.2, unreachable.3), (9004, 2_207_052));

    let container = shop.post(&edge, &long, &[PICTURE, ("caption", "In the studio")]).await.json();
    let id = container["id"].as_str().unwrap();
    let status = shop.get(id, &long, &[("fields", "status_code")]).await.json();
    assert_eq!(status, json!({ "id": id, "status_code": "FINISHED" }));
    let publish = format!("{CLARA}/media_publish");
    let published = shop.post(&publish, &long, &[("creation_id", id)]).await.json();
    let medium = published["id"].as_str().unwrap();
    let status = shop.get(id, &long, &[("fields", "status_code")]).await.json();
    assert_eq!(status["status_code"], "PUBLISHED");
    let again = error(&shop.post(&publish, &long, &[("creation_id", id)]).await);
    assert_eq!((again.2, again.3), (24, 2_207_008), "once");

    let fields =
        [("fields", "caption,media_type,permalink,timestamp,username,like_count,comments_count")];
    let read = shop.get(medium, &long, &fields).await.json();
    assert_eq!(
        (read["caption"].as_str(), read["media_type"].as_str()),
        (Some("In the studio"), Some("IMAGE"))
    );
    let newest = shop.get(&edge, &long, &[("limit", "1")]).await.json();
    assert_eq!(newest["data"], json!([{ "id": medium }]));
    let posts = shop.sandbox.get("/control/posts").await.json();
    let own = posts.as_array().unwrap().iter().filter(|post| post["text"] == "In the studio");
    assert_eq!(own.map(|post| &post["channel"]).collect::<Vec<_>>(), [CLARA]);
}

#[tokio::test]
async fn a_video_takes_its_time_and_a_forgotten_container_expires() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    let reel = [("media_type", "REELS"), ("video_url", "https://product.test/reel.mp4")];
    let id = shop.post("me/media", &long, &reel).await.json()["id"].as_str().unwrap().to_owned();
    let status = async || {
        let answer = shop.get(&id, &long, &[("fields", "status_code,status")]).await.json();
        answer["status_code"].as_str().unwrap().to_owned()
    };
    assert_eq!(status().await, "IN_PROGRESS");
    let early = shop.post("me/media_publish", &long, &[("creation_id", &id)]).await;
    assert_eq!((early.status, error(&early).2, error(&early).3), (400, 9007, 2_207_027));
    assert_eq!(early.json()["error"]["error_user_title"], "Cannot publish");
    shop.wait(30).await;
    assert_eq!(status().await, "FINISHED");
    shop.wait(DAY).await;
    assert_eq!(status().await, "EXPIRED");
    let late = error(&shop.post("me/media_publish", &long, &[("creation_id", &id)]).await);
    assert_eq!((late.2, late.3), (24, 2_207_008));
}

#[tokio::test]
async fn a_carousel_has_two_to_ten_parts() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    let mut parts = Vec::new();
    for _ in 0..2 {
        let part =
            shop.post("me/media", &long, &[PICTURE, ("is_carousel_item", "true")]).await.json();
        parts.push(part["id"].as_str().unwrap().to_owned());
    }
    let carousel = async |children: &str| {
        shop.post("me/media", &long, &[("media_type", "CAROUSEL"), ("children", children)]).await
    };
    assert_eq!(error(&carousel(&parts[0]).await).2, 100);
    assert_eq!(error(&carousel(&format!("{},1", parts[0])).await).2, 24);
    let alone = shop.post("me/media_publish", &long, &[("creation_id", &parts[0])]).await;
    assert_eq!(error(&alone).2, 24, "a part is not published by itself");
    let whole = carousel(&parts.join(",")).await.json();
    let whole = whole["id"].as_str().unwrap();
    assert_eq!(shop.post("me/media_publish", &long, &[("creation_id", whole)]).await.status, 200);
}

#[tokio::test]
async fn a_day_has_a_hundred_posts() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    let publish = async || {
        let id = shop.post("me/media", &long, &[PICTURE]).await.json()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        shop.post("me/media_publish", &long, &[("creation_id", &id)]).await
    };
    for _ in 0..100 {
        assert_eq!(publish().await.status, 200);
    }
    let full = error(&publish().await);
    assert_eq!((full.2, full.3), (9, 2_207_042));
    let edge = format!("{CLARA}/content_publishing_limit");
    let limit = shop.get(&edge, &long, &[("fields", "config,quota_usage")]).await.json();
    let expected =
        json!({ "quota_usage": 100, "config": { "quota_total": 100, "quota_duration": DAY } });
    assert_eq!(limit, json!({ "data": [expected] }));
    shop.wait(DAY + 1).await;
    assert_eq!(shop.get(&edge, &long, &[]).await.json(), json!({ "data": [{ "quota_usage": 0 }] }));
    assert_eq!(publish().await.status, 200);
}

#[tokio::test]
async fn comments_come_newest_first_in_parts_and_are_answered() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    let media = shop.get("me/media", &long, &[]).await.json();
    let medium = media["data"][0]["id"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        shop.sandbox.control.channel("instagram", CLARA, "add-comment").await.unwrap();
        shop.wait(1).await;
    }
    let path = format!(
        "/instagram/v26.0/{medium}/comments?fields=id,text,username,timestamp&limit=2&access_token={long}"
    );
    let first = shop.sandbox.get(&path).await.json();
    let data = first["data"].as_array().unwrap();
    assert_eq!(data.len(), 2);
    assert_eq!(
        (data[0]["text"].as_str(), data[0]["username"].as_str()),
        (Some("Any news?"), Some("eva.mala"))
    );
    let next = first["paging"]["next"]
        .as_str()
        .unwrap()
        .strip_prefix(&shop.sandbox.url)
        .unwrap()
        .to_owned();
    let second = shop.sandbox.get(&next).await.json();
    assert_eq!(second["data"].as_array().unwrap().len(), 1);
    assert_eq!(second["paging"].get("next"), None);

    let comment = data[0]["id"].as_str().unwrap();
    let reply = shop.post(&format!("{comment}/replies"), &long, &[("message", "Soon!")]).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let replies = shop
        .get(&format!("{comment}/replies"), &long, &[("fields", "text,username,parent_id")])
        .await
        .json();
    let reply = &replies["data"][0];
    assert_eq!(
        (reply["text"].as_str(), reply["username"].as_str()),
        (Some("Soon!"), Some("clarawinter.art"))
    );
    assert_eq!(reply["parent_id"], comment);
    let top = shop.get(&format!("{medium}/comments"), &long, &[]).await.json();
    assert_eq!(top["data"].as_array().unwrap().len(), 3, "answers stand below their comment");
    let nested = shop.get(comment, &long, &[("fields", "text,replies")]).await.json();
    assert_eq!(nested["replies"]["data"][0]["text"], "Soon!");
    let written =
        shop.post(&format!("{medium}/comments"), &long, &[("message", "Thank you all")]).await;
    assert_eq!(written.status, 200);
    assert_eq!(error(&shop.post(&format!("{medium}/comments"), &long, &[]).await).2, 100);
}

#[tokio::test]
async fn numbers_are_by_day_or_in_total_and_never_change() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    let edge = format!("{CLARA}/insights");
    let week = [("period", "day"), ("since", "2026-11-01"), ("until", "2026-11-08")];
    let ask = async |more: &[(&str, &str)]| {
        let fields: Vec<_> = week.iter().chain(more).copied().collect();
        shop.get(&edge, &long, &fields).await
    };
    let by_day = ask(&[("metric", "reach,follower_count")]).await.json();
    let values = by_day["data"][0]["values"].as_array().unwrap();
    assert_eq!(values.len(), 7);
    assert_eq!(values[0]["end_time"], "2026-11-02T08:00:00+0000");
    assert_eq!(by_day["data"][1]["id"], format!("{CLARA}/insights/follower_count/day"));
    assert_eq!(ask(&[("metric", "reach,follower_count")]).await.json(), by_day);
    let total =
        ask(&[("metric", "reach,likes,views"), ("metric_type", "total_value")]).await.json();
    let sum: i64 = values.iter().map(|value| value["value"].as_i64().unwrap()).sum();
    assert_eq!(total["data"][0]["total_value"], json!({ "value": sum }));
    assert_eq!(total["data"][0].get("values"), None);

    let expected =
        "The following metrics (likes) should be specified with parameter metric_type=total_value";
    assert_eq!(error(&ask(&[("metric", "likes")]).await).0, expected);
    let gone = error(&ask(&[("metric", "impressions")]).await);
    assert!(gone.0.starts_with("metric[0] must be one of the following values: "), "{}", gone.0);
    let long_range = [("metric", "reach"), ("since", "2026-09-01")];
    assert!(error(&ask(&long_range).await).0.starts_with("There cannot be more than 30 days"));
    assert_eq!(
        error(&shop.get(&edge, &long, &[("metric", "reach")]).await).0,
        "The parameter period is required."
    );

    let media = shop.get("me/media", &long, &[]).await.json();
    let medium = media["data"][0]["id"].as_str().unwrap();
    let numbers = shop
        .get(&format!("{medium}/insights"), &long, &[("metric", "views,saved,comments")])
        .await
        .json();
    let names: Vec<&Value> =
        numbers["data"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["views", "saved", "comments"]);
    assert_eq!(numbers["data"][2]["values"], json!([{ "value": 1 }]));
}

#[tokio::test]
async fn the_real_host_names_lead_here() {
    let shop = Shop::instagram().await;
    let long = shop.long("clara").await;
    let ask = async |host: &str, path: String| {
        shop.sandbox.send("GET", &path, &[("host", host)], Body::empty()).await
    };
    let me =
        ask("graph.instagram.com", format!("/v23.0/me?fields=username&access_token={long}")).await;
    assert_eq!(me.json()["username"], "clarawinter.art");
    let dialog = shop.dialog(&[]);
    let path = dialog.split_once("/instagram/").unwrap().1;
    let page = ask("www.instagram.com", format!("/{path}")).await;
    assert!(page.text.contains("Log in to Instagram"));
    let answer = ask("api.instagram.com", "/oauth/access_token".to_owned()).await;
    assert_eq!(answer.graph_error().1, 100);
}
