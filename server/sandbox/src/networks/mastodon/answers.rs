//! How Mastodon says no, and the headers of every answer.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::desk::broken;
use crate::world::{self, clock::SECOND};

/// Calls in five minutes, for each account and for each address.
pub(super) const LIMIT: i64 = 300;
pub(super) const WINDOW: i64 = 300 * SECOND;

/// Why a call is refused.
#[derive(Debug)]
pub(super) enum Refusal {
    Api(Error),
    OAuth(OAuthError),
    /// The sandbox itself is broken; no network says this.
    World(world::Error),
}

/// What the API says: one sentence.
#[derive(Clone, Debug)]
pub(super) struct Error {
    status: StatusCode,
    pub(super) words: String,
    /// The token itself is what is wrong.
    token: bool,
}

impl Error {
    pub(super) fn new(status: u16, words: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        Self { status, words: words.into(), token: false }
    }

    /// Three sentences tell what became of a token.
    pub(super) fn token(words: &str) -> Self {
        Self { token: true, ..Self::new(401, words) }
    }

    pub(super) fn out_of_scope() -> Self {
        Self::new(403, "This action is outside the authorized scopes")
    }

    pub(super) fn nobody() -> Self {
        Self::new(422, "This method requires an authenticated user")
    }

    pub(super) fn no_record() -> Self {
        Self::new(404, "Record not found")
    }

    pub(super) fn invalid(words: &str) -> Self {
        Self::new(422, format!("Validation failed: {words}"))
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(json!({ "error": self.words }))).into_response();
        if self.token {
            challenge(&mut response, "invalid_token", &self.words);
        }
        response
    }
}

/// What the endpoints of OAuth say.
#[derive(Clone, Copy, Debug)]
pub(super) struct OAuthError {
    status: StatusCode,
    error: &'static str,
    pub(super) description: &'static str,
}

impl OAuthError {
    pub(super) const CLIENT: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        error: "invalid_client",
        description: "Client authentication failed due to unknown client, no client authentication included, or \
                      unsupported authentication method.",
    };
    pub(super) const GRANT: Self = Self {
        status: StatusCode::BAD_REQUEST,
        error: "invalid_grant",
        description: "The provided authorization grant is invalid, expired, revoked, does not match the redirection \
                      URI used in the authorization request, or was issued to another client.",
    };
    pub(super) const SCOPE: Self = Self {
        status: StatusCode::BAD_REQUEST,
        error: "invalid_scope",
        description: "The requested scope is invalid, unknown, or malformed.",
    };
    pub(super) const GRANT_TYPE: Self = Self {
        status: StatusCode::BAD_REQUEST,
        error: "unsupported_grant_type",
        description: "The authorization grant type is not supported by the authorization server.",
    };
    pub(super) const REDIRECT: Self = Self::request(
        "The requested redirect uri is malformed or doesn't match client redirect URI.",
    );
    pub(super) const RESPONSE_TYPE: Self = Self {
        status: StatusCode::BAD_REQUEST,
        error: "unsupported_response_type",
        description: "The authorization server does not support this response type.",
    };
    pub(super) const CHALLENGE_METHOD: Self = Self {
        status: StatusCode::BAD_REQUEST,
        error: "invalid_code_challenge_method",
        description: "The code_challenge_method must be S256.",
    };
    pub(super) const FOREIGN: Self = Self {
        status: StatusCode::FORBIDDEN,
        error: "unauthorized_client",
        description: "You are not authorized to revoke this token",
    };

    /// A request without what it needs.
    pub(super) const fn request(description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error: "invalid_request", description }
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.error, "error_description": self.description });
        let mut response = (self.status, Json(body)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            challenge(&mut response, self.error, self.description);
        }
        response
    }
}

fn challenge(response: &mut Response, error: &str, description: &str) {
    let text = format!(
        "Bearer realm=\"Doorkeeper\", error=\"{error}\", error_description=\"{description}\""
    );
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Api(error)
    }
}

impl From<OAuthError> for Refusal {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
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
            Self::Api(error) => error.into_response(),
            Self::OAuth(error) => error.into_response(),
            Self::World(error) => broken(&error),
        }
    }
}

/// A good answer, and the neighbouring pages of a list.
pub(super) struct Answer {
    pub(super) body: Value,
    pub(super) link: Option<String>,
}

impl From<Value> for Answer {
    fn from(body: Value) -> Self {
        Self { body, link: None }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Json(self.body).into_response();
        if let Some(link) = self.link.and_then(|link| HeaderValue::from_str(&link).ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

/// The rate headers; the end of the window is a moment in ISO 8601.
pub(super) fn show_rate(response: &mut Response, used: i64, reset: i64) {
    let reset = Timestamp::from_millisecond(reset).unwrap_or_default();
    let values = [
        ("x-ratelimit-limit", LIMIT.to_string()),
        ("x-ratelimit-remaining", (LIMIT - used).max(0).to_string()),
        ("x-ratelimit-reset", reset.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()),
    ];
    for (name, value) in values {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
}

pub(super) async fn not_found() -> Response {
    Error::new(404, "Not Found").into_response()
}
