//! How Pinterest says no, `{"code", "message"}`, and the headers that every answer of the API carries.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::desk::broken;
use crate::picture::Trouble;
use crate::random;
use crate::world;

/// Why the API says no.
#[derive(Debug)]
pub(super) enum Refusal {
    Problem(Problem),
    /// The sandbox itself is broken; no network says this.
    World(world::Error),
}

#[derive(Clone, Debug)]
pub(super) struct Problem {
    status: StatusCode,
    code: i64,
    message: String,
}

impl Problem {
    fn new(status: StatusCode, code: i64, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// A wrong secret, a dead code and a dead token of any kind: one answer for all.
    pub(super) fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 2, "Authentication failed.")
    }

    pub(super) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, 29, "You are not permitted to access that resource.")
    }

    pub(super) fn missing_scope() -> Self {
        let message = "Your token does not have sufficient permissions to perform this operation. Please ensure your \
                       token is authorized with the correct set of scopes.";
        Self::new(StatusCode::UNAUTHORIZED, 3, message)
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 1, message)
    }

    pub(super) fn invalid_analytics(of: &str) -> Self {
        let message = format!("Invalid {of} analytics parameters.");
        Self::new(StatusCode::BAD_REQUEST, 400, message)
    }

    pub(super) fn bad_board_name() -> Self {
        let message = "The board name is invalid or duplicated.";
        Self::new(StatusCode::BAD_REQUEST, 58, message)
    }

    pub(super) fn no_board() -> Self {
        Self::new(StatusCode::NOT_FOUND, 40, "Board not found.")
    }

    pub(super) fn no_pin() -> Self {
        Self::new(StatusCode::NOT_FOUND, 50, "Pin not found.")
    }

    pub(super) fn no_picture(trouble: Trouble) -> Self {
        let (code, message) = match trouble {
            Trouble::Address | Trouble::Unreachable => {
                (235, "Unable to reach the URL. Please check the URL is correct and try again.")
            }
            Trouble::NotAPicture => (236, "The image is broken, or its format is not supported."),
        };
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(super) fn rate_limited() -> Self {
        let message = "This request exceeded a rate limit. This can happen if the client exceeds one of the published \
                       rate limits or if multiple write operations are applied to an object within a short time \
                       window.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, 8, message)
    }

    pub(super) fn outage() -> Self {
        let message = "Our server is experiencing a mild hiccup.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, 11, message)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({ "code": self.code, "message": self.message });
        signed((self.status, Json(body)).into_response())
    }
}

/// The number by which Pinterest finds a call in its logs.
pub(super) fn signed(mut response: Response) -> Response {
    if let Ok(value) = HeaderValue::from_str(&random::number()) {
        response.headers_mut().insert(HeaderName::from_static("x-pinterest-rid"), value);
    }
    response
}

/// The limits as the network's proxy tells them: the narrowest first, then all; `reset` in seconds from now.
pub(super) fn show_rate(response: &mut Response, limit: i64, remaining: i64, reset: i64) {
    let values = [
        ("x-ratelimit-limit", format!("{limit}, 100;w=1, {limit};w=60")),
        ("x-ratelimit-remaining", remaining.to_string()),
        ("x-ratelimit-reset", reset.to_string()),
    ];
    for (name, value) in values {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
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
            Self::World(error) => broken(&error),
        }
    }
}

pub(super) async fn nowhere() -> Response {
    Problem::new(StatusCode::NOT_FOUND, 12, "API method not found.").into_response()
}
