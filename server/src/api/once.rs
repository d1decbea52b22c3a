//! A request that is sent again under the name of the first is done once (draft-ietf-httpapi-idempotency-key-header).

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use engine::{Engine, people, people::Requested, ports::store::api_keys::OpenKey, vault::Token};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{body, problem::Problem};

/// By what the sender names a request.
pub(super) const NAME: HeaderName = HeaderName::from_static("idempotency-key");
/// Says of an answer that it is the one of then.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// A name has at most so many characters.
const LONGEST: usize = 255;

/// An answer, as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    status: u16,
    tag: Option<String>,
    body: String,
}

/// Does what is asked, unless it was done under the same name before; then the answer is the one of then.
pub(super) async fn once(engine: &Engine, key: &OpenKey, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::POST | Method::PATCH | Method::DELETE) {
        return next.run(request).await;
    }
    let name = match name(request.headers()) {
        Ok(Some(name)) => name,
        Ok(None) => return next.run(request).await,
        Err(problem) => return problem.into_response(),
    };
    let (parts, body) = request.into_parts();
    let bytes = match body::bytes(body).await {
        Ok(bytes) => bytes,
        Err(problem) => return problem.into_response(),
    };
    let mut asks = Sha256::new();
    asks.update(format!("{} {}\n", parts.method, parts.uri));
    asks.update(&bytes);
    let request = Request::from_parts(parts, Body::from(bytes));
    match engine.begin_request(key, &name, asks.finalize().into()).await {
        Ok(Requested::Now(begun)) => {
            // Whoever goes away in between must not leave it without an end.
            let done = tokio::spawn(ended(engine.clone(), begun, request, next)).await;
            done.unwrap_or_else(|error| {
                tracing::error!(%error, "a request of the API was cut off");
                Problem::INTERNAL.into_response()
            })
        }
        Ok(Requested::Before(answer)) => replayed(&answer),
        Ok(Requested::Unsettled) => Problem::UNSETTLED.into_response(),
        Ok(Requested::Other) => Problem::OTHER_REQUEST.into_response(),
        Ok(Requested::NoKey) => Problem::NO_KEY.into_response(),
        Err(error) => Problem::from(error).into_response(),
    }
}

fn name(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut names = headers.get_all(&NAME).into_iter();
    let Some(name) = names.next() else { return Ok(None) };
    let name = name.to_str().ok().filter(|name| (1..=LONGEST).contains(&name.len()));
    let name = name.filter(|name| name.bytes().all(|byte| byte.is_ascii_graphic()));
    match (name, names.next()) {
        (Some(name), None) => Ok(Some(name.to_owned())),
        _ => Err(Problem::BAD_REPEAT),
    }
}

/// Does it, and keeps what it was answered. What was refused wrote nothing, and may be sent again; where it failed nobody
/// knows, so it stays without an end.
async fn ended(engine: Engine, begun: people::Request, request: Request, next: Next) -> Response {
    let (parts, body) = next.run(request).await.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Problem::INTERNAL.into_response();
    };
    let ended = if parts.status.is_server_error() {
        Ok(())
    } else if parts.status.is_success() {
        let tag = parts.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
        let kept = Kept {
            status: parts.status.as_u16(),
            tag: tag.map(str::to_owned),
            body: String::from_utf8_lossy(&bytes).into_owned(),
        };
        let kept = serde_json::to_string(&kept).unwrap_or_default();
        engine.end_request(begun, Some(&Token::new(kept))).await
    } else {
        engine.end_request(begun, None).await
    };
    if let Err(error) = ended {
        // It was done, and that is what its sender has to be told. Sent again, it is refused.
        tracing::error!(%error, "what a request of the API was answered could not be written down");
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn replayed(answer: &Token) -> Response {
    let Ok(Kept { status, tag, body }) = serde_json::from_str(answer.expose()) else {
        return Problem::INTERNAL.into_response();
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    if status != StatusCode::NO_CONTENT {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
