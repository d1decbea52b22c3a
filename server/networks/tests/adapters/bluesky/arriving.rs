//! Back with a code.

use domain::{cause::Cause, grant::Renews, time::Span, verdict::Verdict};
use engine::ports::networks::{Arrival, AuthorizeRequest, Granted, NoDeparture, Who};
use serde_json::{Value, json};

use super::world::{
    CLIENT, DID, OTHER, REDIRECT, VERIFIER, bluesky, document, leave, nonce_wanted, proof, pushed,
    server, tokens,
};
use crate::recorder::{NOW, Recorder, Reply, Seen, json as ok, refusal, token};

async fn come_back(network: &Recorder, typed: &str) -> Result<Granted, Verdict> {
    let departure = leave(network, Some(typed), None, Who::Whoever).await.unwrap();
    let arrival = Arrival {
        code: &token("code-1"),
        verifier: Some(&token(VERIFIER)),
        redirect_uri: REDIRECT,
        memo: departure.memo.as_ref(),
        now: NOW,
    };
    network.adapter().exchange(&arrival).await
}

#[tokio::test]
async fn on_this_machine_we_are_the_client_for_development() {
    let network = bluesky(|_| None).await.with_public_url("http://localhost:3000");
    let redirect_uri = "http://localhost:3000/oauth/bluesky/callback";
    let request = AuthorizeRequest {
        redirect_uri,
        state: &token("state-1"),
        verifier: Some(&token(VERIFIER)),
        who: Who::Whoever,
        expected: None,
        typed: Some("ada.localhost"),
    };
    let departure = network.adapter().authorize(&request).await.unwrap();
    let form = pushed(&network).form;
    let numbered = "http://127.0.0.1:3000/oauth/bluesky/callback";
    assert_eq!(form["redirect_uri"], numbered);
    assert_eq!(
        form["client_id"],
        "http://localhost?redirect_uri=http%3A%2F%2F127.0.0.1%3A3000%2Foauth%2Fbluesky%2Fcallback&scope=atproto+transition%3Ageneric"
    );
    assert!(!form.contains_key("client_assertion"));
    assert_eq!(network.adapter().document("client-metadata.json"), None);

    let arrival = Arrival {
        code: &token("code-1"),
        verifier: Some(&token(VERIFIER)),
        redirect_uri,
        memo: departure.memo.as_ref(),
        now: NOW,
    };
    let granted = network.adapter().exchange(&arrival).await.unwrap();
    assert_eq!(network.seen().last().unwrap().form["redirect_uri"], numbered);
    let until = Some(NOW.after(Span::days(14)));
    assert_eq!(granted.grant.renews, Renews::Alone { until }, "its sessions end");
}

#[tokio::test]
async fn the_nonce_is_learned_once_and_the_request_made_again() {
    let network = bluesky(|seen| {
        let (claims, _) = seen.headers.contains_key("dpop").then(|| proof(seen))?;
        (claims["nonce"] != "nonce-1").then(|| nonce_wanted(400))
    })
    .await;
    let granted = come_back(&network, "ada.localhost").await.unwrap();
    assert_eq!(granted.grant.issued_at, NOW);
    let proofs: Vec<_> =
        network.seen().into_iter().filter(|seen| seen.headers.contains_key("dpop")).collect();
    assert_eq!(proofs.len(), 3, "the request twice, and the code with the nonce at hand");

    // A server that is never content is asked twice and no more.
    let network = bluesky(|seen| (seen.path == "/oauth/par").then(|| nonce_wanted(400))).await;
    let refused = leave(&network, Some("ada.localhost"), None, Who::Whoever).await.unwrap_err();
    assert_eq!(refused, NoDeparture::Refused(Verdict::Unavailable));
    assert_eq!(network.seen().iter().filter(|seen| seen.path == "/oauth/par").count(), 2);
}

#[tokio::test]
async fn a_code_brings_tokens_that_know_where_they_belong() {
    let network = bluesky(|_| None).await;
    let granted = come_back(&network, "ada.localhost").await.unwrap();
    let request = network.seen().into_iter().find(|seen| seen.path == "/oauth/token").unwrap();
    assert_eq!(request.form["grant_type"], "authorization_code");
    assert_eq!(request.form["code"], "code-1");
    assert_eq!(request.form["redirect_uri"], REDIRECT);
    assert_eq!(request.form["code_verifier"], VERIFIER);
    assert_eq!(request.form["client_id"], CLIENT);
    assert!(request.form.contains_key("client_assertion"));
    assert_eq!(proof(&request).1, proof(&pushed(&network)).1, "the key of the request");

    assert_eq!(granted.grant.scopes, ["atproto", "transition:generic"]);
    assert_eq!(granted.grant.access_until, Some(NOW.after(Span::hours(1))));
    assert_eq!(granted.grant.renews, Renews::Alone { until: None });
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let access = read(granted.tokens.access.expose());
    let server = format!("http://{}", network.local());
    assert_eq!(access["token"], "access-2");
    assert_eq!((&access["did"], &access["key_id"]), (&json!(DID), &json!("key-1")));
    assert_eq!((&access["issuer"], &access["pds"]), (&json!(server), &json!(format!("{server}/"))));
    assert_eq!(read(granted.tokens.refresh.unwrap().expose())["token"], "refresh-2");
}

#[tokio::test]
async fn a_server_cannot_log_in_the_accounts_of_another() {
    let network =
        bluesky(|seen| (seen.path == "/oauth/token").then(|| ok(&tokens(OTHER).to_string()))).await;
    let refused = come_back(&network, "ada.localhost").await.unwrap_err();
    assert_eq!(refused, Verdict::Unavailable, "their server cannot be asked");

    let network = bluesky(|seen| {
        if seen.path.ends_with(OTHER) {
            let elsewhere = server(seen).replace("localhost", "elsewhere.localhost");
            return Some(ok(&document(OTHER, "other.localhost", &elsewhere).to_string()));
        }
        (seen.path == "/oauth/token").then(|| ok(&tokens(OTHER).to_string()))
    })
    .await;
    // The other server keeps to the rules, and is not the one that issued these tokens.
    let refused = come_back(&network, "ada.localhost").await.unwrap_err();
    let foreign = Verdict::Dead(Cause::Unrecognised { code: "foreign_subject".into() });
    assert_eq!(refused, foreign);
}

#[tokio::test]
async fn whoever_logs_in_at_a_server_is_looked_up_again() {
    let network = bluesky(|_| None).await;
    let granted = come_back(&network, &network.local()).await.unwrap();
    let session: Value = serde_json::from_str(granted.tokens.access.expose()).unwrap();
    assert_eq!(session["did"], DID);
    let last: Vec<_> = network.seen().iter().rev().take(3).map(Seen::line).collect();
    assert_eq!(last[2], format!("GET /bluesky/{DID}"));
}

#[tokio::test]
async fn answers_to_a_code_that_cannot_be_used() {
    let with = |name: &str, value: Value| {
        let mut tokens = tokens(DID);
        tokens[name] = value;
        ok(&tokens.to_string())
    };
    let lost = Cause::PermissionLost { missing: vec!["atproto".into()] };
    let spent = r#"{"error":"invalid_grant","error_description":"This code has expired"}"#;
    for (reply, expected) in [
        (with("scope", json!("transition:generic")), Verdict::Dead(lost.clone())),
        (with("scope", Value::Null), Verdict::Dead(lost)),
        (with("token_type", json!("Bearer")), Verdict::Unavailable),
        (with("sub", json!("ada")), Verdict::Unavailable),
        (with("access_token", Value::Null), Verdict::Unavailable),
        (Reply::Html(200), Verdict::Unavailable),
        (Reply::Nothing, Verdict::Unavailable),
        (refusal(400, spent), Verdict::Dead(Cause::Unrecognised { code: "invalid_grant".into() })),
    ] {
        let shown = format!("{reply:?}");
        let network =
            bluesky(move |seen| (seen.path == "/oauth/token").then(|| reply.clone())).await;
        assert_eq!(come_back(&network, "ada.localhost").await.unwrap_err(), expected, "{shown}");
    }
}
