mod content;
mod push;
mod talk;

use domain::{
    cause::Cause,
    grant::{Grant, Renews},
    network::Network,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        ChannelAccess, Departure, Issuer, Networks as _, Renewal, Renewed, Revoking, Who,
    },
    vault::Tokens,
};

use crate::recorder::{
    NOW, REDIRECT_URI, Recorder, Reply, Seen, arrival, depart, json, pairs, refusal, token,
    unreachable,
};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const ME: &str = r#"{"data":{"id":"22","name":"Ada Lovelace","username":"ada","profile_image_url":"https://pictures.example/ada.jpg"}}"#;
const TOKENS: &str = r#"{"token_type":"bearer","expires_in":7200,"access_token":"access-2","scope":"tweet.read users.read","refresh_token":"refresh-2"}"#;
const SPENT: &str =
    r#"{"error":"invalid_request","error_description":"Value passed for the token was invalid."}"#;

async fn x(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Recorder {
    Recorder::start(Network::X, reply).await
}

fn grant() -> Grant {
    Grant {
        scopes: vec!["tweet.read".into(), "tweet.write".into()],
        issued_at: Timestamp::from_seconds(1),
        access_until: Some(Timestamp::from_seconds(7201)),
        renews: Renews::Alone { until: None },
    }
}

async fn renewed(reply: Reply) -> Renewed {
    let network = x(move |_| reply.clone()).await;
    network.adapter().renew(&token("refresh-1"), &grant(), NOW).await
}

#[tokio::test]
async fn the_person_is_sent_with_scopes_state_and_challenge() {
    let network = x(|_| json("{}")).await;
    let Departure { location: url, issuer, memo } =
        depart(network.adapter(), Who::AnotherAccount, Some(VERIFIER)).await;
    assert_eq!((issuer.as_str(), memo.is_none()), ("https://x.com", true));
    let (place, query) = url.split_once('?').unwrap();
    assert_eq!(place, format!("{}/i/oauth2/authorize", network.base));
    let query = pairs(query.as_bytes());
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["client_id"], "app-1");
    assert_eq!(query["redirect_uri"], REDIRECT_URI);
    assert_eq!(query["scope"], "tweet.read tweet.write users.read offline.access");
    assert_eq!(query["state"], "state-1");
    // The pair of RFC 7636, appendix B.
    assert_eq!(query["code_challenge"], "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert_eq!(query["code_challenge_method"], "S256");
    assert!(!url.contains(VERIFIER));
}

#[tokio::test]
async fn its_ways() {
    let network = x(|_| json("{}")).await;
    let ways = network.adapter().ways();
    assert!(ways.pkce);
    assert_eq!(ways.issuer, Issuer::Fixed("https://x.com"));
    assert_eq!(ways.renewal, Renewal::SingleUse);
    assert_eq!(ways.revoking, Revoking::ThisToken);
    assert!(!ways.login_replaces_grant);
}

#[tokio::test]
async fn a_code_is_exchanged_with_verifier_and_basic_credentials() {
    let network = x(|_| json(TOKENS)).await;
    let granted = network
        .adapter()
        .exchange(&arrival(&token("code-1"), Some(&token(VERIFIER))))
        .await
        .unwrap();
    let request = network.only();
    assert_eq!(request.line(), "POST /x/2/oauth2/token");
    // "app-1:s%2Fecret": escaped before it is joined (RFC 6749, section 2.3.1).
    assert_eq!(request.authorization(), "Basic YXBwLTE6cyUyRmVjcmV0");
    assert_eq!(request.form["grant_type"], "authorization_code");
    assert_eq!(request.form["code"], "code-1");
    assert_eq!(request.form["redirect_uri"], REDIRECT_URI);
    assert_eq!(request.form["code_verifier"], VERIFIER);
    assert!(request.headers["user-agent"].to_str().unwrap().starts_with("relink/"));

    assert_eq!(granted.tokens.access.expose(), "access-2");
    assert_eq!(granted.tokens.refresh.unwrap().expose(), "refresh-2");
    assert_eq!(granted.grant.scopes, ["tweet.read", "users.read"]);
    assert_eq!(granted.grant.issued_at, NOW);
    assert_eq!(granted.grant.access_until, Some(NOW.after(Span::hours(2))));
    assert_eq!(granted.grant.renews, Renews::Alone { until: None });
}

#[tokio::test]
async fn without_a_refresh_token_a_person_will_be_needed() {
    let network = x(|_| json(r#"{"token_type":"bearer","access_token":"a"}"#)).await;
    let granted = network
        .adapter()
        .exchange(&arrival(&token("code-1"), Some(&token(VERIFIER))))
        .await
        .unwrap();
    assert!(granted.tokens.refresh.is_none());
    assert_eq!(granted.grant.renews, Renews::ByPerson);
    assert_eq!(granted.grant.access_until, Some(NOW.after(Span::hours(2))), "as documented");
    assert_eq!(granted.grant.scopes.len(), 4, "left out where it is what was asked for");
}

#[tokio::test]
async fn a_refused_code_is_told_with_its_code() {
    let body = r#"{"error":"invalid_request","error_description":"Value passed for the authorization code was invalid."}"#;
    let network = x(move |_| refusal(400, body)).await;
    let refused = network
        .adapter()
        .exchange(&arrival(&token("code-1"), Some(&token(VERIFIER))))
        .await
        .unwrap_err();
    assert_eq!(refused, Verdict::Dead(Cause::Unrecognised { code: "invalid_request".into() }));
}

#[tokio::test]
async fn a_refresh_brings_the_next_pair() {
    let network = x(|_| json(TOKENS)).await;
    let renewed = network.adapter().renew(&token("refresh-1"), &grant(), NOW).await;
    let request = network.only();
    assert_eq!(request.line(), "POST /x/2/oauth2/token");
    assert_eq!(request.authorization(), "Basic YXBwLTE6cyUyRmVjcmV0");
    assert_eq!(request.form["grant_type"], "refresh_token");
    assert_eq!(request.form["refresh_token"], "refresh-1");
    let Renewed::Granted(granted) = renewed else { panic!("{renewed:?}") };
    assert_eq!(granted.tokens.refresh.unwrap().expose(), "refresh-2");
    assert_eq!(granted.grant.issued_at, NOW);
}

#[tokio::test]
async fn odd_lifetimes_do_not_lose_the_tokens() {
    let longest = NOW.after(Span::days(3660));
    for (written, until) in [
        ("-60", NOW),
        ("\"7200\"", NOW.after(Span::hours(2))),
        ("99999999999999999999", longest),
        ("null", NOW.after(Span::hours(2))),
    ] {
        let body = format!(
            r#"{{"token_type":"bearer","access_token":"a","refresh_token":"r","expires_in":{written}}}"#
        );
        let renewed = renewed(json(&body)).await;
        let Renewed::Granted(granted) = renewed else { panic!("{written}: {renewed:?}") };
        assert_eq!(granted.grant.access_until, Some(until), "{written}");
        assert_eq!(granted.grant.scopes, grant().scopes, "those of before");
    }
}

#[tokio::test]
async fn a_definite_answer_does_not_spend_the_refresh_token() {
    let dead = Verdict::Dead(Cause::Unrecognised { code: "invalid_request".into() });
    let ours = Verdict::Ours { code: "unauthorized_client".into() };
    let plain =
        r#"{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}"#;
    for (reply, expected) in [
        (refusal(400, SPENT), dead),
        (refusal(401, r#"{"error":"unauthorized_client"}"#), ours),
        // No access token was sent: a plain refusal can only be about our credentials.
        (refusal(401, plain), Verdict::Ours { code: "401".into() }),
        (refusal(429, "{}"), Verdict::Limited { until: None }),
        (refusal(503, "{}"), Verdict::Unavailable),
        (Reply::Html(502), Verdict::Unavailable),
        (Reply::Html(404), Verdict::Unavailable),
    ] {
        let what = format!("{reply:?}");
        match renewed(reply).await {
            Renewed::NotSpent(verdict) => assert_eq!(verdict, expected, "{what}"),
            other => panic!("{what}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn what_cannot_be_read_may_have_spent_the_refresh_token() {
    for reply in [
        Reply::Html(200),
        json("{"),
        json(r#"{"error":"server_error"}"#),
        json(r#"{"token_type":"bearer"}"#),
        refusal(202, TOKENS),
        Reply::Nothing,
    ] {
        let what = format!("{reply:?}");
        let renewed = renewed(reply).await;
        assert!(matches!(renewed, Renewed::Unknown), "{what}: {renewed:?}");
    }
}

#[tokio::test]
async fn a_closed_port_does_not_spend_the_refresh_token() {
    let registry = unreachable(Network::X).await;
    let adapter = registry.adapter(Network::X).unwrap();
    let renewed = adapter.renew(&token("refresh-1"), &grant(), NOW).await;
    assert!(matches!(renewed, Renewed::NotSpent(Verdict::Unavailable)), "{renewed:?}");
}

#[tokio::test]
async fn who_it_is() {
    let network = x(|_| json(ME)).await;
    let identity = network.adapter().identify(&token("access-1")).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "GET /x/2/users/me");
    assert_eq!(request.query["user.fields"], "profile_image_url,username,verified");
    assert_eq!(request.authorization(), "Bearer access-1");
    assert_eq!(identity.issuer, "https://x.com");
    assert_eq!(identity.subject, "22");
    assert_eq!(identity.name, "Ada Lovelace");
    assert_eq!(identity.handle.as_deref(), Some("ada"));
    assert_eq!(identity.avatar.as_deref(), Some("https://pictures.example/ada.jpg"));
}

#[tokio::test]
async fn the_account_is_the_one_channel() {
    let network = x(|_| json(ME)).await;
    let known = ["22".to_owned(), "33".to_owned()];
    let covered = network.adapter().channels(&token("access-1"), &known).await.unwrap();
    assert_eq!(covered.channels.len(), 1);
    assert_eq!(covered.channels[0].remote_id, "22");
    assert_eq!(covered.channels[0].name, "Ada Lovelace");
    assert!(covered.channels[0].token.is_none());
    assert_eq!(covered.missing, [("33".to_owned(), Verdict::Dead(Cause::NotGranted))]);
}

#[tokio::test]
async fn abilities_follow_the_scopes_without_a_billed_read() {
    let network = x(|_| json("{}")).await;
    let tested = network
        .adapter()
        .test(&ChannelAccess {
            remote_id: "22",
            token: &token("access-1"),
            scopes: &["tweet.read".to_owned()],
        })
        .await;
    let lost = Cause::PermissionLost { missing: vec!["tweet.write".into()] };
    assert_eq!(tested.publish, Verdict::Dead(lost));
    assert_eq!(tested.comments, Verdict::Alive);
    assert_eq!(tested.statistics, Verdict::Alive);
    assert!(network.seen().is_empty());
}

#[tokio::test]
async fn a_probe_asks_who_it_is_and_leaves_the_grant_as_it_was() {
    let network = x(|_| json(ME)).await;
    assert_eq!(network.adapter().probe(&token("access-1"), &grant()).await, Ok(grant()));
    assert_eq!(network.only().line(), "GET /x/2/users/me");

    let dead =
        r#"{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}"#;
    let network = x(move |_| refusal(401, dead)).await;
    let probed = network.adapter().probe(&token("access-1"), &grant()).await;
    assert_eq!(probed, Err(Verdict::Dead(Cause::Expired)));
}

#[tokio::test]
async fn both_tokens_are_given_back() {
    let network = x(|_| json(r#"{"revoked":true}"#)).await;
    let tokens = Tokens { access: token("access-1"), refresh: Some(token("refresh-1")) };
    network.adapter().revoke(&tokens, "22").await.unwrap();
    let mut given = Vec::new();
    for request in network.seen() {
        assert_eq!(request.line(), "POST /x/2/oauth2/revoke");
        assert_eq!(request.authorization(), "Basic YXBwLTE6cyUyRmVjcmV0");
        given.push((request.form["token"].clone(), request.form["token_type_hint"].clone()));
    }
    given.sort();
    let expected = [("access-1", "access_token"), ("refresh-1", "refresh_token")]
        .map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(given, expected);
}
