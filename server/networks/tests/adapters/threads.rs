mod content;
mod talk;

use std::collections::BTreeMap;

use domain::{
    cause::Cause,
    grant::{Grant, Renews},
    network::Network,
    time::Span,
    verdict::Verdict,
};
use engine::{
    ports::networks::{ChannelAccess, Issuer, Renewal, Renewed, Revoking, Tested, Who},
    vault::Tokens,
};

use crate::{
    meta::{EXPIRED, REQUEST, at, lines, pushed},
    recorder::{
        NOW, REDIRECT_URI, Recorder, Reply, Seen, arrival, depart, json, pairs, refusal, token,
    },
};

const SCOPES: [&str; 5] = [
    "threads_basic",
    "threads_content_publish",
    "threads_read_replies",
    "threads_manage_replies",
    "threads_manage_insights",
];
const SHORT: &str = r#"{"access_token":"short-1","user_id":17841405793187218}"#;
const LONG: &str = r#"{"access_token":"long-1","token_type":"bearer","expires_in":5183944}"#;
const ME: &str = r#"{"id":"10074","username":"bakery","name":"Bakery Brno","threads_profile_picture_url":"https://pictures.example/b.jpg"}"#;
/// What `debug_token` says of a living token.
const ALIVE: &str = r#"{"data":{"type":"USER","application":"Relink","is_valid":true,"expires_at":1798000000,"issued_at":1795000000,"scopes":["threads_basic","threads_read_replies"],"user_id":"10074"}}"#;

async fn threads(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Recorder {
    Recorder::start(Network::Threads, reply).await
}

fn grant() -> Grant {
    Grant {
        scopes: vec!["threads_basic".into()],
        issued_at: NOW.before(Span::days(30)),
        access_until: Some(NOW.after(Span::days(30))),
        renews: Renews::Alone { until: None },
    }
}

#[tokio::test]
async fn the_person_is_sent_with_all_scopes_whoever_they_are() {
    let network = threads(|_| json("{}")).await;
    for who in [Who::Whoever, Who::AnotherAccount] {
        let departure = depart(network.adapter(), who, None).await;
        assert_eq!(departure.issuer, "https://www.threads.net");
        let (place, query) = departure.location.split_once('?').unwrap();
        assert_eq!(place, format!("{}/oauth/authorize", network.base));
        let expected = [
            ("client_id", "app-1"),
            ("redirect_uri", REDIRECT_URI),
            ("response_type", "code"),
            ("scope", &SCOPES.join(",")),
            ("state", "state-1"),
        ];
        let expected: BTreeMap<_, _> =
            expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        assert_eq!(pairs(query.as_bytes()), expected);
    }
}

#[tokio::test]
async fn its_ways() {
    let network = threads(|_| json("{}")).await;
    let ways = network.adapter().ways();
    assert!(!ways.pkce);
    assert_eq!(ways.issuer, Issuer::Fixed("https://www.threads.net"));
    assert_eq!(ways.renewal, Renewal::Reusable);
    assert_eq!(ways.revoking, Revoking::WholePerson);
    assert!(!ways.login_replaces_grant && ways.reads_comments);
}

#[tokio::test]
async fn a_code_becomes_a_long_lived_token_and_is_looked_up() {
    let network = threads(|seen| match seen.path.as_str() {
        "/threads/oauth/access_token" => json(SHORT),
        "/threads/access_token" => json(LONG),
        _ => json(ALIVE),
    })
    .await;
    let code = token("code-1#_");
    let granted = network.adapter().exchange(&arrival(&code, None)).await.unwrap();
    let seen = network.seen();
    assert_eq!(
        lines(&seen),
        [
            "POST /threads/oauth/access_token",
            "GET /threads/access_token",
            "GET /threads/v1.0/debug_token"
        ]
    );
    let form: Vec<_> = seen[0].form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let expected = [
        ("client_id", "app-1"),
        ("client_secret", "s/ecret"),
        ("code", "code-1"),
        ("grant_type", "authorization_code"),
        ("redirect_uri", REDIRECT_URI),
    ];
    assert_eq!(form, expected);
    assert_eq!(seen[1].query["grant_type"], "th_exchange_token");
    assert_eq!(seen[1].query["client_secret"], "s/ecret");
    assert_eq!(seen[1].query["access_token"], "short-1");
    assert_eq!(seen[2].query["input_token"], "long-1");
    assert_eq!(seen[2].authorization(), "Bearer long-1");

    assert_eq!(granted.tokens.access.expose(), "long-1");
    assert_eq!(granted.tokens.refresh.unwrap().expose(), "long-1");
    assert_eq!(granted.grant.scopes, ["threads_basic", "threads_read_replies"]);
    assert_eq!(granted.grant.access_until, Some(NOW.after(Span::seconds(5_183_944))));
    assert_eq!(granted.grant.renews, Renews::Alone { until: None });
}

#[tokio::test]
async fn a_look_up_that_fails_does_not_lose_the_token() {
    for reply in [Reply::Html(502), json("{}"), refusal(400, EXPIRED)] {
        let network = threads(move |seen| match seen.path.as_str() {
            "/threads/oauth/access_token" => json(SHORT),
            "/threads/access_token" => json(LONG),
            _ => reply.clone(),
        })
        .await;
        let granted = network.adapter().exchange(&arrival(&token("code-1"), None)).await.unwrap();
        assert_eq!(granted.grant.scopes, SCOPES, "what was asked for");
    }
}

#[tokio::test]
async fn a_refused_code_is_told_with_its_code() {
    let used = r#"{"error_type":"OAuthException","code":400,"error_message":"Matching code was not found or was already used"}"#;
    let network = threads(move |_| refusal(400, used)).await;
    let refused = network.adapter().exchange(&arrival(&token("code-1"), None)).await.unwrap_err();
    assert_eq!(refused, Verdict::Dead(Cause::Unrecognised { code: "400".into() }));
    assert_eq!(network.seen().len(), 1);
}

#[tokio::test]
async fn a_living_token_is_prolonged_by_itself_alone() {
    let network =
        threads(|_| json(r#"{"access_token":"long-2","token_type":"bearer","expires_in":60}"#))
            .await;
    let renewed = network.adapter().renew(&token("long-1"), &grant(), NOW).await;
    let request = network.only();
    assert_eq!(request.line(), "GET /threads/refresh_access_token");
    let query: Vec<_> = request.query.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(query, [("access_token", "long-1"), ("grant_type", "th_refresh_token")]);
    let Renewed::Granted(granted) = renewed else { panic!("{renewed:?}") };
    assert_eq!(granted.tokens.refresh.unwrap().expose(), "long-2");
    assert_eq!(granted.grant.access_until, Some(NOW.after(Span::minutes(1))));
    assert_eq!(granted.grant.scopes, grant().scopes);
}

#[tokio::test]
async fn a_token_is_neither_prolonged_too_early_nor_too_late() {
    let network = threads(|_| json(ALIVE)).await;
    let young = Grant { issued_at: NOW, ..grant() };
    let ripe = Verdict::Limited { until: Some(NOW.after(Span::hours(24))) };
    let dead = Grant { access_until: Some(NOW.before(Span::hours(1))), ..grant() };
    for (grant, expected) in [(young, ripe), (dead, Verdict::Dead(Cause::Expired))] {
        let renewed = network.adapter().renew(&token("long-1"), &grant, NOW).await;
        assert!(matches!(&renewed, Renewed::NotSpent(v) if *v == expected), "{renewed:?}");
    }
    assert_eq!(network.only().line(), "GET /threads/v1.0/debug_token", "whether it lives");
    for (reply, expected) in [
        (Reply::Nothing, Verdict::Unavailable),
        (Reply::Html(200), Verdict::Unavailable),
        (refusal(400, EXPIRED), Verdict::Dead(Cause::Expired)),
    ] {
        let network = threads(move |_| reply.clone()).await;
        let renewed = network.adapter().renew(&token("long-1"), &grant(), NOW).await;
        assert!(matches!(&renewed, Renewed::NotSpent(v) if *v == expected), "{renewed:?}");
    }
}

#[tokio::test]
async fn who_it_is_and_its_one_channel() {
    let network = threads(|_| json(ME)).await;
    let identity = network.adapter().identify(&token("access-1")).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "GET /threads/v1.0/me");
    assert_eq!(request.query["fields"], "id,username,name,threads_profile_picture_url");
    assert_eq!(request.authorization(), "Bearer access-1");
    assert_eq!((identity.subject.as_str(), identity.name.as_str()), ("10074", "Bakery Brno"));
    assert_eq!(identity.handle.as_deref(), Some("bakery"));
    assert_eq!(identity.avatar.as_deref(), Some("https://pictures.example/b.jpg"));

    let known = ["99".to_owned()];
    let covered = network.adapter().channels(&token("access-1"), &known).await.unwrap();
    assert_eq!(covered.channels[0].remote_id, "10074");
    assert!(covered.channels[0].token.is_none());
    assert_eq!(covered.missing, [("99".to_owned(), Verdict::Dead(Cause::NotGranted))]);
}

/// A name may be missing, an id may not.
#[tokio::test]
async fn what_is_left_out_of_a_profile() {
    let network = threads(|_| json(r#"{"id":10074,"username":"bakery"}"#)).await;
    let identity = network.adapter().identify(&token("access-1")).await.unwrap();
    assert_eq!((identity.subject.as_str(), identity.name.as_str()), ("10074", "bakery"));
    for body in [r#"{"username":"bakery"}"#, r#"{"id":"10074"}"#, "[]"] {
        let network = threads(move |_| json(body)).await;
        let identity = network.adapter().identify(&token("access-1")).await;
        assert_eq!(identity, Err(Verdict::Unavailable), "{body}");
    }
}

#[tokio::test]
async fn a_probe_looks_the_token_up_with_itself() {
    let network = threads(|_| json(ALIVE)).await;
    let probed = network.adapter().probe(&token("access-1"), &grant()).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "GET /threads/v1.0/debug_token");
    assert_eq!(request.query["input_token"], "access-1");
    assert_eq!(request.authorization(), "Bearer access-1");
    assert_eq!(probed.scopes, ["threads_basic", "threads_read_replies"]);
    assert_eq!(probed.access_until, Some(at(1_798_000_000)));
    assert_eq!((probed.issued_at, probed.renews), (grant().issued_at, grant().renews));
}

/// Asked with itself, a dead token is refused as what it is asked with: that is about it all the same.
#[tokio::test]
async fn a_dead_token_is_dead_either_way() {
    let told = r#"{"data":{"is_valid":false,"error":{"code":190,"message":"Session has expired","subcode":463}}}"#;
    for reply in [refusal(400, EXPIRED), json(told)] {
        let network = threads(move |_| reply.clone()).await;
        let probed = network.adapter().probe(&token("access-1"), &grant()).await;
        assert_eq!(probed, Err(Verdict::Dead(Cause::Expired)));
    }
}

#[tokio::test]
async fn a_profile_is_tested_by_three_reads_where_its_scopes_allow() {
    let network = threads(|_| json(r#"{"data":[]}"#)).await;
    let token = token("access-1");
    let scopes = SCOPES.map(ToOwned::to_owned);
    let access = ChannelAccess { remote_id: "10074", token: &token, scopes: &scopes };
    assert_eq!(network.adapter().test(&access).await, Tested::all(&Verdict::Alive));
    let mut seen = network.seen();
    seen.sort_by_key(Seen::line);
    assert_eq!(
        lines(&seen),
        [
            "GET /threads/v1.0/me/threads",
            "GET /threads/v1.0/me/threads_insights",
            "GET /threads/v1.0/me/threads_publishing_limit"
        ]
    );
    let access = ChannelAccess { scopes: &scopes[..1], ..access };
    let tested = network.adapter().test(&access).await;
    let missing = vec!["threads_read_replies".to_owned()];
    assert_eq!(tested.comments, Verdict::Dead(Cause::PermissionLost { missing }));
}

#[tokio::test]
async fn the_whole_grant_is_given_back() {
    let tokens = Tokens { access: token("access-1"), refresh: Some(token("access-1")) };
    let network = threads(|_| json(r#"{"success":true}"#)).await;
    network.adapter().revoke(&tokens, "10074").await.unwrap();
    assert_eq!(network.only().line(), "DELETE /threads/v1.0/me/permissions");
    let network = threads(|_| json("{}")).await;
    assert_eq!(network.adapter().revoke(&tokens, "10074").await, Err(Verdict::Unavailable));
}

#[tokio::test]
async fn a_removed_app_is_heard_of() {
    let network = threads(|_| json("{}")).await;
    let body = format!("signed_request={REQUEST}");
    let heard = network.adapter().hear(&pushed(&[], body.as_bytes())).await.unwrap();
    assert_eq!(heard.signals[0].issuer, "https://www.threads.net");
    assert_eq!(heard.signals[0].cause, Cause::AppRemoved);
}
