//! Publishing in two steps: a container takes what shall be published, and when it is ready it is published. A container
//! that nobody publishes within a day expires.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Account, Right};
use crate::networks::meta::asked::Asked;
use crate::networks::meta::refusal::{GraphError, Refusal};
use crate::random;
use crate::world::Tx;
use crate::world::clock::{DAY, SECOND};
use crate::world::notes::{self, Book};
use crate::world::posts::{self, Post};

/// How long a video is worked on; a picture is ready at once.
const WORK: i64 = 30 * SECOND;
/// A container is remembered longer than it can be published.
const KEPT: i64 = 7 * DAY;
const MOST_A_DAY: usize = 100;
const LONGEST: usize = 2_200;

#[derive(Serialize, Deserialize)]
pub(in crate::networks) struct Container {
    pub(super) id: String,
    channel_id: String,
    caption: String,
    /// A part of a carousel, which is not published by itself.
    item: bool,
    created_at: i64,
    ready_at: i64,
    /// What it became.
    published: Option<String>,
}

impl Container {
    fn status(&self, now: i64) -> &'static str {
        match () {
            () if self.published.is_some() => "PUBLISHED",
            () if now >= self.created_at + DAY => "EXPIRED",
            () if now < self.ready_at => "IN_PROGRESS",
            () => "FINISHED",
        }
    }
}

fn book(account: &Account) -> Book {
    Book { network: account.voice.network(), kind: "container" }
}

pub(super) fn find(tx: &Tx<'_>, account: &Account, id: &str) -> Result<Option<Container>, Refusal> {
    let found: Option<Container> = notes::find(tx, book(account), id)?;
    Ok(found.filter(|container| container.channel_id == account.channel.id))
}

pub(in crate::networks) fn create(
    tx: &Tx<'_>,
    account: &Account,
    asked: &Asked,
) -> Result<Value, Refusal> {
    account.need(Right::Read)?;
    account.need(Right::Publish)?;
    let voice = account.voice;
    let caption = asked.get("caption").unwrap_or_default();
    if caption.chars().count() > LONGEST {
        return Err(too_long(caption.chars().count()).into());
    }
    let ready_at = match asked.filled("media_type") {
        Some("CAROUSEL") => carousel(tx, account, asked)?,
        Some("STORIES") if asked.filled("image_url").is_some() => tx.now,
        Some("VIDEO" | "REELS" | "STORIES") => {
            fetchable(asked.filled("video_url").ok_or_else(|| voice.required("video_url"))?)?;
            tx.now + WORK
        }
        None | Some("IMAGE") => {
            fetchable(asked.filled("image_url").ok_or_else(|| voice.required("image_url"))?)?;
            tx.now
        }
        Some(_) => {
            let text = "Param media_type must be one of {IMAGE, VIDEO, CAROUSEL, REELS, STORIES}";
            return Err(voice.wrong(text).into());
        }
    };
    let container = Container {
        id: random::number(),
        channel_id: account.channel.id.clone(),
        caption: caption.to_owned(),
        item: asked.says_yes("is_carousel_item"),
        created_at: tx.now,
        ready_at,
        published: None,
    };
    notes::put(tx, book(account), &container.id, &container, tx.now + KEPT)?;
    Ok(json!({ "id": container.id }))
}

/// A carousel is ready when its parts are.
fn carousel(tx: &Tx<'_>, account: &Account, asked: &Asked) -> Result<i64, Refusal> {
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
    if parts.iter().any(|part| part.status(tx.now) == "EXPIRED") {
        return Err(no_builder(children).into());
    }
    Ok(parts.iter().map(|part| part.ready_at).max().unwrap_or(tx.now))
}

/// The sandbox fetches nothing; it looks whether Instagram could.
fn fetchable(address: &str) -> Result<(), GraphError> {
    let url = url::Url::parse(address).ok();
    if url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some()) {
        return Ok(());
    }
    let text = "Only photo or video can be accepted as media type.";
    Err(GraphError::oauth(9004, text).subcode(2_207_052).told(
        "Media download has failed. The media URI doesn't meet our requirements.",
        format!("The media could not be fetched from this URI: {address}"),
    ))
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
            "status_code" => json!(status),
            "status" => json!(match status {
                "FINISHED" => "Finished: Media has been uploaded and it is ready to be published.",
                "IN_PROGRESS" => "In Progress: Media is still being processed.",
                "PUBLISHED" => "Published: Media has been successfully published.",
                _ => "Expired: The container was not published within 24 hours.",
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
        "FINISHED" if !container.item => {}
        "IN_PROGRESS" => {
            let error = GraphError::oauth(9007, "Media ID is not available").subcode(2_207_027);
            let text = "The media is not ready to be published. Please wait a moment.";
            return Err(error.told("Cannot publish", text).into());
        }
        _ => return Err(no_builder(id).into()),
    }
    if published_today(tx, account)? >= MOST_A_DAY {
        let text = "Application request limit reached";
        let told = "You reached maximum number of posts that is allowed to be published by Content Publishing API.";
        let error = GraphError::oauth(9, text).subcode(2_207_042);
        return Err(error.told("Maximum posts reached", told).into());
    }
    let post = Post {
        id: random::number(),
        network: account.channel.network.clone(),
        channel_id: account.channel.id.clone(),
        client_id: Some(account.client_id.clone()),
        text: container.caption.clone(),
        reply_to: None,
        created_at: tx.now,
        likes: 0,
        shares: 0,
        views: 0,
    };
    posts::put(tx, &post)?;
    let kept = container.created_at + KEPT;
    let container = Container { published: Some(post.id.clone()), ..container };
    notes::put(tx, book(account), &container.id, &container, kept)?;
    Ok(json!({ "id": post.id }))
}

fn published_today(tx: &Tx<'_>, account: &Account) -> Result<usize, Refusal> {
    let posts = posts::of_channel(tx, &account.channel.id)?;
    let counted =
        posts.iter().filter(|post| post.client_id.is_some() && post.created_at > tx.now - DAY);
    Ok(counted.count())
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
            "quota_usage" => json!(published_today(tx, account)?),
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
