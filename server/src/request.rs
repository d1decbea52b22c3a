//! What is known about a request before anything answers it: who asks, from where, in which language, with what Backend.
//!
//! One middleware finds it out, for pages, server functions and plain routes alike, so that no handler can forget to.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use app::backend::Backend;
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};
use axum_extra::extract::cookie::CookieJar;
use domain::{account::Viewer, language::Language};
use engine::vault::Token;

use crate::{backend, language, pages, state::AppState};

/// Who asks, and how.
#[derive(Clone)]
pub(crate) struct Asking {
    /// Who is signed in, if anybody.
    pub viewer: Option<Viewer>,
    /// The session cookie's secret, if it is a session.
    pub session: Option<Token>,
    /// The client's address, as far as it can be known.
    pub from: Arc<str>,
}

impl Asking {
    /// The port for the pages, bound to this request.
    #[must_use]
    pub(crate) fn backend(&self, state: &AppState) -> Backend {
        backend::for_request(state.clone(), self.clone())
    }
}

/// Finds out who asks, and leaves it in the request's extensions.
pub(crate) async fn find_out(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let session = state.cookies.session(&CookieJar::from_headers(request.headers()));
    let viewer = match &session {
        None => None,
        Some(secret) => match state.engine.viewer(secret).await {
            Ok(viewer) => viewer,
            Err(error) => return pages::engine_error(&state, &error),
        },
    };
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE);
    let asked = accepted.and_then(|ranges| Language::asked_for(ranges.to_str().ok()?));
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let from = client_address(peer, request.headers(), &state.trusted_proxies);
    if let (Some(secret), Some(_)) = (&session, &viewer) {
        let agent = request.headers().get(header::USER_AGENT);
        let agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        // Where it is not written down, the page is still theirs.
        if let Err(error) = state.engine.see_session(secret, &from, agent, asked).await {
            tracing::warn!(%error, "a session's last sight was not written down");
        }
    }
    let speech = viewer.as_ref().map(|viewer| viewer.speech).unwrap_or_default();
    let language = speech.on_pages(asked);
    let asking =
        Asking { session: session.filter(|_| viewer.is_some()), viewer, from: from.into() };
    request.extensions_mut().insert(asking);
    language::speaking(language, next.run(request)).await
}

/// The client's address: the peer's, unless that is a trusted proxy; then the last one it names that is not.
pub(crate) fn client_address(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    trusted: &[IpAddr],
) -> String {
    let Some(peer) = peer else { return String::new() };
    if !trusted.contains(&peer) {
        return peer.to_string();
    }
    let named = headers.get_all("x-forwarded-for");
    let chain: Vec<IpAddr> = named
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|part| part.trim().parse().ok())
        .collect();
    chain.into_iter().rev().find(|ip| !trusted.contains(ip)).unwrap_or(peer).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_speaks_for_others() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let client: IpAddr = "192.0.2.7".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "203.0.113.9, 192.0.2.7".parse().unwrap());
        headers.append("x-forwarded-for", "10.0.0.1".parse().unwrap());
        assert_eq!(client_address(Some(proxy), &headers, &[proxy]), "192.0.2.7");
        assert_eq!(client_address(Some(proxy), &headers, &[]), "10.0.0.1");
        assert_eq!(client_address(Some(client), &headers, &[proxy]), "192.0.2.7");
        assert_eq!(client_address(Some(proxy), &HeaderMap::new(), &[proxy]), "10.0.0.1");
    }
}
