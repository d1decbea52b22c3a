//! What befalls a Google login, a brand account and the network, and how each shows.

use serde_json::json;

use crate::support::{Sandbox, pair};
use crate::youtube::{
    HANA, SAILING, SCOPES, WALKS, code, get, google, login, mine, oauth, post, reason, redeem,
    refresh, start,
};

const INVALID_GRANT: &str = "Token has been expired or revoked.";

async fn gone(sandbox: &Sandbox, access: &str, token: &str, why: &str) {
    let dead = mine(sandbox, access).await;
    assert_eq!(reason(&dead), (401, "authError".to_owned()), "{why}");
    assert_eq!(dead.json()["error"]["status"], "UNAUTHENTICATED");
    assert!(dead.header("www-authenticate").contains("error=\"invalid_token\""));
    let refused = oauth(&refresh(sandbox, token).await);
    assert_eq!(refused, (400, "invalid_grant".to_owned(), INVALID_GRANT.to_owned()), "{why}");
    let me = get(sandbox, "v1/userinfo", access).await;
    let expected = (401, "invalid_request".to_owned(), "Invalid Credentials".to_owned());
    assert_eq!(oauth(&me), expected, "{why}: the other form of error");
}

#[tokio::test]
async fn removing_the_app_or_the_end_of_time_kills_every_grant() {
    for cause in ["remove-app", "expire-tokens"] {
        let sandbox = start().await;
        let (access, token) = login(&sandbox, "hana", "Prague Food Walks").await;
        let (second, other) = login(&sandbox, "hana", "Hana Benes").await;
        let (spared, _) = login(&sandbox, "felix", "Felix Adler").await;
        let hana = sandbox.control.cause("youtube", HANA, cause).await.unwrap();
        assert!(!hana.grants[0].alive);
        gone(&sandbox, &access, &token, cause).await;
        gone(&sandbox, &second, &other, cause).await;
        assert_eq!(mine(&sandbox, &spared).await.status, 200);
        let code = code(&sandbox, "hana", Some("Hana Benes"), &[]).await;
        let (access, token) = pair(&redeem(&sandbox, &code).await);
        assert_ne!(token, "", "a first consent again");
        assert_eq!(mine(&sandbox, &access).await.status, 200);
    }
}

#[tokio::test]
async fn a_new_password_ends_only_what_reads_mail() {
    let sandbox = start().await;
    let (access, token) = login(&sandbox, "hana", "Prague Food Walks").await;
    let with_mail = format!("{SCOPES} https://mail.google.com/");
    let fields = [("scope", with_mail.as_str())];
    let code = code(&sandbox, "hana", Some("Hana Benes"), &fields).await;
    let (mail_access, mail_token) = pair(&redeem(&sandbox, &code).await);
    let hana = sandbox.control.cause("youtube", HANA, "change-password").await.unwrap();
    assert_ne!(hana.password, "hana-demo");
    assert_eq!(mine(&sandbox, &access).await.status, 200);
    assert_eq!(refresh(&sandbox, &token).await.status, 200);
    gone(&sandbox, &mail_access, &mail_token, "change-password").await;
}

#[tokio::test]
async fn signing_out_of_the_browser_kills_nothing() {
    let sandbox = start().await;
    let (access, token) = login(&sandbox, "hana", "Prague Food Walks").await;
    sandbox.control.cause("youtube", HANA, "log-out").await.unwrap();
    assert_eq!(mine(&sandbox, &access).await.status, 200);
    assert_eq!(refresh(&sandbox, &token).await.status, 200);
}

#[tokio::test]
async fn a_suspended_account_is_refused_while_it_lasts() {
    let sandbox = start().await;
    let (access, token) = login(&sandbox, "hana", "Prague Food Walks").await;
    for (cause, cure) in [("disable", "enable"), ("checkpoint", "clear-checkpoint")] {
        sandbox.control.cause("youtube", HANA, cause).await.unwrap();
        gone(&sandbox, &access, &token, cause).await;
        let dialog = crate::youtube::dialog(&sandbox, &[]);
        assert!(google("hana", None).consent(&dialog).await.is_err(), "{cause}");
        sandbox.control.cause("youtube", HANA, cure).await.unwrap();
        assert_eq!(mine(&sandbox, &access).await.status, 200, "{cure}");
        assert_eq!(refresh(&sandbox, &token).await.status, 200, "{cure}");
    }
}

#[tokio::test]
async fn a_lost_role_leaves_a_healthy_token_without_a_channel() {
    let sandbox = start().await;
    let (access, token) = login(&sandbox, "hana", "Vltava Sailing School").await;
    let (other, _) = login(&sandbox, "hana", "Prague Food Walks").await;
    let before = get(&sandbox, "v1/userinfo", &access).await.json();
    sandbox.control.channel("youtube", SAILING, "drop-role").await.unwrap();
    let list = mine(&sandbox, &access).await;
    assert_eq!((list.status, list.json()["pageInfo"]["totalResults"].as_i64()), (200, Some(0)));
    assert_eq!(list.json().get("items"), None, "the key itself is missing");
    assert_eq!(refresh(&sandbox, &token).await.status, 200);
    assert_eq!(get(&sandbox, "v1/userinfo", &access).await.json(), before, "the same identity");
    let video = json!({ "snippet": { "title": "On the river" } });
    let upload = "upload/youtube/v3/videos?uploadType=resumable&part=snippet";
    let refused = post(&sandbox, upload, &access, &video).await;
    assert_eq!(reason(&refused), (401, "youtubeSignupRequired".to_owned()));
    let reports =
        "v2/reports?ids=channel==MINE&startDate=2026-01-01&endDate=2026-01-02&metrics=views";
    assert_eq!(reason(&get(&sandbox, reports, &access).await), (403, "forbidden".to_owned()));
    assert_eq!(mine(&sandbox, &other).await.json()["items"][0]["id"], WALKS);
    sandbox.control.channel("youtube", SAILING, "restore-role").await.unwrap();
    assert_eq!(mine(&sandbox, &access).await.json()["items"][0]["id"], SAILING);
}

#[tokio::test]
async fn an_identity_taken_back_is_that_identity_only() {
    let sandbox = start().await;
    let (access, token) = login(&sandbox, "hana", "Vltava Sailing School").await;
    let (other, _) = login(&sandbox, "hana", "Prague Food Walks").await;
    sandbox.control.channel("youtube", SAILING, "untick").await.unwrap();
    gone(&sandbox, &access, &token, "untick").await;
    assert_eq!(mine(&sandbox, &other).await.status, 200);
    sandbox.control.channel("youtube", SAILING, "tick").await.unwrap();
    assert_eq!(mine(&sandbox, &access).await.status, 200);
}

#[tokio::test]
async fn a_permission_taken_back_is_insufficient_scope() {
    let sandbox = start().await;
    let (access, token) = login(&sandbox, "hana", "Prague Food Walks").await;
    let body = json!({ "scope": "https://www.googleapis.com/auth/youtube.upload" }).to_string();
    let path = |change: &str| format!("youtube/people/{HANA}/{change}");
    assert_eq!(sandbox.switch(&path("drop-permission"), &body).await.status, 200);
    // `youtube.force-ssl` may upload too.
    let force = json!({ "scope": "https://www.googleapis.com/auth/youtube.force-ssl" }).to_string();
    sandbox.switch(&path("drop-permission"), &force).await;
    let upload = "upload/youtube/v3/videos?uploadType=resumable&part=snippet";
    let video = json!({ "snippet": { "title": "A walk" } });
    let refused = post(&sandbox, upload, &access, &video).await;
    assert_eq!(reason(&refused), (403, "insufficientPermissions".to_owned()));
    let error = refused.json()["error"].clone();
    assert_eq!(error["message"], "Request had insufficient authentication scopes.");
    assert_eq!(error["status"], "PERMISSION_DENIED");
    assert_eq!(error["details"][0]["reason"], "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    assert_eq!(error["details"][0]["metadata"]["service"], "youtube.googleapis.com");
    assert!(!refresh(&sandbox, &token).await.json()["scope"].as_str().unwrap().contains("upload"));
    assert_eq!(mine(&sandbox, &access).await.status, 200, "the rest stays");
    sandbox.switch(&path("restore-permission"), &body).await;
    assert_eq!(post(&sandbox, upload, &access, &video).await.status, 200);
}

#[tokio::test]
async fn trouble_speaks_as_google() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "hana", "Prague Food Walks").await;
    sandbox.control.fault("youtube", "outage", 1).await.unwrap();
    assert_eq!(reason(&mine(&sandbox, &access).await), (503, "backendError".to_owned()));
    sandbox.control.fault("youtube", "rate-limit", 1).await.unwrap();
    let limited = mine(&sandbox, &access).await;
    assert_eq!(reason(&limited), (403, "quotaExceeded".to_owned()));
    assert_eq!(limited.json()["error"]["errors"][0]["domain"], "youtube.quota");
    sandbox.control.fault("youtube", "outage", 1).await.unwrap();
    google("hana", None).consent(&crate::youtube::dialog(&sandbox, &[])).await.unwrap();
    assert_eq!(mine(&sandbox, &access).await.status, 503, "pages for people were left alone");
    assert_eq!(mine(&sandbox, &access).await.status, 200);
}
