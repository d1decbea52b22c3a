//! The one HTTP client. It sends, bounds what comes back, and knows whether a request may have arrived.
//!
//! Nothing here prints an address, a header or a body: they carry tokens.

mod guard;
mod knock;
mod ledger;

use std::{pin::pin, sync::Arc, time::Duration};

use ::http::{HeaderMap, StatusCode};
use reqwest::{Client, RequestBuilder, redirect::Policy};
use url::Url;

use self::guard::Guard;
pub use self::knock::NoStatus;
pub(crate) use self::ledger::Ledger;
use crate::config::Fault;

/// The largest body that is read. The longest honest one, a list of 100 pages, has about a tenth of it.
const BODY_LIMIT: usize = 1024 * 1024;

/// How long a call may take.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the last byte of the answer.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(10) }
    }
}

/// Makes `ring` the process's cryptography for TLS, unless somebody chose another before. [`crate::Registry::new`] does it
/// too; who needs TLS earlier calls it first.
pub fn install_crypto() {
    // An error means that one is installed already: then that one counts.
    _ = rustls::crypto::ring::default_provider().install_default();
}

/// Whose certificates are believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Those the system believes.
    System,
    /// Nobody's: no TLS address is configured.
    Nobody,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct HttpAnswer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The request certainly did not reach the network: no address, no connection, no TLS.
    NeverSent,
    /// It may have arrived: a timeout, a reset, a body without end.
    Lost,
}

/// The client.
pub(crate) struct Http {
    client: Client,
    /// How long a call may take.
    total: Duration,
    /// Where it may connect to; `None` for anywhere.
    guard: Option<Guard>,
    /// What the answers say of limits.
    ledger: Arc<Ledger>,
}

impl Http {
    /// A client for addresses that the configuration names.
    pub(crate) fn new(timeouts: Timeouts, trust: Trust) -> Result<Self, Fault> {
        Self::build(timeouts, trust, None)
    }

    /// A client for hosts that a person or a network named: it connects to public addresses only, over TLS, and to those of
    /// `inside` (`host:port`) over plain HTTP too.
    pub(crate) fn outside(
        timeouts: Timeouts,
        trust: Trust,
        inside: &[String],
    ) -> Result<Self, Fault> {
        Self::build(timeouts, trust, Some(Guard::new(inside)))
    }

    fn build(timeouts: Timeouts, trust: Trust, guard: Option<Guard>) -> Result<Self, Fault> {
        install_crypto();
        let builder = Client::builder()
            .connect_timeout(timeouts.connect)
            // A redirect would carry tokens to wherever it points; a proxy would see them.
            .redirect(Policy::none())
            .no_proxy()
            // Whether a request may be sent twice is the caller's decision.
            .retry(reqwest::retry::never())
            .user_agent(concat!("relink/", env!("CARGO_PKG_VERSION")));
        let builder = match &guard {
            Some(guard) => builder.dns_resolver(guard.resolver()),
            None => builder,
        };
        let builder = match trust {
            Trust::System => builder,
            Trust::Nobody => builder.tls_certs_only([]),
        };
        let client = builder.build().map_err(|error| Fault::NoClient(innermost(&error)))?;
        Ok(Self { client, total: timeouts.total, guard, ledger: Arc::default() })
    }

    /// The same client, for one network alone.
    pub(crate) fn for_one(&self, ledger: &Arc<Ledger>) -> Self {
        let (client, guard) = (self.client.clone(), self.guard.clone());
        Self { client, total: self.total, guard, ledger: Arc::clone(ledger) }
    }

    /// Whether a request may be made to this address, as far as that can be seen before its name is resolved.
    pub(crate) fn lets(&self, url: &Url) -> bool {
        self.guard.as_ref().is_none_or(|guard| guard.lets(url))
    }

    pub(crate) fn get(&self, url: Url) -> RequestBuilder {
        self.client.get(url)
    }

    pub(crate) fn post(&self, url: Url) -> RequestBuilder {
        self.client.post(url)
    }

    pub(crate) fn put(&self, url: Url) -> RequestBuilder {
        self.client.put(url)
    }

    pub(crate) fn delete(&self, url: Url) -> RequestBuilder {
        self.client.delete(url)
    }

    /// Sends, and reads the whole answer.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<HttpAnswer, Failure> {
        let request = request.build().map_err(|_| Failure::NeverSent)?;
        self.execute(request).await
    }

    /// As [`Http::send`], for a request that stands already.
    pub(crate) async fn execute(&self, request: reqwest::Request) -> Result<HttpAnswer, Failure> {
        if !self.lets(request.url()) {
            return Err(Failure::NeverSent);
        }
        // The last part of the time is waited for apart: a process that was stopped for a minute finds all of its time over
        // and the answer in its hands, and what a refresh token was spent for must still be read then.
        let last = self.total / 5;
        let mut exchange = pin!(self.exchange(request));
        for patience in [self.total - last, last] {
            if let Ok(done) = tokio::time::timeout(patience, &mut exchange).await {
                return done;
            }
        }
        Err(Failure::Lost)
    }

    async fn exchange(&self, request: reqwest::Request) -> Result<HttpAnswer, Failure> {
        let server = server(request.url());
        let mut response = self.client.execute(request).await.map_err(|error| {
            if error.is_connect() || error.is_builder() {
                Failure::NeverSent
            } else {
                Failure::Lost
            }
        })?;
        self.ledger.note(&server, response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| Failure::Lost)? {
            if body.len() + chunk.len() > BODY_LIMIT {
                return Err(Failure::Lost);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpAnswer {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body,
        })
    }
}

/// Host and port, as far as it is not the scheme's own.
pub(crate) fn server(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// `url` with `segments` after its path, each of them escaped.
pub(crate) fn below(url: &Url, segments: &[&str]) -> Url {
    let mut url = url.clone();
    // It fails for addresses like `data:`, which the configuration turns away.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

/// A value as it stands in a query or a form.
pub(crate) fn escaped(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

#[cfg(test)]
mod tests;
