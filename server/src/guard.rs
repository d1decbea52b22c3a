//! One layer for what every answer must carry and what every request must pass: headers, host, origin.

use app::paths;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};

use crate::state::AppState;

/// Headers that are the same on every answer. COOP cuts the tie between our pages and the networks' windows; the Referer
/// is for ourselves only.
const ALWAYS: [(HeaderName, &str); 5] = [
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("referrer-policy"), "same-origin"),
    (HeaderName::from_static("x-content-type-options"), "nosniff"),
    (HeaderName::from_static("x-frame-options"), "DENY"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Refuses what comes from elsewhere, and puts the headers on what is answered.
pub(crate) async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = if is_read && is_other_host(&state, request.headers()) {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        Redirect::permanent(&format!("{}{path}", state.public_url.origin)).into_response()
    } else if !is_read && !is_signed(request.uri()) && !is_our_page(&state, request.headers()) {
        let why = "This request came from another site, or from none. Open Relink and try again.\n";
        (StatusCode::FORBIDDEN, why).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if state.public_url.is_https {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000"));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&policy(&state, None))
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The content security policy of a page; `nonce` opens it for the page's own inline scripts.
#[must_use]
pub(crate) fn policy(state: &AppState, nonce: Option<&str>) -> String {
    let scripts = nonce.map_or_else(String::new, |nonce| format!(" 'nonce-{nonce}'"));
    let pictures = &state.picture_origins;
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; img-src 'self' data: \
         https:{pictures}; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; \
         base-uri 'none'"
    )
}

/// Whether a request was sent to another name than ours.
#[must_use]
pub(crate) fn is_other_host(state: &AppState, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(|host| !host.eq_ignore_ascii_case(&state.public_url.host))
}

/// Whether a request is believed for its signature, its signed address, or its key alone, and comes from no page.
fn is_signed(uri: &Uri) -> bool {
    let is_below =
        |folder| uri.path().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    is_below(paths::PUSH) || is_below(paths::API) || uri.path() == paths::MAIL_INBOUND
}

/// What changes something must come from a page of ours: browsers say so in Sec-Fetch-Site, older ones in Origin.
fn is_our_page(state: &AppState, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => text("origin") == Some(&state.public_url.origin),
    }
}

/// Whether a navigation began on another site; such a one must not start anything by itself.
#[must_use]
pub(crate) fn is_cross_site(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    matches!(site, Some("cross-site" | "same-site"))
}
