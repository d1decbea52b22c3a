//! Posting a video: asked for, uploaded or pulled, and followed until it is there.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::ApiError;
use super::bearer::answer;
use super::publication::{PRIVACY, Publication, Source, Stage};
use super::videos::body;
use crate::call::{Call, Site};
use crate::world::Result as Done;

#[derive(Deserialize)]
struct New {
    post_info: Option<Info>,
    source_info: Source,
}

#[derive(Deserialize)]
struct Info {
    #[serde(default)]
    title: String,
    privacy_level: Option<String>,
}

const LONGEST_TITLE: usize = 2_200;

pub(super) async fn post_directly(call: Call) -> Response {
    let new = body::<New>(&call).and_then(|new| {
        let info = new.post_info.ok_or_else(|| ApiError::invalid("post_info is required"))?;
        if !info.privacy_level.is_some_and(|level| PRIVACY.contains(&level.as_str())) {
            return Err(ApiError::invalid("The privacy_level is invalid"));
        }
        if info.title.encode_utf16().count() > LONGEST_TITLE {
            return Err(ApiError::invalid("The title is longer than 2200 UTF-16 runes"));
        }
        new.source_info.check()?;
        Ok((info.title, new.source_info))
    });
    init(&call, &["video.publish"], new, false).await
}

/// Uploads to the person's inbox: they finish it in the app.
pub(super) async fn draft(call: Call) -> Response {
    let new = body::<New>(&call).and_then(|new| {
        new.source_info.check()?;
        Ok((String::new(), new.source_info))
    });
    init(&call, &["video.upload"], new, true).await
}

async fn init(
    call: &Call,
    scopes: &'static [&'static str],
    new: Result<(String, Source), ApiError>,
    draft: bool,
) -> Response {
    let site = call.site.clone();
    answer(call, scopes, move |tx, bearer| {
        let (title, source) = new?;
        let (person_id, client_id) = (&bearer.person.id, &bearer.token.client_id);
        let begun = Publication::begin(tx, person_id, client_id, title, draft, &source)?;
        let mut data = json!({ "publish_id": begun.id() });
        if let (Source::FileUpload { .. }, Some(fields)) = (&source, data.as_object_mut()) {
            fields.insert("upload_url".into(), json!(upload_url(&site, &begun)));
        }
        Ok(data)
    })
    .await
}

/// Uploads have a host of their own.
fn upload_url(site: &Site, begun: &Publication) -> String {
    let path = format!("/video/?upload_id={}&upload_token={}", begun.number, begun.upload_token);
    site.url(&path).replacen("://open.", "://open-upload.", 1)
}

/// What is asked is whether the address is good, not who calls.
pub(super) async fn upload(call: Call) -> Response {
    let number = call.get("upload_id").unwrap_or_default().to_owned();
    let token = call.get("upload_token").unwrap_or_default().to_owned();
    let range = Range::read(&call.headers);
    let length = i64::try_from(call.body.len()).unwrap_or(i64::MAX);
    let is_video = call.headers.get(header::CONTENT_TYPE).is_some_and(is_video);
    let done: Done<_> = call
        .world
        .act(move |tx| {
            let found = Publication::find(tx, &number)?
                .filter(|found| found.upload_token == token && found.takes_bytes(tx.now));
            let Some(mut found) = found else { return Ok((StatusCode::FORBIDDEN, 0)) };
            let Some(range) = range.filter(|_| is_video) else {
                return Ok((StatusCode::BAD_REQUEST, found.uploaded));
            };
            // In order, without a gap, and as long as it says.
            let fits = range.first == found.uploaded
                && range.last - range.first + 1 == length
                && range.last < found.size()
                && range.total == found.size();
            if !fits {
                return Ok((StatusCode::RANGE_NOT_SATISFIABLE, found.uploaded));
            }
            let status = match found.receive(tx, length)? {
                true => StatusCode::CREATED,
                false => StatusCode::PARTIAL_CONTENT,
            };
            Ok((status, found.uploaded))
        })
        .await;
    match done {
        Ok((status, uploaded)) => {
            let mut response = status.into_response();
            let there = format!("bytes 0-{}", (uploaded - 1).max(0));
            if let (true, Ok(value)) = (uploaded > 0, HeaderValue::from_str(&there)) {
                response.headers_mut().insert(header::CONTENT_RANGE, value);
            }
            response
        }
        Err(error) => crate::desk::broken(&error),
    }
}

fn is_video(value: &HeaderValue) -> bool {
    let known = ["video/mp4", "video/quicktime", "video/webm"];
    value.to_str().is_ok_and(|kind| known.contains(&kind))
}

/// `bytes {first}-{last}/{total}`.
struct Range {
    first: i64,
    last: i64,
    total: i64,
}

impl Range {
    fn read(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get(header::CONTENT_RANGE)?.to_str().ok()?.strip_prefix("bytes ")?;
        let (span, total) = text.split_once('/')?;
        let (first, last) = span.split_once('-')?;
        Some(Self {
            first: first.parse().ok()?,
            last: last.parse().ok()?,
            total: total.parse().ok()?,
        })
    }
}

#[derive(Deserialize)]
struct Which {
    publish_id: String,
}

pub(super) async fn status(call: Call) -> Response {
    let which = body::<Which>(&call);
    answer(&call, &["video.publish", "video.upload"], move |tx, bearer| {
        let id = which?.publish_id;
        let found = Publication::by_id(tx, &bearer.person.id, &bearer.token.client_id, &id)?;
        let found = found.ok_or_else(ApiError::unknown_publication)?;
        Ok(told(&found, tx.now))
    })
    .await
}

fn told(found: &Publication, now: i64) -> Value {
    match found.stage(now) {
        Stage::Uploading => {
            json!({ "status": "PROCESSING_UPLOAD", "uploaded_bytes": found.uploaded })
        }
        Stage::Downloading => json!({ "status": "PROCESSING_DOWNLOAD", "downloaded_bytes": 0 }),
        Stage::InInbox => json!({ "status": "SEND_TO_USER_INBOX" }),
        // Spelt so, and a list of numbers.
        Stage::Posted(id) => json!({
            "status": "PUBLISH_COMPLETE",
            "publicaly_available_post_id": [id.parse::<i64>().unwrap_or(0)],
        }),
    }
}
