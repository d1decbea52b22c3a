//! The shape of every error of the Graph API.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::graph;
use crate::desk::broken;
use crate::world;

/// Why the Graph API says no.
#[derive(Debug)]
pub(super) enum Refusal {
    Graph(Box<GraphError>),
    /// The sandbox itself is broken; no network says this.
    World(world::Error),
}

#[derive(Clone, Debug)]
pub(super) struct GraphError {
    pub(super) status: StatusCode,
    pub(super) kind: &'static str,
    pub(super) code: u32,
    pub(super) subcode: Option<u32>,
    pub(super) message: String,
    pub(super) transient: bool,
}

impl GraphError {
    pub(super) fn oauth(code: u32, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "OAuthException",
            code,
            subcode: None,
            message: message.into(),
            transient: false,
        }
    }

    pub(super) fn subcode(self, subcode: u32) -> Self {
        Self { subcode: Some(subcode), ..self }
    }

    pub(super) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
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
        error.insert("fbtrace_id".into(), json!(graph::trace()));
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
        graph::sign(&mut response);
        response
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Graph(error) => error.into_response(),
            Self::World(error) => broken(&error),
        }
    }
}
