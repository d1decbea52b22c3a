//! Pinterest's API v5: boards, pins and numbers.

use serde_json::json;

use crate::pinterest::{HENRIK, Pinterest, dead, person, refused};
use crate::support::parameter;

const BOARD: &str = "729653958312002001";
/// Somebody else's.
const INES_PIN: &str = "813744226420000900";

#[tokio::test]
async fn boards_come_in_pages_held_by_a_bookmark() {
    let pinterest = Pinterest::start().await;
    let (access, _) = pinterest.login().await;
    let first = pinterest.get("boards?page_size=2", &access).await.json();
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    assert_eq!(first["items"][0]["id"], BOARD);
    assert_eq!(first["items"][0]["owner"]["username"], "henrikdahl");
    let bookmark = first["bookmark"].as_str().unwrap();
    let second =
        pinterest.get(&format!("boards?page_size=2&bookmark={bookmark}"), &access).await.json();
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert!(second["bookmark"].is_null());
    for wrong in ["bookmark=nonsense", "page_size=0", "page_size=251"] {
        let answer = refused(&pinterest.get(&format!("boards?{wrong}"), &access).await);
        assert_eq!((answer.0, answer.1), (400, 1), "{wrong}");
    }
}

#[tokio::test]
async fn a_board_is_made() {
    let pinterest = Pinterest::start().await;
    let (access, _) = pinterest.login().await;
    let made = pinterest.post("boards", &access, &json!({ "name": "Lamps" })).await;
    assert_eq!(made.status, 201);
    let board = made.json();
    let path = format!("boards/{}", board["id"].as_str().unwrap());
    assert_eq!(pinterest.get(&path, &access).await.json(), board);
    assert_eq!(pinterest.get("user_account", &access).await.json()["board_count"], 4);
    for body in [json!({ "name": "Lamps" }), json!({ "name": " " }), json!({})] {
        let answer = refused(&pinterest.post("boards", &access, &body).await);
        assert_eq!(
            (answer.0, answer.2.as_str()),
            (400, "The board name is invalid or duplicated.")
        );
    }
    let secret = json!({ "name": "Hidden", "privacy": "SECRET" });
    assert_eq!(refused(&pinterest.post("boards", &access, &secret).await).0, 403);
}

#[tokio::test]
async fn a_pin_is_made_once_and_read_again() {
    let pinterest = Pinterest::start().await;
    let (access, _) = pinterest.login().await;
    let new = json!({
        "board_id": BOARD, "title": "A lamp", "description": "Made of ash wood", "link": "https://product.test/lamp",
        "media_source": { "source_type": "image_url", "url": "https://product.test/lamp.jpg" },
    });
    let made = pinterest.post("pins", &access, &new).await;
    assert_eq!(made.status, 201);
    let pin = made.json();
    let id = pin["id"].as_str().unwrap();
    assert_eq!((pin["board_id"].as_str(), pin["title"].as_str()), (Some(BOARD), Some("A lamp")));
    assert_eq!(pin["media"]["images"]["600x"]["url"], "https://product.test/lamp.jpg");
    assert_eq!(pinterest.get(&format!("pins/{id}"), &access).await.json(), pin);
    let pins = pinterest.get("pins?page_size=3", &access).await.json();
    assert_eq!(pins["items"][0], pin, "newest first");
    assert!(pins["bookmark"].is_string());
    let on_board = pinterest.get(&format!("boards/{BOARD}/pins"), &access).await.json();
    assert_eq!(on_board["items"].as_array().unwrap().len(), 4);
    let posts = pinterest.0.get("/control/posts").await.json();
    assert_eq!(posts.as_array().unwrap().iter().filter(|post| post["id"] == id).count(), 1);
}

#[tokio::test]
async fn what_is_no_pin_is_refused() {
    let pinterest = Pinterest::start().await;
    let (access, _) = pinterest.login().await;
    let good = json!({
        "board_id": BOARD,
        "media_source": { "source_type": "image_url", "url": "https://product.test/lamp.jpg" },
    });
    for (at, value) in [
        ("/board_id", json!(null)),
        ("/media_source", json!(null)),
        ("/media_source/url", json!("lamp.jpg")),
        ("/media_source/source_type", json!("tape")),
    ] {
        let mut new = good.clone();
        *new.pointer_mut(at).unwrap() = value;
        let answer = refused(&pinterest.post("pins", &access, &new).await);
        assert_eq!((answer.0, answer.1), (400, 1), "{at}");
    }
    let mut elsewhere = good.clone();
    elsewhere["board_id"] = json!("729653958312001001");
    let answer = refused(&pinterest.post("pins", &access, &elsewhere).await);
    assert_eq!(answer, (404, 40, "Board not found.".to_owned()), "a board of Ines");
    let answer = refused(&pinterest.get("pins/1", &access).await);
    assert_eq!(answer, (404, 50, "Pin not found.".to_owned()));
    let answer = refused(&pinterest.get(&format!("pins/{INES_PIN}"), &access).await);
    assert_eq!((answer.0, answer.1), (403, 29));
}

#[tokio::test]
async fn numbers_come_per_day_and_in_sum() {
    let pinterest = Pinterest::start().await;
    let (access, _) = pinterest.login().await;
    let now = pinterest.0.get("/control/clock").await.json()["now"].as_i64().unwrap();
    let date = |back: i64| {
        let at = jiff::Timestamp::from_millisecond(now - back * 86_400_000).unwrap();
        at.strftime("%Y-%m-%d").to_string()
    };
    let span = format!("start_date={}&end_date={}", date(4), date(0));
    let path = format!("user_account/analytics?{span}&metric_types=IMPRESSION,SAVE");
    let all = pinterest.get(&path, &access).await.json()["all"].clone();
    let daily = all["daily_metrics"].as_array().unwrap();
    assert_eq!(daily.len(), 5, "both ends are included");
    assert_eq!((&daily[0]["date"], &daily[0]["data_status"]), (&json!(date(4)), &json!("READY")));
    assert_eq!(daily[4], json!({ "date": date(0), "data_status": "PROCESSING", "metrics": {} }));
    let sum: i64 =
        daily[..4].iter().map(|day| day["metrics"]["IMPRESSION"].as_i64().unwrap()).sum();
    assert_eq!(all["summary_metrics"]["IMPRESSION"], sum);
    assert!(sum > 0);
    assert_eq!(pinterest.get(&path, &access).await.json()["all"], all, "and stay as they are");

    let pins = pinterest.get("pins", &access).await.json();
    let id = pins["items"][1]["id"].as_str().unwrap();
    let path = format!("pins/{id}/analytics?{span}&metric_types=IMPRESSION,TOTAL_COMMENTS");
    let pin = pinterest.get(&path, &access).await.json()["all"].clone();
    assert!(pin["lifetime_metrics"]["IMPRESSION"].as_i64().unwrap() > 0);
    assert_eq!(pin["lifetime_metrics"]["TOTAL_COMMENTS"], 2, "only counted, never read");
    let comments = pinterest.get(&format!("pins/{id}/comments"), &access).await;
    assert_eq!(comments.status, 404);

    for wrong in [
        format!("start_date={}", date(4)),
        format!("start_date={}&end_date={}", date(0), date(4)),
        format!("start_date={}&end_date={}", date(91), date(0)),
        format!("{span}&metric_types=SHOE_SIZE"),
    ] {
        let answer = pinterest.get(&format!("user_account/analytics?{wrong}"), &access).await;
        assert_eq!(refused(&answer).0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn every_answer_tells_what_is_left_of_the_limit() {
    let pinterest = Pinterest::start().await;
    let (access, _) = pinterest.login().await;
    let remaining = async |path: &str| {
        let answer = pinterest.get(path, &access).await;
        assert!(answer.header("x-ratelimit-reset").parse::<i64>().unwrap() <= 60);
        let limit = answer.header("x-ratelimit-limit");
        let limit: i64 = limit.split(',').next().unwrap().parse().unwrap();
        limit - answer.header("x-ratelimit-remaining").parse::<i64>().unwrap()
    };
    assert_eq!(remaining("user_account").await, 1);
    assert_eq!(remaining("boards").await, 2, "the same category");
    pinterest.0.control.advance_clock(61).await.unwrap();
    assert_eq!(remaining("pins").await, 1, "a minute later");
    assert_eq!(refused(&pinterest.get("user_account", "pina_nonsense").await), dead());
}

#[tokio::test]
async fn a_personal_account_has_no_business_name() {
    let pinterest = Pinterest::start().await;
    let callback = person("ines").consent(&pinterest.dialog(&[])).await.unwrap();
    let answer = pinterest.redeem(&parameter(&callback, "code")).await.json();
    let access = answer["access_token"].as_str().unwrap();
    let account = pinterest.get("user_account", access).await.json();
    assert_eq!(
        (account["account_type"].as_str(), &account["business_name"]),
        (Some("PINNER"), &json!(null))
    );
    assert_ne!(account["id"], HENRIK);
    assert_eq!(pinterest.get("user_account/businesses", access).await.json(), json!([]));
}
