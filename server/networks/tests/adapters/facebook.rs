mod accounts;
mod content;
mod pages;
mod pushes;
mod talk;

use std::collections::BTreeMap;

use domain::{
    cause::Cause,
    grant::{Grant, Renews},
    network::Network,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{Issuer, Renewal, Revoking, Who},
    vault::Tokens,
};

use crate::recorder::{
    NOW, REDIRECT_URI, Recorder, Reply, Seen, arrival, depart, json, pairs, refusal, token,
};

const APP_TOKEN: &str = "Bearer app-1|s/ecret";
const EXPIRED: &str = r#"{"error":{"message":"Session has expired","type":"OAuthException","code":190,"error_subcode":463}}"#;

async fn facebook(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Recorder {
    Recorder::start(Network::Facebook, reply).await
}

/// What `debug_token` says of a living token, with the pages ticked for each of two permissions.
fn alive(expires_at: i64, data_access: i64, pages: &str) -> Reply {
    json(&format!(
        r#"{{"data":{{"app_id":"app-1","type":"USER","is_valid":true,"expires_at":{expires_at},
            "data_access_expires_at":{data_access},"scopes":["pages_show_list","pages_manage_posts"],
            "granular_scopes":[{{"scope":"pages_show_list","target_ids":[{pages}]}},
                               {{"scope":"pages_manage_posts","target_ids":[{pages}]}}],"user_id":"10"}}}}"#
    ))
}

fn seconds(at: Timestamp) -> i64 {
    at.millis() / 1000
}

#[tokio::test]
async fn the_person_is_sent_with_all_scopes_and_asked_again() {
    let network = facebook(|_| json("{}")).await;
    for (who, auth_type) in [(Who::Whoever, "rerequest"), (Who::AnotherAccount, "reauthenticate")] {
        let url = depart(network.adapter(), who, None).await.location;
        let (place, query) = url.split_once('?').unwrap();
        assert_eq!(place, format!("{}/v26.0/dialog/oauth", network.base));
        let expected = [
            ("auth_type", auth_type),
            ("client_id", "app-1"),
            ("redirect_uri", REDIRECT_URI),
            ("response_type", "code"),
            (
                "scope",
                "pages_show_list,pages_manage_posts,pages_read_engagement,pages_manage_engagement,\
                 pages_read_user_content,read_insights,business_management,instagram_basic,\
                 instagram_content_publish,instagram_manage_comments,instagram_manage_insights",
            ),
            ("state", "state-1"),
        ];
        let expected: BTreeMap<_, _> =
            expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        assert_eq!(pairs(query.as_bytes()), expected);
    }
}

#[tokio::test]
async fn its_ways() {
    let network = facebook(|_| json("{}")).await;
    let ways = network.adapter().ways();
    assert!(!ways.pkce);
    assert_eq!(ways.issuer, Issuer::Fixed("https://www.facebook.com"));
    assert_eq!(ways.renewal, Renewal::None);
    assert_eq!(ways.revoking, Revoking::WholePerson);
    assert!(ways.login_replaces_grant);
}

fn exchanging(seen: &Seen, long: Reply, known: Reply) -> Reply {
    match seen.path.as_str() {
        "/facebook/v26.0/oauth/access_token" if seen.query.contains_key("code") => {
            json(r#"{"access_token":"short-1","token_type":"bearer","expires_in":3600}"#)
        }
        "/facebook/v26.0/oauth/access_token" => long,
        _ => known,
    }
}

#[tokio::test]
async fn a_code_becomes_a_long_lived_token() {
    let network = facebook(|seen| {
        let long = r#"{"access_token":"long-1","token_type":"bearer","expires_in":5183944}"#;
        exchanging(seen, json(long), alive(0, seconds(NOW.after(Span::days(90))), "\"1\""))
    })
    .await;
    let granted = network.adapter().exchange(&arrival(&token("code-1"), None)).await.unwrap();

    let seen = network.seen();
    let lines: Vec<_> = seen.iter().map(Seen::line).collect();
    assert_eq!(
        lines,
        [
            "GET /facebook/v26.0/oauth/access_token",
            "GET /facebook/v26.0/oauth/access_token",
            "GET /facebook/v26.0/debug_token"
        ]
    );
    assert_eq!(seen[0].query["client_id"], "app-1");
    assert_eq!(seen[0].query["client_secret"], "s/ecret");
    assert_eq!(seen[0].query["redirect_uri"], REDIRECT_URI);
    assert_eq!(seen[0].query["code"], "code-1");
    assert_eq!(seen[1].query["grant_type"], "fb_exchange_token");
    assert_eq!(seen[1].query["fb_exchange_token"], "short-1");
    assert_eq!(seen[1].query["client_secret"], "s/ecret");
    assert_eq!(seen[2].query["input_token"], "long-1");
    assert_eq!(seen[2].authorization(), APP_TOKEN);

    assert_eq!(granted.tokens.access.expose(), "long-1");
    assert!(granted.tokens.refresh.is_none());
    assert_eq!(granted.grant.scopes, ["pages_show_list", "pages_manage_posts"]);
    assert_eq!(granted.grant.access_until, Some(NOW.after(Span::seconds(5_183_944))));
    assert_eq!(granted.grant.renews, Renews::ByPerson);
}

#[tokio::test]
async fn the_end_of_data_access_counts_when_it_comes_first() {
    let soon = NOW.after(Span::days(20));
    let network = facebook(move |seen| {
        let long = r#"{"access_token":"long-1","expires_in":"5183944"}"#;
        exchanging(seen, json(long), alive(0, seconds(soon), "\"1\""))
    })
    .await;
    let exchanged = network.adapter().exchange(&arrival(&token("code-1"), None)).await;
    assert_eq!(exchanged.unwrap().grant.access_until, Some(soon));
}

#[tokio::test]
async fn where_the_answer_names_no_lifetime_the_look_up_does() {
    let at = NOW.after(Span::days(40));
    for (expires_at, expected) in [(seconds(at), Some(at)), (0, None)] {
        let network = facebook(move |seen| {
            exchanging(seen, json(r#"{"access_token":"long-1"}"#), alive(expires_at, 0, ""))
        })
        .await;
        let exchanged = network.adapter().exchange(&arrival(&token("code-1"), None)).await;
        assert_eq!(exchanged.unwrap().grant.access_until, expected);
    }
}

#[tokio::test]
async fn without_the_long_lived_token_there_is_no_grant() {
    for (reply, expected) in [
        (Reply::Html(200), Verdict::Unavailable),
        (json(r#"{"token_type":"bearer"}"#), Verdict::Unavailable),
        (Reply::Nothing, Verdict::Unavailable),
        (refusal(400, EXPIRED), Verdict::Dead(Cause::Expired)),
    ] {
        let long = reply.clone();
        let network = facebook(move |seen| exchanging(seen, long.clone(), alive(0, 0, ""))).await;
        let exchanged = network.adapter().exchange(&arrival(&token("code-1"), None)).await;
        assert_eq!(exchanged.unwrap_err(), expected, "{reply:?}");
    }
}

#[tokio::test]
async fn calls_carry_the_token_in_a_header_and_the_proof_in_the_query() {
    let me = r#"{"id":100234,"name":"Ada Lovelace","picture":{"data":{"url":"https://pictures.example/a.jpg"}}}"#;
    let network = facebook(move |_| json(me)).await;
    let identity = network.adapter().identify(&token("access-1")).await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "GET /facebook/v26.0/me");
    assert_eq!(request.query["fields"], "id,name,picture{url}");
    assert_eq!(request.authorization(), "Bearer access-1");
    // HMAC-SHA256 of "access-1" under "s/ecret".
    assert_eq!(request.query["appsecret_proof"], PROOF);
    assert_eq!(identity.issuer, "https://www.facebook.com");
    assert_eq!(identity.subject, "100234");
    assert_eq!(identity.name, "Ada Lovelace");
    assert_eq!(identity.handle, None);
    assert_eq!(identity.avatar.as_deref(), Some("https://pictures.example/a.jpg"));
}

const PROOF: &str = "7490029efc8b72d361d4541d0afefe9ef9338b28a21d880062556518a42d984b";

fn grant() -> Grant {
    Grant {
        scopes: vec!["pages_show_list".into()],
        issued_at: Timestamp::from_seconds(1),
        access_until: Some(NOW),
        renews: Renews::ByPerson,
    }
}

#[tokio::test]
async fn a_probe_looks_the_token_up_and_learns_its_end() {
    let (end, data) = (NOW.after(Span::days(30)), NOW.after(Span::days(80)));
    let network = facebook(move |_| alive(seconds(end), seconds(data), "")).await;
    let probed = network.adapter().probe(&token("access-1"), &grant()).await.unwrap();
    assert_eq!(network.only().query["input_token"], "access-1");
    assert_eq!(probed.access_until, Some(end));
    assert_eq!(probed.issued_at, grant().issued_at);
    assert_eq!(probed.scopes, ["pages_show_list", "pages_manage_posts"]);
}

#[tokio::test]
async fn a_dead_token_is_told_by_the_look_up() {
    let network = facebook(|_| {
        json(r#"{"data":{"is_valid":false,"scopes":[],"error":{"code":190,"message":"Session has been invalidated","subcode":460}}}"#)
    })
    .await;
    let probed = network.adapter().probe(&token("access-1"), &grant()).await;
    assert_eq!(probed, Err(Verdict::Dead(Cause::PasswordChanged)));
}

/// `debug_token` is asked with our own token: if that one is refused, nobody's grant is dead.
#[tokio::test]
async fn a_refusal_of_our_own_token_is_our_fault() {
    for (body, code) in [
        (EXPIRED, "190/463"),
        (
            r#"{"error":{"message":"Invalid OAuth access token signature.","type":"OAuthException","code":190}}"#,
            "190",
        ),
    ] {
        let network = facebook(move |_| refusal(400, body)).await;
        let probed = network.adapter().probe(&token("access-1"), &grant()).await;
        assert_eq!(probed, Err(Verdict::Ours { code: code.into() }));
    }
}

#[tokio::test]
async fn the_whole_grant_is_given_back() {
    let network = facebook(|_| json(r#"{"success":true}"#)).await;
    let tokens = Tokens { access: token("access-1"), refresh: None };
    network.adapter().revoke(&tokens, "10").await.unwrap();
    let request = network.only();
    assert_eq!(request.line(), "DELETE /facebook/v26.0/10/permissions");
    assert_eq!(request.authorization(), "Bearer access-1");
    assert_eq!(request.query["appsecret_proof"], PROOF);
}
