//! Bodies: JSON of some length at most, of which every field is known.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use domain::time::Timestamp;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use utoipa::ToSchema;

use super::{
    moments,
    problem::{Problem, Wrong},
};

/// A body has at most so many bytes.
const LARGEST: usize = 64 * 1024;

/// What a request holds.
pub(super) struct Sent<T>(pub(super) T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = bytes(body).await?;
        if !is_json(&parts.headers) {
            return Err(Problem::NO_JSON);
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => Problem::wrong("", error.to_string()),
            _ => Problem::NOT_JSON,
        })
    }
}

/// All of a body, if it is not too large.
pub(super) async fn bytes(body: Body) -> Result<Bytes, Problem> {
    to_bytes(body, LARGEST).await.map_err(|_| Problem::TOO_LARGE)
}

/// Whether a body is said to be JSON, or a patch of it (RFC 7396).
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
        || kind.eq_ignore_ascii_case("application/merge-patch+json")
}

/// An id.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(format = "uuid")]
pub(super) struct Id(pub(super) String);

/// A moment (RFC 3339).
#[derive(Debug, Deserialize, ToSchema)]
#[schema(format = DateTime)]
pub(super) struct Moment(String);

impl Moment {
    /// The moment; a problem where the text at `pointer` is none.
    pub(super) fn read(&self, pointer: &str) -> Result<Timestamp, Wrong> {
        let read = moments::read(&self.0);
        read.ok_or_else(|| Wrong::at(pointer, "This is no moment as RFC 3339 writes them."))
    }
}

/// A field that may be left out, or be null, which is something else.
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    field: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(field).map(Some)
}
