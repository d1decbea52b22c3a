//! What the tests of Facebook, Instagram and Threads share: posts, days, pushed messages.

use domain::time::Timestamp;
use engine::ports::networks::{
    ChannelAccess, DayRange, Media, MediaKind, NewPost, PostRefusal, Published, PushMessage,
};

use crate::recorder::{NOW, Reply, Seen, refusal, token};

/// The start of 20 November 2026, UTC.
pub(crate) const FRIDAY: i64 = 1_795_132_800;
pub(crate) const DAY: i64 = 86_400;

pub(crate) const EXPIRED: &str = r#"{"error":{"message":"Error validating access token: Session has expired on Monday, 23-Nov-26 01:00:00 PST.","type":"OAuthException","code":190,"fbtrace_id":"Aq1"}}"#;

/// `days` days from 20 November 2026 on.
pub(crate) fn days(days: i64) -> DayRange {
    DayRange { from: at(FRIDAY), until: at(FRIDAY + days * DAY) }
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

pub(crate) fn picture() -> Media<'static> {
    Media {
        kind: MediaKind::Image,
        mime: "image/jpeg",
        bytes: b"jpeg",
        url: "https://relink.example/media/1.jpg",
        alt: "A loaf of bread",
    }
}

pub(crate) fn film() -> Media<'static> {
    let url = "https://relink.example/media/1.mp4";
    Media { kind: MediaKind::Video, mime: "video/mp4", bytes: b"mp4", url, alt: "" }
}

pub(crate) fn post<'a>(
    text: &'a str,
    link: Option<&'a str>,
    media: Option<Media<'a>>,
) -> NewPost<'a> {
    NewPost { text, link, media, key: "post-1", now: NOW }
}

/// Publishes on the channel `remote_id`, whose token is "access-1".
pub(crate) async fn publish(
    network: &crate::recorder::Recorder,
    remote_id: &str,
    post: &NewPost<'_>,
) -> Published {
    let token = token("access-1");
    let channel = ChannelAccess { remote_id, token: &token, scopes: &[] };
    network.adapter().publish(&channel, post).await
}

pub(crate) fn content(code: &str, says: &str) -> Published {
    Published::Refused(PostRefusal::Content { code: code.to_owned(), says: says.to_owned() })
}

/// What Meta says of a post's content, and what it says to people.
pub(crate) fn too_large() -> Reply {
    refusal(
        400,
        r#"{"error":{"message":"The image size is too large.","type":"OAuthException","code":36000,"error_subcode":2207004,"is_transient":false,"error_user_title":"Image size too large","error_user_msg":"The image is too large to download. It should be less than 8 MiB.","fbtrace_id":"A6"}}"#,
    )
}

pub(crate) const TOO_LARGE: &str =
    "The image is too large to download. It should be less than 8 MiB.";

/// The paths of all calls, in order.
pub(crate) fn lines(seen: &[Seen]) -> Vec<String> {
    seen.iter().map(Seen::line).collect()
}

pub(crate) fn pushed<'a>(headers: &'a [(String, String)], body: &'a [u8]) -> PushMessage<'a> {
    PushMessage { is_handshake: false, query: &[], headers, body, now: NOW }
}

pub(crate) fn handshake(query: &[(String, String)]) -> PushMessage<'_> {
    PushMessage { is_handshake: true, query, headers: &[], body: b"", now: NOW }
}

pub(crate) fn named(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// `{"user_id":"17841400","algorithm":"HMAC-SHA256","issued_at":1795427000}`, signed with "s/ecret".
pub(crate) const REQUEST: &str = "_Rr2BZD-SaRDIvU_IorLVfXLGQtfWDpO9c4Db-0oM40.eyJ1c2VyX2lkIjoiMTc4NDE0MDAiLCJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc5NTQyNzAwMH0";
/// SHA-256 of it.
pub(crate) const REQUEST_DIGEST: &str =
    "d14016dd640d193b91963851550e9b29b8c0f089f19c3677f6021da07e622a6b";
