//! A server that writes down every request and answers as the test says.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, Method, StatusCode},
    response::{IntoResponse as _, Response},
};
use domain::{network::Network, time::Timestamp};
use engine::{
    ports::{
        Clock, Random,
        networks::{Adapter, Arrival, AuthorizeRequest, Departure, Forgetful, Networks as _, Who},
    },
    vault::Token,
};
use networks::{
    Registry, Tools,
    config::{Addresses, Config, Credentials, Fault, NetworkConfig, SigningKey},
};

pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_795_428_000);

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) raw_query: String,
    pub(crate) form: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
    pub(crate) headers: HeaderMap,
}

impl Seen {
    pub(crate) fn authorization(&self) -> &str {
        self.headers.get("authorization").map_or("", |value| value.to_str().unwrap())
    }

    /// The body where it is JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// "GET /path".
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// What to answer.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Json(u16, String),
    /// A status, headers and no body.
    Bare(u16, Vec<(&'static str, String)>),
    /// JSON with a header beside it.
    With(u16, [&'static str; 2], String),
    Html(u16),
    /// Closes the connection instead.
    Nothing,
    /// Anything at all, with any headers.
    Raw(u16, Vec<(&'static str, String)>, Vec<u8>),
}

pub(crate) fn json(body: &str) -> Reply {
    Reply::Json(200, body.to_owned())
}

pub(crate) fn refusal(status: u16, body: &str) -> Reply {
    Reply::Json(status, body.to_owned())
}

/// A network on this machine.
pub(crate) struct Recorder {
    pub(crate) base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    network: Network,
    registry: Registry,
}

impl Recorder {
    pub(crate) async fn start(
        network: Network,
        reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/{}", listener.local_addr().unwrap(), network.slug());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (book, reply) = (Arc::clone(&seen), Arc::new(reply));
        let app = Router::new().fallback(move |request: Request| {
            let (book, reply) = (Arc::clone(&book), Arc::clone(&reply));
            async move {
                let seen = note(request).await;
                book.lock().unwrap().push(seen.clone());
                answer(reply(&seen))
            }
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        let registry = registry(network, &base);
        Self { base, seen, network, registry }
    }

    /// Host and port by a name, for networks that are on many servers.
    pub(crate) fn server(&self) -> String {
        let port = self.base.split('/').nth(2).and_then(|host| host.rsplit(':').next()).unwrap();
        format!("social.localhost:{port}")
    }

    /// As [`Recorder::start`], and Relink is at another address.
    pub(crate) fn with_public_url(mut self, public_url: &str) -> Self {
        self.registry = self.rebuilt(public_url).unwrap_or_else(|faults| panic!("{faults:?}"));
        self
    }

    /// The network's adapter, for a Relink at another address.
    pub(crate) fn rebuilt(&self, public_url: &str) -> Result<Registry, Vec<Fault>> {
        build(self.network, &self.base, public_url)
    }

    /// `localhost:port`.
    pub(crate) fn local(&self) -> String {
        host_of(&self.base).replace("127.0.0.1", "localhost")
    }

    pub(crate) fn adapter(&self) -> &dyn Adapter {
        self.registry.adapter(self.network).unwrap()
    }

    /// Every request so far, oldest first.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen.into_iter().next().unwrap()
    }
}

/// A clock that stands at [`NOW`].
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        NOW
    }
}

/// Randomness that can be foreseen.
struct Counting;

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for (byte, value) in bytes.iter_mut().zip(1..) {
            *byte = value;
        }
    }
}

/// What most logins ask for.
pub(crate) async fn depart(adapter: &dyn Adapter, who: Who, verifier: Option<&str>) -> Departure {
    let verifier = verifier.map(token);
    let request = AuthorizeRequest {
        redirect_uri: REDIRECT_URI,
        state: &token("state-1"),
        verifier: verifier.as_ref(),
        who,
        expected: None,
        typed: None,
    };
    adapter.authorize(&request).await.unwrap()
}

/// Somebody who came back with `code`.
pub(crate) fn arrival<'a>(code: &'a Token, verifier: Option<&'a Token>) -> Arrival<'a> {
    Arrival { code, verifier, redirect_uri: REDIRECT_URI, memo: None, now: NOW }
}

const PUBLIC_URL: &str = "https://relink.example";
pub(crate) const REDIRECT_URI: &str = "https://relink.example/cb";

/// The adapter of a network whose port is closed.
pub(crate) async fn unreachable(network: Network) -> Registry {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    registry(network, &format!("http://{}", listener.local_addr().unwrap()))
}

pub(crate) fn token(text: &str) -> Token {
    Token::new(text.to_owned())
}

fn host_of(base: &str) -> &str {
    base.trim_start_matches("http://").split('/').next().unwrap_or_default()
}

fn registry(network: Network, base: &str) -> Registry {
    build(network, base, PUBLIC_URL).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn build(network: Network, base: &str, public_url: &str) -> Result<Registry, Vec<Fault>> {
    let given = NetworkConfig {
        credentials: Some(Credentials {
            client_id: "app-1".into(),
            client_secret: token("s/ecret"),
        }),
        addresses: Addresses { base_url: Some(base.to_owned()), ..Addresses::default() },
    };
    let host = host_of(base);
    let key = |id: &str, secret: &str| SigningKey { id: id.into(), secret: token(secret) };
    let config = Config {
        networks: BTreeMap::from([(network, given)]),
        public_url: public_url.into(),
        // What a person or a network names may be here too: by number, and by any name below `localhost`.
        inside: vec![host.to_owned(), host.replace("127.0.0.1", "localhost")],
        signing_keys: vec![
            // RFC 7515, appendix A.3, and RFC 7517, appendix A.2.
            key("key-1", "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"),
            key("key-2", "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"),
        ],
        ..Config::default()
    };
    let tools = Tools {
        clock: Arc::new(Stopped),
        random: Arc::new(Counting),
        memory: Arc::new(Forgetful::default()),
    };
    Registry::new(&config, &tools)
}

async fn note(request: Request) -> Seen {
    let (parts, body) = request.into_parts();
    let body: Bytes = to_bytes(body, 1 << 20).await.unwrap();
    Seen {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: pairs(parts.uri.query().unwrap_or_default().as_bytes()),
        raw_query: parts.uri.query().unwrap_or_default().to_owned(),
        form: pairs(&body),
        body: body.into(),
        headers: parts.headers,
    }
}

pub(crate) fn pairs(encoded: &[u8]) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(encoded).into_owned().collect()
}

fn answer(reply: Reply) -> Response {
    match reply {
        Reply::Json(status, body) => (
            StatusCode::from_u16(status).unwrap(),
            [("content-type", "application/json; charset=UTF-8")],
            body,
        )
            .into_response(),
        Reply::Bare(status, headers) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        }
        Reply::With(status, [name, value], body) => (
            StatusCode::from_u16(status).unwrap(),
            [("content-type", "application/json"), (name, value)],
            body,
        )
            .into_response(),
        Reply::Html(status) => (
            StatusCode::from_u16(status).unwrap(),
            [("content-type", "text/html")],
            "<html>Sorry, something went wrong</html>",
        )
            .into_response(),
        Reply::Nothing => {
            let broken = futures::stream::once(async { Err::<Bytes, _>("the connection is cut") });
            Response::new(Body::from_stream(broken))
        }
        Reply::Raw(status, headers, body) => {
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        }
    }
}
