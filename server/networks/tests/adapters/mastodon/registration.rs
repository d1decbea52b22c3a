use domain::{network::Network, profile::Identity, verdict::Verdict};
use engine::ports::networks::{AuthorizeRequest, Departure, Networks as _, NoDeparture, Who};

use super::{FORGOTTEN, SCOPES, last, leave, lines, mastodon, usual};
use crate::recorder::{REDIRECT_URI, Reply, json, pairs, refusal, token, unreachable};

#[tokio::test]
async fn our_app_registers_at_the_server_somebody_names() {
    let network = mastodon(usual).await;
    let server = network.server();
    let typed = format!("@ada@{}", server.to_uppercase());
    let Departure { location, issuer, memo } = leave(&network, &typed, Who::Whoever).await.unwrap();

    let request = network.only();
    assert_eq!(request.line(), "POST /api/v1/apps");
    assert_eq!(request.form["client_name"], "Relink");
    assert_eq!(request.form["scopes"], SCOPES.join(" "));
    assert_eq!(request.form["website"], "https://relink.example");
    let port = server.split(':').nth(1).unwrap();
    let returning = format!("{REDIRECT_URI}?iss=http%3A%2F%2Fsocial.localhost%3A{port}");
    assert_eq!(request.form["redirect_uris"], returning, "so that the answer names the server");

    assert_eq!(issuer, format!("http://{server}"));
    let (place, query) = location.split_once('?').unwrap();
    assert_eq!(place, format!("http://{server}/oauth/authorize"));
    let query = pairs(query.as_bytes());
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["client_id"], "client-1");
    assert_eq!(query["redirect_uri"], returning, "letter by letter as registered");
    assert_eq!(query["scope"], SCOPES.join(" "));
    assert_eq!(query["state"], "state-1");
    // The pair of RFC 7636, appendix B.
    assert_eq!(query["code_challenge"], "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert_eq!(query["code_challenge_method"], "S256");
    assert!(!query.contains_key("force_login"));
    assert!(memo.is_some());
}

#[tokio::test]
async fn somebody_else_must_log_in() {
    let network = mastodon(usual).await;
    let departure = leave(&network, &network.server(), Who::AnotherAccount).await.unwrap();
    let (_, query) = departure.location.split_once('?').unwrap();
    assert_eq!(pairs(query.as_bytes())["force_login"], "true");
}

#[tokio::test]
async fn a_registration_is_used_again_after_it_was_tried() {
    let network = mastodon(usual).await;
    for _ in 0..2 {
        leave(&network, &network.server(), Who::Whoever).await.unwrap();
    }
    assert_eq!(lines(&network), ["POST /api/v1/apps", "POST /oauth/token"]);
    let trial = last(&network);
    assert_eq!(trial.form["grant_type"], "client_credentials");
    assert_eq!(trial.form["scope"], "read:accounts", "one that the registration has");
    assert_eq!(trial.authorization(), "Basic Y2xpZW50LTE6c2VjcmV0LTE=");
}

#[tokio::test]
async fn a_server_that_forgot_us_is_told_again() {
    let network = mastodon(|request| match request.path.as_str() {
        "/oauth/token" => refusal(401, FORGOTTEN),
        _ => usual(request),
    })
    .await;
    for _ in 0..2 {
        leave(&network, &network.server(), Who::Whoever).await.unwrap();
    }
    let expected = ["POST /api/v1/apps", "POST /oauth/token", "POST /api/v1/apps"];
    assert_eq!(lines(&network), expected);
}

#[tokio::test]
async fn a_registration_for_another_redirect_uri_is_not_used() {
    let network = mastodon(usual).await;
    leave(&network, &network.server(), Who::Whoever).await.unwrap();
    let request = AuthorizeRequest {
        redirect_uri: "https://moved.example/cb",
        state: &token("state-1"),
        verifier: None,
        who: Who::Whoever,
        expected: None,
        typed: Some(&network.server()),
    };
    network.adapter().authorize(&request).await.unwrap();
    assert_eq!(lines(&network), ["POST /api/v1/apps", "POST /api/v1/apps"]);
    assert!(last(&network).form["redirect_uris"].starts_with("https://moved.example/cb?iss="));
}

#[tokio::test]
async fn a_refresh_goes_to_the_server_of_the_profile() {
    let network = mastodon(usual).await;
    let person = Identity {
        issuer: format!("http://{}", network.server()),
        subject: "14715".into(),
        name: "Ada".into(),
        handle: None,
        avatar: None,
        login: None,
        told_as: None,
    };
    let request = AuthorizeRequest {
        redirect_uri: REDIRECT_URI,
        state: &token("state-1"),
        verifier: None,
        who: Who::Whoever,
        expected: Some(&person),
        // Whatever is typed: it is this profile that is to be mended.
        typed: Some("elsewhere.example"),
    };
    let departure = network.adapter().authorize(&request).await.unwrap();
    assert_eq!(departure.issuer, person.issuer);

    // It was there once: that it is silent now is trouble, not a wrong name.
    let gone = unreachable(Network::Mastodon).await;
    let refused = gone.adapter(Network::Mastodon).unwrap().authorize(&request).await;
    assert_eq!(refused.unwrap_err(), NoDeparture::Refused(Verdict::Unavailable));
}

#[tokio::test]
async fn a_name_that_leads_nowhere_is_told_as_such() {
    let network = mastodon(usual).await;
    // No server, inside without leave, no name at all.
    for typed in ["", "127.0.0.1", "10.0.0.1", "social.localhost:1", "http://intranet", "@ada"] {
        let left = leave(&network, typed, Who::Whoever).await;
        assert_eq!(left.unwrap_err(), NoDeparture::NotFound, "{typed}");
    }
    assert!(network.seen().is_empty());
    for (reply, expected) in [
        (Reply::Html(404), NoDeparture::NotFound),
        (Reply::Html(200), NoDeparture::NotFound),
        (json("{}"), NoDeparture::NotFound),
        (json(r#"{"client_id":"a","client_secret":""}"#), NoDeparture::NotFound),
        (refusal(503, "{}"), NoDeparture::Refused(Verdict::Unavailable)),
        (Reply::Nothing, NoDeparture::Refused(Verdict::Unavailable)),
        (refusal(429, "{}"), NoDeparture::Refused(Verdict::Limited { until: None })),
        (
            refusal(422, r#"{"error":"Validation failed: Redirect URI must be an absolute URI."}"#),
            NoDeparture::Refused(Verdict::Ours { code: "apps/422".into() }),
        ),
    ] {
        let what = format!("{reply:?}");
        let network = mastodon(move |_| reply.clone()).await;
        let left = leave(&network, &network.server(), Who::Whoever).await;
        assert_eq!(left.unwrap_err(), expected, "{what}");
    }
}
