//! How Google says no, in its two forms: that of its OAuth endpoints and that of its APIs; and the frame of every yes.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Value, json};

use super::errors::ApiError;
use crate::desk::broken;
use crate::world;

/// Why Google says no.
#[derive(Debug)]
pub(super) enum Refusal {
    Api(Box<ApiError>),
    OAuth(OAuthError),
    /// The sandbox itself is broken; no network says this.
    World(world::Error),
}

/// `{"error","error_description"}`.
#[derive(Clone, Debug)]
pub(super) struct OAuthError {
    status: StatusCode,
    error: &'static str,
    description: String,
}

impl OAuthError {
    pub(super) fn new(status: StatusCode, error: &'static str, text: impl Into<String>) -> Self {
        Self { status, error, description: text.into() }
    }

    pub(super) fn bad(error: &'static str, text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, text)
    }

    /// All causes alike.
    pub(super) fn dead_refresh_token() -> Self {
        Self::bad("invalid_grant", "Token has been expired or revoked.")
    }

    pub(super) fn missing(parameter: &str) -> Self {
        Self::bad("invalid_request", format!("Missing required parameter: {parameter}"))
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        framed(self.status, &json!({ "error": self.error, "error_description": self.description }))
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

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
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

/// A JSON answer with the headers Google's front end gives it.
pub(super) fn framed(status: StatusCode, value: &Value) -> Response {
    let mut response = (status, Json(value)).into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("application/json; charset=UTF-8");
    headers.insert(header::CONTENT_TYPE, kind);
    let fresh = HeaderValue::from_static("no-cache, no-store, max-age=0, must-revalidate");
    headers.insert(header::CACHE_CONTROL, fresh);
    response
}

pub(super) fn ok(value: &Value) -> Response {
    framed(StatusCode::OK, value)
}

/// What Google's front end says where nothing stands, and to a method nobody expected.
pub(super) async fn not_found() -> Response {
    let page = "<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n<p><b>404.</b> \
                <ins>That’s an error.</ins>\n<p>The requested URL was not found on this server. \
                <ins>That’s all we know.</ins>\n";
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}
