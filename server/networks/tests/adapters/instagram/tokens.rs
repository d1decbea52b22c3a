//! Codes for tokens, and tokens for their successors.

use domain::{
    cause::Cause,
    grant::{Grant, Renews},
    network::Network,
    time::Span,
    verdict::Verdict,
};
use engine::ports::networks::{Networks as _, Renewed};

use super::{SCOPES, grant, instagram};
use crate::{
    meta::{EXPIRED, lines},
    recorder::{NOW, REDIRECT_URI, Reply, arrival, json, refusal, token, unreachable},
};

const LONG: &str = r#"{"access_token":"long-1","token_type":"bearer","expires_in":5183944}"#;

/// Short tokens come by themselves or in a list of one, their permissions as a list or as text.
#[tokio::test]
async fn a_code_becomes_a_long_lived_token_in_either_envelope() {
    for short in [
        r#"{"access_token":"short-1","user_id":17841400,"permissions":["instagram_business_basic","instagram_business_manage_comments"]}"#,
        r#"{"data":[{"access_token":"short-1","user_id":"17841400","permissions":"instagram_business_basic,instagram_business_manage_comments"}]}"#,
    ] {
        let network = instagram(move |seen| match seen.path.as_str() {
            "/instagram/oauth/access_token" => json(short),
            _ => json(LONG),
        })
        .await;
        // What browsers keep of the address, others do not.
        let code = token("code-1#_");
        let granted = network.adapter().exchange(&arrival(&code, None)).await.unwrap();

        let seen = network.seen();
        assert_eq!(
            lines(&seen),
            ["POST /instagram/oauth/access_token", "GET /instagram/access_token"]
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
        let query: Vec<_> = seen[1].query.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let expected = [
            ("access_token", "short-1"),
            ("client_secret", "s/ecret"),
            ("grant_type", "ig_exchange_token"),
        ];
        assert_eq!(query, expected);

        assert_eq!(granted.tokens.access.expose(), "long-1");
        assert_eq!(granted.tokens.refresh.unwrap().expose(), "long-1", "it renews itself");
        let scopes = ["instagram_business_basic", "instagram_business_manage_comments"];
        assert_eq!(granted.grant.scopes, scopes);
        assert_eq!(granted.grant.issued_at, NOW);
        assert_eq!(granted.grant.access_until, Some(NOW.after(Span::seconds(5_183_944))));
        assert_eq!(granted.grant.renews, Renews::Alone { until: None });
    }
}

#[tokio::test]
async fn where_nothing_is_said_of_scopes_and_lifetime_what_is_documented_counts() {
    for (written, until) in [
        ("", NOW.after(Span::days(60))),
        (r#","expires_in":"soon""#, NOW.after(Span::days(60))),
        (r#","expires_in":-1"#, NOW),
        (r#","expires_in":"86400""#, NOW.after(Span::days(1))),
        (r#","expires_in":99999999999999999999"#, NOW.after(Span::days(3660))),
    ] {
        let network =
            instagram(move |_| json(&format!(r#"{{"access_token":"a"{written}}}"#))).await;
        let granted = network.adapter().exchange(&arrival(&token("code-1"), None)).await.unwrap();
        assert_eq!(granted.grant.access_until, Some(until), "{written}");
        assert_eq!(granted.grant.scopes, SCOPES);
    }
}

#[tokio::test]
async fn without_the_long_lived_token_there_is_no_grant() {
    let used = r#"{"error_type":"OAuthException","code":400,"error_message":"Matching code was not found or was already used"}"#;
    let dead = Verdict::Dead(Cause::Unrecognised { code: "400".into() });
    let short = json(r#"{"access_token":"short-1","user_id":"17841400"}"#);
    for (first, second, expected) in [
        (refusal(400, used), json(LONG), dead),
        (json(r#"{"data":[]}"#), json(LONG), Verdict::Unavailable),
        (Reply::Html(200), json(LONG), Verdict::Unavailable),
        (short.clone(), Reply::Nothing, Verdict::Unavailable),
        (short.clone(), json(r#"{"token_type":"bearer"}"#), Verdict::Unavailable),
        (short, refusal(400, EXPIRED), Verdict::Dead(Cause::Expired)),
    ] {
        let what = format!("{first:?} {second:?}");
        let network = instagram(move |seen| match seen.path.as_str() {
            "/instagram/oauth/access_token" => first.clone(),
            _ => second.clone(),
        })
        .await;
        let exchanged = network.adapter().exchange(&arrival(&token("code-1"), None)).await;
        assert_eq!(exchanged.unwrap_err(), expected, "{what}");
    }
}

async fn renewed(reply: Reply) -> Renewed {
    let network = instagram(move |_| reply.clone()).await;
    network.adapter().renew(&token("long-1"), &grant(), NOW).await
}

#[tokio::test]
async fn a_living_token_is_prolonged_by_itself_alone() {
    let network = instagram(|_| {
        json(r#"{"access_token":"long-2","token_type":"bearer","expires_in":5183944}"#)
    })
    .await;
    let renewed = network.adapter().renew(&token("long-1"), &grant(), NOW).await;
    let request = network.only();
    assert_eq!(request.line(), "GET /instagram/refresh_access_token");
    let query: Vec<_> = request.query.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(query, [("access_token", "long-1"), ("grant_type", "ig_refresh_token")]);
    let Renewed::Granted(granted) = renewed else { panic!("{renewed:?}") };
    assert_eq!(granted.tokens.access.expose(), "long-2");
    assert_eq!(granted.tokens.refresh.unwrap().expose(), "long-2");
    assert_eq!(granted.grant.scopes, grant().scopes);
    assert_eq!(granted.grant.issued_at, NOW);
    assert_eq!(granted.grant.access_until, Some(NOW.after(Span::seconds(5_183_944))));
}

#[tokio::test]
async fn a_token_that_is_dead_is_not_sent() {
    let network = instagram(|_| json(LONG)).await;
    let dead = Grant { access_until: Some(NOW), ..grant() };
    let renewed = network.adapter().renew(&token("long-1"), &dead, NOW).await;
    let Renewed::NotSpent(verdict) = renewed else { panic!("{renewed:?}") };
    assert_eq!(verdict, Verdict::Dead(Cause::Expired));
    assert!(network.seen().is_empty());
}

/// It cannot be prolonged yet; but it may be dead before its time.
#[tokio::test]
async fn a_token_that_is_too_young_is_only_asked_about() {
    let young = Grant { issued_at: NOW.before(Span::hours(23)), ..grant() };
    let ripe = Verdict::Limited { until: Some(NOW.after(Span::hours(1))) };
    for (reply, expected) in [
        (json(r#"{"user_id":"17841400"}"#), ripe.clone()),
        (Reply::Html(502), ripe),
        (refusal(400, EXPIRED), Verdict::Dead(Cause::Expired)),
    ] {
        let network = instagram(move |_| reply.clone()).await;
        let renewed = network.adapter().renew(&token("long-1"), &young, NOW).await;
        let Renewed::NotSpent(verdict) = renewed else { panic!("{renewed:?}") };
        assert_eq!(verdict, expected);
        assert_eq!(network.only().line(), "GET /instagram/v26.0/me");
    }
}

#[tokio::test]
async fn whatever_comes_of_it_the_token_is_not_spent() {
    let opaque = r#"{"error":{"message":"Sorry, this content isn't available right now","type":"OAuthException","code":10}}"#;
    let unsupported = r#"{"error":{"message":"Unsupported request - method type: get","type":"IGApiException","code":100}}"#;
    for (reply, expected) in [
        (refusal(400, opaque), Verdict::Unavailable),
        (refusal(400, unsupported), Verdict::Unavailable),
        (Reply::Html(200), Verdict::Unavailable),
        (Reply::Html(502), Verdict::Unavailable),
        (Reply::Nothing, Verdict::Unavailable),
        (json("{}"), Verdict::Unavailable),
        (refusal(429, "{}"), Verdict::Limited { until: None }),
        (refusal(400, EXPIRED), Verdict::Dead(Cause::Expired)),
    ] {
        let what = format!("{reply:?}");
        match renewed(reply).await {
            Renewed::NotSpent(verdict) => assert_eq!(verdict, expected, "{what}"),
            other => panic!("{what}: {other:?}"),
        }
    }
    let registry = unreachable(Network::Instagram).await;
    let adapter = registry.adapter(Network::Instagram).unwrap();
    let renewed = adapter.renew(&token("long-1"), &grant(), NOW).await;
    assert!(matches!(renewed, Renewed::NotSpent(Verdict::Unavailable)), "{renewed:?}");
}
