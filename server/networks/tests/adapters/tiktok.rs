use domain::{
    cause::Cause,
    grant::{Grant, Renews},
    network::Network,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{ChannelAccess, Departure, Issuer, Renewal, Revoking, Who},
    vault::Tokens,
};

use crate::recorder::{
    NOW, REDIRECT_URI, Recorder, Reply, Seen, depart, json, pairs, refusal, token,
};

mod content;
mod push;
mod talk;
mod tokens;

const ME: &str = r#"{"data":{"user":{"open_id":"open-1","union_id":"union-1","avatar_url":"https://pictures.example/ada.jpg","display_name":"Ada Lovelace","username":"ada"}},"error":{"code":"ok","message":"","log_id":"1"}}"#;
const DEAD: &str = r#"{"error":{"code":"access_token_invalid","message":"The access token is invalid or not found in the request.","log_id":"1"}}"#;
const SPENT: &str =
    r#"{"error":"invalid_grant","error_description":"Refresh token is invalid or expired."}"#;
const NO_PROFILE: &str = r#"{"error":{"code":"scope_not_authorized","message":"The user did not authorize user.info.profile","log_id":"1"}}"#;

async fn tiktok(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Recorder {
    Recorder::start(Network::TikTok, reply).await
}

fn grant() -> Grant {
    Grant {
        scopes: vec!["user.info.basic".into(), "video.list".into()],
        issued_at: Timestamp::from_seconds(1),
        access_until: Some(Timestamp::from_seconds(7201)),
        renews: Renews::Alone { until: Some(NOW.after(Span::days(100))) },
    }
}

fn scopes(given: &[&str]) -> Vec<String> {
    given.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn the_person_is_sent_with_a_client_key_and_always_asked() {
    let network = tiktok(|_| json("{}")).await;
    for who in [Who::Whoever, Who::AnotherAccount] {
        let Departure { location, issuer, memo } = depart(network.adapter(), who, None).await;
        assert_eq!((issuer.as_str(), memo.is_none()), ("https://www.tiktok.com", true));
        let (place, query) = location.split_once('?').unwrap();
        assert_eq!(place, format!("{}/v2/auth/authorize/", network.base));
        let query = pairs(query.as_bytes());
        assert_eq!(query["client_key"], "app-1");
        assert_eq!(query["response_type"], "code");
        assert_eq!(
            query["scope"],
            "user.info.basic,user.info.profile,user.info.stats,video.list,video.publish"
        );
        assert_eq!(query["redirect_uri"], REDIRECT_URI);
        assert_eq!(query["state"], "state-1");
        assert_eq!(query["disable_auto_auth"], "1");
        assert_eq!(query.len(), 6);
    }
}

#[tokio::test]
async fn its_ways() {
    let network = tiktok(|_| json("{}")).await;
    let ways = network.adapter().ways();
    assert!(!ways.pkce && !ways.reads_comments && !ways.login_replaces_grant);
    assert_eq!(ways.issuer, Issuer::Fixed("https://www.tiktok.com"));
    assert_eq!(ways.renewal, Renewal::SingleUse);
    assert_eq!(ways.revoking, Revoking::WholePerson);
}

#[tokio::test]
async fn who_it_is_and_the_account_is_the_one_channel() {
    let network = tiktok(|_| json(ME)).await;
    let identity = network.adapter().identify(&token("access-1")).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "GET /tiktok/v2/user/info/");
    assert_eq!(request.query["fields"], "open_id,union_id,avatar_url,display_name,username");
    assert_eq!(request.authorization(), "Bearer access-1");
    assert_eq!(identity.issuer, "https://www.tiktok.com");
    assert_eq!(identity.subject, "open-1");
    assert_eq!(identity.name, "Ada Lovelace");
    assert_eq!(identity.handle.as_deref(), Some("ada"));
    assert_eq!(identity.avatar.as_deref(), Some("https://pictures.example/ada.jpg"));

    let known = scopes(&["open-1", "open-2"]);
    let covered = network.adapter().channels(&token("access-1"), &known).await.unwrap();
    assert_eq!(covered.channels[0].remote_id, "open-1");
    assert!(covered.channels.len() == 1 && covered.channels[0].token.is_none());
    assert_eq!(covered.missing, [("open-2".to_owned(), Verdict::Dead(Cause::NotGranted))]);
}

#[tokio::test]
async fn who_keeps_the_user_name_back_is_known_without() {
    let network = tiktok(|request| match request.query["fields"].contains("username") {
        true => refusal(401, NO_PROFILE),
        false => json(
            r#"{"data":{"user":{"open_id":"open-1","display_name":"Ada"}},"error":{"code":"ok"}}"#,
        ),
    })
    .await;
    let identity = network.adapter().identify(&token("access-1")).await.unwrap();
    assert_eq!((identity.subject.as_str(), identity.handle), ("open-1", None));
    assert_eq!(network.seen().len(), 2);
}

#[tokio::test]
async fn a_probe_reads_the_account_and_leaves_the_grant_as_it_was() {
    for (reply, expected) in [
        (json(ME), Ok(grant())),
        (refusal(401, DEAD), Err(Verdict::Dead(Cause::Expired))),
        (refusal(200, DEAD), Err(Verdict::Dead(Cause::Expired))),
        (json("{}"), Err(Verdict::Unavailable)),
        (Reply::Html(200), Err(Verdict::Unavailable)),
    ] {
        let network = tiktok(move |_| reply.clone()).await;
        assert_eq!(network.adapter().probe(&token("access-1"), &grant()).await, expected);
        assert_eq!(network.only().query["fields"], "open_id");
    }
}

#[tokio::test]
async fn abilities_follow_the_scopes_and_a_ban_is_seen() {
    let banned = r#"{"data":{},"error":{"code":"spam_risk_user_banned_from_posting","message":"","log_id":"1"}}"#;
    let lost = Verdict::Dead(Cause::PermissionLost { missing: vec!["video.publish".into()] });
    for (creator, given, publish) in [
        (
            json(r#"{"data":{},"error":{"code":"ok"}}"#),
            &["video.publish", "video.list"][..],
            Verdict::Alive,
        ),
        (refusal(404, "{}"), &["video.publish", "video.list"][..], Verdict::Alive),
        (
            refusal(403, banned),
            &["video.publish", "video.list"][..],
            Verdict::Dead(Cause::AccountDisabled),
        ),
        (refusal(403, banned), &["video.list"][..], lost),
    ] {
        let network = tiktok(
            move |request| {
                if request.method == "POST" { creator.clone() } else { json(ME) }
            },
        )
        .await;
        let channel =
            ChannelAccess { remote_id: "open-1", token: &token("a"), scopes: &scopes(given) };
        let tested = network.adapter().test(&channel).await;
        assert_eq!(tested.publish, publish);
        assert_eq!(tested.comments, Verdict::Alive, "nobody may read them");
        assert_eq!(tested.statistics, Verdict::Alive);
    }
    let network = tiktok(|_| refusal(401, DEAD)).await;
    let channel = ChannelAccess { remote_id: "open-1", token: &token("a"), scopes: &[] };
    assert_eq!(network.adapter().test(&channel).await.comments, Verdict::Dead(Cause::Expired));
}

#[tokio::test]
async fn an_authorization_is_given_back_once() {
    let tokens = Tokens { access: token("access-1"), refresh: Some(token("refresh-1")) };
    for (reply, expected) in [
        (json("{}"), Ok(())),
        (refusal(400, SPENT), Ok(())),
        (
            refusal(200, r#"{"error":"invalid_client"}"#),
            Err(Verdict::Ours { code: "invalid_client".into() }),
        ),
        (Reply::Nothing, Err(Verdict::Unavailable)),
    ] {
        let network = tiktok(move |_| reply.clone()).await;
        assert_eq!(network.adapter().revoke(&tokens, "open-1").await, expected);
        let request = network.only();
        assert_eq!(request.line(), "POST /tiktok/v2/oauth/revoke/");
        assert_eq!(request.form["client_key"], "app-1");
        assert_eq!(request.form["client_secret"], "s/ecret");
        assert_eq!(request.form["token"], "access-1");
    }
}
