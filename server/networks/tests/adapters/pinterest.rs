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

mod content;
mod talk;

const ME: &str = r#"{"account_type":"BUSINESS","id":"1234567890","profile_image":"https://pictures.example/ada.jpg","username":"ada","business_name":"Ada's Bakery","follower_count":320}"#;
const TOKENS: &str = r#"{"response_type":"refresh_token","access_token":"access-2","token_type":"bearer","expires_in":2592000,"scope":"boards:read,pins:read","refresh_token":"refresh-2","refresh_token_expires_in":5184000,"refresh_token_expires_at":1800612000}"#;
const DEAD: &str = r#"{"code":2,"message":"Authentication failed."}"#;
const SPENT: &str = r#"{"code":283,"message":"The authorization grant is invalid"}"#;

async fn pinterest(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Recorder {
    Recorder::start(Network::Pinterest, reply).await
}

fn grant() -> Grant {
    Grant {
        scopes: vec!["pins:read".into()],
        issued_at: Timestamp::from_seconds(1),
        access_until: Some(Timestamp::from_seconds(2_592_001)),
        renews: Renews::Alone { until: None },
    }
}

async fn renewed(reply: Reply) -> Renewed {
    let network = pinterest(move |_| reply.clone()).await;
    network.adapter().renew(&token("refresh-1"), &grant(), NOW).await
}

#[tokio::test]
async fn the_person_is_sent_with_scopes_by_commas() {
    let network = pinterest(|_| json("{}")).await;
    for who in [Who::Whoever, Who::AnotherAccount] {
        let Departure { location, issuer, memo } = depart(network.adapter(), who, None).await;
        assert_eq!((issuer.as_str(), memo.is_none()), ("https://www.pinterest.com", true));
        let (place, query) = location.split_once('?').unwrap();
        assert_eq!(place, format!("{}/oauth/", network.base));
        let query = pairs(query.as_bytes());
        assert_eq!(query["client_id"], "app-1");
        assert_eq!(query["redirect_uri"], REDIRECT_URI);
        assert_eq!(query["response_type"], "code");
        assert_eq!(
            query["scope"],
            "boards:read,boards:write,pins:read,pins:write,user_accounts:read"
        );
        assert_eq!(query["state"], "state-1");
        assert_eq!(query.len(), 5);
    }
}

#[tokio::test]
async fn its_ways() {
    let network = pinterest(|_| json("{}")).await;
    let ways = network.adapter().ways();
    assert!(!ways.pkce && !ways.reads_comments && !ways.login_replaces_grant);
    assert_eq!(ways.issuer, Issuer::Fixed("https://www.pinterest.com"));
    assert_eq!(ways.renewal, Renewal::SingleUse);
    assert_eq!(ways.revoking, Revoking::Impossible);
    let tokens = Tokens { access: token("a"), refresh: None };
    assert!(network.adapter().revoke(&tokens, "1").await.is_err());
    assert!(network.seen().is_empty());
}

#[tokio::test]
async fn a_code_is_exchanged_with_basic_credentials() {
    let network = pinterest(|_| json(TOKENS)).await;
    let granted = network.adapter().exchange(&arrival(&token("code-1"), None)).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "POST /pinterest/v5/oauth/token");
    assert_eq!(request.authorization(), "Basic YXBwLTE6cyUyRmVjcmV0");
    assert_eq!(request.form["grant_type"], "authorization_code");
    assert_eq!(request.form["code"], "code-1");
    assert_eq!(request.form["redirect_uri"], REDIRECT_URI);
    assert_eq!(request.form["continuous_refresh"], "true");
    assert_eq!(request.form.len(), 4, "no credentials and no verifier");

    assert_eq!(granted.tokens.access.expose(), "access-2");
    assert_eq!(granted.tokens.refresh.unwrap().expose(), "refresh-2");
    assert_eq!(granted.grant.scopes, ["boards:read", "pins:read"]);
    assert_eq!(granted.grant.access_until, Some(NOW.after(Span::days(30))));
    assert_eq!(granted.grant.renews, Renews::Alone { until: None }, "using it prolongs it");
}

#[tokio::test]
async fn odd_lifetimes_do_not_lose_the_tokens() {
    for (written, until) in [
        ("-60", NOW),
        ("\"86400\"", NOW.after(Span::days(1))),
        ("99999999999999999999", NOW.after(Span::days(3660))),
        ("null", NOW.after(Span::days(30))),
    ] {
        let body = format!(r#"{{"access_token":"a","refresh_token":"r","expires_in":{written}}}"#);
        let renewed = renewed(json(&body)).await;
        let Renewed::Granted(granted) = renewed else { panic!("{written}: {renewed:?}") };
        assert_eq!(granted.grant.access_until, Some(until), "{written}");
        assert_eq!(granted.grant.scopes, grant().scopes, "those of before");
    }
}

#[tokio::test]
async fn a_refused_code_is_told_with_its_number() {
    let network = pinterest(|_| refusal(400, SPENT)).await;
    let refused = network.adapter().exchange(&arrival(&token("code-1"), None)).await.unwrap_err();
    assert_eq!(refused, Verdict::Dead(Cause::Unrecognised { code: "283".into() }));
}

#[tokio::test]
async fn a_refresh_brings_the_next_pair() {
    let network = pinterest(|_| json(TOKENS)).await;
    let renewed = network.adapter().renew(&token("refresh-1"), &grant(), NOW).await;
    let request = network.only();
    assert_eq!(request.line(), "POST /pinterest/v5/oauth/token");
    assert_eq!(request.authorization(), "Basic YXBwLTE6cyUyRmVjcmV0");
    assert_eq!(request.form["grant_type"], "refresh_token");
    assert_eq!(request.form["refresh_token"], "refresh-1");
    assert_eq!(request.form.len(), 2);
    let Renewed::Granted(granted) = renewed else { panic!("{renewed:?}") };
    assert_eq!(granted.tokens.refresh.unwrap().expose(), "refresh-2");
    assert_eq!(granted.grant.issued_at, NOW);
}

#[tokio::test]
async fn a_definite_answer_does_not_spend_the_refresh_token() {
    let dead = Verdict::Dead(Cause::Unrecognised { code: "283".into() });
    for (reply, expected) in [
        (refusal(401, SPENT), dead),
        (refusal(401, DEAD), Verdict::Ours { code: "2".into() }),
        (refusal(400, r#"{"code":1,"message":"Missing"}"#), Verdict::Ours { code: "1".into() }),
        (refusal(429, "{}"), Verdict::Limited { until: None }),
        (refusal(503, "{}"), Verdict::Unavailable),
        (Reply::Html(502), Verdict::Unavailable),
        (Reply::Html(400), Verdict::Unavailable),
    ] {
        let what = format!("{reply:?}");
        match renewed(reply).await {
            Renewed::NotSpent(verdict) => assert_eq!(verdict, expected, "{what}"),
            other => panic!("{what}: {other:?}"),
        }
    }
    let registry = unreachable(Network::Pinterest).await;
    let adapter = registry.adapter(Network::Pinterest).unwrap();
    let renewed = adapter.renew(&token("refresh-1"), &grant(), NOW).await;
    assert!(matches!(renewed, Renewed::NotSpent(Verdict::Unavailable)), "{renewed:?}");
}

#[tokio::test]
async fn what_cannot_be_read_may_have_spent_the_refresh_token() {
    for reply in [Reply::Html(200), json("{"), json("{}"), refusal(202, TOKENS), Reply::Nothing] {
        let what = format!("{reply:?}");
        let renewed = renewed(reply).await;
        assert!(matches!(renewed, Renewed::Unknown), "{what}: {renewed:?}");
    }
}

#[tokio::test]
async fn who_it_is_and_the_account_is_the_one_channel() {
    let network = pinterest(|_| json(ME)).await;
    let identity = network.adapter().identify(&token("access-1")).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "GET /pinterest/v5/user_account");
    assert_eq!(request.authorization(), "Bearer access-1");
    assert_eq!(identity.issuer, "https://www.pinterest.com");
    assert_eq!(identity.subject, "1234567890");
    assert_eq!(identity.name, "Ada's Bakery");
    assert_eq!(identity.handle.as_deref(), Some("ada"));
    assert_eq!(identity.avatar.as_deref(), Some("https://pictures.example/ada.jpg"));

    let known = ["1234567890".to_owned(), "2".to_owned()];
    let covered = network.adapter().channels(&token("access-1"), &known).await.unwrap();
    assert_eq!(covered.channels[0].remote_id, "1234567890");
    assert!(covered.channels.len() == 1 && covered.channels[0].token.is_none());
    assert_eq!(covered.missing, [("2".to_owned(), Verdict::Dead(Cause::NotGranted))]);
}

#[tokio::test]
async fn somebody_without_a_business_goes_by_their_user_name() {
    let network = pinterest(|_| json(r#"{"id":"1","username":"ada","business_name":null}"#)).await;
    let identity = network.adapter().identify(&token("access-1")).await.unwrap();
    assert_eq!(identity.name, "ada");
}

#[tokio::test]
async fn abilities_name_every_scope_they_lack() {
    let network = pinterest(|_| json(ME)).await;
    let given = ["pins:read".to_owned(), "user_accounts:read".to_owned(), "boards:read".to_owned()];
    let channel = ChannelAccess { remote_id: "1", token: &token("a"), scopes: &given };
    let tested = network.adapter().test(&channel).await;
    let missing = vec!["boards:write".to_owned(), "pins:write".to_owned()];
    assert_eq!(tested.publish, Verdict::Dead(Cause::PermissionLost { missing }));
    assert_eq!(tested.comments, Verdict::Alive, "nobody may read them");
    assert_eq!(tested.statistics, Verdict::Alive);
    assert_eq!(network.seen().len(), 1);

    let network = pinterest(|_| refusal(401, DEAD)).await;
    let tested = network.adapter().test(&channel).await;
    assert_eq!(tested.comments, Verdict::Dead(Cause::Expired));
}

#[tokio::test]
async fn a_probe_reads_the_account_and_leaves_the_grant_as_it_was() {
    for (reply, expected) in [
        (json(ME), Ok(grant())),
        (refusal(401, DEAD), Err(Verdict::Dead(Cause::Expired))),
        (json("{}"), Err(Verdict::Unavailable)),
        (Reply::Html(200), Err(Verdict::Unavailable)),
        (Reply::Nothing, Err(Verdict::Unavailable)),
    ] {
        let network = pinterest(move |_| reply.clone()).await;
        assert_eq!(network.adapter().probe(&token("access-1"), &grant()).await, expected);
    }
}
