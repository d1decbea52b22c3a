//! The shape of every error of Meta's networks.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::reply;
use crate::desk::broken;
use crate::world;

/// Why a Graph API says no.
#[derive(Debug)]
pub(in crate::networks) enum Refusal {
    Graph(Box<GraphError>),
    /// At the endpoint where Instagram and Threads take codes, an error has another shape.
    Code(String),
    /// The sandbox itself is broken; no network says this.
    World(world::Error),
}

#[derive(Clone, Debug)]
pub(in crate::networks) struct GraphError {
    pub(in crate::networks) status: StatusCode,
    pub(in crate::networks) kind: &'static str,
    pub(in crate::networks) code: u32,
    pub(in crate::networks) subcode: Option<u32>,
    pub(in crate::networks) message: String,
    pub(in crate::networks) transient: bool,
    /// A title and a text to show to people.
    pub(in crate::networks) told: Option<(&'static str, String)>,
}

impl GraphError {
    pub(in crate::networks) fn oauth(code: u32, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "OAuthException",
            code,
            subcode: None,
            message: message.into(),
            transient: false,
            told: None,
        }
    }

    pub(in crate::networks) fn subcode(self, subcode: u32) -> Self {
        Self { subcode: Some(subcode), ..self }
    }

    pub(in crate::networks) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The type that stands beside the code.
    pub(in crate::networks) fn kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    pub(in crate::networks) fn told(self, title: &'static str, text: impl Into<String>) -> Self {
        Self { told: Some((title, text.into())), ..self }
    }

    fn body(&self) -> Value {
        let mut error = Map::new();
        error.insert("message".into(), json!(self.message));
        error.insert("type".into(), json!(self.kind));
        error.insert("code".into(), json!(self.code));
        if let Some(subcode) = self.subcode {
            error.insert("error_subcode".into(), json!(subcode));
        }
        if self.transient {
            error.insert("is_transient".into(), json!(true));
        }
        if let Some((title, text)) = &self.told {
            error.insert("is_transient".into(), json!(self.transient));
            error.insert("error_user_title".into(), json!(title));
            error.insert("error_user_msg".into(), json!(text));
        }
        error.insert("fbtrace_id".into(), json!(reply::trace()));
        json!({ "error": error })
    }

    /// The header repeats the message, on one line.
    fn challenge(&self) -> Option<HeaderValue> {
        let word = if matches!(self.code, 190 | 102) { "invalid_token" } else { "invalid_request" };
        let message = self.message.replace(['\r', '\n'], " ").replace('"', "'");
        let value = format!("OAuth \"Facebook Platform\" \"{word}\" \"{message}\"");
        HeaderValue::from_str(&value).ok()
    }
}

impl From<GraphError> for Refusal {
    fn from(error: GraphError) -> Self {
        Self::Graph(Box::new(error))
    }
}

impl From<world::Error> for Refusal {
    fn from(error: world::Error) -> Self {
        Self::World(error)
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body())).into_response();
        if self.kind == "OAuthException"
            && self.status == StatusCode::BAD_REQUEST
            && let Some(challenge) = self.challenge()
        {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        reply::sign(&mut response);
        response
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Graph(error) => error.into_response(),
            Self::Code(message) => {
                let body = json!({
                    "error_type": "OAuthException", "code": 400, "error_message": message,
                });
                let mut response = (StatusCode::BAD_REQUEST, Json(body)).into_response();
                reply::sign(&mut response);
                response
            }
            Self::World(error) => broken(&error),
        }
    }
}
