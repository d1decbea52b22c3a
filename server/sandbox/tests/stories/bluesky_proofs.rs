//! Bluesky's proofs of possession and how clients prove themselves.

use axum::body::Body;
use serde_json::{Value, json};

use crate::bluesky::{Key, Pds, Publisher, refusal};

fn refused(status: u16, error: &str, words: &str) -> (u16, String, String) {
    (status, error.to_owned(), words.to_owned())
}

#[tokio::test]
async fn the_first_call_is_answered_with_a_nonce() {
    let pds = Pds::start().await;
    let proof = pds.prove(&pds.claims("POST", "/oauth/par"));
    let first = pds.post_with("/oauth/par", &proof, &[]).await;
    let words = "Authorization server requires nonce in DPoP proof";
    assert_eq!(refusal(&first), refused(400, "use_dpop_nonce", words));
    assert!(!first.header("dpop-nonce").is_empty());
    assert_eq!(first.header("cache-control"), "no-store");
    let (access, _) = pds.login().await;

    let path = "/xrpc/com.atproto.server.getSession";
    let mut claims = pds.bound_claims("GET", path, &access);
    claims.as_object_mut().unwrap().remove("nonce");
    let challenged = pds.call_with("GET", path, &access, &claims, "").await;
    assert_eq!((challenged.status, &challenged.json()["error"]), (401, &json!("use_dpop_nonce")));
    let challenge = challenged.header("www-authenticate");
    assert!(challenge.starts_with("DPoP algs=\"ES256\", error=\"use_dpop_nonce\""), "{challenge}");
    assert!(!challenged.header("dpop-nonce").is_empty());
    assert_eq!(pds.fate(&access).await.0, 200);
}

#[tokio::test]
async fn a_nonce_is_good_for_three_minutes() {
    let pds = Pds::start().await;
    let (access, _) = pds.login().await;
    let path = "/xrpc/com.atproto.server.getSession";
    let old = pds.bound_claims("GET", path, &access)["nonce"].clone();
    pds.sandbox.control.advance_clock(60).await.unwrap();
    let with_old = async || {
        let mut claims = pds.bound_claims("GET", path, &access);
        claims["nonce"] = old.clone();
        pds.call_with("GET", path, &access, &claims, "").await
    };
    let still = with_old().await;
    assert_eq!(still.status, 200, "{}", still.text);
    assert_ne!(json!(still.header("dpop-nonce")), old, "a newer one is offered already");
    pds.sandbox.control.advance_clock(121).await.unwrap();
    assert_eq!(with_old().await.json()["error"], "use_dpop_nonce");
    assert_eq!(pds.fate(&access).await.0, 200, "with the newer one");
}

#[tokio::test]
async fn a_proof_is_about_one_call() {
    let pds = Pds::start().await;
    let (access, _) = pds.login().await;
    let path = "/xrpc/com.atproto.server.getSession";
    let good = pds.bound_claims("GET", path, &access);
    for (claim, value, words) in [
        ("htm", json!("POST"), "DPoP \"htm\" mismatch"),
        ("htu", json!(format!("{}/xrpc/other", pds.base())), "DPoP \"htu\" mismatch"),
        ("ath", json!("of-another-token"), "DPoP \"ath\" mismatch"),
        ("jti", Value::Null, "DPoP \"jti\" missing"),
        ("iat", json!(pds.now - 3_600), "Failed to verify DPoP proof"),
    ] {
        let mut claims = good.clone();
        claims[claim] = value;
        let answer = pds.call_with("GET", path, &access, &claims, "").await;
        assert_eq!((answer.status, &answer.json()["message"]), (401, &json!(words)), "{claim}");
        assert_eq!(answer.json()["error"], "invalid_dpop_proof");
    }
    assert_eq!(pds.call_with("GET", path, &access, &good, "").await.status, 200);
    let again = pds.call_with("GET", path, &access, &good, "").await;
    assert_eq!((again.status, &again.json()["message"]), (401, &json!("DPoP proof replayed")));
    let mut query = pds.bound_claims("GET", path, &access);
    query["htu"] = json!(format!("{}{path}?a=b#c", pds.base()));
    assert_eq!(pds.call_with("GET", path, &access, &query, "").await.status, 200);
}

#[tokio::test]
async fn tokens_are_bound_to_the_key() {
    let mut pds = Pds::start().await;
    let (access, refresh) = pds.login().await;
    let bearer = format!("DPoP {access}");
    let path = "/bluesky/xrpc/com.atproto.server.getSession";
    let headers = [("authorization", bearer.as_str())];
    let bare = pds.sandbox.send("GET", path, &headers, Body::empty()).await;
    assert_eq!((bare.status, &bare.json()["message"]), (401, &json!("DPoP proof required")));
    let bearer = format!("Bearer {access}");
    let headers = [("authorization", bearer.as_str())];
    let unbound = pds.sandbox.send("GET", path, &headers, Body::empty()).await;
    assert_eq!((unbound.status, &unbound.json()["error"]), (400, &json!("InvalidToken")));
    let nobody = pds.sandbox.get(path).await;
    assert_eq!((nobody.status, &nobody.json()["error"]), (401, &json!("AuthMissing")));

    pds.key = Key::number(2);
    let words = "Invalid DPoP key binding";
    assert_eq!(pds.fate(&access).await, refused(401, "invalid_token", words));
    let stolen = pds.refresh(&refresh).await;
    assert_eq!(refusal(&stolen), refused(401, "invalid_token", words));
    pds.key = Key::number(1);
    let words = "Invalid refresh token";
    assert_eq!(refusal(&pds.refresh(&refresh).await), refused(400, "invalid_grant", words));
}

#[tokio::test]
async fn a_signature_must_be_the_keys_own() {
    let pds = Pds::start().await;
    pds.push(&[]).await;
    let claims = pds.claims("POST", "/oauth/token");
    let fields = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let failed = refused(401, "invalid_dpop_proof", "Failed to verify DPoP proof");
    let jwk = pds.key.jwk();
    let mut private = jwk.clone();
    private["d"] = json!("never");
    for header in [
        json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": Key::number(9).jwk() }),
        json!({ "typ": "jwt", "alg": "ES256", "jwk": jwk }),
        json!({ "typ": "dpop+jwt", "alg": "none", "jwk": jwk }),
        json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": private }),
        json!({ "typ": "dpop+jwt", "alg": "ES256" }),
    ] {
        let answer = pds.post_with("/oauth/token", &pds.key.sign(&header, &claims), &fields).await;
        assert_eq!(refusal(&answer), failed, "{header}");
    }
    let none = pds.post_with("/oauth/token", "", &fields).await;
    assert_eq!(refusal(&none), refused(401, "invalid_dpop_proof", "DPoP proof required"));
    assert!(none.header("www-authenticate").contains("invalid_dpop_proof"));
}

#[tokio::test]
async fn a_confidential_client_proves_itself_by_a_statement() {
    let key = Key::number(7);
    let publisher = Publisher::confidential(&key).await;
    let mut pds = Pds::with(publisher.url.clone(), None).await;
    let missing =
        "client authentication method \"private_key_jwt\" required a \"client_assertion\"";
    assert_eq!(refusal(&pds.push(&[]).await), refused(400, "invalid_request", missing));
    pds.client_key = Some(key.clone());
    assert_eq!(pds.push(&[]).await.status, 201);

    let header = json!({ "alg": "ES256", "kid": "one" });
    let wrong = [
        ("aud", json!("https://elsewhere.example")),
        ("iss", json!("http://localhost")),
        ("sub", Value::Null),
        ("iat", json!(pds.now - 300)),
        ("exp", json!(pds.now - 60)),
        ("jti", Value::Null),
    ];
    for (claim, value) in wrong {
        let mut statement = pds.statement();
        statement[claim] = value;
        let signed = key.sign(&header, &statement);
        let answer = pds.push(&[("client_assertion", signed.as_str())]).await;
        assert_eq!((answer.status, &answer.json()["error"]), (400, &json!("invalid_client")));
        assert!(answer.text.contains(&format!("\\\"{claim}\\\"")), "{}", answer.text);
    }
    let foreign = Key::number(8).sign(&header, &pds.statement());
    let answer = pds.push(&[("client_assertion", foreign.as_str())]).await;
    assert!(answer.text.contains("signature verification failed"), "{}", answer.text);
    let unnamed = key.sign(&json!({ "alg": "ES256" }), &pds.statement());
    let answer = pds.push(&[("client_assertion", unnamed.as_str())]).await;
    assert!(answer.text.contains("\\\"kid\\\" required"), "{}", answer.text);
    let once = key.sign(&header, &pds.statement());
    assert_eq!(pds.push(&[("client_assertion", once.as_str())]).await.status, 201);
    let twice = pds.push(&[("client_assertion", once.as_str())]).await;
    assert_eq!(refusal(&twice), refused(400, "invalid_grant", "private_key_jwt jti reused"));
    pds.key = key;
    let answer = pds.push(&[]).await;
    assert!(answer.text.contains("must be signed with a different key"), "{}", answer.text);
}

#[tokio::test]
async fn what_a_client_says_of_itself_is_checked() {
    let key = Key::number(7);
    let publisher = Publisher::confidential(&key).await;
    let pds = Pds::with(publisher.url.clone(), Some(key.clone())).await;
    let good = publisher.document.lock().unwrap().clone();
    for (name, value, words) in [
        ("client_id", json!("https://other.example/"), "client_id does not match"),
        ("scope", json!("transition:generic"), "Missing \"atproto\" scope"),
        ("scope", json!("atproto everything"), "Unsupported scope \"everything\""),
        ("dpop_bound_access_tokens", json!(false), "\"dpop_bound_access_tokens\" must be true"),
        ("grant_types", json!(["authorization_code", "implicit"]), "Grant type \"implicit\""),
        ("redirect_uris", json!([]), "At least one redirect_uri is required"),
        ("redirect_uris", json!(["http://product.test/cb"]), "Invalid redirect_uri"),
        ("token_endpoint_auth_method", json!("client_secret_basic"), "is not a supported"),
        ("token_endpoint_auth_signing_alg", Value::Null, "Missing token_endpoint_auth_signing_alg"),
        ("jwks", json!({ "keys": [] }), "requires at least one key"),
    ] {
        publisher.set(name, value);
        let (status, error, description) = refusal(&pds.push(&[]).await);
        assert_eq!((status, error.as_str()), (400, "invalid_client_metadata"), "{name}");
        assert!(description.contains(words), "{description}");
        publisher.set(name, good[name].clone());
    }
    publisher.set("jwks", Value::Null);
    let keys = Publisher::confidential(&key).await;
    keys.set("keys", json!([key.named("one")]));
    publisher.set("jwks_uri", json!(keys.url));
    assert_eq!(pds.push(&[]).await.status, 201, "keys may stand elsewhere");
    for id in ["https://product.test/client-metadata.json", "http://127.0.0.1:1/client.json"] {
        let (_, error, words) = refusal(&pds.push(&[("client_id", id)]).await);
        assert_eq!(error, "invalid_client_metadata");
        assert!(words.starts_with("Failed to fetch client information"), "{words}");
    }
    for id in ["agency", "http://product.test/c.json", "http://localhost?x=1", "https://a.test/"] {
        assert_eq!(pds.push(&[("client_id", id)]).await.json()["error"], "invalid_client_metadata");
    }
}
