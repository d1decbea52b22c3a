//! Videos: a title on the first line of a post's text, a description below.

use axum::response::Response;
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::{Refusal, ok};
use super::bearer::{Need, answer};
use super::errors::ApiError;
use super::lists::{self, Page, READERS, SERVICE, moment};
use crate::call::{Call, Site};
use crate::world::notes::{self, Book};
use crate::world::posts::{self, Post};
use crate::world::{Tx, channels};

/// Who may see a video that was uploaded; what is not noted is public.
const PRIVACY: Book = Book { network: NETWORK, kind: "privacy" };

const LIST: Need =
    Need { service: SERVICE, method: "youtube.api.v3.V3DataVideoService.List", scopes: &[READERS] };

pub(super) fn title(post: &Post) -> &str {
    post.text.lines().next().unwrap_or_default()
}

pub(super) fn description(post: &Post) -> &str {
    post.text.split_once('\n').map_or("", |(_, rest)| rest)
}

pub(super) fn hide(tx: &Tx<'_>, id: &str, privacy: &str) -> Result<(), Refusal> {
    Ok(notes::put(tx, PRIVACY, id, &privacy, i64::MAX)?)
}

pub(super) async fn list(call: Call) -> Response {
    let parts = lists::parts(&call);
    let page = Page::of(&call, 5, 50);
    let ids = lists::ids(&call, "id");
    let site = call.site.clone();
    answer(&call, &LIST, move |tx, bearer| {
        let (parts, page) = (parts?, page?);
        let ids = ids.ok_or_else(|| ApiError::no_filter("chart, id, idParam, myRating"))?;
        let mut found = Vec::new();
        for id in &ids {
            let Some(post) = posts::find(tx, NETWORK, id)? else { continue };
            let own = bearer.acting().is_ok_and(|channel| channel.id == post.channel_id);
            // A private video exists for its owner only.
            if own || privacy(tx, &post)? != "private" {
                found.push(post);
            }
        }
        let items = page.cut(&found).iter().map(|post| describe(tx, &site, post, &parts));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        Ok(ok(&page.list("videoListResponse", found.len(), items)))
    })
    .await
}

fn privacy(tx: &Tx<'_>, post: &Post) -> Result<String, Refusal> {
    Ok(notes::find(tx, PRIVACY, &post.id)?.unwrap_or_else(|| "public".to_owned()))
}

/// A video in the parts asked for.
pub(super) fn describe(
    tx: &Tx<'_>,
    site: &Site,
    post: &Post,
    parts: &[String],
) -> Result<Value, Refusal> {
    let channel = channels::find(tx, NETWORK, &post.channel_id)?;
    let name = channel.map_or_else(String::new, |channel| channel.name);
    let snippet = json!({
        "publishedAt": moment(post.created_at),
        "channelId": post.channel_id,
        "title": title(post),
        "description": description(post),
        "thumbnails": lists::thumbnails(site, &post.channel_id),
        "channelTitle": name,
        "categoryId": "22",
        "liveBroadcastContent": "none",
        "localized": { "title": title(post), "description": description(post) },
    });
    let status = json!({
        "uploadStatus": if post.views > 0 { "processed" } else { "uploaded" },
        "privacyStatus": privacy(tx, post)?,
        "license": "youtube",
        "embeddable": true,
        "publicStatsViewable": true,
        "madeForKids": false,
    });
    let statistics = json!({
        "viewCount": post.views.to_string(),
        "likeCount": post.likes.to_string(),
        "favoriteCount": "0",
        "commentCount": posts::comments(tx, &post.id)?.len().to_string(),
    });
    let have = [("snippet", snippet), ("status", status), ("statistics", statistics)];
    Ok(lists::resource("video", &json!(post.id), parts, &have))
}
