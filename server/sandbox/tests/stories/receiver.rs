//! A client's address for push messages: a real server that keeps what it hears and answers as it is told.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use sandbox::control::client::Push;
use serde_json::json;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::support::Sandbox;

pub(crate) const SECRET: &str = "secret";
pub(crate) const VERIFY: &str = "the word agreed on";

/// What came in.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) method: String,
    pub(crate) query: HashMap<String, String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Heard {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    fn of(&self, name: &str) -> &str {
        self.query.get(name).map(String::as_str).unwrap_or_default()
    }
}

pub(crate) struct Receiver {
    pub(crate) url: String,
    heard: mpsc::UnboundedReceiver<Heard>,
    serving: JoinHandle<()>,
}

/// Answers the handshakes of all networks, as a client does that knows the secret and the word.
pub(crate) fn handshake(heard: &Heard) -> Option<(u16, String)> {
    if heard.method != "GET" {
        return None;
    }
    if heard.of("hub.mode") == "subscribe" && heard.of("hub.verify_token") == VERIFY {
        return Some((200, heard.of("hub.challenge").to_owned()));
    }
    if let Some(token) = heard.query.get("crc_token") {
        let signature = STANDARD.encode(hmac(SECRET, token));
        return Some((200, json!({ "response_token": format!("sha256={signature}") }).to_string()));
    }
    Some((403, "who asks?".to_owned()))
}

pub(crate) fn hmac(secret: &str, text: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.chain_update(text).finalize().into_bytes().to_vec()
}

impl Receiver {
    /// One that takes everything.
    pub(crate) async fn start() -> Self {
        Self::answering(|_| (200, String::new())).await
    }

    /// One that shakes hands and answers messages like this.
    pub(crate) async fn answering(
        answer: impl Fn(&Heard) -> (u16, String) + Send + Sync + 'static,
    ) -> Self {
        Self::open(move |heard| handshake(heard).unwrap_or_else(|| answer(heard))).await
    }

    /// One that takes messages after these answers, the first of them first.
    pub(crate) async fn after(answers: &[(u16, &str)]) -> Self {
        let answers = answers.iter().rev().map(|(status, text)| (*status, (*text).to_owned()));
        let answers = std::sync::Mutex::new(answers.collect::<Vec<_>>());
        Self::answering(move |_| answers.lock().unwrap().pop().unwrap_or((200, String::new())))
            .await
    }

    /// One that answers everything like this, handshakes too.
    pub(crate) async fn open(
        answer: impl Fn(&Heard) -> (u16, String) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = format!("http://{}/push?for=agency", listener.local_addr().unwrap());
        let (tell, heard) = mpsc::unbounded_channel();
        let answer = Arc::new(answer);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tell, answer) = (tell.clone(), Arc::clone(&answer));
                let service = service_fn(move |request: Request<Incoming>| {
                    let (tell, answer) = (tell.clone(), Arc::clone(&answer));
                    async move {
                        let heard = read(request).await;
                        let (status, text) = answer(&heard);
                        let _ = tell.send(heard);
                        let answer = Response::builder().status(status).body(Body::from(text));
                        Ok::<_, Infallible>(answer.unwrap())
                    }
                });
                let server = hyper::server::conn::http1::Builder::new();
                tokio::spawn(server.serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { url, heard, serving }
    }

    /// What came next, waited for.
    pub(crate) async fn next(&mut self) -> Heard {
        let next = tokio::time::timeout(Duration::from_secs(10), self.heard.recv()).await;
        next.unwrap_or_else(|_| panic!("nothing came")).unwrap()
    }

    /// Whether everything that came was looked at.
    pub(crate) fn is_quiet(&mut self) -> bool {
        self.heard.try_recv().is_err()
    }

    /// Makes this the address of the client `agency`.
    pub(crate) async fn register(&mut self, sandbox: &Sandbox, network: &str) {
        let word = (network == "facebook").then_some(VERIFY);
        let url = Some(self.url.as_str());
        sandbox.control.register_push(network, "agency", url, word).await.unwrap();
        if !matches!(network, "tiktok" | "instagram" | "threads") {
            self.next().await;
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn read(request: Request<Incoming>) -> Heard {
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let body = body.collect().await.unwrap().to_bytes();
    Heard {
        method: parts.method.to_string(),
        query,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

/// The only message there is.
pub(crate) async fn only(sandbox: &Sandbox) -> Push {
    let [push] = sandbox.control.pushes().await.unwrap().try_into().unwrap();
    push
}

/// What each message tells, and whether it was taken.
pub(crate) async fn kinds(sandbox: &Sandbox) -> Vec<(String, bool)> {
    let pushes = sandbox.control.pushes().await.unwrap().into_iter();
    pushes.map(|push| (push.kind, push.delivered)).collect()
}
