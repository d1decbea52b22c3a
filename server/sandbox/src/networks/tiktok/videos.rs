//! The account's videos and their numbers.

use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answers::{ApiError, Refusal};
use super::bearer::{Bearer, answer, fields};
use crate::call::{Call, Site};
use crate::world::Tx;
use crate::world::clock::SECOND;
use crate::world::posts::{self, Post};

const FIELDS: [&str; 15] = [
    "id",
    "create_time",
    "cover_image_url",
    "share_url",
    "video_description",
    "duration",
    "height",
    "width",
    "title",
    "embed_html",
    "embed_link",
    "like_count",
    "comment_count",
    "share_count",
    "view_count",
];

/// At most so many on one page, and so many ids in one query.
const MOST: usize = 20;

#[derive(Default, Deserialize)]
struct Page {
    /// Only what was posted before this millisecond.
    cursor: Option<i64>,
    max_count: Option<usize>,
}

pub(super) async fn list(call: Call) -> Response {
    let asked = fields(&call, &FIELDS).and_then(|fields| Ok((fields, body::<Page>(&call)?)));
    let site = call.site.clone();
    answer(&call, &["video.list"], move |tx, bearer| {
        let (fields, page) = asked?;
        let most = page.max_count.unwrap_or(10);
        if !(1..=MOST).contains(&most) {
            return Err(ApiError::invalid("Max count is invalid: 1 to 20 are allowed.").into());
        }
        let mut posted = posted(tx, bearer)?;
        if let Some(cursor) = page.cursor.filter(|cursor| *cursor > 0) {
            posted.retain(|post| post.created_at < cursor);
        }
        let has_more = posted.len() > most;
        posted.truncate(most);
        let cursor = posted.last().map_or(tx.now, |post| post.created_at);
        let videos = describe_all(tx, &site, bearer, &posted, &fields)?;
        Ok(json!({ "videos": videos, "cursor": cursor, "has_more": has_more }))
    })
    .await
}

#[derive(Deserialize)]
struct Query {
    filters: Filters,
}

#[derive(Deserialize)]
struct Filters {
    video_ids: Vec<String>,
}

pub(super) async fn query(call: Call) -> Response {
    let asked = fields(&call, &FIELDS).and_then(|fields| Ok((fields, body::<Query>(&call)?)));
    let site = call.site.clone();
    answer(&call, &["video.list"], move |tx, bearer| {
        let (fields, query) = asked?;
        let ids = query.filters.video_ids;
        if ids.is_empty() || ids.len() > MOST {
            return Err(ApiError::invalid("Video ids is invalid: 1 to 20 are allowed.").into());
        }
        // Other people's videos are left out without a word.
        let mut posted = posted(tx, bearer)?;
        posted.retain(|post| ids.contains(&post.id));
        let videos = describe_all(tx, &site, bearer, &posted, &fields)?;
        Ok(json!({ "videos": videos }))
    })
    .await
}

/// A JSON body; none at all is an empty one.
pub(super) fn body<T: for<'de> Deserialize<'de>>(call: &Call) -> Result<T, ApiError> {
    let text = if call.body.is_empty() { b"{}" } else { call.body.as_ref() };
    serde_json::from_slice(text)
        .map_err(|_| ApiError::invalid("The request body is not the expected JSON."))
}

/// What has been posted and processed, newest first.
fn posted(tx: &Tx<'_>, bearer: &Bearer) -> Result<Vec<Post>, Refusal> {
    let mut posted = posts::of_channel(tx, &bearer.person.id)?;
    posted.retain(|post| post.created_at <= tx.now);
    Ok(posted)
}

fn describe_all(
    tx: &Tx<'_>,
    site: &Site,
    bearer: &Bearer,
    posted: &[Post],
    fields: &[String],
) -> Result<Vec<Value>, Refusal> {
    posted.iter().map(|post| describe(tx, site, bearer, post, fields)).collect()
}

fn describe(
    tx: &Tx<'_>,
    site: &Site,
    bearer: &Bearer,
    post: &Post,
    fields: &[String],
) -> Result<Value, Refusal> {
    let mut video = Map::new();
    for field in fields {
        let value = match field.as_str() {
            "id" => json!(post.id),
            "create_time" => json!(post.created_at / SECOND),
            "title" | "video_description" => json!(post.text),
            "cover_image_url" => json!(site.url(&format!("/-/avatars/{}.svg", post.channel_id))),
            "share_url" => {
                json!(format!("https://www.tiktok.com/@{}/video/{}", bearer.person.handle, post.id))
            }
            "embed_link" => json!(format!("https://www.tiktok.com/embed/v2/{}", post.id)),
            "embed_html" => json!(format!(
                "<blockquote class=\"tiktok-embed\" data-video-id=\"{}\"></blockquote>",
                post.id
            )),
            "duration" => json!(24),
            "height" => json!(1_024),
            "width" => json!(576),
            "like_count" => json!(post.likes),
            "comment_count" => json!(posts::comments(tx, &post.id)?.len()),
            "share_count" => json!(post.shares),
            _ => json!(post.views),
        };
        video.insert(field.clone(), value);
    }
    Ok(Value::Object(video))
}
