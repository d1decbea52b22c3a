//! The channel of the identity behind a token: one, or none.

use axum::response::Response;
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::{Refusal, ok};
use super::bearer::{Need, answer};
use super::errors::ApiError;
use super::lists::{self, Page, READERS, SERVICE, frame};
use crate::call::{Call, Site};
use crate::world::channels::{self, Channel};
use crate::world::{Tx, posts, statistics};

const LIST: Need = Need {
    service: SERVICE,
    method: "youtube.api.v3.V3DataChannelService.List",
    scopes: &[READERS],
};

/// Channels of this world were opened on the same day.
const OPENED: &str = "2018-05-02T08:30:00Z";

pub(super) async fn list(call: Call) -> Response {
    let parts = lists::parts(&call);
    let page = Page::of(&call, 5, 50);
    let mine = call.get("mine") == Some("true");
    let ids = lists::ids(&call, "id");
    let handle = call.get("forHandle").map(str::to_owned);
    let site = call.site.clone();
    answer(&call, &LIST, move |tx, bearer| {
        let (parts, page) = (parts?, page?);
        let found: Vec<Channel> = match (mine, ids, handle) {
            (true, None, None) => bearer.acting().ok().cloned().into_iter().collect(),
            (false, Some(ids), None) => {
                let found = ids.iter().map(|id| channels::find(tx, NETWORK, id));
                found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect()
            }
            (false, None, Some(asked)) => {
                let asked = asked.trim_start_matches('@').to_lowercase();
                let mut all = channels::all(tx)?;
                all.retain(|it| it.network == NETWORK && handle_of(it) == format!("@{asked}"));
                all
            }
            (false, None, None) => {
                let choices = "forHandle, forUsername, id, idParam, managedByMe, mine";
                return Err(ApiError::no_filter(choices).into());
            }
            _ => {
                let message =
                    "Incompatible parameters specified in the request: id, mine, forHandle";
                return Err(ApiError::bad_request("incompatibleParameters", message).into());
            }
        };
        if found.is_empty() {
            // The key itself is missing, as in life.
            let none = frame("channelListResponse", 0, page.size);
            return Ok(ok(&Value::Object(none)));
        }
        let items = page.cut(&found).iter().map(|channel| describe(tx, &site, channel, &parts));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        Ok(ok(&page.list("channelListResponse", found.len(), items)))
    })
    .await
}

fn handle_of(channel: &Channel) -> String {
    let letters = channel.name.chars().filter(|letter| letter.is_alphanumeric());
    format!("@{}", letters.collect::<String>().to_lowercase())
}

fn describe(
    tx: &Tx<'_>,
    site: &Site,
    channel: &Channel,
    parts: &[String],
) -> Result<Value, Refusal> {
    let posts = posts::of_channel(tx, &channel.id)?;
    let views: i64 = posts.iter().map(|post| post.views).sum();
    let about = format!("Videos of {}", channel.name);
    let snippet = json!({
        "title": channel.name,
        "description": about,
        "customUrl": handle_of(channel),
        "publishedAt": OPENED,
        "thumbnails": lists::thumbnails(site, &channel.id),
        "localized": { "title": channel.name, "description": about },
        "country": "CZ",
    });
    let statistics = json!({
        "viewCount": views.to_string(),
        "subscriberCount": statistics::followers(tx, channel).to_string(),
        "hiddenSubscriberCount": false,
        "videoCount": posts.len().to_string(),
    });
    let playlists = json!({ "likes": "", "uploads": lists::uploads_of(&channel.id) });
    let status =
        json!({ "privacyStatus": "public", "isLinked": true, "longUploadsStatus": "allowed" });
    let have = [
        ("snippet", snippet),
        ("statistics", statistics),
        ("contentDetails", json!({ "relatedPlaylists": playlists })),
        ("status", status),
    ];
    Ok(lists::resource("channel", &json!(channel.id), parts, &have))
}
