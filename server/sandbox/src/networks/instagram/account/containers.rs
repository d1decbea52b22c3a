//! Publishing: a container, and what becomes of it.

use serde_json::{Map, Value, json};

use super::{Account, Right};
use crate::networks::meta::asked::Asked;
use crate::networks::meta::container::{self, Container, Status, WORK};
use crate::networks::meta::refusal::{GraphError, Refusal};
use crate::picture::Fetched;
use crate::world::Tx;
use crate::world::clock::{DAY, SECOND};

const MOST_A_DAY: usize = 100;
const LONGEST: usize = 2_200;

pub(super) fn find(tx: &Tx<'_>, account: &Account, id: &str) -> Result<Option<Container>, Refusal> {
    Container::find(tx, account.voice.network(), &account.channel, id)
}

pub(in crate::networks) fn create(
    tx: &Tx<'_>,
    account: &Account,
    asked: &Asked,
    fetched: Fetched,
) -> Result<Value, Refusal> {
    account.need(Right::Read)?;
    account.need(Right::Publish)?;
    let voice = account.voice;
    let caption = asked.get("caption").unwrap_or_default();
    if caption.chars().count() > LONGEST {
        return Err(too_long(caption.chars().count()).into());
    }
    let mut container = Container::new(tx, &account.channel, caption);
    let needed = |name: &str| asked.filled(name).ok_or_else(|| voice.required(name));
    let address = match asked.filled("media_type") {
        Some("CAROUSEL") => {
            let parts = carousel(tx, account, asked)?;
            container.ready_at = parts.iter().map(|part| part.ready_at).max().unwrap_or(tx.now);
            container.shows = parts.into_iter().flat_map(|part| part.shows).collect();
            None
        }
        Some("STORIES") if asked.filled("image_url").is_some() => Some(needed("image_url")?),
        Some("VIDEO" | "REELS" | "STORIES") => {
            container.ready_at = tx.now + WORK;
            Some(needed("video_url")?)
        }
        None | Some("IMAGE") => Some(needed("image_url")?),
        Some(_) => {
            let text = "Param media_type must be one of {IMAGE, VIDEO, CAROUSEL, REELS, STORIES}";
            return Err(voice.wrong(text).into());
        }
    };
    if let Some(address) = address {
        let picture = fetched.map_err(|trouble| container::not_fetched(address, trouble))?;
        if let Some(picture) = picture {
            container.show(tx, voice.network(), &picture)?;
        }
    }
    container.item = asked.says_yes("is_carousel_item");
    container.put(tx, voice.network())?;
    Ok(json!({ "id": container.id }))
}

/// The parts of a carousel, which is ready when they are.
fn carousel(tx: &Tx<'_>, account: &Account, asked: &Asked) -> Result<Vec<Container>, Refusal> {
    let children = asked.filled("children").ok_or_else(|| account.voice.required("children"))?;
    // `a,b` and `["a","b"]` are both in use.
    let ids = children.split([',', '[', ']', '"', ' ']).filter(|id| !id.is_empty());
    let parts = ids.map(|id| {
        let part = find(tx, account, id)?.filter(|part| part.item);
        part.ok_or_else(|| Refusal::from(no_builder(id)))
    });
    let parts: Vec<Container> = parts.collect::<Result<_, _>>()?;
    if !(2..=10).contains(&parts.len()) {
        let text = "Param children must be an array of 2 to 10 media containers";
        return Err(account.voice.wrong(text).into());
    }
    if parts.iter().any(|part| part.status(tx.now) == Status::Expired) {
        return Err(no_builder(children).into());
    }
    Ok(parts)
}

fn too_long(length: usize) -> GraphError {
    GraphError::oauth(36_004, "The caption is too long").subcode(2_207_010).told(
        "Caption too long",
        format!("The caption was too long. {length} characters, the maximum is {LONGEST}."),
    )
}

fn no_builder(id: &str) -> GraphError {
    GraphError::oauth(24, "The requested resource does not exist").subcode(2_207_008).told(
        "Media not found",
        format!("The media builder with creation id = {id} does not exist or has been expired."),
    )
}

pub(super) fn describe(
    tx: &Tx<'_>,
    account: &Account,
    container: &Container,
    fields: Option<&[String]>,
) -> Result<Value, Refusal> {
    let status = container.status(tx.now);
    let mut answer = Map::new();
    for field in fields.unwrap_or_default() {
        let value = match field.as_str() {
            "id" => json!(container.id),
            "status_code" => json!(status.as_str()),
            "status" => json!(match status {
                Status::Finished => {
                    "Finished: Media has been uploaded and it is ready to be published."
                }
                Status::InProgress => "In Progress: Media is still being processed.",
                Status::Published => "Published: Media has been successfully published.",
                Status::Expired => "Expired: The container was not published within 24 hours.",
            }),
            other => return Err(account.voice.no_such_field(other, "IGContainer").into()),
        };
        answer.insert(field.clone(), value);
    }
    answer.insert("id".into(), json!(container.id));
    Ok(Value::Object(answer))
}

pub(in crate::networks) fn publish(
    tx: &Tx<'_>,
    account: &Account,
    asked: &Asked,
) -> Result<Value, Refusal> {
    account.need(Right::Read)?;
    account.need(Right::Publish)?;
    let id = asked.filled("creation_id").ok_or_else(|| account.voice.required("creation_id"))?;
    let container = find(tx, account, id)?.ok_or_else(|| no_builder(id))?;
    match container.status(tx.now) {
        Status::Finished if !container.item => {}
        Status::InProgress => {
            let error = GraphError::oauth(9007, "Media ID is not available").subcode(2_207_027);
            let text = "The media is not ready to be published. Please wait a moment.";
            return Err(error.told("Cannot publish", text).into());
        }
        _ => return Err(no_builder(id).into()),
    }
    if container::published_today(tx, &account.channel)? >= MOST_A_DAY {
        let text = "Application request limit reached";
        let told = "You reached maximum number of posts that is allowed to be published by Content Publishing API.";
        let error = GraphError::oauth(9, text).subcode(2_207_042);
        return Err(error.told("Maximum posts reached", told).into());
    }
    let network = account.voice.network();
    let post = container.as_post(tx, network, &account.client_id)?;
    container.become_published(tx, network, &post.id)?;
    Ok(json!({ "id": post.id }))
}

/// How much of a day's publishing is spent.
pub(in crate::networks) fn limit(
    tx: &Tx<'_>,
    account: &Account,
    asked: &Asked,
) -> Result<Value, Refusal> {
    account.need(Right::Read)?;
    account.need(Right::Publish)?;
    let fields = asked.fields().unwrap_or_else(|| vec!["quota_usage".to_owned()]);
    let mut answer = Map::new();
    for field in fields {
        let value = match field.as_str() {
            "quota_usage" => json!(container::published_today(tx, &account.channel)?),
            "config" => json!({ "quota_total": MOST_A_DAY, "quota_duration": DAY / SECOND }),
            other => {
                let node = "IGContentPublishingLimit";
                return Err(account.voice.no_such_field(other, node).into());
            }
        };
        answer.insert(field, value);
    }
    Ok(json!({ "data": [answer] }))
}
