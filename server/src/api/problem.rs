//! Why nothing was answered, or nothing was done (RFC 9457).

use std::borrow::Cow;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Why nothing was answered, or nothing was done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Problem {
    /// The kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    /// What it is, in short.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What can be done about it.
    detail: Cow<'static, str>,
    /// What is wrong with the body, and where in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<Wrong>,
}

/// What is wrong with a part of a body.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Wrong {
    /// Where it is wrong: a JSON pointer (RFC 6901).
    pointer: String,
    /// What is wrong.
    detail: String,
}

impl Wrong {
    pub(super) fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into() }
    }
}

impl Problem {
    const fn new(status: u16, title: &'static str, detail: &'static str) -> Self {
        let detail = Cow::Borrowed(detail);
        Self { kind: "about:blank", title, status, detail, errors: Vec::new() }
    }

    pub(super) const BAD_QUERY: Self = Self::new(
        400,
        "Bad Request",
        "A parameter is not known, is there twice, or cannot be what it is.",
    );
    pub(super) const NOT_JSON: Self =
        Self::new(400, "Bad Request", "The body cannot be read as JSON.");
    pub(super) const BAD_REPEAT: Self = Self::new(
        400,
        "Bad Request",
        "An Idempotency-Key has one to 255 visible characters, and is sent once.",
    );
    pub(super) const NO_KEY: Self =
        Self::new(401, "Unauthorized", "Send a key that is not over: Authorization: Bearer rlk_…");
    pub(super) const OUT_OF_SCOPE: Self = Self::new(
        403,
        "Forbidden",
        "This key does not open this. Make one with the scope it needs.",
    );
    pub(super) const NOT_FOUND: Self =
        Self::new(404, "Not Found", "There is no such thing in this workspace.");
    pub(super) const NO_SUCH_PAGE: Self =
        Self::new(404, "Not Found", "No page told this place: begin without `after`.");
    pub(super) const NOT_ALLOWED: Self = Self::new(
        405,
        "Method Not Allowed",
        "This cannot be done here: the document at /api/openapi.json says what can.",
    );
    pub(super) const UNSETTLED: Self = Self::new(
        409,
        "Conflict",
        "A request with this Idempotency-Key has not ended: it is under way, or was cut off. Look whether it was done before you send it with another one.",
    );
    pub(super) const CHANGED: Self = Self::new(
        412,
        "Precondition Failed",
        "Somebody changed it meanwhile: read it again, and decide again.",
    );
    pub(super) const TOO_LARGE: Self =
        Self::new(413, "Content Too Large", "A body has at most 64 KiB.");
    pub(super) const NO_JSON: Self = Self::new(
        415,
        "Unsupported Media Type",
        "Send JSON, and say so: Content-Type: application/json",
    );
    pub(super) const OTHER_REQUEST: Self = Self::new(
        422,
        "Unprocessable Content",
        "Another request was sent with this Idempotency-Key: each has one of its own.",
    );
    pub(super) const NO_MATCH: Self = Self::new(
        428,
        "Precondition Required",
        "Say which version you have seen: If-Match, with the ETag of what you read.",
    );
    pub(super) const TOO_MANY: Self =
        Self::new(429, "Too Many Requests", "Wait as long as Retry-After says.");
    pub(super) const TOO_MANY_TRIES: Self =
        Self::new(429, "Too Many Requests", "Webhooks were tried too often: wait some minutes.");
    pub(super) const INTERNAL: Self =
        Self::new(500, "Internal Server Error", "Something is wrong with Relink; its log knows.");
    pub(super) const UNAVAILABLE: Self =
        Self::new(503, "Service Unavailable", "Relink cannot just now. Try again later.");

    /// Its HTTP status.
    #[cfg(test)]
    pub(super) const fn status(&self) -> u16 {
        self.status
    }

    /// A body that is JSON, but cannot be done: nothing of it was.
    pub(super) fn unfit(errors: Vec<Wrong>) -> Self {
        let detail = match errors.as_slice() {
            [one] => Cow::Owned(one.detail.clone()),
            _ => Cow::Borrowed("Several things are wrong: `errors` says what, and where."),
        };
        Self { kind: "about:blank", title: "Unprocessable Content", status: 422, detail, errors }
    }

    /// The same, of one thing.
    pub(super) fn wrong(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::unfit(vec![Wrong::at(pointer, detail)])
    }

    /// What cannot be done as things stand.
    pub(super) fn conflict(detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: detail.into(), ..Self::new(409, "Conflict", "") }
    }
}

impl From<engine::Error> for Problem {
    fn from(error: engine::Error) -> Self {
        use engine::{Error, ports::store::StoreError};
        match error {
            Error::Forbidden => Self::OUT_OF_SCOPE,
            Error::NotFound => Self::NOT_FOUND,
            Error::NotConfigured(network) => {
                let name = network.name();
                Self::conflict(format!("This installation has no credentials for {name}."))
            }
            Error::Store(StoreError::Unavailable(cause)) => {
                tracing::error!(%cause, "the store did not answer");
                Self::UNAVAILABLE
            }
            error => {
                tracing::error!(%error, "a request of the API could not be answered");
                Self::INTERNAL
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (status, kind, body).into_response();
        if self.status == 401 {
            let headers = response.headers_mut();
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
