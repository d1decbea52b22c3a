//! Answers: JSON with a tag by which it is recognised, and problems.

use axum::{
    extract::{Query, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::backend::seeing::hexadecimal;

/// Why nothing was answered (RFC 9457).
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(super) struct Problem {
    /// The kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    /// What it is, in short.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What can be done about it.
    detail: &'static str,
}

impl Problem {
    const fn new(status: u16, title: &'static str, detail: &'static str) -> Self {
        Self { kind: "about:blank", title, status, detail }
    }

    pub(super) const BAD_QUERY: Self = Self::new(
        400,
        "Bad Request",
        "A parameter is not known, is there twice, or cannot be what it is.",
    );
    pub(super) const NO_KEY: Self =
        Self::new(401, "Unauthorized", "Send a key that is not over: Authorization: Bearer rlk_…");
    pub(super) const OUT_OF_SCOPE: Self = Self::new(
        403,
        "Forbidden",
        "This key does not open this. Make one with the scope it needs.",
    );
    pub(super) const NOT_FOUND: Self =
        Self::new(404, "Not Found", "There is no such thing in this workspace.");
    pub(super) const NO_SUCH_PAGE: Self =
        Self::new(404, "Not Found", "No page told this place: begin without `after`.");
    pub(super) const NOT_ALLOWED: Self =
        Self::new(405, "Method Not Allowed", "This API reads: use GET.");
    pub(super) const TOO_MANY: Self =
        Self::new(429, "Too Many Requests", "Wait as long as Retry-After says.");
    pub(super) const INTERNAL: Self =
        Self::new(500, "Internal Server Error", "Something is wrong with Relink; its log knows.");
    pub(super) const UNAVAILABLE: Self =
        Self::new(503, "Service Unavailable", "Relink cannot just now. Try again later.");
}

impl From<engine::Error> for Problem {
    fn from(error: engine::Error) -> Self {
        use engine::{Error, ports::store::StoreError};
        match error {
            Error::Forbidden => Self::OUT_OF_SCOPE,
            Error::NotFound => Self::NOT_FOUND,
            Error::Store(StoreError::Unavailable(cause)) => {
                tracing::error!(%cause, "the store did not answer");
                Self::UNAVAILABLE
            }
            error => {
                tracing::error!(%error, "a request of the API could not be answered");
                Self::INTERNAL
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (status, kind, body).into_response();
        let headers = response.headers_mut();
        match self.status {
            401 => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            405 => {
                headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            }
            _ => {}
        }
        response
    }
}

/// What is answered, or why nothing is.
pub(super) type Answer = Result<Response, Problem>;

/// Answers with `value`; with nothing but its tag, if the caller has it already (RFC 9110, section 13.1.2).
pub(super) fn answer<T: Serialize>(asked: &HeaderMap, value: &T) -> Answer {
    let body = serde_json::to_string(value).map_err(|_| Problem::INTERNAL)?;
    let digest = Sha256::digest(body.as_bytes());
    let tag = format!("\"{}\"", hexadecimal(&digest[..16]));
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::ETAG, tag.as_str()),
    ];
    if is_known(asked, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, body).into_response())
}

fn is_known(asked: &HeaderMap, tag: &str) -> bool {
    let lists = asked.get_all(header::IF_NONE_MATCH).into_iter();
    let mut tags = lists.filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(','));
    tags.any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

/// What a query asks for; one that cannot be is a problem.
pub(super) fn asked<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Problem> {
    query.map(|Query(asked)| asked).map_err(|_| Problem::BAD_QUERY)
}

/// A parameter that is one of some words, or has a form; one that is not is a problem.
pub(super) fn word<T>(
    text: Option<&str>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    text.map(|text| read(text).ok_or(Problem::BAD_QUERY)).transpose()
}

/// A place in a list, as the page before told it; one that no page told is nowhere.
pub(super) fn place_after<T>(
    text: Option<&str>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    text.map(|text| read(text).ok_or(Problem::NO_SUCH_PAGE)).transpose()
}

/// How many are wanted: fifty, if nobody says.
pub(super) fn limit(limit: Option<u32>) -> Result<u32, Problem> {
    match limit.unwrap_or(50) {
        limit @ 1..=100 => Ok(limit),
        _ => Err(Problem::BAD_QUERY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_however_it_is_listed() {
        for (list, known) in
            [("\"a\"", true), ("\"b\", W/\"a\"", true), ("*", true), ("\"b\"", false), ("a", false)]
        {
            let headers =
                HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(list))]);
            assert_eq!(is_known(&headers, "\"a\""), known, "{list}");
        }
    }
}
