//! What the Graph APIs of Facebook, Instagram and Threads have in common in life: the error envelope and its words, the
//! headers, the version in front of a path, fields, lists in parts; and the way to a token that the latter two share.

pub(super) mod asked;
pub(super) mod caller;
pub(super) mod container;
pub(super) mod dead;
pub(super) mod insights;
pub(super) mod login;
pub(super) mod part;
pub(super) mod push;
pub(super) mod refusal;
pub(super) mod reply;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The part of a path behind `/v26.0`, which may be any version or none. The Graph forgives a slash too many there.
pub(super) fn unversioned(path: &str) -> &str {
    let rest = path.strip_prefix("/v").and_then(|rest| {
        let (version, _) = rest.split_once('/').unwrap_or((rest, ""));
        let (major, minor) = version.split_once('.')?;
        let number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (number(major) && number(minor)).then(|| rest.get(version.len()..)).flatten()
    });
    let mut rest = rest.unwrap_or(path);
    while let Some(shorter) = rest.strip_prefix('/').filter(|shorter| shorter.starts_with('/')) {
        rest = shorter;
    }
    rest
}

/// A moment as the Graph writes it.
pub(super) fn moment(at: i64) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or_default().to_zoned_datetime(TimeZone::UTC);
    at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()
}
