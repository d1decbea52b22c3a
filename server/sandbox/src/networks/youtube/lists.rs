//! What every list of the YouTube Data API shares, and the two ways to a channel's own videos.

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::answers::{Refusal, ok};
use super::bearer::{Need, answer};
use super::errors::ApiError;
use super::{FORCE_SSL, MANAGE, NETWORK, PARTNER, READ, videos};
use crate::call::{Call, Site};
use crate::random;
use crate::world::channels::{self, Channel};
use crate::world::posts::{self, Post};

pub(super) const SERVICE: &str = "youtube.googleapis.com";
pub(super) const READERS: &[&str] = &[READ, MANAGE, FORCE_SSL, PARTNER];

/// The parts asked for; there must be some.
pub(super) fn parts(call: &Call) -> Result<Vec<String>, Refusal> {
    let parts: Vec<String> = call
        .all("part")
        .iter()
        .flat_map(|text| text.split(','))
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() { Err(ApiError::required("part").into()) } else { Ok(parts) }
}

/// A comma-separated list of ids.
pub(super) fn ids(call: &Call, name: &str) -> Option<Vec<String>> {
    let text = call.get(name).filter(|text| !text.is_empty())?;
    Some(text.split(',').map(|id| id.trim().to_owned()).collect())
}

/// Which stretch of a list is asked for.
#[derive(Clone, Debug)]
pub(super) struct Page {
    start: usize,
    pub(super) size: usize,
}

impl Page {
    pub(super) fn of(call: &Call, usual: usize, most: usize) -> Result<Self, Refusal> {
        let size = match call.get("maxResults") {
            None => usual,
            Some(text) => match text.parse() {
                Ok(size) if (1..=most).contains(&size) => size,
                _ => {
                    let message = format!(
                        "Invalid value '{text}'. Values must be within the range: [1, {most}]"
                    );
                    return Err(ApiError::invalid("invalidParameter", "maxResults", message).into());
                }
            },
        };
        let start = match call.get("pageToken").filter(|token| !token.is_empty()) {
            None => 0,
            Some(token) => place(token).ok_or_else(|| {
                let message = "The request specifies an invalid page token.";
                ApiError::invalid("invalidPageToken", "pageToken", message)
            })?,
        };
        Ok(Self { start, size })
    }

    pub(super) fn cut<'l, T>(&self, all: &'l [T]) -> &'l [T] {
        let rest = all.get(self.start..).unwrap_or_default();
        rest.get(..self.size).unwrap_or(rest)
    }

    /// The list around its items.
    pub(super) fn list(&self, kind: &str, total: usize, items: Vec<Value>) -> Value {
        let mut list = frame(kind, total, self.size);
        let end = self.start + items.len();
        if end < total {
            list.insert("nextPageToken".into(), json!(token_of(end)));
        }
        if self.start > 0 {
            list.insert(
                "prevPageToken".into(),
                json!(token_of(self.start.saturating_sub(self.size))),
            );
        }
        list.insert("items".into(), json!(items));
        Value::Object(list)
    }
}

fn token_of(place: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("page {place}"))
}

fn place(token: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix("page ")?.parse().ok()
}

/// A list without its items.
pub(super) fn frame(kind: &str, total: usize, size: usize) -> Map<String, Value> {
    let mut list = Map::new();
    list.insert("kind".into(), json!(format!("youtube#{kind}")));
    list.insert("etag".into(), json!(random::word(27)));
    list.insert("pageInfo".into(), json!({ "totalResults": total, "resultsPerPage": size }));
    list
}

/// A resource of the parts asked for.
pub(super) fn resource(kind: &str, id: &Value, parts: &[String], have: &[(&str, Value)]) -> Value {
    let mut resource = Map::new();
    resource.insert("kind".into(), json!(format!("youtube#{kind}")));
    resource.insert("etag".into(), json!(random::word_of(&["etag", &id.to_string()], 27)));
    resource.insert("id".into(), id.clone());
    for (name, value) in have.iter().filter(|(name, _)| parts.iter().any(|part| part == name)) {
        resource.insert((*name).to_owned(), value.clone());
    }
    Value::Object(resource)
}

pub(super) fn moment(at: i64) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub(super) fn thumbnails(site: &Site, channel_id: &str) -> Value {
    let url = site.url(&format!("/-/avatars/{channel_id}.svg"));
    let picture = |side: u32| json!({ "url": url, "width": side, "height": side });
    json!({ "default": picture(88), "medium": picture(240), "high": picture(800) })
}

/// The playlist of everything a channel uploaded.
pub(super) fn uploads_of(channel_id: &str) -> String {
    channel_id.strip_prefix("UC").map_or_else(String::new, |rest| format!("UU{rest}"))
}

const PLAYLIST: Need = Need {
    service: SERVICE,
    method: "youtube.api.v3.V3DataPlaylistItemService.List",
    scopes: &[READERS],
};

pub(super) async fn playlist_items(call: Call) -> Response {
    let parts = parts(&call);
    let page = Page::of(&call, 5, 50);
    let playlist = call.get("playlistId").map(str::to_owned);
    let site = call.site.clone();
    answer(&call, &PLAYLIST, move |tx, _bearer| {
        let (parts, page) = (parts?, page?);
        let playlist = playlist.ok_or_else(|| ApiError::no_filter("id, playlistId"))?;
        let channel_id = playlist.strip_prefix("UU").map(|rest| format!("UC{rest}"));
        let channel = channel_id.map(|id| channels::find(tx, NETWORK, &id)).transpose()?.flatten();
        let channel = channel.ok_or_else(|| {
            let message =
                "The playlist identified with the request's <code>playlistId</code> parameter cannot be found.";
            ApiError::missing("youtube.playlistItem", "playlistNotFound", "playlistId", message)
        })?;
        let all = posts::of_channel(tx, &channel.id)?;
        let items = page.cut(&all).iter().enumerate();
        let items = items.map(|(place, post)| item(&site, &channel, &playlist, post, page.start + place, &parts));
        Ok(ok(&page.list("playlistItemListResponse", all.len(), items.collect())))
    })
    .await
}

fn item(
    site: &Site,
    channel: &Channel,
    playlist: &str,
    post: &Post,
    position: usize,
    parts: &[String],
) -> Value {
    let id = format!("VVU{}", random::word_of(&["item", &post.id], 40));
    let video = json!({ "kind": "youtube#video", "videoId": post.id });
    let snippet = json!({
        "publishedAt": moment(post.created_at),
        "channelId": channel.id,
        "title": videos::title(post),
        "description": videos::description(post),
        "thumbnails": thumbnails(site, &channel.id),
        "channelTitle": channel.name,
        "playlistId": playlist,
        "position": position,
        "resourceId": video,
        "videoOwnerChannelTitle": channel.name,
        "videoOwnerChannelId": channel.id,
    });
    let details = json!({ "videoId": post.id, "videoPublishedAt": moment(post.created_at) });
    let have = [
        ("snippet", snippet),
        ("contentDetails", details),
        ("status", json!({ "privacyStatus": "public" })),
    ];
    resource("playlistItem", &json!(id), parts, &have)
}

const SEARCH: Need = Need {
    service: SERVICE,
    method: "youtube.api.v3.V3DataSearchService.List",
    scopes: &[READERS],
};

/// The newest videos of the identity's channel, or of another one.
pub(super) async fn search(call: Call) -> Response {
    let parts = parts(&call);
    let page = Page::of(&call, 5, 50);
    let mine = call.get("forMine") == Some("true");
    let video = call.get("type") == Some("video");
    let channel_id = call.get("channelId").map(str::to_owned);
    let site = call.site.clone();
    answer(&call, &SEARCH, move |tx, bearer| {
        let (parts, page) = (parts?, page?);
        if mine && !video {
            let message = "The request contains an invalid combination of search filters and/or restrictions.";
            return Err(ApiError::bad_request("invalidSearchFilter", message).into());
        }
        let channel = match (mine, channel_id) {
            (true, _) => bearer.acting()?.clone(),
            (false, Some(id)) => channels::find(tx, NETWORK, &id)?
                .ok_or_else(|| ApiError::bad_request("invalidChannelId", "The channelId is invalid."))?,
            (false, None) => {
                return Err(Refusal::from(ApiError::no_filter("forMine, channelId")));
            }
        };
        let all = posts::of_channel(tx, &channel.id)?;
        let found = page.cut(&all).iter().map(|post| {
            let snippet = json!({
                "publishedAt": moment(post.created_at),
                "channelId": channel.id,
                "title": videos::title(post),
                "description": videos::description(post),
                "thumbnails": thumbnails(&site, &channel.id),
                "channelTitle": channel.name,
                "liveBroadcastContent": "none",
                "publishTime": moment(post.created_at),
            });
            let id = json!({ "kind": "youtube#video", "videoId": post.id });
            resource("searchResult", &id, &parts, &[("snippet", snippet)])
        });
        Ok(ok(&page.list("searchListResponse", all.len(), found.collect())))
    })
    .await
}
