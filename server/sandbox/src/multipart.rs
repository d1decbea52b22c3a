//! The text fields of a `multipart/form-data` body: Meta's documentation writes its examples with `curl -F`, and clients
//! send what `FormData` makes.

use axum::http::{HeaderMap, header};

/// What separates the parts, where the body is of this kind.
pub(crate) fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (kind, rest) = kind.split_once(';')?;
    let (_, boundary) = rest.split_once("boundary=")?;
    let boundary = boundary.split(';').next()?.trim().trim_matches('"');
    (kind.trim().eq_ignore_ascii_case("multipart/form-data") && !boundary.is_empty())
        .then(|| boundary.to_owned())
}

/// The fields that are text; files are nothing a parameter could be.
pub(crate) fn read(body: &[u8], boundary: &str) -> Vec<(String, String)> {
    let body = String::from_utf8_lossy(body);
    let mark = format!("--{boundary}");
    body.split(&mark).filter_map(field).collect()
}

fn field(part: &str) -> Option<(String, String)> {
    let (head, value) = part.strip_prefix("\r\n")?.split_once("\r\n\r\n")?;
    let disposition =
        head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let of = |key: &str| {
        let named = disposition.split(';').find_map(|it| it.trim().strip_prefix(key))?;
        Some(named.trim_start_matches('=').trim_matches('"').to_owned())
    };
    if of("filename").is_some() {
        return None;
    }
    Some((of("name")?, value.strip_suffix("\r\n")?.to_owned()))
}
