//! The Instagram accounts behind pages.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{ChannelAccess, Figure, Metric, Published, RemotePost, Tested};

use super::{alive, facebook};
use crate::{
    meta::{FRIDAY, at, content, days, lines, picture, post, publish},
    recorder::{Seen, json, refusal, token},
};

const WITH_ACCOUNT: &str = r#"{"id":"1","name":"Bakery","access_token":"page-1","instagram_business_account":{"id":"178","username":"bakery","profile_picture_url":"https://pictures.example/b.jpg"}}"#;
const HIDDEN: &str = r#"{"error":{"message":"Unsupported get request","type":"GraphMethodException","code":100,"error_subcode":33}}"#;

#[tokio::test]
async fn the_account_behind_a_page_is_a_channel_of_its_own() {
    let network = facebook(|_| {
        let closed = WITH_ACCOUNT.replace("access_token", "x").replace("178", "179");
        json(&format!(
            r#"{{"data":[{WITH_ACCOUNT},{{"id":"2","name":"Café","access_token":"page-2"}},{closed}]}}"#
        ))
    })
    .await;
    let known = ["instagram/178".to_owned()];
    let covered = network.adapter().channels(&token("access-1"), &known).await.unwrap();
    let told: Vec<_> = covered
        .channels
        .iter()
        .map(|c| (c.remote_id.as_str(), c.name.as_str(), c.token.as_ref().unwrap().expose()))
        .collect();
    let expected = [
        ("1", "Bakery", "page-1"),
        ("instagram/178", "@bakery on Instagram", "page-1"),
        ("2", "Café", "page-2"),
    ];
    assert_eq!(told, expected);
    assert_eq!(covered.channels[1].avatar.as_deref(), Some("https://pictures.example/b.jpg"));
    assert!(covered.missing.is_empty());
    let fields = &network.only().query["fields"];
    assert_eq!(
        fields,
        "id,name,access_token,picture{url},instagram_business_account{id,username,profile_picture_url}"
    );
}

#[tokio::test]
async fn who_declined_instagram_has_pages_all_the_same() {
    let network = facebook(|seen| match seen.query["fields"].contains("instagram") {
        true => refusal(
            400,
            r#"{"error":{"message":"(#10) requires instagram_basic","type":"OAuthException","code":10}}"#,
        ),
        false => json(r#"{"data":[{"id":"1","name":"Bakery","access_token":"page-1"}]}"#),
    })
    .await;
    let covered = network.adapter().channels(&token("access-1"), &[]).await.unwrap();
    assert_eq!(covered.channels[0].remote_id, "1");
    assert_eq!(network.seen().len(), 2);
}

#[tokio::test]
async fn an_account_that_is_known_and_not_listed_is_looked_for_behind_its_page_and_by_itself() {
    let network = facebook(|seen| match seen.path.trim_start_matches("/facebook/v26.0/") {
        "me/accounts" => json(r#"{"data":[]}"#),
        "debug_token" => alive(0, 0, r#""1""#),
        "1" => json(WITH_ACCOUNT),
        // Its page no longer gives a token, or it left its page.
        "181" => json(r#"{"id":"181"}"#),
        _ => refusal(400, HIDDEN),
    })
    .await;
    let known = ["1", "instagram/178", "instagram/181", "instagram/182"].map(ToOwned::to_owned);
    let covered = network.adapter().channels(&token("access-1"), &known).await.unwrap();
    let ids: Vec<_> = covered.channels.iter().map(|c| c.remote_id.as_str()).collect();
    assert_eq!(ids, ["1", "instagram/178"]);
    let expected = [
        ("instagram/181".to_owned(), Verdict::Dead(Cause::RoleLost)),
        ("instagram/182".to_owned(), Verdict::Dead(Cause::NotGranted)),
    ];
    assert_eq!(covered.missing, expected);
    let seen = network.seen();
    assert!(!lines(&seen).iter().any(|line| line.ends_with("/178")), "it stood behind the page");
    let account = seen.iter().find(|seen| seen.path.ends_with("/181")).unwrap();
    assert_eq!(account.query["fields"], "id");
}

#[tokio::test]
async fn it_is_tested_with_the_pages_token_and_facebooks_permissions() {
    let network = facebook(|_| json(r#"{"data":[]}"#)).await;
    let token = token("page-1");
    let scopes = ["instagram_content_publish", "instagram_manage_insights"].map(ToOwned::to_owned);
    let access = ChannelAccess { remote_id: "instagram/178", token: &token, scopes: &scopes };
    let tested = network.adapter().test(&access).await;
    let lost = Cause::PermissionLost { missing: vec!["instagram_manage_comments".into()] };
    let alive = Verdict::Alive;
    let expected = Tested { comments: Verdict::Dead(lost), ..Tested::all(&alive) };
    assert_eq!(tested, expected);
    let mut seen = network.seen();
    seen.sort_by_key(Seen::line);
    assert_eq!(
        lines(&seen),
        ["GET /facebook/v26.0/178/content_publishing_limit", "GET /facebook/v26.0/178/insights"]
    );
    for request in seen {
        assert_eq!(request.authorization(), "Bearer page-1");
        // HMAC-SHA256 of "page-1" under "s/ecret".
        let proof = "fc8bfdf75ad0400179c38d4d1b412386d63e01d7e096ac14eb1d91a2adc20add";
        assert_eq!(request.query["appsecret_proof"], proof);
    }
}

#[tokio::test]
async fn it_publishes_like_any_account() {
    let network = facebook(|seen| match seen.path.trim_start_matches("/facebook/v26.0/") {
        "178/media" => json(r#"{"id":"container-1"}"#),
        "container-1" => json(r#"{"status_code":"FINISHED"}"#),
        "178/media_publish" => json(r#"{"id":"9"}"#),
        _ => json(r#"{"permalink":"https://www.instagram.com/p/9/"}"#),
    })
    .await;
    let published = publish(&network, "instagram/178", &post("Bread", None, Some(picture()))).await;
    let link = Some("https://www.instagram.com/p/9/".to_owned());
    assert_eq!(published, Published::Done(RemotePost { remote_id: "9".into(), link }));
    let without = publish(&network, "instagram/178", &post("Bread", None, None)).await;
    assert_eq!(without, content("media_required", ""));
}

#[tokio::test]
async fn its_comments_and_figures_are_read_like_any_accounts() {
    let network = facebook(|seen| match seen.path.trim_start_matches("/facebook/v26.0/") {
        "178/media" => json(r#"{"data":[{"id":"m1","username":"bakery","comments_count":1}]}"#),
        "m1/comments" => json(
            r#"{"data":[{"id":"c1","text":"Lovely","username":"ada","timestamp":"2026-11-23T09:00:00+0000"}]}"#,
        ),
        _ => json(r#"{"data":[{"name":"views","total_value":{"value":12}}]}"#),
    })
    .await;
    let token = token("page-1");
    let access = ChannelAccess { remote_id: "instagram/178", token: &token, scopes: &[] };
    let comments = network.adapter().comments(&access, at(FRIDAY)).await.unwrap();
    assert_eq!((comments.len(), comments[0].remote_id.as_str()), (1, "c1"));
    let figures = network.adapter().statistics(&access, &days(1)).await.unwrap();
    assert_eq!(figures, [Figure { metric: Metric::Views, day: at(FRIDAY), value: 12 }]);
}
