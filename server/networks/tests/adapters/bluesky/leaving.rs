//! From a handle to the page of the right server.

use domain::{network::Network, profile::Identity, verdict::Verdict};
use engine::ports::networks::{Asks, Issuer, Networks as _, NoDeparture, Renewal, Revoking, Who};
use serde_json::{Value, json};

use super::world::{
    CLIENT, DID, REDIRECT, bluesky, document, is_signed_by, leave, metadata, proof, pushed, server,
    statement,
};
use crate::recorder::{NOW, Recorder, Reply, Seen, json as ok, pairs, refusal};

fn expected(did: &str) -> Identity {
    Identity {
        issuer: "atproto".into(),
        subject: did.into(),
        name: "Ada".into(),
        handle: None,
        avatar: None,
        login: None,
        told_as: None,
    }
}

#[tokio::test]
async fn its_ways() {
    let network = bluesky(|_| None).await;
    let ways = network.adapter().ways();
    assert!(ways.pkce && ways.reads_comments);
    assert_eq!(ways.issuer, Issuer::EachServer);
    assert_eq!(ways.asks, Asks::Handle);
    assert_eq!(ways.renewal, Renewal::SingleUse);
    assert_eq!(ways.revoking, Revoking::ThisToken);
    assert!(!ways.login_replaces_grant && !ways.identity_per_login);
}

#[tokio::test]
async fn a_handle_leads_to_a_server_and_the_request_is_pushed_there() {
    let network = bluesky(|_| None).await;
    let departure = leave(&network, Some("@Ada.localhost "), None, Who::Whoever).await.unwrap();
    let lines: Vec<_> = network.seen().iter().map(Seen::line).collect();
    assert_eq!(
        lines,
        [
            "GET /bluesky/xrpc/com.atproto.identity.resolveHandle",
            "GET /bluesky/did:plc:z72i7hdynmk6r22z27h6tvur",
            "GET /.well-known/oauth-protected-resource",
            "GET /.well-known/oauth-authorization-server",
            "POST /oauth/par",
        ]
    );
    let server = format!("http://{}", network.local());
    assert_eq!(departure.issuer, server);
    let (place, query) = departure.location.split_once('?').unwrap();
    assert_eq!(place, format!("{server}/oauth/authorize"));
    let query = pairs(query.as_bytes());
    assert_eq!(query.len(), 2, "all else was pushed");
    assert_eq!((query["client_id"].as_str(), query["request_uri"].as_str()), (CLIENT, "urn:req-1"));

    let form = pushed(&network).form;
    assert_eq!(form["client_id"], CLIENT);
    assert_eq!(form["response_type"], "code");
    assert_eq!(form["redirect_uri"], REDIRECT);
    assert_eq!(form["scope"], "atproto transition:generic");
    assert_eq!(form["state"], "state-1");
    // The pair of RFC 7636, appendix B.
    assert_eq!(form["code_challenge"], "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert_eq!(form["code_challenge_method"], "S256");
    assert_eq!(form["login_hint"], "ada.localhost");
    assert!(!form.contains_key("prompt") && !form.contains_key("client_secret"));
}

#[tokio::test]
async fn the_request_proves_a_fresh_key_and_who_we_are() {
    let network = bluesky(|_| None).await;
    leave(&network, Some("ada.localhost"), None, Who::Whoever).await.unwrap();
    let request = pushed(&network);
    let (claims, session_key) = proof(&request);
    let server = format!("http://{}", network.local());
    assert_eq!(claims["htm"], "POST");
    assert_eq!(claims["htu"], format!("{server}/oauth/par"));
    assert_eq!(claims["iat"], NOW.millis() / 1000);
    assert!(claims["jti"].as_str().unwrap().len() >= 20);
    assert_eq!(claims.get("ath"), None);

    let assertion = &request.form["client_assertion"];
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    assert_eq!(request.form["client_assertion_type"], kind);
    let (header, claims) = statement(assertion);
    assert_eq!((&header["alg"], &header["kid"]), (&json!("ES256"), &json!("key-1")));
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!(CLIENT), &json!(CLIENT)));
    assert_eq!(claims["aud"], server);
    assert_eq!(claims["exp"].as_i64(), claims["iat"].as_i64().map(|at| at + 60));

    let keys = network.adapter().document("jwks.json").unwrap();
    let keys: Value = serde_json::from_str(&keys).unwrap();
    assert!(is_signed_by(assertion, &keys["keys"][0]));
    assert_ne!(session_key["x"], keys["keys"][0]["x"], "one key for each purpose");
    assert_eq!(keys["keys"][1]["kid"], "key-2", "all that may still be in use");
    assert!(keys["keys"].as_array().unwrap().iter().all(|key| key.get("d").is_none()));
}

#[tokio::test]
async fn a_server_that_has_not_seen_the_newest_key_takes_the_one_before() {
    let unknown = r#"{"error":"invalid_client","error_description":"no applicable key found"}"#;
    let network = bluesky(|seen| {
        let assertion = seen.form.get("client_assertion")?;
        (statement(assertion).0["kid"] == "key-1").then(|| refusal(400, unknown))
    })
    .await;
    let departure = leave(&network, Some("ada.localhost"), None, Who::Whoever).await.unwrap();
    let memo: Value = serde_json::from_str(departure.memo.unwrap().expose()).unwrap();
    assert_eq!(memo["key_id"], "key-2", "which the session is then bound to");

    let network = bluesky(|seen| (seen.path == "/oauth/par").then(|| refusal(400, unknown))).await;
    let refused = leave(&network, Some("ada.localhost"), None, Who::Whoever).await.unwrap_err();
    let ours = Verdict::Ours { code: "invalid_client".into() };
    assert_eq!(refused, NoDeparture::Refused(ours));
    assert_eq!(network.seen().iter().filter(|seen| seen.path == "/oauth/par").count(), 2);
}

#[tokio::test]
async fn what_servers_fetch_about_us() {
    let network = bluesky(|_| None).await;
    let text = network.adapter().document("client-metadata.json").unwrap();
    let metadata: Value = serde_json::from_str(&text).unwrap();
    let expected = json!({
        "client_id": CLIENT,
        "client_name": "Relink",
        "client_uri": "https://relink.example",
        "application_type": "web",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": [REDIRECT],
        "scope": "atproto transition:generic",
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "dpop_bound_access_tokens": true,
        "jwks_uri": "https://relink.example/oauth/bluesky/jwks.json",
    });
    assert_eq!(metadata, expected);
    assert_eq!(network.adapter().document("../secrets"), None);
}

#[tokio::test]
async fn a_refresh_goes_by_the_did_and_can_force_a_login() {
    let network = bluesky(|_| None).await;
    leave(&network, Some("other.localhost"), Some(&expected(DID)), Who::AnotherAccount)
        .await
        .unwrap();
    assert_eq!(network.seen()[0].line(), format!("GET /bluesky/{DID}"), "whatever was typed");
    let form = pushed(&network).form;
    assert_eq!((form["login_hint"].as_str(), form["prompt"].as_str()), (DID, "login"));
}

#[tokio::test]
async fn a_server_can_be_named_instead_of_an_account() {
    let network = bluesky(|_| None).await;
    let departure = leave(&network, Some(&network.local()), None, Who::Whoever).await.unwrap();
    assert_eq!(departure.issuer, format!("http://{}", network.local()));
    assert!(!pushed(&network).form.contains_key("login_hint"));

    // One that logs in for others and keeps no data itself.
    let network =
        bluesky(|seen| seen.path.ends_with("oauth-protected-resource").then(|| refusal(404, "{}")))
            .await;
    assert!(leave(&network, Some(&network.local()), None, Who::Whoever).await.is_ok());
}

#[tokio::test]
async fn nobody_is_sent_to_a_server_that_an_account_did_not_choose() {
    // Found by the handle, and does not claim it.
    let network = bluesky(|_| None).await;
    let refused = leave(&network, Some("stolen.localhost"), None, Who::Whoever).await.unwrap_err();
    assert_eq!(refused, NoDeparture::NotFound);
    for typed in ["nobody.localhost:1", "ada", "", "did:plc:short"] {
        let refused = leave(&network, Some(typed), None, Who::Whoever).await.unwrap_err();
        assert_eq!(refused, NoDeparture::NotFound, "{typed}");
    }
    let refused = leave(&network, None, None, Who::Whoever).await.unwrap_err();
    assert_eq!(refused, NoDeparture::NotFound);
    assert!(!network.seen().iter().any(|seen| seen.path == "/oauth/par"));

    // Whoever keeps the data is inside, and not one of the addresses that may be reached there.
    let network = bluesky(|seen| {
        let inside = document(DID, "ada.localhost", "http://inside.localhost:5432").to_string();
        seen.path.contains("did:plc").then(|| ok(&inside))
    })
    .await;
    let refused = leave(&network, Some("ada.localhost"), None, Who::Whoever).await.unwrap_err();
    assert_eq!(refused, NoDeparture::Refused(Verdict::Unavailable));
    assert!(!network.seen().iter().any(|seen| seen.path.starts_with("/.well-known")));
}

#[tokio::test]
async fn a_server_that_leaves_out_anything_the_network_demands_is_none_of_it() {
    let full = metadata("http://x");
    let mut broken: Vec<(String, Value)> = vec![
        ("issuer".into(), json!("https://bsky.social")),
        ("require_request_uri_registration".into(), json!(false)),
        ("token_endpoint_auth_signing_alg_values_supported".into(), json!(["ES256", "none"])),
        ("token_endpoint".into(), json!("http://tokens.example")),
        ("pushed_authorization_request_endpoint".into(), json!("file:///etc/passwd")),
    ];
    let required = full.as_object().unwrap().keys().filter(|key| *key != "revocation_endpoint");
    broken.extend(required.map(|key| (key.clone(), Value::Null)));
    for (key, value) in broken {
        let change = (key.clone(), value.clone());
        let network = bluesky(move |seen| {
            let mut metadata = metadata(&server(seen));
            metadata[&change.0] = change.1.clone();
            let asked = seen.path == "/.well-known/oauth-authorization-server";
            asked.then(|| ok(&metadata.to_string()))
        })
        .await;
        let refused = leave(&network, Some("ada.localhost"), None, Who::Whoever).await.unwrap_err();
        assert_eq!(refused, NoDeparture::NotFound, "{key}: {value}");
    }
    // The right words, and not as the document they would have to be.
    for (status, kind) in [(200, "text/html"), (201, "application/json")] {
        let network = bluesky(move |seen| {
            let body = metadata(&server(seen)).to_string().into_bytes();
            let reply = Reply::Raw(status, vec![("content-type", kind.to_owned())], body);
            (seen.path == "/.well-known/oauth-authorization-server").then_some(reply)
        })
        .await;
        let refused = leave(&network, Some("ada.localhost"), None, Who::Whoever).await.unwrap_err();
        assert_eq!(refused, NoDeparture::NotFound, "{status} {kind}");
    }
    for resource in [json!({"authorization_servers": ["https://a.example"]}), json!([]), json!({})]
    {
        let network = bluesky(move |seen| {
            let asked = seen.path == "/.well-known/oauth-protected-resource";
            asked.then(|| ok(&resource.to_string()))
        })
        .await;
        let refused = leave(&network, Some("ada.localhost"), None, Who::Whoever).await.unwrap_err();
        assert_eq!(refused, NoDeparture::NotFound);
    }
}

#[tokio::test]
async fn trouble_on_the_way_is_not_taken_for_a_typing_mistake() {
    for (path, reply) in [
        ("com.atproto.identity.resolveHandle", Reply::Html(502)),
        ("did:plc", refusal(500, "{}")),
        ("oauth-protected-resource", Reply::Nothing),
        ("oauth-authorization-server", Reply::Html(503)),
        ("oauth/par", refusal(500, "{}")),
        ("oauth/par", Reply::Html(200)),
    ] {
        let shown = format!("{path}: {reply:?}");
        let network = bluesky(move |seen| seen.path.contains(path).then(|| reply.clone())).await;
        let refused = leave(&network, Some("ada.localhost"), None, Who::Whoever).await.unwrap_err();
        assert_eq!(refused, NoDeparture::Refused(Verdict::Unavailable), "{shown}");
    }
    let body = r#"{"error":"invalid_client_metadata","error_description":"Unable to obtain"}"#;
    let network =
        bluesky(move |seen| (seen.path == "/oauth/par").then(|| refusal(400, body))).await;
    let refused = leave(&network, Some("ada.localhost"), None, Who::Whoever).await.unwrap_err();
    let ours = Verdict::Ours { code: "invalid_client_metadata".into() };
    assert_eq!(refused, NoDeparture::Refused(ours));
}

#[tokio::test]
async fn a_public_address_that_servers_cannot_fetch_from_is_a_fault() {
    let network = Recorder::start(Network::Bluesky, |_| ok("{}")).await;
    for (url, fine) in [
        ("https://relink.example", true),
        ("http://127.0.0.1:3000", true),
        ("http://[::1]:3000", true),
        ("https://relink.example:8443", false),
        ("http://relink.example", false),
        ("", false),
    ] {
        let built = network.rebuilt(url);
        assert_eq!(built.is_ok(), fine, "{url}");
        assert!(built.is_err() || built.unwrap().adapter(Network::Bluesky).is_some());
    }
}
