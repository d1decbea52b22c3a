mod content;
mod identity;
mod push;
mod talk;

use domain::{
    cause::Cause,
    grant::{Grant, Renews},
    network::Network,
    profile::Identity,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        AuthorizeRequest, Granted, Issuer, Networks as _, Renewal, Renewed, Revoking, Who,
    },
    vault::Tokens,
};

use crate::recorder::{
    NOW, REDIRECT_URI, Recorder, Reply, Seen, arrival, depart, json, pairs, refusal, token,
    unreachable,
};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const READ: &str = "https://www.googleapis.com/auth/youtube.readonly";
const UPLOAD: &str = "https://www.googleapis.com/auth/youtube.upload";
const COMMENTS: &str = "https://www.googleapis.com/auth/youtube.force-ssl";
const ANALYTICS: &str = "https://www.googleapis.com/auth/yt-analytics.readonly";
const TOKENS: &str = r#"{"access_token":"ya29.2","expires_in":3599,"refresh_token":"1//2","scope":"https://www.googleapis.com/auth/youtube.readonly https://www.googleapis.com/auth/youtube.upload","token_type":"Bearer"}"#;
const MINE: &str = r#"{"kind":"youtube#channelListResponse","items":[{"kind":"youtube#channel","id":"UCada","snippet":{"title":"Ada bakes","customUrl":"@adabakes","thumbnails":{"default":{"url":"https://pictures.example/ada.jpg"}}}}]}"#;
const NOBODY: &str =
    r#"{"kind":"youtube#channelListResponse","pageInfo":{"totalResults":0,"resultsPerPage":5}}"#;
const SIGN_UP: &str = r#"{"error":{"code":401,"message":"Unauthorized","errors":[{"domain":"youtube.header","reason":"youtubeSignupRequired"}]}}"#;

async fn youtube(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Recorder {
    Recorder::start(Network::YouTube, reply).await
}

fn grant() -> Grant {
    Grant {
        scopes: vec![READ.into(), UPLOAD.into()],
        issued_at: Timestamp::from_seconds(1),
        access_until: Some(Timestamp::from_seconds(3601)),
        renews: Renews::Alone { until: None },
    }
}

fn ada() -> Identity {
    Identity {
        issuer: "https://accounts.google.com".into(),
        subject: "UCada".into(),
        name: "Ada bakes".into(),
        handle: None,
        avatar: None,
        login: Some("ada@example.org".into()),
        told_as: Some("117".into()),
    }
}

async fn exchanged(reply: Reply) -> Result<Granted, Verdict> {
    let network = youtube(move |_| reply.clone()).await;
    network.adapter().exchange(&arrival(&token("4/code"), Some(&token(VERIFIER)))).await
}

async fn renewed(reply: Reply) -> Renewed {
    let network = youtube(move |_| reply.clone()).await;
    network.adapter().renew(&token("1//1"), &grant(), NOW).await
}

#[tokio::test]
async fn the_person_is_sent_with_consent_for_a_refresh_token() {
    let network = youtube(|_| json("{}")).await;
    let departure = depart(network.adapter(), Who::AnotherAccount, Some(VERIFIER)).await;
    assert_eq!(departure.issuer, "https://accounts.google.com");
    let (place, query) = departure.location.split_once('?').unwrap();
    assert_eq!(place, format!("{}/o/oauth2/v2/auth", network.base));
    let query = pairs(query.as_bytes());
    let scope = format!(
        "https://www.googleapis.com/auth/userinfo.email {READ} {UPLOAD} {COMMENTS} {ANALYTICS}"
    );
    let expected = [
        ("access_type", "offline"),
        ("client_id", "app-1"),
        // The pair of RFC 7636, appendix B.
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("include_granted_scopes", "true"),
        ("prompt", "select_account consent"),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", scope.as_str()),
        ("state", "state-1"),
    ];
    assert_eq!(query, expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into());
}

#[tokio::test]
async fn the_login_that_is_expected_is_hinted_at() {
    let network = youtube(|_| json("{}")).await;
    let (state, ada) = (token("state-1"), ada());
    for (who, hint) in [(Who::Whoever, Some("ada@example.org")), (Who::AnotherAccount, None)] {
        let request = AuthorizeRequest {
            redirect_uri: REDIRECT_URI,
            state: &state,
            verifier: None,
            who,
            expected: Some(&ada),
            typed: None,
        };
        let location = network.adapter().authorize(&request).await.unwrap().location;
        let query = pairs(location.split_once('?').unwrap().1.as_bytes());
        assert_eq!(query.get("login_hint").map(String::as_str), hint);
    }
}

#[tokio::test]
async fn its_ways() {
    let network = youtube(|_| json("{}")).await;
    let ways = network.adapter().ways();
    assert!(ways.pkce);
    assert_eq!(ways.issuer, Issuer::Fixed("https://accounts.google.com"));
    assert_eq!(ways.renewal, Renewal::Reusable);
    assert_eq!(ways.revoking, Revoking::WholePerson);
    assert!(ways.identity_per_login);
    assert!(!ways.login_replaces_grant);
}

#[tokio::test]
async fn a_code_is_exchanged_and_the_refresh_token_has_no_end() {
    let network = youtube(|_| json(TOKENS)).await;
    let granted = network
        .adapter()
        .exchange(&arrival(&token("4/code"), Some(&token(VERIFIER))))
        .await
        .unwrap();
    let request = network.only();
    assert_eq!(request.line(), "POST /youtube/token");
    assert_eq!(request.authorization(), "Basic YXBwLTE6cyUyRmVjcmV0");
    assert_eq!(request.form["grant_type"], "authorization_code");
    assert_eq!(request.form["code"], "4/code");
    assert_eq!(request.form["redirect_uri"], REDIRECT_URI);
    assert_eq!(request.form["code_verifier"], VERIFIER);
    assert_eq!(granted.tokens.refresh.unwrap().expose(), "1//2");
    assert_eq!(granted.grant.scopes, [READ, UPLOAD], "what was left ticked");
    assert_eq!(granted.grant.access_until, Some(NOW.after(Span::seconds(3599))));
    assert_eq!(granted.grant.renews, Renews::Alone { until: None });
}

#[tokio::test]
async fn an_app_in_testing_gets_refresh_tokens_of_a_week() {
    let body = r#"{"access_token":"a","expires_in":3599,"refresh_token":"r","refresh_token_expires_in":604799}"#;
    let granted = exchanged(json(body)).await.unwrap();
    let week = NOW.after(Span::seconds(604_799));
    assert_eq!(granted.grant.renews, Renews::Alone { until: Some(week) });
    assert_eq!(granted.grant.scopes.len(), 5, "left out where it is what was asked for");
}

#[tokio::test]
async fn odd_lifetimes_do_not_lose_the_tokens() {
    for (written, life) in [
        ("-5", Span::seconds(0)),
        ("\"3599\"", Span::seconds(3599)),
        ("null", Span::hours(1)),
        ("99999999999999999999", Span::days(3660)),
    ] {
        let body = format!(r#"{{"access_token":"a","refresh_token":"r","expires_in":{written}}}"#);
        let granted = exchanged(json(&body)).await.unwrap();
        assert_eq!(granted.grant.access_until, Some(NOW.after(life)), "{written}");
    }
}

#[tokio::test]
async fn a_renewal_leaves_the_refresh_token_and_its_end_as_they_were() {
    let network = youtube(|_| json(r#"{"access_token":"a","expires_in":3599}"#)).await;
    let end = Renews::Alone { until: Some(NOW.after(Span::days(3))) };
    let before = Grant { renews: end, ..grant() };
    let renewed = network.adapter().renew(&token("1//1"), &before, NOW).await;
    let request = network.only();
    assert_eq!(request.form["grant_type"], "refresh_token");
    assert_eq!(request.form["refresh_token"], "1//1");
    let Renewed::Granted(granted) = renewed else { panic!("{renewed:?}") };
    assert!(granted.tokens.refresh.is_none());
    assert_eq!(granted.grant.renews, end);
    assert_eq!(granted.grant.scopes, before.scopes);
    assert_eq!(granted.grant.issued_at, NOW);
}

#[tokio::test]
async fn nothing_ever_spends_the_refresh_token() {
    let revoked =
        r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#;
    let dead = Verdict::Dead(Cause::Unrecognised { code: "invalid_grant".into() });
    for (reply, expected) in [
        (refusal(400, revoked), dead),
        (
            refusal(401, r#"{"error":"invalid_client"}"#),
            Verdict::Ours { code: "invalid_client".into() },
        ),
        (refusal(503, "{}"), Verdict::Unavailable),
        (Reply::Html(200), Verdict::Unavailable),
        (json("{"), Verdict::Unavailable),
        (Reply::Nothing, Verdict::Unavailable),
    ] {
        let what = format!("{reply:?}");
        match renewed(reply).await {
            Renewed::NotSpent(verdict) => assert_eq!(verdict, expected, "{what}"),
            other => panic!("{what}: {other:?}"),
        }
    }
    let registry = unreachable(Network::YouTube).await;
    let adapter = registry.adapter(Network::YouTube).unwrap();
    let renewed = adapter.renew(&token("1//1"), &grant(), NOW).await;
    assert!(matches!(renewed, Renewed::NotSpent(Verdict::Unavailable)), "{renewed:?}");
}

#[tokio::test]
async fn a_probe_asks_what_is_known_of_the_token() {
    let network = youtube(|_| {
        json(r#"{"aud":"app-1","sub":"117","scope":"a b","exp":"1795431600","access_type":"offline"}"#)
    })
    .await;
    let probed = network.adapter().probe(&token("ya29.1"), &grant()).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "POST /youtube/tokeninfo");
    assert_eq!(request.authorization(), "Bearer ya29.1");
    assert_eq!(probed.scopes, ["a", "b"]);
    assert_eq!(probed.access_until, Some(Timestamp::from_seconds(1_795_431_600)));
    assert_eq!(probed.renews, grant().renews);

    let network = youtube(|_| refusal(400, r#"{"error":"invalid_token"}"#)).await;
    let probed = network.adapter().probe(&token("ya29.1"), &grant()).await;
    assert_eq!(probed, Err(Verdict::Dead(Cause::Expired)), "which a renewal then decides");
}

#[tokio::test]
async fn the_refresh_token_is_given_back_or_gone_already() {
    let gone = r#"{"error":"invalid_token","error_description":"Token expired or revoked"}"#;
    for reply in [Reply::Bare(200, Vec::new()), refusal(400, gone)] {
        let network = youtube(move |_| reply.clone()).await;
        let tokens = Tokens { access: token("ya29.1"), refresh: Some(token("1//1")) };
        network.adapter().revoke(&tokens, "UCada").await.unwrap();
        let request = network.only();
        assert_eq!(request.line(), "POST /youtube/revoke");
        assert_eq!(request.form["token"], "1//1");
    }
}
