//! A good answer of a Graph API, and the headers of every answer.

use axum::Json;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::refusal::Refusal;
use crate::random;

pub(in crate::networks) type Answer = Result<Reply, Refusal>;

/// An answer with what a good answer carries.
pub(in crate::networks) struct Reply(pub(in crate::networks) Value);

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Json(self.0).into_response();
        sign(&mut response);
        show_usage(&mut response, 3);
        response
    }
}

pub(super) fn trace() -> String {
    format!("A{}", random::token(16))
}

/// The headers by which Meta finds a call in its own logs.
pub(super) fn sign(response: &mut Response) {
    let headers = response.headers_mut();
    headers
        .insert(HeaderName::from_static("facebook-api-version"), HeaderValue::from_static("v26.0"));
    headers.insert(HeaderName::from_static("x-fb-rev"), HeaderValue::from_static("1026000000"));
    for name in ["x-fb-trace-id", "x-fb-debug"] {
        if let Ok(value) = HeaderValue::from_str(&random::token(16)) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// How much of the app's limit is spent, in percent.
pub(in crate::networks) fn show_usage(response: &mut Response, percent: u8) {
    let usage =
        format!(r#"{{"call_count":{percent},"total_time":{percent},"total_cputime":{percent}}}"#);
    if let Ok(value) = HeaderValue::from_str(&usage) {
        response.headers_mut().insert(HeaderName::from_static("x-app-usage"), value);
    }
}
