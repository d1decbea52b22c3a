mod content;
mod talk;
mod tokens;

use std::collections::BTreeMap;

use domain::{
    cause::Cause,
    grant::{Grant, Renews},
    network::Network,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{ChannelAccess, Issuer, Renewal, Revoking, Tested, Unheard, Who},
    vault::Tokens,
};

use crate::{
    meta::{EXPIRED, REQUEST, REQUEST_DIGEST, lines, pushed},
    recorder::{NOW, REDIRECT_URI, Recorder, Reply, Seen, depart, json, pairs, refusal, token},
};

const SCOPES: [&str; 4] = [
    "instagram_business_basic",
    "instagram_business_content_publish",
    "instagram_business_manage_comments",
    "instagram_business_manage_insights",
];
const ME: &str = r#"{"user_id":"17841400","username":"bakery","name":"Bakery Brno","account_type":"Business","profile_picture_url":"https://pictures.example/b.jpg","id":"24099"}"#;

async fn instagram(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Recorder {
    Recorder::start(Network::Instagram, reply).await
}

fn grant() -> Grant {
    Grant {
        scopes: vec!["instagram_business_basic".into()],
        issued_at: NOW.before(Span::days(30)),
        access_until: Some(NOW.after(Span::days(30))),
        renews: Renews::Alone { until: None },
    }
}

#[tokio::test]
async fn the_person_is_sent_with_all_scopes_and_asked_who_they_are_where_that_matters() {
    let network = instagram(|_| json("{}")).await;
    let usual = [
        ("client_id", "app-1"),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", &SCOPES.join(",")),
        ("state", "state-1"),
    ];
    let forced =
        [("enable_fb_login", "0"), ("force_authentication", "1"), ("force_reauth", "true")];
    for (who, extra) in [(Who::Whoever, [].as_slice()), (Who::AnotherAccount, &forced)] {
        let departure = depart(network.adapter(), who, None).await;
        assert_eq!(departure.issuer, "https://www.instagram.com");
        let (place, query) = departure.location.split_once('?').unwrap();
        assert_eq!(place, format!("{}/oauth/authorize", network.base));
        let expected: BTreeMap<_, _> = usual
            .iter()
            .chain(extra)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(pairs(query.as_bytes()), expected);
    }
}

#[tokio::test]
async fn its_ways() {
    let network = instagram(|_| json("{}")).await;
    let ways = network.adapter().ways();
    assert!(!ways.pkce);
    assert_eq!(ways.issuer, Issuer::Fixed("https://www.instagram.com"));
    assert_eq!(ways.renewal, Renewal::Reusable);
    assert_eq!(ways.revoking, Revoking::Impossible);
    assert!(!ways.login_replaces_grant && ways.reads_comments);
}

#[tokio::test]
async fn who_it_is_in_either_envelope() {
    for body in [ME.to_owned(), format!(r#"{{"data":[{ME}]}}"#)] {
        let network = instagram(move |_| json(&body)).await;
        let identity = network.adapter().identify(&token("access-1")).await.unwrap();
        let request = network.only();
        assert_eq!(request.line(), "GET /instagram/v26.0/me");
        let fields = "id,user_id,username,name,account_type,profile_picture_url";
        assert_eq!(request.query, BTreeMap::from([("fields".to_owned(), fields.to_owned())]));
        assert_eq!(request.authorization(), "Bearer access-1");
        assert_eq!(identity.subject, "17841400", "not the id that differs by app");
        assert_eq!(identity.name, "Bakery Brno");
        assert_eq!(identity.handle.as_deref(), Some("bakery"));
        assert_eq!(identity.avatar.as_deref(), Some("https://pictures.example/b.jpg"));
    }
    let network = instagram(|_| json(r#"{"id":"24099","username":"bakery"}"#)).await;
    let identity = network.adapter().identify(&token("access-1")).await;
    assert_eq!(identity, Err(Verdict::Unavailable));
}

#[tokio::test]
async fn the_account_is_the_one_channel() {
    let network = instagram(|_| json(ME)).await;
    let known = ["17841400".to_owned(), "17841499".to_owned()];
    let covered = network.adapter().channels(&token("access-1"), &known).await.unwrap();
    assert_eq!(covered.channels.len(), 1);
    assert_eq!(covered.channels[0].remote_id, "17841400");
    assert_eq!(covered.channels[0].name, "Bakery Brno");
    assert!(covered.channels[0].token.is_none());
    assert_eq!(covered.missing, [("17841499".to_owned(), Verdict::Dead(Cause::NotGranted))]);
}

async fn test(network: &Recorder, scopes: &[&str]) -> Tested {
    let scopes: Vec<_> = scopes.iter().map(ToString::to_string).collect();
    let access =
        ChannelAccess { remote_id: "17841400", token: &token("access-1"), scopes: &scopes };
    network.adapter().test(&access).await
}

#[tokio::test]
async fn an_account_is_tested_by_three_reads() {
    let network = instagram(|_| json(r#"{"data":[]}"#)).await;
    assert_eq!(test(&network, &SCOPES).await, Tested::all(&Verdict::Alive));
    let mut seen = network.seen();
    seen.sort_by_key(Seen::line);
    assert_eq!(
        lines(&seen),
        [
            "GET /instagram/v26.0/17841400/content_publishing_limit",
            "GET /instagram/v26.0/17841400/insights",
            "GET /instagram/v26.0/17841400/media"
        ]
    );
    assert_eq!(seen[0].query["fields"], "quota_usage");
    assert_eq!(
        (seen[1].query["metric"].as_str(), seen[1].query["period"].as_str()),
        ("reach", "day")
    );
    assert_eq!((seen[2].query["fields"].as_str(), seen[2].query["limit"].as_str()), ("id", "1"));
    assert!(seen.iter().all(|request| request.authorization() == "Bearer access-1"));
}

#[tokio::test]
async fn a_scope_that_was_not_given_is_not_tried() {
    let network = instagram(|_| refusal(503, "{}")).await;
    let tested = test(&network, &SCOPES[..2]).await;
    assert_eq!(tested.publish, Verdict::Unavailable);
    let lost = |scope: &str| Verdict::Dead(Cause::PermissionLost { missing: vec![scope.into()] });
    assert_eq!(tested.comments, lost("instagram_business_manage_comments"));
    assert_eq!(tested.statistics, lost("instagram_business_manage_insights"));
    assert_eq!(network.seen().len(), 1);
}

#[tokio::test]
async fn a_probe_asks_who_it_is_and_leaves_the_grant_as_it_was() {
    let network = instagram(|_| json(ME)).await;
    assert_eq!(network.adapter().probe(&token("access-1"), &grant()).await, Ok(grant()));
    assert_eq!(network.only().line(), "GET /instagram/v26.0/me");

    let network = instagram(|_| refusal(400, EXPIRED)).await;
    let probed = network.adapter().probe(&token("access-1"), &grant()).await;
    assert_eq!(probed, Err(Verdict::Dead(Cause::Expired)));
}

#[tokio::test]
async fn there_is_no_way_to_revoke() {
    let network = instagram(|_| json("{}")).await;
    let tokens = Tokens { access: token("access-1"), refresh: Some(token("access-1")) };
    network.adapter().revoke(&tokens, "17841400").await.unwrap_err();
    assert!(network.seen().is_empty());
}

#[tokio::test]
async fn a_removed_app_is_heard_of() {
    let network = instagram(|_| json("{}")).await;
    let body = format!("signed_request={REQUEST}");
    let heard = network.adapter().hear(&pushed(&[], body.as_bytes())).await.unwrap();
    assert_eq!(heard.signals.len(), 1);
    assert_eq!(heard.signals[0].id, REQUEST_DIGEST);
    assert_eq!(heard.signals[0].issuer, "https://www.instagram.com");
    assert_eq!(heard.signals[0].subject, "17841400");
    assert_eq!(heard.signals[0].cause, Cause::AppRemoved);
    assert_eq!(heard.signals[0].at, Timestamp::from_seconds(1_795_427_000));

    let forged = format!("signed_request=A{}", &REQUEST[1..]);
    let unheard = network.adapter().hear(&pushed(&[], forged.as_bytes())).await;
    assert_eq!(unheard, Err(Unheard::BadSignature));
}
