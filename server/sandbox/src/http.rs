//! A small HTTP client for the robot and the switches; it follows no redirects and keeps no cookies.

use std::future::{Ready, ready};
use std::io;
use std::iter::once;
use std::net::{Ipv4Addr, SocketAddr};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use tower::Service;

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
    pub(crate) bytes: Bytes,
}

const LARGEST: usize = 16 << 20;

#[derive(Clone)]
pub(crate) struct Http(Client<HttpConnector<ThisMachine>, Body>);

/// Every name is this machine's: `localhost` and what lies below it (RFC 6761, section 6.3), which not every resolver
/// knows, and the networks' real host names.
#[derive(Clone, Copy)]
pub(crate) struct ThisMachine;

impl Service<Name> for ThisMachine {
    type Response = std::iter::Once<SocketAddr>;
    type Error = io::Error;
    type Future = Ready<io::Result<Self::Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Name) -> Self::Future {
        ready(Ok(once(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))))
    }
}

impl Http {
    pub(crate) fn new() -> Self {
        let connector = HttpConnector::new_with_resolver(ThisMachine);
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Result<Answer, Error> {
        let response: Response<_> = self.0.request(request).await?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, LARGEST).collect().await;
        let body = body.map_err(|error| Error::Broken(error.to_string()))?.to_bytes();
        let text = String::from_utf8_lossy(&body).into_owned();
        Ok(Answer { status: parts.status, headers: parts.headers, text, bytes: body })
    }
}
