//! The account itself.

use serde_json::{Map, Value, json};

use super::{Account, Right, Voice};
use crate::networks::meta::asked::Asked;
use crate::networks::meta::refusal::Refusal;
use crate::world::posts;
use crate::world::{Tx, statistics};

pub(in crate::networks) fn describe(
    tx: &Tx<'_>,
    account: &Account,
    asked: &Asked,
) -> Result<Value, Refusal> {
    account.need(Right::Read)?;
    let channel = &account.channel;
    let own_id = account.scoped_id.as_deref().unwrap_or(&channel.id);
    let mut answer = Map::new();
    for field in asked.fields().unwrap_or_default() {
        let value = match (field.as_str(), account.voice) {
            ("id", _) => json!(own_id),
            ("user_id", Voice::Instagram) => json!(channel.id),
            ("account_type", Voice::Instagram) => json!("BUSINESS"),
            ("ig_id", Voice::Facebook) => json!(channel.id.trim_start_matches("1784")),
            ("username", _) => json!(account.username),
            ("name", _) => json!(channel.name),
            ("biography", _) => json!(format!("{} on Instagram", channel.name)),
            ("profile_picture_url", _) => {
                json!(asked.site.url(&format!("/-/avatars/{}.svg", channel.id)))
            }
            ("followers_count", _) => json!(statistics::followers(tx, channel)),
            ("follows_count", _) => json!(channel.followers / 40 + 11),
            ("media_count", _) => json!(posts::count(tx, &channel.id)?),
            ("website", _) => json!("https://example.com/"),
            (other, voice) => return Err(voice.no_such_field(other, "IGUser").into()),
        };
        answer.insert(field, value);
    }
    // The id comes whether asked for or not.
    answer.insert("id".into(), json!(own_id));
    Ok(Value::Object(answer))
}
