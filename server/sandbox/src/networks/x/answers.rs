//! How X says things: problems of the API, errors of the token endpoint, and the headers of every answer.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::desk::broken;
use crate::world::{self, clock::SECOND};

/// Why the API says no.
#[derive(Debug)]
pub(super) enum Refusal {
    Problem(Problem),
    Token(TokenError),
    /// The sandbox itself is broken; no network says this.
    World(world::Error),
}

/// An `application/problem+json`.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    status: StatusCode,
    body: Value,
}

impl Problem {
    /// A problem without a type: title and detail are the same words.
    pub(super) fn plain(status: u16, words: &str) -> Self {
        Self::new(status, words, words, "about:blank")
    }

    fn new(status: u16, title: &str, detail: &str, kind: &str) -> Self {
        let body = json!({ "title": title, "type": kind, "status": status, "detail": detail });
        Self { status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), body }
    }

    /// Any dead bearer: expired and revoked are told apart by nobody.
    pub(super) fn unauthorized() -> Self {
        Self::plain(401, "Unauthorized")
    }

    pub(super) fn forbidden() -> Self {
        Self::new(403, "Forbidden", "You are not permitted to perform this action.", "about:blank")
    }

    pub(super) fn suspended() -> Self {
        Self::new(
            403,
            "Forbidden",
            "Your account is suspended and is not permitted to access this feature.",
            "https://api.x.com/2/problems/user-suspended",
        )
    }

    pub(super) fn duplicate() -> Self {
        let detail = "You are not allowed to create a Tweet with duplicate content.";
        Self::new(403, "Forbidden", detail, "about:blank")
    }

    /// A locked account: its person must confirm something at x.com first.
    pub(super) fn locked() -> Self {
        Self::new(
            403,
            "Forbidden",
            "To protect our users from spam and other malicious activity, this account is temporarily locked. Please \
             log in to https://x.com to unlock your account.",
            "https://api.x.com/2/problems/user-suspended",
        )
    }

    pub(super) fn invalid(message: &str) -> Self {
        let mut problem = Self::new(
            400,
            "Invalid Request",
            "One or more parameters to your request was invalid.",
            "https://api.x.com/2/problems/invalid-request",
        );
        if let Some(body) = problem.body.as_object_mut() {
            body.insert("errors".into(), json!([{ "message": message }]));
        }
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

/// What the token endpoint says: note that a dead refresh token is an `invalid_request`, not an `invalid_grant`.
#[derive(Clone, Debug)]
pub(super) struct TokenError {
    status: StatusCode,
    error: &'static str,
    description: String,
}

impl TokenError {
    pub(super) fn invalid(description: impl Into<String>) -> Self {
        let description = description.into();
        Self { status: StatusCode::BAD_REQUEST, error: "invalid_request", description }
    }

    pub(super) fn dead_token() -> Self {
        Self::invalid("Value passed for the token was invalid.")
    }

    pub(super) fn dead_code() -> Self {
        Self::invalid("Value passed for the authorization code was invalid.")
    }

    pub(super) fn unauthorized_client() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "unauthorized_client",
            description: "Missing valid authorization header".to_owned(),
        }
    }

    pub(super) fn missing(parameter: &str) -> Self {
        Self::invalid(format!("Missing required parameter [{parameter}]."))
    }

    pub(super) fn unsupported_grant() -> Self {
        let description = "Value passed for the grant type was invalid.".to_owned();
        Self { status: StatusCode::BAD_REQUEST, error: "unsupported_grant_type", description }
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.error, "error_description": self.description });
        (self.status, Json(body)).into_response()
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
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
            Self::Problem(problem) => problem.into_response(),
            Self::Token(error) => error.into_response(),
            Self::World(error) => broken(&error),
        }
    }
}

/// The rate headers. The sandbox counts, but refuses only when a fault says so: one call always remains.
pub(super) fn show_rate(response: &mut Response, limit: i64, used: i64, reset: i64) {
    let values = [
        ("x-rate-limit-limit", limit),
        ("x-rate-limit-remaining", (limit - used).max(0)),
        ("x-rate-limit-reset", reset / SECOND),
    ];
    for (name, value) in values {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
}

pub(super) async fn not_found() -> Response {
    Problem::plain(404, "Not Found").into_response()
}
