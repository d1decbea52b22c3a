//! Publishing posts and replies, and how much of a day's publishing is spent.

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::posts::{self, Profile, Thing};
use super::{LOGIN, MANAGE_REPLIES, NETWORK, PUBLISH, api, not_permitted, replies};
use crate::call::Call;
use crate::networks::meta::asked::{Asked, answer, answer_fetching};
use crate::networks::meta::container::{self, Container, Status, WORK};
use crate::networks::meta::refusal::{GraphError, Refusal};
use crate::picture::{Fetched, Trouble};
use crate::random;
use crate::world::Tx;
use crate::world::clock::{DAY, SECOND};
use crate::world::posts::{self as world, Comment};

const POSTS_A_DAY: usize = 250;
const REPLIES_A_DAY: usize = 1_000;
const LONGEST: usize = 500;

pub(super) async fn create(Path(id): Path<String>, call: Call) -> Response {
    answer_fetching(call, &["image_url", "video_url"], move |tx, asked, fetched| {
        let profile = api::meant(tx, asked, &id, "post", Some(PUBLISH))?;
        let container = prepare(tx, &profile, asked, fetched)?;
        if asked.says_yes("auto_publish_text") && asked.get("media_type") == Some("TEXT") {
            return go(tx, &profile, container);
        }
        container.put(tx, NETWORK)?;
        Ok(json!({ "id": container.id }))
    })
    .await
}

fn prepare(
    tx: &Tx<'_>,
    profile: &Profile,
    asked: &Asked,
    fetched: Fetched,
) -> Result<Container, Refusal> {
    let text = asked.get("text").unwrap_or_default();
    if text.chars().count() > LONGEST {
        let text = format!("Param text must be at most {LONGEST} characters long.");
        return Err(LOGIN.wrong(text).into());
    }
    let mut container = Container::new(tx, &profile.channel, text);
    match LOGIN.needed(asked, "media_type")? {
        "TEXT" => {
            LOGIN.needed(asked, "text")?;
        }
        "IMAGE" => show(tx, &mut container, asked, "image_url", fetched)?,
        "VIDEO" => {
            show(tx, &mut container, asked, "video_url", fetched)?;
            container.ready_at = tx.now + WORK;
        }
        "CAROUSEL" => {
            let parts = carousel(tx, profile, asked)?;
            container.ready_at = parts.iter().map(|part| part.ready_at).max().unwrap_or(tx.now);
            container.shows = parts.into_iter().flat_map(|part| part.shows).collect();
        }
        _ => {
            let text = "Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}";
            return Err(LOGIN.wrong(text).into());
        }
    }
    let reply_to = asked.filled("reply_to_id");
    if let Some(id) = reply_to {
        if !profile.token.allows(MANAGE_REPLIES) {
            return Err(not_permitted(MANAGE_REPLIES).into());
        }
        if posts::find(tx, profile, id)?.is_none() {
            let text = "Param reply_to_id is not a valid threads_media ID";
            return Err(LOGIN.wrong(text).into());
        }
    }
    container.item = asked.says_yes("is_carousel_item");
    container.reply_to = reply_to.map(str::to_owned);
    Ok(container)
}

fn show(
    tx: &Tx<'_>,
    container: &mut Container,
    asked: &Asked,
    name: &str,
    fetched: Fetched,
) -> Result<(), Refusal> {
    let address = LOGIN.needed(asked, name)?;
    let picture = fetched.map_err(|trouble| match trouble {
        Trouble::Address => LOGIN.wrong(format!("Param {name} is not a valid URI.")),
        trouble => container::not_fetched(address, trouble),
    })?;
    picture.map_or(Ok(()), |picture| container.show(tx, NETWORK, &picture))
}

/// The parts of a carousel, which is ready when they are.
fn carousel(tx: &Tx<'_>, profile: &Profile, asked: &Asked) -> Result<Vec<Container>, Refusal> {
    let ids = LOGIN.needed(asked, "children")?.split(',').map(str::trim);
    let parts = ids.map(|id| {
        let part = Container::find(tx, NETWORK, &profile.channel, id)?
            .filter(|part| part.item && part.status(tx.now) != Status::Expired);
        part.ok_or_else(|| Refusal::from(no_container(id)))
    });
    let parts: Vec<Container> = parts.collect::<Result<_, _>>()?;
    if !(2..=20).contains(&parts.len()) {
        let text = "Param children must have at least 2 and at most 20 elements.";
        return Err(LOGIN.wrong(text).into());
    }
    Ok(parts)
}

/// Also while a container is worked on Threads says that there is none.
fn no_container(id: &str) -> GraphError {
    let error = GraphError::oauth(24, "The requested resource does not exist").subcode(4_279_009);
    error.told("Media Not Found", format!("The media with id {id} cannot be found."))
}

pub(super) async fn publish(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let profile = api::meant(tx, asked, &id, "post", Some(PUBLISH))?;
        let creation = LOGIN.needed(asked, "creation_id")?;
        let container = Container::find(tx, NETWORK, &profile.channel, creation)?
            .filter(|it| !it.item && it.status(tx.now) == Status::Finished)
            .ok_or_else(|| no_container(creation))?;
        go(tx, &profile, container)
    })
    .await
}

fn go(tx: &Tx<'_>, profile: &Profile, container: Container) -> Result<Value, Refusal> {
    let (used, most) = match container.reply_to {
        None => (container::published_today(tx, &profile.channel)?, POSTS_A_DAY),
        Some(_) => (replied_today(tx, profile)?, REPLIES_A_DAY),
    };
    if used >= most {
        let error = GraphError::oauth(9, "Application request limit reached").subcode(2_207_042);
        let text = "You reached maximum number of posts that is allowed to be published.";
        return Err(error.told("Maximum posts reached", text).into());
    }
    let id = match &container.reply_to {
        None => container.as_post(tx, NETWORK, &profile.token.client_id)?.id,
        Some(above) => reply(tx, profile, &container, above)?,
    };
    container.become_published(tx, NETWORK, &id)?;
    Ok(json!({ "id": id }))
}

fn reply(
    tx: &Tx<'_>,
    profile: &Profile,
    container: &Container,
    above: &str,
) -> Result<String, Refusal> {
    let (post_id, parent) = match posts::find(tx, profile, above)? {
        Some(Thing::Post(post)) => (post.id, None),
        Some(Thing::Reply(reply, post)) => (post.id, Some(reply.id)),
        None => return Err(no_container(above).into()),
    };
    let reply = Comment {
        id: random::number(),
        post_id,
        parent,
        author_id: profile.channel.id.clone(),
        author: profile.channel.name.clone(),
        text: container.text().to_owned(),
        created_at: tx.now,
        ..Comment::default()
    };
    world::put_comment(tx, &reply)?;
    Ok(reply.id)
}

fn replied_today(tx: &Tx<'_>, profile: &Profile) -> Result<usize, Refusal> {
    let written = replies::written_by(tx, profile)?;
    Ok(written.iter().filter(|(reply, _)| reply.created_at > tx.now - DAY).count())
}

/// A container by its fields.
pub(super) fn state(
    tx: &Tx<'_>,
    profile: &Profile,
    id: &str,
    fields: Option<&[String]>,
) -> Result<Value, Refusal> {
    let container = Container::find(tx, NETWORK, &profile.channel, id)?;
    let container = container.ok_or_else(|| LOGIN.no_such_object(id, "get"))?;
    let mut answer = Map::new();
    for field in fields.unwrap_or_default() {
        match field.as_str() {
            "status" => {
                answer.insert(field.clone(), json!(container.status(tx.now).as_str()));
            }
            // There is one only where something went wrong.
            "id" | "error_message" => {}
            other => return Err(LOGIN.no_such_field(other, "THMediaContainer").into()),
        }
    }
    answer.insert("id".into(), json!(container.id));
    Ok(Value::Object(answer))
}

pub(super) async fn limit(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let profile = api::meant(tx, asked, &id, "get", Some(PUBLISH))?;
        let fields = asked.fields().unwrap_or_else(|| vec!["quota_usage".to_owned()]);
        let config = |most: usize| json!({ "quota_total": most, "quota_duration": DAY / SECOND });
        let mut answer = Map::new();
        for field in fields {
            let value = match field.as_str() {
                "quota_usage" => json!(container::published_today(tx, &profile.channel)?),
                "config" => config(POSTS_A_DAY),
                "reply_quota_usage" => json!(replied_today(tx, &profile)?),
                "reply_config" => config(REPLIES_A_DAY),
                "delete_quota_usage" | "location_search_quota_usage" => json!(0),
                "delete_config" => config(100),
                "location_search_config" => config(500),
                other => return Err(LOGIN.no_such_field(other, "THPublishingLimit").into()),
            };
            answer.insert(field, value);
        }
        Ok(json!({ "data": [answer] }))
    })
    .await
}
