//! A small HTTP client for the robot and the switches; it follows no redirects and keeps no cookies.

use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// Why a question got no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is not one.
    #[error("not an address: {0}")]
    Address(String),
    /// Nobody answered.
    #[error("the sandbox does not answer: {0}")]
    Unanswered(#[from] hyper_util::client::legacy::Error),
    /// The answer broke off.
    #[error("the sandbox's answer broke off: {0}")]
    Broken(String),
    /// The answer is not the one expected.
    #[error("the sandbox answered {status}: {text}")]
    Refused {
        /// Its status.
        status: u16,
        /// Its body.
        text: String,
    },
    /// The answer does not have the expected form.
    #[error("the sandbox's answer does not read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

const LARGEST: usize = 16 << 20;

#[derive(Clone)]
pub(crate) struct Http(Client<HttpConnector, Body>);

impl Http {
    pub(crate) fn new() -> Self {
        Self(Client::builder(TokioExecutor::new()).build_http())
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Result<Answer, Error> {
        let response: Response<_> = self.0.request(request).await?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, LARGEST).collect().await;
        let body = body.map_err(|error| Error::Broken(error.to_string()))?.to_bytes();
        let text = String::from_utf8_lossy(&body).into_owned();
        Ok(Answer { status: parts.status, headers: parts.headers, text })
    }
}
