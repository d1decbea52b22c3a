//! The errors of Google's APIs by name.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::answers::framed;

/// `{"error":{"code","message","errors":[…],"status"}}`.
#[derive(Clone, Debug)]
pub(super) struct ApiError {
    code: u16,
    message: String,
    /// The message of the inner error, where it is another.
    inner: Option<&'static str>,
    domain: &'static str,
    reason: &'static str,
    location: Option<(String, &'static str)>,
    status: Option<&'static str>,
    details: Option<Value>,
    challenge: Option<&'static str>,
}

impl ApiError {
    fn new(code: u16, reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            inner: None,
            domain: "global",
            reason,
            location: None,
            status: None,
            details: None,
            challenge: None,
        }
    }

    /// Any dead token, whatever it died of.
    pub(super) fn unauthenticated() -> Self {
        let message = "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or \
                       other valid authentication credential. See \
                       https://developers.google.com/identity/sign-in/web/devconsole-project.";
        Self {
            inner: Some("Invalid Credentials"),
            location: Some(("Authorization".to_owned(), "header")),
            status: Some("UNAUTHENTICATED"),
            challenge: Some(
                r#"Bearer realm="https://accounts.google.com/", error="invalid_token""#,
            ),
            ..Self::new(401, "authError", message)
        }
    }

    /// No token at all.
    pub(super) fn login_required() -> Self {
        let message = "Request is missing required authentication credential. Expected OAuth 2 access token, login \
                       cookie or other valid authentication credential. See \
                       https://developers.google.com/identity/sign-in/web/devconsole-project.";
        Self {
            inner: Some("Login Required."),
            location: Some(("Authorization".to_owned(), "header")),
            status: Some("UNAUTHENTICATED"),
            challenge: Some(r#"Bearer realm="https://accounts.google.com/""#),
            ..Self::new(401, "required", message)
        }
    }

    pub(super) fn scope_missing(service: &str, method: &str) -> Self {
        let details = json!([{
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            "domain": "googleapis.com",
            "metadata": { "service": service, "method": method },
        }]);
        Self {
            inner: Some("Insufficient Permission"),
            status: Some("PERMISSION_DENIED"),
            details: Some(details),
            challenge: Some(
                r#"Bearer realm="https://accounts.google.com/", error="insufficient_scope""#,
            ),
            ..Self::new(
                403,
                "insufficientPermissions",
                "Request had insufficient authentication scopes.",
            )
        }
    }

    /// The identity has no channel, or no longer a role on it.
    pub(super) fn signup_required() -> Self {
        Self {
            domain: "youtube.header",
            location: Some(("Authorization".to_owned(), "header")),
            ..Self::new(401, "youtubeSignupRequired", "Unauthorized")
        }
    }

    pub(super) fn forbidden(message: &str) -> Self {
        Self { status: Some("PERMISSION_DENIED"), ..Self::new(403, "forbidden", message) }
    }

    pub(super) fn required(parameter: &str) -> Self {
        Self {
            location: Some((parameter.to_owned(), "parameter")),
            ..Self::new(400, "required", format!("Required parameter: {parameter}"))
        }
    }

    pub(super) fn no_filter(choices: &str) -> Self {
        let message = format!("No filter selected. Expected one of: {choices}");
        Self {
            domain: "youtube.parameter",
            location: Some(("parameters.".to_owned(), "other")),
            ..Self::new(400, "missingRequiredParameter", message)
        }
    }

    pub(super) fn invalid(
        reason: &'static str,
        parameter: &str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status: Some("INVALID_ARGUMENT"),
            location: Some((parameter.to_owned(), "parameter")),
            ..Self::new(400, reason, message)
        }
    }

    pub(super) fn bad_request(reason: &'static str, message: &str) -> Self {
        Self { status: Some("INVALID_ARGUMENT"), ..Self::new(400, reason, message) }
    }

    pub(super) fn missing(
        domain: &'static str,
        reason: &'static str,
        parameter: &str,
        message: &str,
    ) -> Self {
        Self {
            domain,
            location: Some((parameter.to_owned(), "parameter")),
            ..Self::new(404, reason, message)
        }
    }

    pub(super) fn quota() -> Self {
        let message = "The request cannot be completed because you have exceeded your \
                       <a href=\"/youtube/v3/getting-started#quota\">quota</a>.";
        Self { domain: "youtube.quota", ..Self::new(403, "quotaExceeded", message) }
    }

    pub(super) fn backend() -> Self {
        Self { status: Some("UNAVAILABLE"), ..Self::new(503, "backendError", "Backend Error") }
    }

    fn body(&self) -> Value {
        let mut inner = Map::new();
        inner.insert("message".into(), json!(self.inner.unwrap_or(&self.message)));
        inner.insert("domain".into(), json!(self.domain));
        inner.insert("reason".into(), json!(self.reason));
        if let Some((location, kind)) = &self.location {
            inner.insert("location".into(), json!(location));
            inner.insert("locationType".into(), json!(kind));
        }
        let mut error = Map::new();
        error.insert("code".into(), json!(self.code));
        error.insert("message".into(), json!(self.message));
        error.insert("errors".into(), json!([inner]));
        if let Some(status) = self.status {
            error.insert("status".into(), json!(status));
        }
        if let Some(details) = &self.details {
            error.insert("details".into(), details.clone());
        }
        json!({ "error": error })
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = framed(status, &self.body());
        if let Some(challenge) = self.challenge {
            let challenge = HeaderValue::from_static(challenge);
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
