//! What the networks find out about a picture: by its bytes, which were sent to them or which they fetch. Only addresses on
//! this machine are fetched; of others the sandbox, which asks nobody else, believes that they could be.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use sha2::{Digest as _, Sha256};
use url::{Host, Url};

use crate::http::Http;

const PATIENCE: Duration = Duration::from_secs(10);

/// A picture or a video by its bytes.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    /// Such as `image/png`.
    pub(crate) kind: &'static str,
    pub(crate) bytes: i64,
    /// In hex.
    pub(crate) sha256: String,
}

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Not an address of the web.
    Address,
    /// Nobody answered there, too late, too much, or with no success.
    Unreachable,
    /// The bytes are none of the formats that networks know.
    NotAPicture,
}

/// What an address led to; none for a place elsewhere, which is not visited.
pub(crate) type Fetched = Result<Option<Picture>, Trouble>;

impl Picture {
    /// Known by the first bytes, whatever anybody says.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let kind = match bytes {
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            [0x89, b'P', b'N', b'G', ..] => "image/png",
            [b'G', b'I', b'F', b'8', ..] => "image/gif",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => "video/mp4",
            _ => return None,
        };
        Some(Self::of(kind, bytes))
    }

    /// Of a kind that was found out otherwise.
    pub(crate) fn of(kind: &'static str, bytes: &[u8]) -> Self {
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        Self { kind, bytes: length, sha256: hex::encode(Sha256::digest(bytes)) }
    }
}

/// Fetches as a network does, with bounds on size and time.
pub(crate) async fn fetch(address: &str) -> Fetched {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.filter(|url| url.host().is_some()).ok_or(Trouble::Address)?;
    if !is_here(&url) {
        return Ok(None);
    }
    let request = Request::get(url.as_str()).body(Body::empty());
    let request = request.map_err(|_| Trouble::Address)?;
    let answer = tokio::time::timeout(PATIENCE, Http::new().send(request)).await;
    match answer {
        Ok(Ok(answer)) if answer.status == StatusCode::OK => {
            Picture::read(&answer.bytes).map(Some).ok_or(Trouble::NotAPicture)
        }
        _ => Err(Trouble::Unreachable),
    }
}

/// Plain HTTP at a loopback address, or at a name below localhost.
pub(crate) fn is_here(url: &Url) -> bool {
    url.scheme() == "http"
        && match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
}
