use domain::{cause::Cause, grant::Renews, network::Network, time::Span, verdict::Verdict};
use engine::ports::networks::{Networks as _, Renewed};

use super::{SPENT, grant, tiktok};
use crate::recorder::{NOW, REDIRECT_URI, Reply, arrival, json, refusal, token, unreachable};

const TOKENS: &str = r#"{"access_token":"access-2","expires_in":7200,"open_id":"open-1","refresh_expires_in":15552000,"refresh_token":"refresh-2","scope":"user.info.basic,video.list","token_type":"Bearer"}"#;

async fn renewed(reply: Reply) -> Renewed {
    let network = tiktok(move |_| reply.clone()).await;
    network.adapter().renew(&token("refresh-1"), &grant(), NOW).await
}

#[tokio::test]
async fn a_code_is_exchanged_with_credentials_in_the_form() {
    let network = tiktok(|_| json(TOKENS)).await;
    let granted = network.adapter().exchange(&arrival(&token("code*1"), None)).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "POST /tiktok/v2/oauth/token/");
    assert_eq!(request.authorization(), "");
    assert_eq!(request.form["client_key"], "app-1");
    assert_eq!(request.form["client_secret"], "s/ecret");
    assert_eq!(request.form["grant_type"], "authorization_code");
    assert_eq!(request.form["code"], "code*1");
    assert_eq!(request.form["redirect_uri"], REDIRECT_URI);
    assert_eq!(request.form.len(), 5);

    assert_eq!(granted.tokens.access.expose(), "access-2");
    assert_eq!(granted.tokens.refresh.unwrap().expose(), "refresh-2");
    assert_eq!(granted.grant.scopes, ["user.info.basic", "video.list"]);
    assert_eq!(granted.grant.access_until, Some(NOW.after(Span::hours(2))));
    assert_eq!(granted.grant.renews, Renews::Alone { until: None });
}

#[tokio::test]
async fn both_generations_of_lifetimes_are_believed() {
    for (written, access_until) in [
        (r#""expires_in":86400,"refresh_expires_in":31536000"#, NOW.after(Span::days(1))),
        (r#""refresh_expires_in":null"#, NOW.after(Span::hours(2))),
        (r#""expires_in":"7200","refresh_expires_in":-1"#, NOW.after(Span::hours(2))),
    ] {
        let body = format!(r#"{{"access_token":"a","refresh_token":"r",{written}}}"#);
        let network = tiktok(move |_| json(&body)).await;
        let granted = network.adapter().exchange(&arrival(&token("c"), None)).await.unwrap();
        assert_eq!(granted.grant.access_until, Some(access_until), "{written}");
        assert_eq!(granted.grant.renews, Renews::Alone { until: None }, "{written}");
        assert_eq!(granted.grant.scopes.len(), 5, "left out where it is what was asked for");
    }
}

#[tokio::test]
async fn a_refused_code_is_told_whatever_the_status() {
    for status in [200, 400] {
        let network = tiktok(move |_| refusal(status, SPENT)).await;
        let refused = network.adapter().exchange(&arrival(&token("c"), None)).await.unwrap_err();
        assert_eq!(refused, Verdict::Dead(Cause::Unrecognised { code: "invalid_grant".into() }));
    }
}

#[tokio::test]
async fn a_refresh_brings_the_next_pair_which_begins_anew() {
    let network = tiktok(|_| json(TOKENS)).await;
    let renewed = network.adapter().renew(&token("refresh-1"), &grant(), NOW).await;
    let request = network.only();
    assert_eq!(request.line(), "POST /tiktok/v2/oauth/token/");
    assert_eq!(request.form["client_key"], "app-1");
    assert_eq!(request.form["client_secret"], "s/ecret");
    assert_eq!(request.form["grant_type"], "refresh_token");
    assert_eq!(request.form["refresh_token"], "refresh-1");
    let Renewed::Granted(granted) = renewed else { panic!("{renewed:?}") };
    assert_eq!(granted.tokens.refresh.unwrap().expose(), "refresh-2");
    assert_eq!(granted.grant.renews, Renews::Alone { until: None });
}

#[tokio::test]
async fn an_end_that_was_told_before_is_none() {
    let body = r#"{"access_token":"a","refresh_token":"r","expires_in":7200}"#;
    let Renewed::Granted(granted) = renewed(json(body)).await else { panic!() };
    assert_ne!(granted.grant.renews, grant().renews);
    assert_eq!(granted.grant.renews, Renews::Alone { until: None });
    assert_eq!(granted.grant.scopes, grant().scopes);
}

#[tokio::test]
async fn a_definite_answer_does_not_spend_the_refresh_token() {
    let dead = Verdict::Dead(Cause::Unrecognised { code: "invalid_grant".into() });
    let ours = Verdict::Ours { code: "invalid_client".into() };
    for (reply, expected) in [
        (refusal(200, SPENT), dead.clone()),
        (refusal(400, SPENT), dead),
        (refusal(200, r#"{"error":"invalid_client"}"#), ours.clone()),
        (refusal(401, r#"{"error":"invalid_client"}"#), ours),
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
    let registry = unreachable(Network::TikTok).await;
    let adapter = registry.adapter(Network::TikTok).unwrap();
    let renewed = adapter.renew(&token("refresh-1"), &grant(), NOW).await;
    assert!(matches!(renewed, Renewed::NotSpent(Verdict::Unavailable)), "{renewed:?}");
}

#[tokio::test]
async fn what_cannot_be_read_may_have_spent_the_refresh_token() {
    for reply in [
        Reply::Html(200),
        json("{"),
        json("{}"),
        json(r#"{"error":"server_error"}"#),
        json(r#"{"refresh_token":"r"}"#),
        refusal(202, TOKENS),
        Reply::Nothing,
    ] {
        let what = format!("{reply:?}");
        let renewed = renewed(reply).await;
        assert!(matches!(renewed, Renewed::Unknown), "{what}: {renewed:?}");
    }
}
