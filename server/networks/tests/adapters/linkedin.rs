mod content;
mod organizations;
mod pictures;
mod talk;

use domain::{
    cause::Cause,
    grant::{Grant, Renews},
    network::Network,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{Granted, Issuer, Networks as _, Renewal, Renewed, Revoking, Who},
    vault::Tokens,
};

use crate::recorder::{
    NOW, REDIRECT_URI, Recorder, Reply, Seen, arrival, depart, json, pairs, refusal, token,
    unreachable,
};

const SCOPES: &str =
    "openid profile rw_organization_admin w_organization_social r_organization_social";
const REVOKED: &str = r#"{"status":401,"serviceErrorCode":65601,"code":"REVOKED_ACCESS_TOKEN","message":"The token used in the request has been revoked by the user"}"#;

async fn linkedin(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Recorder {
    Recorder::start(Network::LinkedIn, reply).await
}

fn grant(age: Span) -> Grant {
    Grant {
        scopes: vec!["openid".into()],
        issued_at: NOW.before(age),
        access_until: Some(NOW.after(Span::days(1))),
        renews: Renews::Alone { until: Some(NOW.after(Span::days(300))) },
    }
}

async fn exchanged(body: &str) -> Granted {
    let reply = json(body);
    let network = linkedin(move |_| reply.clone()).await;
    network.adapter().exchange(&arrival(&token("code-1"), None)).await.unwrap()
}

#[tokio::test]
async fn every_login_asks_for_the_same() {
    let network = linkedin(|_| json("{}")).await;
    for who in [Who::Whoever, Who::AnotherAccount] {
        let departure = depart(network.adapter(), who, None).await;
        assert_eq!(departure.issuer, "https://www.linkedin.com");
        let (place, query) = departure.location.split_once('?').unwrap();
        assert_eq!(place, format!("{}/oauth/v2/authorization", network.base));
        let expected = [
            ("client_id", "app-1"),
            ("redirect_uri", REDIRECT_URI),
            ("response_type", "code"),
            ("scope", SCOPES),
            ("state", "state-1"),
        ];
        let expected = expected.map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(pairs(query.as_bytes()), expected.into());
    }
}

#[tokio::test]
async fn its_ways() {
    let network = linkedin(|_| json("{}")).await;
    let ways = network.adapter().ways();
    assert!(!ways.pkce);
    assert_eq!(ways.issuer, Issuer::Fixed("https://www.linkedin.com"));
    assert_eq!(ways.renewal, Renewal::Reusable);
    assert_eq!(ways.revoking, Revoking::WholePerson);
    assert!(!ways.login_replaces_grant && !ways.identity_per_login);
}

#[tokio::test]
async fn a_code_is_exchanged_with_the_credentials_in_the_body() {
    let network = linkedin(|_| {
        json(r#"{"access_token":"AQV","expires_in":5184000,"scope":"openid,profile"}"#)
    })
    .await;
    let granted = network.adapter().exchange(&arrival(&token("code-1"), None)).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "POST /linkedin/oauth/v2/accessToken");
    assert_eq!(request.authorization(), "");
    let expected = [
        ("client_id", "app-1"),
        ("client_secret", "s/ecret"),
        ("code", "code-1"),
        ("grant_type", "authorization_code"),
        ("redirect_uri", REDIRECT_URI),
    ];
    assert_eq!(request.form, expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into());
    assert_eq!(granted.grant.scopes, ["openid", "profile"]);
    assert_eq!(granted.grant.access_until, Some(NOW.after(Span::days(60))));
    assert_eq!(granted.grant.renews, Renews::ByPerson, "most apps get no refresh token");
}

#[tokio::test]
async fn a_refresh_token_ends_a_year_after_the_login() {
    for (written, life) in [
        ("31536000", Span::days(365)),
        ("\"86400\"", Span::days(1)),
        ("null", Span::days(365)),
        ("-1", Span::seconds(0)),
    ] {
        let granted = exchanged(&format!(
            r#"{{"access_token":"a","refresh_token":"r","refresh_token_expires_in":{written}}}"#
        ))
        .await;
        let until = Some(NOW.after(life));
        assert_eq!(granted.grant.renews, Renews::Alone { until }, "{written}");
        assert_eq!(granted.grant.access_until, Some(NOW.after(Span::days(60))));
        assert_eq!(granted.grant.scopes.join(" "), SCOPES);
    }
}

#[tokio::test]
async fn a_renewal_does_not_move_that_end() {
    let before = grant(Span::days(59));
    for (more, until) in [
        ("", NOW.after(Span::days(300))),
        (r#","refresh_token_expires_in":26438400"#, NOW.after(Span::days(306))),
    ] {
        let body =
            format!(r#"{{"access_token":"b","expires_in":5184000,"refresh_token":"r"{more}}}"#);
        let network = linkedin(move |_| json(&body)).await;
        let renewed = network.adapter().renew(&token("r"), &before, NOW).await;
        let request = network.only();
        assert_eq!(request.form["grant_type"], "refresh_token");
        assert_eq!(request.form["refresh_token"], "r");
        assert_eq!(request.form["client_secret"], "s/ecret");
        let Renewed::Granted(granted) = renewed else { panic!("{renewed:?}") };
        assert_eq!(granted.grant.renews, Renews::Alone { until: Some(until) });
        assert_eq!(granted.grant.scopes, before.scopes);
    }
}

#[tokio::test]
async fn nothing_ever_spends_the_refresh_token() {
    let dead = r#"{"error":"invalid_request","error_description":"The provided authorization grant or refresh token is invalid, expired or revoked"}"#;
    let expected_dead = Verdict::Dead(Cause::Unrecognised { code: "invalid_request".into() });
    for (reply, expected) in [
        (refusal(400, dead), expected_dead),
        (Reply::Html(200), Verdict::Unavailable),
        (json("{}"), Verdict::Unavailable),
        (Reply::Nothing, Verdict::Unavailable),
        (refusal(500, "{}"), Verdict::Unavailable),
    ] {
        let what = format!("{reply:?}");
        let network = linkedin(move |_| reply.clone()).await;
        let renewed = network.adapter().renew(&token("r"), &grant(Span::days(59)), NOW).await;
        let Renewed::NotSpent(verdict) = renewed else { panic!("{what}: {renewed:?}") };
        assert_eq!(verdict, expected, "{what}");
    }
    let registry = unreachable(Network::LinkedIn).await;
    let adapter = registry.adapter(Network::LinkedIn).unwrap();
    let renewed = adapter.renew(&token("r"), &grant(Span::days(59)), NOW).await;
    assert!(matches!(renewed, Renewed::NotSpent(Verdict::Unavailable)), "{renewed:?}");
}

#[tokio::test]
async fn who_it_is() {
    let network = linkedin(|_| {
        json(r#"{"sub":"782bbtaQ","name":"Ada Lovelace","picture":"https://media.example/a.jpg"}"#)
    })
    .await;
    let identity = network.adapter().identify(&token("AQV")).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "GET /linkedin/v2/userinfo");
    assert_eq!(request.authorization(), "Bearer AQV");
    assert_eq!(identity.issuer, "https://www.linkedin.com");
    assert_eq!(identity.subject, "782bbtaQ");
    assert_eq!(identity.name, "Ada Lovelace");
    assert_eq!(identity.avatar.as_deref(), Some("https://media.example/a.jpg"));
    assert_eq!((identity.handle, identity.login), (None, None));
}

#[tokio::test]
async fn a_token_of_a_moment_ago_is_not_believed_to_be_revoked() {
    let network = linkedin(|_| refusal(401, REVOKED)).await;
    let identity = network.adapter().identify(&token("AQV")).await;
    assert_eq!(identity, Err(Verdict::Unavailable));
    let channels = network.adapter().channels(&token("AQV"), &[]).await;
    assert_eq!(channels.unwrap_err(), Verdict::Unavailable);

    let network = linkedin(|_| json(r#"{"active":false,"status":"revoked"}"#)).await;
    let removed = Verdict::Dead(Cause::AppRemoved);
    for (age, expected) in [(9, Verdict::Unavailable), (10, removed)] {
        let probed = network.adapter().probe(&token("AQV"), &grant(Span::seconds(age))).await;
        assert_eq!(probed, Err(expected), "after {age} s");
    }
}

#[tokio::test]
async fn a_probe_learns_why_a_token_is_dead_and_until_when_it_lives() {
    let until = Timestamp::from_seconds(1_800_000_000);
    let alive = r#"{"active":true,"client_id":"app-1","status":"active","expires_at":1800000000,"scope":"openid,r_organization_social","auth_type":"3L"}"#;
    let network = linkedin(move |_| json(alive)).await;
    let before = grant(Span::days(1));
    let probed = network.adapter().probe(&token("AQV"), &before).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "POST /linkedin/oauth/v2/introspectToken");
    let expected = [("client_id", "app-1"), ("client_secret", "s/ecret"), ("token", "AQV")];
    assert_eq!(request.form, expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into());
    assert_eq!(probed.scopes, ["openid", "r_organization_social"]);
    assert_eq!(probed.access_until, Some(until));
    assert_eq!((probed.renews, probed.issued_at), (before.renews, before.issued_at));

    for (body, expected) in [
        (r#"{"active":false,"status":"expired"}"#, Verdict::Dead(Cause::Expired)),
        (r#"{"active":false}"#, Verdict::Unavailable),
        ("{}", Verdict::Unavailable),
    ] {
        let network = linkedin(move |_| json(body)).await;
        assert_eq!(network.adapter().probe(&token("AQV"), &before).await, Err(expected), "{body}");
    }
    let network = linkedin(|_| refusal(401, r#"{"error":"invalid_client"}"#)).await;
    let probed = network.adapter().probe(&token("AQV"), &before).await;
    assert_eq!(probed, Err(Verdict::Ours { code: "invalid_client".into() }));
}

#[tokio::test]
async fn the_token_is_given_back() {
    let network = linkedin(|_| Reply::Bare(200, Vec::new())).await;
    let tokens = Tokens { access: token("AQV"), refresh: None };
    network.adapter().revoke(&tokens, "782bbtaQ").await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "POST /linkedin/oauth/v2/revoke");
    assert_eq!(request.form["token"], "AQV");
    assert_eq!(request.form["client_secret"], "s/ecret");

    let network = linkedin(|_| Reply::Html(404)).await;
    assert_eq!(network.adapter().revoke(&tokens, "782bbtaQ").await, Err(Verdict::Unavailable));
}
