//! What a client of a Bluesky server needs: keys, proofs, and a place for what it says of itself.

use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use sandbox::person::Person;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::support::{Reply, Sandbox, VERIFIER, challenge, parameter, query};

pub(crate) const CALLBACK: &str = "http://127.0.0.1:3000/oauth/bluesky/callback";
pub(crate) const SCOPES: &str = "atproto transition:generic";
pub(crate) const IRIS: &str = "did:plc:k2xq7mvrf4wz3iris5vondra";

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub(crate) fn iris() -> Person {
    Person { login: "iris@bluesky.test".to_owned(), password: "iris-demo".to_owned(), tick: None }
}

/// A word that was never said before.
pub(crate) fn word() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("word-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

#[derive(Clone)]
pub(crate) struct Key(SigningKey);

impl Key {
    /// One of several, the same each time.
    pub(crate) fn number(number: u8) -> Self {
        Self(SigningKey::from_slice(&[number; 32]).unwrap())
    }

    pub(crate) fn jwk(&self) -> Value {
        let point = self.0.verifying_key().to_encoded_point(false);
        let text = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
        json!({ "kty": "EC", "crv": "P-256", "x": text(point.x().unwrap()), "y": text(point.y().unwrap()) })
    }

    pub(crate) fn named(&self, kid: &str) -> Value {
        let mut jwk = self.jwk();
        jwk["kid"] = json!(kid);
        jwk["alg"] = json!("ES256");
        jwk["use"] = json!("sig");
        jwk
    }

    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature: Signature = self.0.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }
}

/// What a client publishes, at an address of this machine; it may be changed.
pub(crate) struct Publisher {
    pub(crate) url: String,
    pub(crate) document: Arc<Mutex<Value>>,
    serving: JoinHandle<()>,
}

impl Publisher {
    /// A client that proves itself by this key.
    pub(crate) async fn confidential(key: &Key) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/client-metadata.json", listener.local_addr().unwrap());
        let document = Arc::new(Mutex::new(json!({
            "client_id": url,
            "client_name": "Agency",
            "application_type": "web",
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "redirect_uris": [CALLBACK],
            "scope": SCOPES,
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "dpop_bound_access_tokens": true,
            "jwks": { "keys": [key.named("one")] },
        })));
        let shown = Arc::clone(&document);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shown = Arc::clone(&shown);
                let service = service_fn(move |_| {
                    let text = shown.lock().unwrap().to_string();
                    let answer = Response::builder().header("content-type", "application/json");
                    async move { Ok::<_, Infallible>(answer.body(Body::from(text)).unwrap()) }
                });
                let connection =
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                tokio::spawn(async move { drop(connection.await) });
            }
        });
        Self { url, document, serving }
    }

    pub(crate) fn set(&self, name: &str, value: Value) {
        self.document.lock().unwrap()[name] = value;
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A sandbox and a client of its server.
pub(crate) struct Pds {
    pub(crate) sandbox: Sandbox,
    pub(crate) client_id: String,
    /// To which tokens are bound.
    pub(crate) key: Key,
    /// By which the client proves itself, where it can.
    pub(crate) client_key: Option<Key>,
    /// Seconds since 1970 by the machine's clock.
    pub(crate) now: i64,
    nonce: Mutex<String>,
}

/// Access and refresh token.
pub(crate) type Pair = (String, String);

impl Pds {
    /// With a client that has nothing but its id.
    pub(crate) async fn start() -> Self {
        let query = query(&[
            ("redirect_uri", "http://127.0.0.1/oauth/bluesky/callback"),
            ("scope", SCOPES),
        ]);
        Self::with(format!("http://localhost?{query}"), None).await
    }

    pub(crate) async fn with(client_id: String, client_key: Option<Key>) -> Self {
        let sandbox = Sandbox::start().await;
        let clock = sandbox.get("/control/clock").await.json();
        let now = clock["now"].as_i64().unwrap() / 1_000;
        let nonce = Mutex::new(String::new());
        Self { sandbox, client_id, key: Key::number(1), client_key, now, nonce }
    }

    pub(crate) fn base(&self) -> String {
        format!("{}/bluesky", self.sandbox.url)
    }

    pub(crate) fn nonce(&self) -> String {
        self.nonce.lock().unwrap().clone()
    }

    /// The claims of a proof about a call.
    pub(crate) fn claims(&self, method: &str, path: &str) -> Value {
        let url = format!("{}{}", self.base(), path.split('?').next().unwrap());
        let mut claims = json!({ "jti": word(), "htm": method, "htu": url, "iat": self.now });
        if !self.nonce().is_empty() {
            claims["nonce"] = json!(self.nonce());
        }
        claims
    }

    pub(crate) fn prove(&self, claims: &Value) -> String {
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.key.jwk() });
        self.key.sign(&header, claims)
    }

    /// The claims of a statement by which the client proves itself.
    pub(crate) fn statement(&self) -> Value {
        json!({
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.base(),
            "jti": word(),
            "iat": self.now,
            "exp": self.now + 60,
        })
    }

    /// One post with exactly this proof.
    pub(crate) async fn post_with(
        &self,
        path: &str,
        proof: &str,
        fields: &[(&str, &str)],
    ) -> Reply {
        let mut all = vec![("client_id", self.client_id.as_str())];
        let kinds = ["client_assertion", "client_id"];
        let statement = self
            .client_key
            .as_ref()
            .map(|key| key.sign(&json!({ "alg": "ES256", "kid": "one" }), &self.statement()));
        if let Some(statement) = statement.as_deref() {
            all.extend([("client_assertion_type", ASSERTION), ("client_assertion", statement)]);
        }
        all.retain(|(name, _)| {
            !kinds.contains(name) || !fields.iter().any(|(given, _)| given == name)
        });
        all.extend(fields.iter().filter(|(_, value)| !value.is_empty()));
        let headers = if proof.is_empty() { vec![] } else { vec![("dpop", proof)] };
        let reply = self.sandbox.form(&format!("/bluesky{path}"), &headers, &all).await;
        self.learn(&reply);
        reply
    }

    fn learn(&self, reply: &Reply) {
        if !reply.header("dpop-nonce").is_empty() {
            reply.header("dpop-nonce").clone_into(&mut self.nonce.lock().unwrap());
        }
    }

    /// A post as a client makes it: again, once, where the server gave a nonce.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let first = self.post_with(path, &self.prove(&self.claims("POST", path)), fields).await;
        if !first.text.contains("use_dpop_nonce") {
            return first;
        }
        self.post_with(path, &self.prove(&self.claims("POST", path)), fields).await
    }

    pub(crate) async fn push(&self, fields: &[(&str, &str)]) -> Reply {
        let challenge = challenge(&self.verifier());
        let mut all = vec![
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("scope", SCOPES),
            ("state", "the state"),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        all.extend(fields.iter().filter(|(_, value)| !value.is_empty()));
        self.post("/oauth/par", &all).await
    }

    /// A challenge works once, so each push has its own verifier.
    fn verifier(&self) -> String {
        format!("{VERIFIER}-{}", self.sandbox.url)
    }

    /// The dialog of a request that is pushed now.
    pub(crate) async fn dialog(&self, fields: &[(&str, &str)]) -> String {
        let pushed = self.push(fields).await;
        assert_eq!(pushed.status, 201, "{}", pushed.text);
        self.dialog_of(&text(&pushed.json()["request_uri"]))
    }

    pub(crate) fn dialog_of(&self, request_uri: &str) -> String {
        let query = query(&[("client_id", &self.client_id), ("request_uri", request_uri)]);
        format!("{}/oauth/authorize?{query}", self.base())
    }

    /// A code for a verifier of its own.
    pub(crate) async fn code(&self) -> (String, String) {
        let verifier = format!("{VERIFIER}-{}", word());
        let challenge = challenge(&verifier);
        let dialog = self.dialog(&[("code_challenge", &challenge)]).await;
        (parameter(&iris().consent(&dialog).await.unwrap(), "code"), verifier)
    }

    pub(crate) async fn redeem(&self, (code, verifier): &(String, String)) -> Reply {
        self.post(
            "/oauth/token",
            &[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", CALLBACK),
                ("code_verifier", verifier),
            ],
        )
        .await
    }

    pub(crate) async fn login(&self) -> Pair {
        let answer = self.redeem(&self.code().await).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        pair(&answer)
    }

    pub(crate) async fn refresh(&self, refresh: &str) -> Reply {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        self.post("/oauth/token", &fields).await
    }

    /// One call with exactly these claims beside the token.
    pub(crate) async fn call_with(
        &self,
        method: &str,
        path: &str,
        access: &str,
        claims: &Value,
        body: &str,
    ) -> Reply {
        let (bound, proof) = (format!("DPoP {access}"), self.prove(claims));
        let mut headers = vec![("authorization", bound.as_str()), ("dpop", &proof)];
        if method == "POST" {
            headers.push(("content-type", "application/json"));
        }
        let path = format!("/bluesky{path}");
        let reply = self.sandbox.send(method, &path, &headers, body.to_owned()).await;
        self.learn(&reply);
        reply
    }

    pub(crate) fn bound_claims(&self, method: &str, path: &str, access: &str) -> Value {
        let mut claims = self.claims(method, path);
        claims["ath"] = json!(URL_SAFE_NO_PAD.encode(Sha256::digest(access)));
        claims
    }

    async fn call(&self, method: &str, name: &str, access: &str, body: &str) -> Reply {
        let path = format!("/xrpc/{name}");
        let claims = self.bound_claims(method, &path, access);
        let first = self.call_with(method, &path, access, &claims, body).await;
        if !first.text.contains("use_dpop_nonce") {
            return first;
        }
        let claims = self.bound_claims(method, &path, access);
        self.call_with(method, &path, access, &claims, body).await
    }

    pub(crate) async fn get(&self, name: &str, access: &str) -> Reply {
        self.call("GET", name, access, "").await
    }

    pub(crate) async fn publish(&self, access: &str, record: &Value) -> Reply {
        let body = json!({ "repo": IRIS, "collection": "app.bsky.feed.post", "record": record });
        self.call("POST", "com.atproto.repo.createRecord", access, &body.to_string()).await
    }

    /// What becomes of a call with this token: status, error, message.
    pub(crate) async fn fate(&self, access: &str) -> (u16, String, String) {
        let answer = self.get("com.atproto.server.getSession", access).await;
        let body = answer.json();
        (answer.status, text(&body["error"]), text(&body["message"]))
    }
}

/// Status, error and description of an answer of the authorization server.
pub(crate) fn refusal(answer: &Reply) -> (u16, String, String) {
    let body = answer.json();
    (answer.status, text(&body["error"]), text(&body["error_description"]))
}

pub(crate) fn pair(answer: &Reply) -> Pair {
    crate::support::pair(answer)
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
