//! Publishing a video: metadata and bytes in one body, or by the resumable protocol, where the bytes follow, whole or in
//! chunks, to the address that was answered. That address is a capability: who has it may send, as at Google.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::answers::{Refusal, not_found, ok};
use super::bearer::{Bearer, Need, answer};
use super::errors::ApiError;
use super::lists::{self, SERVICE};
use super::{FORCE_SSL, MANAGE, NETWORK, UPLOAD, related, videos};
use crate::call::{Call, Site};
use crate::random;
use crate::world::clock::DAY;
use crate::world::notes::{self, Book};
use crate::world::posts::{self, Post};
use crate::world::{self, Tx};

const INSERT: Need = Need {
    service: SERVICE,
    method: "youtube.api.v3.V3DataVideoService.Insert",
    scopes: &[&[UPLOAD, MANAGE, FORCE_SSL]],
};

const SESSIONS: Book = Book { network: NETWORK, kind: "upload" };
const PATIENCE: i64 = 7 * DAY;
const LONGEST_TITLE: usize = 100;
/// Every chunk but the last is a multiple of this.
const GRAIN: u64 = 256 << 10;

/// An upload that was begun.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Session {
    client_id: String,
    channel_id: String,
    text: String,
    privacy: String,
    parts: Vec<String>,
    received: u64,
    /// The video it has become.
    video: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Video {
    snippet: Snippet,
    status: Status,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Snippet {
    title: String,
    description: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Status {
    privacy_status: Option<String>,
}

pub(super) async fn begin(call: Call) -> Response {
    let parts = lists::parts(&call);
    let kind = call.get("uploadType").unwrap_or_default().to_owned();
    // At once where the video comes with its metadata.
    let at_once = match kind.as_str() {
        "multipart" => related::split(&call.headers, &call.body),
        _ => Some((&call.body[..], 0)),
    };
    let video = at_once.map(|(metadata, length)| match metadata.is_empty() {
        true => (Ok(Video::default()), length),
        false => (serde_json::from_slice::<Video>(metadata), length),
    });
    let site = call.site.clone();
    answer(&call, &INSERT, move |tx, bearer| {
        let parts = parts?;
        if !matches!(kind.as_str(), "resumable" | "multipart") {
            let message = "The sandbox takes videos by uploadType=resumable or multipart only.";
            return Err(ApiError::bad_request("badRequest", message).into());
        }
        let unreadable = || ApiError::bad_request("parseError", "Parse Error");
        let (video, length) = video.ok_or_else(unreadable)?;
        let mut session = open(bearer, video.map_err(|_| unreadable())?, parts)?;
        if kind == "multipart" {
            session.take(&Piece::Whole, u64::try_from(length).unwrap_or(u64::MAX))?;
            session.video = Some(publish(tx, &session)?);
            return session.answer(tx, &site);
        }
        let id = random::token(90);
        notes::put(tx, SESSIONS, &id, &session, tx.now + PATIENCE)?;
        Ok(opened(&site, &id))
    })
    .await
}

fn open(bearer: &Bearer, video: Video, parts: Vec<String>) -> Result<Session, Refusal> {
    let channel = bearer.acting()?;
    let Snippet { title, description } = video.snippet;
    let title = title.trim();
    if title.is_empty() || title.chars().count() > LONGEST_TITLE || title.contains(['<', '>', '\n'])
    {
        let message = "The request metadata specifies an invalid or empty video title.";
        return Err(ApiError::bad_request("invalidTitle", message).into());
    }
    let privacy = video.status.privacy_status.unwrap_or_else(|| "public".to_owned());
    if !matches!(privacy.as_str(), "public" | "unlisted" | "private") {
        let message = "The request metadata specifies an invalid privacy status.";
        return Err(ApiError::bad_request("invalidVideoMetadata", message).into());
    }
    let joint = if description.is_empty() { "" } else { "\n" };
    Ok(Session {
        client_id: bearer.token.client_id.clone(),
        channel_id: channel.id.clone(),
        text: format!("{title}{joint}{description}"),
        privacy,
        parts,
        received: 0,
        video: None,
    })
}

fn opened(site: &Site, id: &str) -> Response {
    let path = format!("/upload/youtube/v3/videos?uploadType=resumable&upload_id={id}");
    let mut response = StatusCode::OK.into_response();
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(&site.url(&path)) {
        headers.insert(header::LOCATION, location);
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("x-guploader-uploadid"), id);
    }
    response
}

/// What a piece says of itself: where it begins, and how long the whole is.
enum Piece {
    /// Everything at once.
    Whole,
    Chunk {
        start: u64,
        total: Option<u64>,
    },
    /// Nothing: how much has arrived?
    Question,
}

/// `bytes 0-524287/2000000`, `bytes 0-524287/*`, `bytes */2000000`.
fn piece(headers: &HeaderMap) -> Option<Piece> {
    let Some(range) = headers.get(header::CONTENT_RANGE) else { return Some(Piece::Whole) };
    let (span, total) = range.to_str().ok()?.strip_prefix("bytes ")?.split_once('/')?;
    if span == "*" {
        return Some(Piece::Question);
    }
    let start = span.split_once('-')?.0.parse().ok()?;
    Some(Piece::Chunk { start, total: total.parse().ok() })
}

pub(super) async fn receive(call: Call) -> Response {
    let Some(id) = call.get("upload_id").map(str::to_owned) else { return not_found().await };
    let piece = piece(&call.headers);
    let length = u64::try_from(call.body.len()).unwrap_or(u64::MAX);
    let site = call.site.clone();
    let done = call.world.act(move |tx| {
        let Some(mut session) = notes::take::<Session>(tx, SESSIONS, &id)? else {
            return Ok(None);
        };
        let piece = piece.ok_or_else(|| {
            ApiError::bad_request("badContent", "Failed to parse Content-Range header.")
        })?;
        if session.video.is_none() && session.take(&piece, length)? {
            session.video = Some(publish(tx, &session)?);
        }
        notes::put(tx, SESSIONS, &id, &session, tx.now + PATIENCE)?;
        session.answer(tx, &site).map(Some)
    });
    match done.await {
        Ok(Some(response)) => response,
        Ok(None) => not_found().await,
        Err(refusal) => refusal.into_response(),
    }
}

impl Session {
    /// Takes a piece; says whether the video is complete with it.
    fn take(&mut self, piece: &Piece, length: u64) -> Result<bool, Refusal> {
        match *piece {
            Piece::Question => return Ok(false),
            // What does not join on is not taken; the answer says where to go on.
            Piece::Chunk { start, .. } if start != self.received => return Ok(false),
            Piece::Whole if length == 0 => {
                let message = "The request does not include the video content.";
                return Err(ApiError::bad_request("mediaBodyRequired", message).into());
            }
            Piece::Whole | Piece::Chunk { .. } => {}
        }
        let last = match *piece {
            Piece::Chunk { start, total } => total == Some(start + length),
            _ => true,
        };
        if !last && !length.is_multiple_of(GRAIN) {
            let message = "Invalid request. The number of bytes uploaded is required to be equal or greater than \
                           262144, except for the final request (it's recommended to be the exact multiple of 262144).";
            return Err(ApiError::bad_request("badRequest", message).into());
        }
        self.received += length;
        Ok(last)
    }

    fn answer(&self, tx: &Tx<'_>, site: &Site) -> Result<Response, Refusal> {
        let Some(video) = &self.video else { return Ok(more(self.received)) };
        let post = posts::find(tx, NETWORK, video)?;
        let post = post.ok_or_else(|| world::Error::Row { table: "posts", id: video.clone() })?;
        Ok(ok(&videos::describe(tx, site, &post, &self.parts)?))
    }
}

fn publish(tx: &Tx<'_>, session: &Session) -> Result<String, Refusal> {
    let post = Post {
        id: random::word(11),
        network: NETWORK.to_owned(),
        channel_id: session.channel_id.clone(),
        client_id: Some(session.client_id.clone()),
        text: session.text.clone(),
        reply_to: None,
        created_at: tx.now,
        ..Post::default()
    };
    posts::put(tx, &post)?;
    if session.privacy != "public" {
        videos::hide(tx, &post.id, &session.privacy)?;
    }
    Ok(post.id)
}

/// 308 here means "go on", not "go elsewhere".
fn more(received: u64) -> Response {
    let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
    if let Some(last) = received.checked_sub(1)
        && let Ok(range) = HeaderValue::from_str(&format!("bytes=0-{last}"))
    {
        response.headers_mut().insert(header::RANGE, range);
    }
    response
}
