//! `multipart/related`: the metadata and the video in one body, as Google's own libraries send them.

use axum::http::{HeaderMap, header};

/// The JSON of the first part, and how long the second one is.
pub(super) fn split<'b>(headers: &HeaderMap, body: &'b [u8]) -> Option<(&'b [u8], usize)> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (_, boundary) = kind.strip_prefix("multipart/related")?.split_once("boundary=")?;
    let boundary = boundary.split(';').next().unwrap_or_default().trim().trim_matches('"');
    let end = format!("\r\n--{boundary}");
    let (_, rest) = cut(body, b"\r\n\r\n")?;
    let (metadata, rest) = cut(rest, end.as_bytes())?;
    let (_, rest) = cut(rest, b"\r\n\r\n")?;
    let (media, _) = cut(rest, end.as_bytes())?;
    Some((metadata, media.len()))
}

/// What stands before and after the first occurrence.
fn cut<'b>(bytes: &'b [u8], mark: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let at = bytes.windows(mark.len()).position(|window| window == mark)?;
    Some((bytes.get(..at)?, bytes.get(at + mark.len()..)?))
}
