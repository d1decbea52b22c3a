//! Answers: JSON with a tag by which it is recognised.

use axum::{
    extract::{Query, rejection::QueryRejection},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::problem::Problem;
use crate::backend::seeing::hexadecimal;

/// What is answered, or why nothing is.
pub(super) type Answer = Result<Response, Problem>;

/// Answers with `value`; with nothing but its tag, if the caller has it already (RFC 9110, section 13.1.2).
pub(super) fn answer<T: Serialize>(asked: &HeaderMap, value: &T) -> Answer {
    let (tag, body) = tagged(value)?;
    if is_known(asked, &tag) {
        let headers = [(header::CACHE_CONTROL, "private, no-cache"), (header::ETAG, tag.as_str())];
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok(sent(StatusCode::OK, &tag, body))
}

/// Answers with what was made.
pub(super) fn made<T: Serialize>(value: &T) -> Answer {
    let (tag, body) = tagged(value)?;
    Ok(sent(StatusCode::CREATED, &tag, body))
}

/// Answers with what was changed.
pub(super) fn changed<T: Serialize>(value: &T) -> Answer {
    let (tag, body) = tagged(value)?;
    Ok(sent(StatusCode::OK, &tag, body))
}

/// Whether the caller has seen `value` as it is (RFC 9110, section 13.1.1); a problem if not, and where nothing says so,
/// although it `must`.
pub(super) fn seen<T: Serialize>(asked: &HeaderMap, value: &T, must: bool) -> Result<(), Problem> {
    if !asked.contains_key(header::IF_MATCH) {
        return if must { Err(Problem::NO_MATCH) } else { Ok(()) };
    }
    let (tag, _) = tagged(value)?;
    // A weak tag never matches here.
    let is_seen = tags(asked, &header::IF_MATCH).any(|known| known == "*" || known == tag);
    if is_seen { Ok(()) } else { Err(Problem::CHANGED) }
}

fn sent(status: StatusCode, tag: &str, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::ETAG, tag),
    ];
    (status, headers, body).into_response()
}

/// A value as it is sent, and its tag.
fn tagged<T: Serialize>(value: &T) -> Result<(String, String), Problem> {
    let body = serde_json::to_string(value).map_err(|_| Problem::INTERNAL)?;
    let digest = Sha256::digest(body.as_bytes());
    Ok((format!("\"{}\"", hexadecimal(&digest[..16])), body))
}

/// The tags that a header lists.
fn tags<'a>(asked: &'a HeaderMap, header: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lists = asked.get_all(header).into_iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim)
}

fn is_known(asked: &HeaderMap, tag: &str) -> bool {
    tags(asked, &header::IF_NONE_MATCH)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
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
    use axum::http::HeaderValue;

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

    #[test]
    fn whoever_changes_something_has_seen_it() {
        let (tag, _) = tagged(&"a").unwrap();
        let weak = format!("W/{tag}");
        for (header, must, status) in [
            (None, true, Some(428)),
            (None, false, None),
            (Some("*"), true, None),
            (Some(&*tag), true, None),
            (Some(&*weak), true, Some(412)),
            (Some("\"b\""), false, Some(412)),
        ] {
            let value = header.map(|value| HeaderValue::from_str(value).unwrap());
            let headers = HeaderMap::from_iter(value.map(|value| (header::IF_MATCH, value)));
            let refused = seen(&headers, &"a", must).err().map(|problem| problem.status());
            assert_eq!(refused, status, "{header:?}");
        }
    }
}
