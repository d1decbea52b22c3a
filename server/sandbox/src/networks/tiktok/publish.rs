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
use crate::picture::{self, Picture, Trouble};
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

#[derive(Deserialize)]
struct NewPhotos {
    #[serde(default)]
    post_info: PhotoInfo,
    source_info: Pulled,
    post_mode: String,
    media_type: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PhotoInfo {
    title: String,
    description: String,
    privacy_level: Option<String>,
}

#[derive(Deserialize)]
struct Pulled {
    source: String,
    photo_images: Vec<String>,
}

const MOST_PHOTOS: usize = 35;
const LONGEST_PHOTO_TITLE: usize = 90;
const LONGEST_DESCRIPTION: usize = 4_000;

impl NewPhotos {
    fn check(self) -> Result<Self, ApiError> {
        let draft = self.post_mode == "MEDIA_UPLOAD";
        let level = self.post_info.privacy_level.as_deref();
        if self.media_type != "PHOTO" || self.source_info.source != "PULL_FROM_URL" {
            return Err(ApiError::invalid("The media_type or the source is invalid"));
        }
        if !draft && self.post_mode != "DIRECT_POST" {
            return Err(ApiError::invalid("The post_mode is invalid"));
        }
        if !draft && !level.is_some_and(|level| PRIVACY.contains(&level)) {
            return Err(ApiError::invalid("The privacy_level is invalid"));
        }
        if !(1..=MOST_PHOTOS).contains(&self.source_info.photo_images.len()) {
            return Err(ApiError::invalid("The photo_images must be 1 to 35"));
        }
        let info = &self.post_info;
        if info.title.encode_utf16().count() > LONGEST_PHOTO_TITLE
            || info.description.encode_utf16().count() > LONGEST_DESCRIPTION
        {
            return Err(ApiError::invalid("The title or the description is too long"));
        }
        Ok(self)
    }
}

/// Posts pictures, or puts them into the person's inbox. That one cannot be pulled is told by the status.
pub(super) async fn photos(call: Call) -> Response {
    let new = body::<NewPhotos>(&call).and_then(NewPhotos::check);
    let pulled = match &new {
        Ok(new) => pull(&new.source_info.photo_images).await,
        Err(_) => Ok(Vec::new()),
    };
    let draft = new.as_ref().is_ok_and(|new| new.post_mode == "MEDIA_UPLOAD");
    let scopes: &'static [&'static str] =
        if draft { &["video.upload"] } else { &["video.publish"] };
    answer(&call, scopes, move |tx, bearer| {
        let info = new?.post_info;
        let title = if info.description.is_empty() { info.title } else { info.description };
        let whose = (bearer.person.id.as_str(), bearer.token.client_id.as_str());
        let begun = Publication::of_photos(tx, whose, title, draft, pulled)?;
        Ok(json!({ "publish_id": begun.id() }))
    })
    .await
}

async fn pull(addresses: &[String]) -> Result<Vec<Picture>, &'static str> {
    let mut pulled = Vec::new();
    for address in addresses {
        match picture::fetch(address).await {
            Ok(found) => pulled.extend(found),
            Err(Trouble::NotAPicture) => return Err("file_format_check_failed"),
            Err(Trouble::Address | Trouble::Unreachable) => return Err("photo_pull_failed"),
        }
    }
    Ok(pulled)
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
        Stage::Failed(reason) => json!({ "status": "FAILED", "fail_reason": reason }),
        Stage::InInbox => json!({ "status": "SEND_TO_USER_INBOX" }),
        // Spelt so, and a list of numbers.
        Stage::Posted(id) => json!({
            "status": "PUBLISH_COMPLETE",
            "publicaly_available_post_id": [id.parse::<i64>().unwrap_or(0)],
        }),
    }
}
