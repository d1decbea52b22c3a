//! The Graph API of Threads: posts, what is said below them, and numbers.

use axum::body::Body;
use serde_json::json;

use crate::meta::{DAY, Shop, error};
use crate::threads::EMIL;

#[tokio::test]
async fn a_text_is_published_in_two_steps_or_in_one() {
    let shop = Shop::threads().await;
    let long = shop.long("emil").await;
    let text = [("media_type", "TEXT"), ("text", "Good morning")];
    let container = shop.post("me/threads", &long, &text).await.json();
    let id = container["id"].as_str().unwrap();
    let status = shop.get(id, &long, &[("fields", "status,error_message")]).await.json();
    assert_eq!(status, json!({ "id": id, "status": "FINISHED" }));
    let published = shop.post("me/threads_publish", &long, &[("creation_id", id)]).await.json();
    let post = published["id"].as_str().unwrap();
    let status = shop.get(id, &long, &[("fields", "status")]).await.json();
    assert_eq!(status["status"], "PUBLISHED");
    let again = error(&shop.post("me/threads_publish", &long, &[("creation_id", id)]).await);
    assert_eq!((again.2, again.3), (24, 4_279_009), "once");

    let fields =
        [("fields", "text,media_type,media_product_type,permalink,timestamp,username,is_reply")];
    let read = shop.get(post, &long, &fields).await.json();
    assert_eq!(
        (read["text"].as_str(), read["media_type"].as_str()),
        (Some("Good morning"), Some("TEXT_POST"))
    );
    assert!(
        read["permalink"]
            .as_str()
            .unwrap()
            .starts_with("https://www.threads.net/@emilhansen/post/")
    );

    let at_once = [text[0], ("text", "Good night"), ("auto_publish_text", "true")];
    let path = format!("{EMIL}/threads");
    let published = shop.post(&path, &long, &at_once).await.json();
    let newest = shop.get(&path, &long, &[("limit", "1"), ("fields", "text")]).await.json();
    assert_eq!(newest["data"][0], json!({ "id": published["id"], "text": "Good night" }));
    let posts = shop.sandbox.get("/control/posts").await.json();
    let of_app =
        |post: &&serde_json::Value| post["network"] == "threads" && post["client_id"] == "agency";
    let own = posts.as_array().unwrap().iter().filter(of_app);
    assert_eq!(own.count(), 2);
}

#[tokio::test]
async fn a_container_is_strict() {
    let shop = Shop::threads().await;
    let long = shop.long("emil").await;
    let much = "x".repeat(501);
    for (fields, message) in [
        (vec![("text", "Hello")], "The parameter media_type is required."),
        (vec![("media_type", "TEXT")], "The parameter text is required."),
        (
            vec![("media_type", "TEXT"), ("text", much.as_str())],
            "Param text must be at most 500 characters long.",
        ),
        (
            vec![("media_type", "POEM")],
            "Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}",
        ),
        (
            vec![("media_type", "IMAGE"), ("image_url", "a.jpg")],
            "Param image_url is not a valid URI.",
        ),
        (
            vec![("media_type", "TEXT"), ("text", "Hello"), ("reply_to_id", "1")],
            "Param reply_to_id is not a valid threads_media ID",
        ),
    ] {
        let answer = shop.post("me/threads", &long, &fields).await;
        let expected = (message.to_owned(), "THApiException".to_owned(), 100, 0);
        assert_eq!((answer.status, error(&answer)), (400, expected), "{fields:?}");
    }
    let video = [("media_type", "VIDEO"), ("video_url", "https://product.test/film.mp4")];
    let id = shop.post("me/threads", &long, &video).await.json()["id"].as_str().unwrap().to_owned();
    let early = shop.post("me/threads_publish", &long, &[("creation_id", &id)]).await;
    assert_eq!((early.status, error(&early).3), (400, 4_279_009));
    assert_eq!(early.json()["error"]["error_user_title"], "Media Not Found");
    shop.wait(30).await;
    let fields = [("creation_id", id.as_str())];
    assert_eq!(shop.post("me/threads_publish", &long, &fields).await.status, 200);

    let id = shop.post("me/threads", &long, &video).await.json()["id"].as_str().unwrap().to_owned();
    shop.wait(DAY).await;
    let status = shop.get(&id, &long, &[("fields", "status")]).await.json();
    assert_eq!(status["status"], "EXPIRED");
    let foreign = shop.post("26100000000000002/threads", &long, &video).await;
    assert_eq!(error(&foreign).3, 33);
}

#[tokio::test]
async fn replies_stand_below_what_they_answer() {
    let shop = Shop::threads().await;
    let long = shop.long("emil").await;
    let posts = shop.get("me/threads", &long, &[]).await.json();
    let post = posts["data"][0]["id"].as_str().unwrap().to_owned();
    shop.sandbox.control.channel("threads", EMIL, "add-comment").await.unwrap();
    let fields =
        [("fields", "id,text,username,timestamp,has_replies,is_reply,root_post,replied_to")];
    let below = shop.get(&format!("{post}/replies"), &long, &fields).await.json();
    let newest = below["data"][0].clone();
    assert_eq!(
        (newest["text"].as_str(), newest["username"].as_str()),
        (Some("Any news?"), Some("eva.mala"))
    );
    assert_eq!(
        (&newest["root_post"]["id"], &newest["replied_to"]["id"]),
        (&json!(post), &json!(post))
    );
    let question = newest["id"].as_str().unwrap();

    shop.wait(1).await;
    let answer = [("media_type", "TEXT"), ("text", "Soon!"), ("reply_to_id", question)];
    let container = shop.post("me/threads", &long, &answer).await.json();
    let creation = [("creation_id", container["id"].as_str().unwrap())];
    let published = shop.post("me/threads_publish", &long, &creation).await.json();
    let reply = published["id"].as_str().unwrap();
    let read =
        shop.get(reply, &long, &[("fields", "text,replied_to,is_reply_owned_by_me")]).await.json();
    assert_eq!(
        (read["text"].as_str(), read["is_reply_owned_by_me"].as_bool()),
        (Some("Soon!"), Some(true))
    );
    assert_eq!(read["replied_to"]["id"], question);

    let count = async |path: &str| {
        let answer = shop.get(path, &long, &[]).await.json();
        answer["data"].as_array().unwrap().len()
    };
    assert_eq!(count(&format!("{post}/replies")).await, 2, "what was there and the question");
    assert_eq!(count(&format!("{question}/replies")).await, 1);
    assert_eq!(count(&format!("{post}/conversation")).await, 3);
    assert_eq!(count("me/replies").await, 1);
    let oldest = shop
        .get(&format!("{post}/conversation"), &long, &[("reverse", "false"), ("fields", "text")])
        .await;
    assert_eq!(oldest.json()["data"][2]["text"], "Soon!");
    let limit = shop
        .get(
            "me/threads_publishing_limit",
            &long,
            &[("fields", "quota_usage,config,reply_quota_usage,reply_config")],
        )
        .await;
    let expected = json!({
        "quota_usage": 0,
        "config": { "quota_total": 250, "quota_duration": DAY },
        "reply_quota_usage": 1,
        "reply_config": { "quota_total": 1_000, "quota_duration": DAY },
    });
    assert_eq!(limit.json(), json!({ "data": [expected] }));
}

#[tokio::test]
async fn lists_come_in_parts() {
    let shop = Shop::threads().await;
    let long = shop.long("emil").await;
    let mut next = format!("/threads/v1.0/me/threads?limit=2&fields=id&access_token={long}");
    let mut sizes = Vec::new();
    while !next.is_empty() {
        let part = shop.sandbox.get(&next).await.json();
        sizes.push(part["data"].as_array().unwrap().len());
        let address = part["paging"]["next"].as_str().unwrap_or_default();
        next = address.strip_prefix(&shop.sandbox.url).unwrap_or_default().to_owned();
    }
    assert_eq!(sizes, [2, 1]);
}

#[tokio::test]
async fn numbers_of_a_profile_and_of_a_post() {
    let shop = Shop::threads().await;
    let long = shop.long("emil").await;
    let range = [("since", "1793491200"), ("until", "1794096000")];
    let fields = [("metric", "views,likes,followers_count,clicks"), range[0], range[1]];
    let numbers = shop.get("me/threads_insights", &long, &fields).await.json();
    let data = numbers["data"].as_array().unwrap();
    assert_eq!(data[0]["values"].as_array().unwrap().len(), 7);
    assert_eq!(data[0]["values"][0]["end_time"], "2026-11-02T08:00:00+0000");
    assert!(data[1]["total_value"]["value"].as_i64().unwrap() > 0);
    assert!(data[2]["total_value"]["value"].as_i64().unwrap() >= 3_918);
    assert!(data[3]["link_total_values"].is_array());
    assert_eq!(shop.get("me/threads_insights", &long, &fields).await.json(), numbers);
    let wrong = error(&shop.get("me/threads_insights", &long, &[("metric", "fame")]).await);
    assert!(wrong.0.starts_with("Param metric[0] must be one of {views, "), "{}", wrong.0);

    let posts = shop.get("me/threads", &long, &[]).await.json();
    let post = posts["data"][0]["id"].as_str().unwrap();
    let path = format!("{post}/insights");
    let numbers = shop.get(&path, &long, &[("metric", "views,replies")]).await.json();
    assert_eq!(numbers["data"][1]["values"], json!([{ "value": 1 }]));
    assert_eq!(numbers["data"][0]["id"], format!("{post}/insights/views/lifetime"));
}

#[tokio::test]
async fn the_real_host_names_lead_here() {
    let shop = Shop::threads().await;
    let long = shop.long("emil").await;
    for host in ["graph.threads.net", "graph.threads.com:443"] {
        let path = format!("/v1.0/me?fields=username&access_token={long}");
        let me = shop.sandbox.send("GET", &path, &[("host", host)], Body::empty()).await;
        assert_eq!(me.json()["username"], "emilhansen", "{host}");
    }
    let dialog = shop.dialog(&[]);
    let path = format!("/{}", dialog.split_once("/threads/").unwrap().1);
    let page = shop.sandbox.send("GET", &path, &[("host", "threads.net")], Body::empty()).await;
    assert!(page.text.contains("Log in to Threads"));
    let lost = error(&shop.get("me/nowhere/at/all", &long, &[]).await);
    assert_eq!((lost.1.as_str(), lost.2), ("THApiException", 2500));
    let field = error(&shop.get("me", &long, &[("fields", "shoe_size")]).await);
    assert_eq!(field.0, "Tried accessing nonexisting field (shoe_size) on node type (THUser)");
}
