//! How the two halves of the server say no: the authorization server by error and description, the other by error and
//! message; and the headers of their answers.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::desk::broken;
use crate::world::{self, clock::SECOND};

/// Calls in five minutes.
pub(super) const LIMIT: i64 = 3_000;
pub(super) const WINDOW: i64 = 300 * SECOND;

/// The signature every proof and assertion must have.
pub(super) const ALGORITHM: &str = "ES256";

/// Why a call is refused.
#[derive(Debug)]
pub(super) enum Refusal {
    OAuth(OAuth),
    Xrpc(Xrpc),
    /// The sandbox itself is broken; no network says this.
    World(world::Error),
}

/// What the authorization server says.
#[derive(Clone, Debug)]
pub(super) struct OAuth {
    status: StatusCode,
    error: &'static str,
    pub(super) description: String,
}

impl OAuth {
    fn new(status: StatusCode, error: &'static str, description: impl Into<String>) -> Self {
        Self { status, error, description: description.into() }
    }

    pub(super) fn request(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", description)
    }

    pub(super) fn grant(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_grant", description)
    }

    pub(super) fn scope(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_scope", description)
    }

    pub(super) fn client(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_client", description)
    }

    pub(super) fn metadata(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_client_metadata", description)
    }

    pub(super) fn response_type(asked: &str) -> Self {
        let description = format!("Unsupported response_type \"{asked}\"");
        Self::new(StatusCode::BAD_REQUEST, "unsupported_response_type", description)
    }

    pub(super) fn silent() -> Self {
        let description = "Public clients are not allowed to use silent-sign-on";
        Self::new(StatusCode::BAD_REQUEST, "consent_required", description)
    }

    /// The proof of a key lacks the server's latest word.
    pub(super) fn nonce(description: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "use_dpop_nonce", description)
    }

    pub(super) fn proof(description: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_dpop_proof", description)
    }

    /// A dead token, and a token in the hands of another key.
    pub(super) fn token(description: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_token", description)
    }

    /// The same in the words of the other half: what is wrong with a token or its proof is always a 401 there.
    pub(super) fn at_resource(self) -> Xrpc {
        let challenge = challenge(self.error, &self.description);
        Xrpc {
            status: StatusCode::UNAUTHORIZED,
            error: self.error,
            message: self.description,
            challenge: Some(challenge),
        }
    }
}

/// A description that contains quotes is left out: they cannot stand there.
fn challenge(error: &str, description: &str) -> String {
    let start = format!("DPoP algs=\"{ALGORITHM}\", error=\"{error}\"");
    if description.contains('"') {
        start
    } else {
        format!("{start}, error_description=\"{description}\"")
    }
}

impl IntoResponse for OAuth {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.error, "error_description": self.description });
        let mut response = (self.status, Json(body)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            set(&mut response, "www-authenticate", &challenge(self.error, &self.description));
        }
        response
    }
}

/// What the rest of the server says.
#[derive(Clone, Debug)]
pub(super) struct Xrpc {
    status: StatusCode,
    error: &'static str,
    message: String,
    challenge: Option<String>,
}

impl Xrpc {
    pub(super) fn new(status: u16, error: &'static str, message: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        Self { status, error, message: message.into(), challenge: None }
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidRequest", message)
    }

    pub(super) fn missing_scope(scope: &str) -> Self {
        Self::new(403, "ScopeMissingError", format!("Missing required scope \"{scope}\""))
    }
}

impl IntoResponse for Xrpc {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.error, "message": self.message });
        let mut response = (self.status, Json(body)).into_response();
        if let Some(challenge) = &self.challenge {
            set(&mut response, "www-authenticate", challenge);
        }
        response
    }
}

impl From<OAuth> for Refusal {
    fn from(error: OAuth) -> Self {
        Self::OAuth(error)
    }
}

impl From<Xrpc> for Refusal {
    fn from(error: Xrpc) -> Self {
        Self::Xrpc(error)
    }
}

impl From<world::Error> for Refusal {
    fn from(error: world::Error) -> Self {
        Self::World(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::OAuth(error) => error.into_response(),
            Self::Xrpc(error) => error.into_response(),
            Self::World(error) => broken(&error),
        }
    }
}

/// A refusal is an answer like any other, and what it changed in the world stays changed; only a broken world does not.
pub(super) fn kept<T>(outcome: Result<T, Refusal>) -> world::Result<Result<T, Refusal>> {
    match outcome {
        Err(Refusal::World(error)) => Err(error),
        outcome => Ok(outcome),
    }
}

/// The answer of the authorization server, with the nonce to use next.
pub(super) fn finish(outcome: Result<(StatusCode, Value), Refusal>, nonce: &str) -> Response {
    let mut response = match outcome {
        Ok((status, body)) => (status, Json(body)).into_response(),
        Err(refusal) => refusal.into_response(),
    };
    set(&mut response, "cache-control", "no-store");
    set(&mut response, "pragma", "no-cache");
    set(&mut response, "access-control-allow-origin", "*");
    show_nonce(&mut response, nonce);
    response
}

pub(super) fn show_nonce(response: &mut Response, nonce: &str) {
    set(response, "dpop-nonce", nonce);
    set(response, "access-control-expose-headers", "DPoP-Nonce, WWW-Authenticate");
}

pub(super) fn show_rate(response: &mut Response, used: i64, reset: i64) {
    set(response, "ratelimit-limit", &LIMIT.to_string());
    set(response, "ratelimit-remaining", &(LIMIT - used).max(0).to_string());
    set(response, "ratelimit-reset", &(reset / SECOND).to_string());
    set(response, "ratelimit-policy", &format!("{LIMIT};w={}", WINDOW / SECOND));
}

fn set(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
}

pub(super) async fn no_method() -> Response {
    Xrpc::new(501, "MethodNotImplemented", "Method Not Implemented").into_response()
}

pub(super) async fn not_found() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (StatusCode::NOT_FOUND, kind, "Not Found").into_response()
}
