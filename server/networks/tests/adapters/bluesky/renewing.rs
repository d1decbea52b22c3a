//! A refresh token is spent by its use, and a replay ends the session.

use domain::{
    cause::Cause,
    grant::{Grant, Renews},
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{ports::networks::Renewed, vault::Tokens};
use serde_json::{Value, json};

use super::world::{
    DID, OTHER, bluesky, grant, is_signed_by, nonce_wanted, proof, session, statement, tokens,
};
use crate::recorder::{NOW, Recorder, Reply, json as ok, refusal, token};

async fn network(reply: Reply) -> Recorder {
    bluesky(move |seen| (seen.path == "/oauth/token").then(|| reply.clone())).await
}

async fn renewed(reply: Reply) -> Renewed {
    let network = network(reply).await;
    network.adapter().renew(&session(&network, "refresh-1"), &grant(), NOW).await
}

#[tokio::test]
async fn a_renewal_uses_the_sessions_own_keys() {
    let network = bluesky(|_| None).await;
    let renewed = network.adapter().renew(&session(&network, "refresh-1"), &grant(), NOW).await;
    let request = network.only();
    assert_eq!(request.line(), "POST /oauth/token");
    assert_eq!(request.form["grant_type"], "refresh_token");
    assert_eq!(request.form["refresh_token"], "refresh-1");
    let (_, key) = proof(&request);
    // RFC 7515, appendix A.3.
    assert_eq!(key["x"], "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
    let assertion = &request.form["client_assertion"];
    assert_eq!(statement(assertion).0["kid"], "key-2", "not the one that is first today");
    // RFC 7517, appendix A.1.
    let key = json!({"x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"});
    assert!(is_signed_by(assertion, &key));

    let Renewed::Granted(granted) = renewed else { panic!("{renewed:?}") };
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let refresh = read(granted.tokens.refresh.unwrap().expose());
    assert_eq!((&refresh["token"], &refresh["key_id"]), (&json!("refresh-2"), &json!("key-2")));
    assert_eq!(read(granted.tokens.access.expose())["token"], "access-2");
    assert_eq!(granted.grant.access_until, Some(NOW.after(Span::hours(1))));
}

#[tokio::test]
async fn the_end_of_a_session_does_not_move() {
    let network = bluesky(|_| None).await.with_public_url("http://127.0.0.1:3000");
    let until = Some(Timestamp::from_seconds(2_000_000_000));
    let before = Grant { renews: Renews::Alone { until }, ..grant() };
    let renewed = network.adapter().renew(&session(&network, "refresh-1"), &before, NOW).await;
    let Renewed::Granted(granted) = renewed else { panic!("{renewed:?}") };
    assert_eq!(granted.grant.renews, Renews::Alone { until });
}

#[tokio::test]
async fn a_definite_answer_does_not_spend_the_refresh_token() {
    let grant = |says: &str| {
        refusal(400, &json!({"error": "invalid_grant", "error_description": says}).to_string())
    };
    let code = || Cause::Unrecognised { code: "invalid_grant".into() };
    for (reply, expected) in [
        (grant("Refresh token replayed"), Verdict::Dead(Cause::RotationLost)),
        (grant("Session expired"), Verdict::Dead(Cause::Expired)),
        (grant("Invalid refresh token"), Verdict::Dead(code())),
        (
            refusal(400, r#"{"error":"invalid_client"}"#),
            Verdict::Ours { code: "invalid_client".into() },
        ),
        (refusal(429, "{}"), Verdict::Limited { until: None }),
        (refusal(503, "{}"), Verdict::Unavailable),
        (Reply::Html(502), Verdict::Unavailable),
        (nonce_wanted(400), Verdict::Unavailable),
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
        ok("{"),
        ok("{}"),
        ok(&tokens(OTHER).to_string()),
        ok(&tokens(DID).to_string().replace("access-2", "")),
        refusal(202, "{}"),
        Reply::Nothing,
    ] {
        let what = format!("{reply:?}");
        let renewed = renewed(reply).await;
        assert!(matches!(renewed, Renewed::Unknown), "{what}: {renewed:?}");
    }
}

#[tokio::test]
async fn no_refresh_token_is_overwritten_with_nothing() {
    for nothing in [json!(""), Value::Null] {
        let mut answer = tokens(DID);
        answer["refresh_token"] = nothing;
        let renewed = renewed(ok(&answer.to_string())).await;
        let Renewed::Granted(granted) = renewed else { panic!("{renewed:?}") };
        assert!(granted.tokens.refresh.is_none());
        assert_eq!(granted.grant.renews, grant().renews, "by the one before");
    }
}

#[tokio::test]
async fn odd_lifetimes_do_not_lose_the_tokens() {
    for (written, until) in [
        (json!(-60), Some(NOW)),
        (json!("3600"), Some(NOW.after(Span::hours(1)))),
        (json!(1e30), Some(NOW.after(Span::days(3660)))),
        (Value::Null, None),
    ] {
        let mut answer = tokens(DID);
        answer["expires_in"] = written.clone();
        let renewed = renewed(ok(&answer.to_string())).await;
        let Renewed::Granted(granted) = renewed else { panic!("{written}: {renewed:?}") };
        assert_eq!(granted.grant.access_until, until, "{written}");
    }
}

#[tokio::test]
async fn a_server_that_is_gone_does_not_spend_the_refresh_token() {
    let network = bluesky(|_| None).await;
    let gone =
        session(&network, "refresh-1").expose().replace(&network.local(), "gone.localhost:1");
    let renewed = network.adapter().renew(&token(&gone), &grant(), NOW).await;
    assert!(matches!(renewed, Renewed::NotSpent(Verdict::Unavailable)), "{renewed:?}");
    let renewed = network.adapter().renew(&token("damaged"), &grant(), NOW).await;
    assert!(matches!(renewed, Renewed::NotSpent(Verdict::Ours { .. })), "{renewed:?}");
}

#[tokio::test]
async fn one_token_ends_the_session() {
    let network = bluesky(|_| None).await;
    let (access, refresh) = (session(&network, "access-1"), session(&network, "refresh-1"));
    let tokens = Tokens { access, refresh: Some(refresh) };
    network.adapter().revoke(&tokens, DID).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "POST /oauth/revoke");
    assert_eq!(request.form["token"], "refresh-1");
    assert!(request.form.contains_key("client_assertion") && request.headers.contains_key("dpop"));
}
