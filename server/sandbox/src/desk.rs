//! The front desk: sends a request to the network it means, by path or by host name, and lets faults happen on the way.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::uri::{PathAndQuery, Uri};
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tokio::sync::watch;
use tower::ServiceExt as _;

use crate::call::{LARGEST, Site};
use crate::courier::Courier;
use crate::networks::{self, Network};
use crate::world::{World, calls, faults};
use crate::{consent, control, world};

/// How long a fault holds a call without an answer, and how late a slow answer is.
const HELD: Duration = Duration::from_secs(120);
const LATE: Duration = Duration::from_secs(3);

#[derive(Clone)]
pub(crate) struct Desk {
    world: World,
    own: Router,
    networks: Vec<(&'static dyn Network, Router)>,
    latency: Duration,
    stopping: watch::Receiver<bool>,
}

/// The connection shall close without an answer.
#[derive(Debug, thiserror::Error)]
#[error("closed without an answer")]
pub(crate) struct Unanswered;

impl Desk {
    pub(crate) fn new(
        world: World,
        courier: Courier,
        ca: String,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let router = |network: &'static dyn Network| {
            let routes = network.routes().merge(consent::routes());
            routes.layer(DefaultBodyLimit::max(LARGEST)).with_state(world.clone())
        };
        Self {
            own: control::routes(courier)
                .route("/-/ca.pem", get(async move || pem(ca)))
                .with_state(world.clone()),
            networks: networks::ALL.map(|network| (network, router(network))).into(),
            world,
            latency: Duration::ZERO,
            stopping,
        }
    }

    /// Answers every call of a server so much later.
    pub(crate) fn late_by(self, latency: Duration) -> Self {
        Self { latency, ..self }
    }

    pub(crate) async fn answer(
        &self,
        request: Request<hyper::body::Incoming>,
        scheme: &str,
    ) -> Result<Response, Unanswered> {
        let mut request = request.map(Body::new);
        let host = host_of(&request);
        let path = request.uri().path().to_owned();
        let origin = format!("{}://{host}", scheme_of(&request, scheme));
        if let Some(network) = networks::by_host(&host) {
            let site = Site { origin, prefix: String::new() };
            return self.at_network(network, site, &path, request).await;
        }
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        if let Some(network) = networks::by_slug(first) {
            let prefix = format!("/{first}");
            let rest = path.strip_prefix(&prefix).unwrap_or_default().to_owned();
            let site = Site { origin, prefix };
            return self.at_network(network, site, &rest, request).await;
        }
        request.extensions_mut().insert(Site { origin, prefix: String::new() });
        Ok(self.own.clone().oneshot(request).await.into_response())
    }

    async fn at_network(
        &self,
        network: &'static dyn Network,
        site: Site,
        path: &str,
        mut request: Request<Body>,
    ) -> Result<Response, Unanswered> {
        let method = request.method().to_string();
        let asked = network.unversioned(path).to_owned();
        let for_servers = network.for_servers(&asked);
        let fault = if for_servers { self.fault(network).await } else { Ok(None) };
        let is_lost = matches!(fault, Ok(Some((faults::Kind::LostAnswer, _))));
        let answer = match fault {
            Ok(Some(fault)) => self.trouble(network, fault).await,
            Ok(None) => None,
            Err(error) => Some(Ok(broken(&error))),
        };
        let answer = match answer {
            Some(answer) => answer,
            None => {
                redirect_inside(&mut request, &asked);
                request.extensions_mut().insert(site);
                request.extensions_mut().insert(network);
                let answer = self.route(network, request).await;
                if is_lost { Err(Trouble::Closed) } else { Ok(answer) }
            }
        };
        if for_servers && !self.latency.is_zero() {
            tokio::time::sleep(self.latency).await;
        }
        let status = answer.as_ref().map_or(0, |response| response.status().as_u16());
        self.record(network, &method, path, status).await;
        if matches!(answer, Err(Trouble::Held)) {
            let mut stopping = self.stopping.clone();
            // Whichever comes first; a closed channel means that the sandbox is going as well.
            let _ = tokio::time::timeout(HELD, stopping.wait_for(|stop| *stop)).await;
        }
        answer.map_err(|_| Unanswered)
    }

    async fn route(&self, network: &'static dyn Network, request: Request<Body>) -> Response {
        let found = self.networks.iter().find(|(known, _)| known.slug() == network.slug());
        match found {
            Some((_, router)) => router.clone().oneshot(request).await.into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }

    async fn fault(
        &self,
        network: &'static dyn Network,
    ) -> world::Result<Option<(faults::Kind, i64)>> {
        let slug = network.slug();
        self.world.act(move |tx| Ok(faults::take(tx, slug)?.map(|kind| (kind, tx.now)))).await
    }

    /// What happens to a call that a fault meets; None where it is answered after all.
    async fn trouble(
        &self,
        network: &'static dyn Network,
        (kind, now): (faults::Kind, i64),
    ) -> Option<Result<Response, Trouble>> {
        if let Some(answer) = networks::in_own_voice(network, kind, now) {
            return Some(Ok(answer));
        }
        match kind {
            faults::Kind::Timeout => Some(Err(Trouble::Held)),
            faults::Kind::Reset => Some(Err(Trouble::Closed)),
            faults::Kind::Html => Some(Ok((StatusCode::BAD_GATEWAY, Html(SORRY)).into_response())),
            faults::Kind::Garbage => {
                let json = [(header::CONTENT_TYPE, "application/json")];
                Some(Ok((json, "\u{1}{\"ok\":tru").into_response()))
            }
            faults::Kind::Slow => {
                tokio::time::sleep(LATE).await;
                None
            }
            faults::Kind::Outage
            | faults::Kind::RateLimit
            | faults::Kind::LostAnswer
            | faults::Kind::Pass => None,
        }
    }

    async fn record(&self, network: &'static dyn Network, method: &str, path: &str, status: u16) {
        let (method, path) = (method.to_owned(), path.to_owned());
        let slug = network.slug();
        let written =
            self.world.act(move |tx| calls::record(tx, slug, &method, &path, status)).await;
        if let Err(error) = written {
            tracing::error!(%error, "a call was not recorded");
        }
    }
}

/// What a client saves to trust the sandbox.
fn pem(ca: String) -> Response {
    ([(header::CONTENT_TYPE, "application/x-pem-file")], ca).into_response()
}

enum Trouble {
    Held,
    Closed,
}

const SORRY: &str = "<!DOCTYPE html><html lang=\"en\"><head><title>Error</title></head><body>\
    <h1>Sorry, something went wrong.</h1><p>We're working on it and we'll get it fixed as soon as we can.</p>\
    </body></html>";

pub(crate) fn broken(error: &world::Error) -> Response {
    tracing::error!(%error, "the sandbox failed");
    (StatusCode::INTERNAL_SERVER_ERROR, "the sandbox itself failed, see its log").into_response()
}

fn host_of(request: &Request<Body>) -> String {
    let header = request.headers().get(header::HOST).map(HeaderValue::to_str);
    match (header, request.uri().authority()) {
        (Some(Ok(host)), _) => host.to_owned(),
        (_, Some(authority)) => authority.to_string(),
        _ => "localhost".to_owned(),
    }
}

/// Who ends the encryption in front of the sandbox, for clients that insist on it, says so.
fn scheme_of<'a>(request: &Request<Body>, own: &'a str) -> &'a str {
    let forwarded = request.headers().get("x-forwarded-proto");
    if forwarded.is_some_and(|scheme| scheme == "https") { "https" } else { own }
}

/// Lets the request go on as if the network's own path had been asked for.
fn redirect_inside(request: &mut Request<Body>, path: &str) {
    let path = if path.is_empty() { "/" } else { path };
    let target = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    if let Ok(target) = PathAndQuery::try_from(target) {
        *request.uri_mut() = Uri::from(target);
    }
}
