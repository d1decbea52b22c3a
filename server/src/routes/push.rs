//! Where networks tell of their own accord: `GET` and `POST /push/{network}`.
//!
//! Anybody may knock here. What is believed is decided by the message's signature alone, so there is neither session nor
//! origin to look at, and a refusal says nothing about why.

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    extract::{Path, Query, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::network::Network;
use engine::ports::networks::{PushMessage, Unheard};
use tokio::{sync::Semaphore, time::timeout};

use crate::state::AppState;

/// The longest message; the longest known, of Meta, are some ten thousand bytes.
const LONGEST: usize = 256 * 1024;
/// So many messages are held in memory at once: 16 MiB at most.
const AT_ONCE: usize = 64;
static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);
/// Whoever sends slower than this holds a place that others wait for.
const PATIENCE: Duration = Duration::from_secs(10);

/// `GET` and `POST /push/{network}`.
pub(crate) async fn hear(
    State(state): State<AppState>,
    Path(network): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    method: Method,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Ok(network) = network.parse::<Network>() else { return refused(Unheard::NotOffered) };
    // Refused at once rather than later: the network repeats it, and its connection is free meanwhile.
    let Ok(_place) = PLACES.try_acquire() else { return refused(Unheard::Unavailable) };
    let body = match timeout(PATIENCE, to_bytes(body, LONGEST)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let headers = read(&headers);
    let message = PushMessage {
        is_handshake: method != Method::POST,
        query: &query,
        headers: &headers,
        body: &body,
        now: state.clock.now(),
    };
    match state.engine.hear(network, &message).await {
        Ok(Ok(answer)) => {
            let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
            (status, [(header::CONTENT_TYPE, answer.content_type)], answer.body).into_response()
        }
        Ok(Err(unheard)) => refused(unheard),
        Err(error) => {
            tracing::error!(%network, %error, "a message of a network could not be taken; it will be sent again");
            refused(Unheard::Unavailable)
        }
    }
}

/// Headers as the adapters read them. Names are in lower case already; a value that is no text says nothing to anybody.
fn read(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    headers.iter().filter_map(text).collect()
}

fn refused(unheard: Unheard) -> Response {
    match unheard {
        Unheard::NotOffered => StatusCode::NOT_FOUND,
        Unheard::Malformed | Unheard::Stale => StatusCode::BAD_REQUEST,
        Unheard::BadSignature => StatusCode::UNAUTHORIZED,
        Unheard::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
    .into_response()
}
