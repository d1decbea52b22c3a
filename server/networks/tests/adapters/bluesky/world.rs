//! A directory, a server that keeps data and gives access to it, and an account: all of them the recorder.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use domain::{
    grant::{Grant, Renews},
    network::Network,
    profile::Identity,
    time::Timestamp,
};
use engine::{
    ports::networks::{AuthorizeRequest, Departure, NoDeparture, Who},
    vault::Token,
};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};
use serde_json::{Value, json};

use crate::recorder::{Recorder, Reply, Seen, json as ok, refusal, token};

pub(crate) const DID: &str = "did:plc:z72i7hdynmk6r22z27h6tvur";
pub(crate) const OTHER: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
pub(crate) const REDIRECT: &str = "https://relink.example/oauth/bluesky/callback";
pub(crate) const CLIENT: &str = "https://relink.example/oauth/bluesky/client-metadata.json";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Starts Bluesky; what `reply` has no answer for is as it should be.
pub(crate) async fn bluesky(
    reply: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static,
) -> Recorder {
    Recorder::start(Network::Bluesky, move |seen| reply(seen).unwrap_or_else(|| usual(seen))).await
}

/// The server's address as it names itself.
pub(crate) fn server(seen: &Seen) -> String {
    let host = seen.headers["host"].to_str().unwrap();
    format!("http://{}", host.replace("127.0.0.1", "localhost"))
}

pub(crate) fn usual(seen: &Seen) -> Reply {
    let server = server(seen);
    let path = seen.path.strip_prefix("/bluesky").unwrap_or(&seen.path);
    let body = match path {
        "/xrpc/com.atproto.identity.resolveHandle" => match seen.query["handle"].as_str() {
            "ada.localhost" | "stolen.localhost" => json!({ "did": DID }),
            _ => {
                return refusal(
                    400,
                    r#"{"error":"InvalidRequest","message":"Unable to resolve handle"}"#,
                );
            }
        },
        "/did:plc:z72i7hdynmk6r22z27h6tvur" => document(DID, "ada.localhost", &server),
        "/did:plc:ewvi7nxzyoun6zhxrhs64oiz" => {
            document(OTHER, "other.localhost", "http://elsewhere.localhost:1")
        }
        "/.well-known/oauth-protected-resource" => {
            json!({ "resource": server, "authorization_servers": [server] })
        }
        "/.well-known/oauth-authorization-server" => metadata(&server),
        "/oauth/par" => json!({ "request_uri": "urn:req-1", "expires_in": 299 }),
        "/oauth/token" => tokens(DID),
        "/xrpc/com.atproto.server.getSession" => {
            json!({ "did": DID, "handle": "ada.localhost", "active": true })
        }
        "/xrpc/app.bsky.actor.getProfile" => json!({
            "did": DID, "handle": "ada.localhost", "displayName": "Ada Lovelace",
            "avatar": "https://pictures.example/ada.jpg", "followersCount": 12,
        }),
        _ => json!({}),
    };
    ok(&body.to_string())
}

pub(crate) fn document(did: &str, handle: &str, pds: &str) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": did,
        "alsoKnownAs": [format!("at://{handle}")],
        "service": [
            { "id": "#other", "type": "Other", "serviceEndpoint": "https://other.example" },
            { "id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": pds },
        ],
    })
}

pub(crate) fn metadata(server: &str) -> Value {
    json!({
        "issuer": server,
        "authorization_endpoint": format!("{server}/oauth/authorize"),
        "token_endpoint": format!("{server}/oauth/token"),
        "pushed_authorization_request_endpoint": format!("{server}/oauth/par"),
        "revocation_endpoint": format!("{server}/oauth/revoke"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "ES256K"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "scopes_supported": ["atproto", "transition:generic"],
        "authorization_response_iss_parameter_supported": true,
        "require_pushed_authorization_requests": true,
        "client_id_metadata_document_supported": true,
    })
}

pub(crate) fn tokens(did: &str) -> Value {
    json!({
        "access_token": "access-2", "token_type": "DPoP", "refresh_token": "refresh-2",
        "scope": "atproto transition:generic", "expires_in": 3600, "sub": did,
    })
}

/// What a server says to a proof without its nonce.
pub(crate) fn nonce_wanted(status: u16) -> Reply {
    let body = r#"{"error":"use_dpop_nonce","error_description":"Authorization server requires nonce in DPoP proof"}"#;
    Reply::With(status, ["dpop-nonce", "nonce-1"], body.to_owned())
}

pub(crate) async fn leave(
    network: &Recorder,
    typed: Option<&str>,
    expected: Option<&Identity>,
    who: Who,
) -> Result<Departure, NoDeparture> {
    let request = AuthorizeRequest {
        redirect_uri: REDIRECT,
        state: &token("state-1"),
        verifier: Some(&token(VERIFIER)),
        who,
        expected,
        typed,
    };
    network.adapter().authorize(&request).await
}

/// A token as this adapter makes them. The key is that of RFC 7515, appendix A.3.
pub(crate) fn session(network: &Recorder, text: &str) -> Token {
    let server = format!("http://{}", network.local());
    let session = json!({
        "token": text, "did": DID, "pds": server, "issuer": server,
        "client_id": "https://relink.example/oauth/bluesky/client-metadata.json",
        "key_id": "key-2",
        "token_endpoint": format!("{server}/oauth/token"),
        "revocation_endpoint": format!("{server}/oauth/revoke"),
        "key": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    });
    token(&session.to_string())
}

pub(crate) fn grant() -> Grant {
    Grant {
        scopes: vec!["atproto".into(), "transition:generic".into()],
        issued_at: Timestamp::from_seconds(1),
        access_until: Some(Timestamp::from_seconds(3601)),
        renews: Renews::Alone { until: None },
    }
}

/// Header and claims of a signed statement.
pub(crate) fn statement(text: &str) -> (Value, Value) {
    let read = |part: &str| serde_json::from_slice(&BASE64.decode(part).unwrap()).unwrap();
    let parts: Vec<_> = text.split('.').collect();
    assert_eq!(parts.len(), 3);
    (read(parts[0]), read(parts[1]))
}

/// Whether a statement was signed by this key.
pub(crate) fn is_signed_by(text: &str, jwk: &Value) -> bool {
    let (signed, signature) = text.rsplit_once('.').unwrap();
    let signature = Signature::from_slice(&BASE64.decode(signature).unwrap()).unwrap();
    let mut point = vec![4];
    for coordinate in ["x", "y"] {
        point.extend(BASE64.decode(jwk[coordinate].as_str().unwrap()).unwrap());
    }
    VerifyingKey::from_sec1_bytes(&point).unwrap().verify(signed.as_bytes(), &signature).is_ok()
}

/// A request's proof, verified: its claims, and the key it was made with.
pub(crate) fn proof(seen: &Seen) -> (Value, Value) {
    let text = seen.headers["dpop"].to_str().unwrap();
    let (header, claims) = statement(text);
    assert_eq!((&header["typ"], &header["alg"]), (&json!("dpop+jwt"), &json!("ES256")));
    assert!(is_signed_by(text, &header["jwk"]));
    assert_eq!(header["jwk"].get("d"), None, "the secret half stays here");
    (claims, header["jwk"].clone())
}

/// The methods that were called.
pub(crate) fn calls(network: &Recorder) -> Vec<String> {
    network.seen().iter().map(|seen| seen.path.replace("/xrpc/", "")).collect()
}

/// The request that was pushed.
pub(crate) fn pushed(network: &Recorder) -> Seen {
    network.seen().into_iter().find(|seen| seen.path == "/oauth/par").unwrap()
}
