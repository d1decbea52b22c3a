//! How TikTok says things: the envelope of the API, and the flat errors of the token endpoint.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::desk::broken;
use crate::random;
use crate::world;

/// Why TikTok says no.
#[derive(Debug)]
pub(super) enum Refusal {
    Api(ApiError),
    Token(TokenError),
    /// The sandbox itself is broken; no network says this.
    World(world::Error),
}

/// An error in the envelope.
#[derive(Clone, Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// Expired, revoked and banned are one answer.
    pub(super) fn dead_token() -> Self {
        let message = "The access token is invalid or not found in the request.";
        Self::new(StatusCode::UNAUTHORIZED, "access_token_invalid", message)
    }

    pub(super) fn scope_missing() -> Self {
        let message = "The user did not authorize the scope required for completing this request.";
        Self::new(StatusCode::UNAUTHORIZED, "scope_not_authorized", message)
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_params", message)
    }

    pub(super) fn unknown_publication() -> Self {
        let message = "The publish_id does not exist.";
        Self::new(StatusCode::BAD_REQUEST, "invalid_publish_id", message)
    }

    pub(super) fn rate_limited() -> Self {
        let message = "The API rate limit was exceeded. Please try again later.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", message)
    }

    pub(super) fn internal() -> Self {
        let message = "Something went wrong. Please try again later.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", message)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        envelope(self.status, &json!({}), self.code, &self.message)
    }
}

/// A good answer.
pub(super) struct Data(pub(super) Value);

impl IntoResponse for Data {
    fn into_response(self) -> Response {
        envelope(StatusCode::OK, &self.0, "ok", "")
    }
}

fn envelope(status: StatusCode, data: &Value, code: &str, message: &str) -> Response {
    let log_id = log_id();
    let error = json!({ "code": code, "message": message, "log_id": log_id });
    signed((status, Json(json!({ "data": data, "error": error }))).into_response(), &log_id)
}

/// What the token endpoints say, with status 200 like their good answers.
#[derive(Clone, Debug)]
pub(super) struct TokenError {
    error: &'static str,
    description: &'static str,
}

impl TokenError {
    pub(super) fn malformed() -> Self {
        Self { error: "invalid_request", description: "The request parameters are malformed." }
    }

    pub(super) fn no_form() -> Self {
        let description = "Only `application/x-www-form-urlencoded` is accepted as Content-Type.";
        Self { error: "invalid_request", description }
    }

    pub(super) fn other_redirect() -> Self {
        let description = "Redirect_uri is not matched with the uri when requesting code.";
        Self { error: "invalid_request", description }
    }

    pub(super) fn bad_verifier() -> Self {
        let description = "Code verifier or code challenge is invalid.";
        Self { error: "invalid_request", description }
    }

    pub(super) fn bad_client() -> Self {
        Self { error: "invalid_client", description: "Client key or secret is incorrect." }
    }

    pub(super) fn dead_code() -> Self {
        Self { error: "invalid_grant", description: "Authorization code is expired." }
    }

    pub(super) fn dead_refresh() -> Self {
        Self { error: "invalid_grant", description: "Refresh token is invalid or expired." }
    }

    pub(super) fn dead_access() -> Self {
        Self { error: "invalid_grant", description: "Access token is invalid or expired." }
    }

    pub(super) fn unsupported_grant() -> Self {
        Self { error: "unsupported_grant_type", description: "Unsupported grant type." }
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        let log_id = log_id();
        let body = json!({
            "error": self.error, "error_description": self.description, "log_id": log_id,
        });
        signed(Json(body).into_response(), &log_id)
    }
}

/// A good answer of the token endpoints: flat, and never to be kept.
pub(super) fn granted(value: Value) -> Response {
    let mut response = signed(Json(value).into_response(), &log_id());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The number by which TikTok finds a call in its logs.
fn log_id() -> String {
    format!("{}{}", random::number(), random::number())
}

fn signed(mut response: Response, log_id: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(log_id) {
        response.headers_mut().insert(HeaderName::from_static("x-tt-logid"), value);
    }
    response
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
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
            Self::Api(error) => error.into_response(),
            Self::Token(error) => error.into_response(),
            Self::World(error) => broken(&error),
        }
    }
}

pub(super) async fn nowhere() -> Response {
    ApiError::new(StatusCode::NOT_FOUND, "unsupported_path", "Unsupported path(Janus)")
        .into_response()
}
