//! How LinkedIn says things: errors of its API with service codes, errors of its OAuth endpoints, and the headers.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::desk::broken;
use crate::random;
use crate::world;
use crate::world::tokens::Death;

/// Why LinkedIn says no.
#[derive(Debug)]
pub(super) enum Refusal {
    Api(ApiError),
    OAuth(OAuthError),
    /// The sandbox itself is broken; no network says this.
    World(world::Error),
}

/// `{"status","serviceErrorCode","code","message"}`.
#[derive(Clone, Debug)]
pub(super) struct ApiError {
    status: u16,
    service: Option<u32>,
    code: Option<&'static str>,
    message: String,
}

impl ApiError {
    fn new(status: u16, service: u32, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, service: Some(service), code: Some(code), message: message.into() }
    }

    /// An error of Rest.li itself, without a service's code.
    fn plain(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, service: None, code: Some(code), message: message.into() }
    }

    pub(super) fn no_token() -> Self {
        let message = "Empty oauth2_access_token".to_owned();
        Self { status: 401, service: Some(401), code: None, message }
    }

    pub(super) fn unknown_token() -> Self {
        Self::new(401, 65_600, "INVALID_ACCESS_TOKEN", "Invalid access token")
    }

    pub(super) fn dead(death: Death) -> Self {
        match death {
            Death::Expired => {
                let message = "The token used in the request has expired";
                Self::new(401, 65_602, "EXPIRED_ACCESS_TOKEN", message)
            }
            _ => {
                let message = "The token used in the request has been revoked by the user";
                Self::new(401, 65_601, "REVOKED_ACCESS_TOKEN", message)
            }
        }
    }

    /// A scope that is missing and a role that is lost look the same.
    pub(super) fn denied(resource: &str) -> Self {
        let message = format!("Not enough permissions to access: {resource}");
        Self::new(403, 100, "ACCESS_DENIED", message)
    }

    pub(super) fn version_missing() -> Self {
        let message = "A version must be present. Please specify a version by adding the LinkedIn-Version header.";
        Self::plain(400, "VERSION_MISSING", message)
    }

    pub(super) fn version_inactive(version: &str) -> Self {
        Self::plain(
            426,
            "NONEXISTENT_VERSION",
            format!("Requested version {version} is not active"),
        )
    }

    pub(super) fn bad_parameter(message: impl Into<String>) -> Self {
        Self::plain(400, "ILLEGAL_ARGUMENT", message)
    }

    pub(super) fn unprocessable(message: impl Into<String>) -> Self {
        Self::plain(422, "UNPROCESSABLE_ENTITY", message)
    }

    pub(super) fn no_such_entity(urn: &str) -> Self {
        Self::plain(404, "NOT_FOUND", format!("Could not find entity {urn}"))
    }

    pub(super) fn throttled() -> Self {
        let message =
            "Resource level throttle APPLICATION DAY limit for calls to this resource is reached.";
        Self::new(429, 101, "TOO_MANY_REQUESTS", message)
    }

    pub(super) fn outage() -> Self {
        Self::plain(503, "SERVICE_UNAVAILABLE", "Service Unavailable")
    }
}

/// `{"error","error_description"}`.
#[derive(Clone, Debug)]
pub(super) struct OAuthError {
    status: StatusCode,
    error: &'static str,
    description: String,
}

impl OAuthError {
    pub(super) fn bad(error: &'static str, text: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description: text.into() }
    }

    pub(super) fn unauthorized(error: &'static str, text: impl Into<String>) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, error, description: text.into() }
    }

    pub(super) fn missing(parameter: &str) -> Self {
        Self::bad("invalid_request", format!("A required parameter \"{parameter}\" is missing"))
    }

    pub(super) fn wrong_client() -> Self {
        Self::unauthorized("invalid_client", "Client authentication failed")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut body = Map::new();
        body.insert("status".into(), json!(self.status));
        if let Some(service) = self.service {
            body.insert("serviceErrorCode".into(), json!(service));
        }
        if let Some(code) = self.code {
            body.insert("code".into(), json!(code));
        }
        body.insert("message".into(), json!(self.message));
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let error = HeaderName::from_static("x-restli-error-response");
        let mut response = framed(status, &Value::Object(body));
        response.headers_mut().insert(error, HeaderValue::from_static("true"));
        response
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

/// A JSON answer with the headers by which LinkedIn finds a call in its own logs.
fn framed(status: StatusCode, value: &Value) -> Response {
    sign((status, Json(value)).into_response())
}

pub(super) fn sign(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let protocol = HeaderName::from_static("x-restli-protocol-version");
    headers.insert(protocol, HeaderValue::from_static("2.0.0"));
    if let Ok(uuid) = HeaderValue::from_str(&random::word(24)) {
        headers.insert(HeaderName::from_static("x-li-uuid"), uuid);
    }
    response
}

pub(super) fn ok(value: &Value) -> Response {
    framed(StatusCode::OK, value)
}

/// 201 with the new thing's key in a header.
pub(super) fn created(id: &str, value: Option<&Value>) -> Response {
    let mut response = match value {
        Some(value) => framed(StatusCode::CREATED, value),
        None => sign(StatusCode::CREATED.into_response()),
    };
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().insert(HeaderName::from_static("x-restli-id"), id);
    }
    response
}

pub(super) async fn not_found() -> Response {
    ApiError::plain(404, "RESOURCE_NOT_FOUND", "No virtual resource found").into_response()
}
