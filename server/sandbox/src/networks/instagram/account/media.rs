//! What an account has published.

use serde_json::{Map, Value, json};

use super::{Account, Right, comments};
use crate::call::Site;
use crate::networks::meta::asked::Asked;
use crate::networks::meta::moment;
use crate::networks::meta::part::{self, Cut};
use crate::networks::meta::refusal::Refusal;
use crate::random;
use crate::world::Tx;
use crate::world::posts::{self, Post};

/// The account's media, newest first.
pub(in crate::networks) fn list(
    tx: &Tx<'_>,
    account: &Account,
    asked: &Asked,
) -> Result<Value, Refusal> {
    account.need(Right::Read)?;
    let posts = posts::of_channel(tx, &account.channel.id)?;
    let path = account.voice.path(&account.channel.id, "media");
    let cut = Cut { path: &path, usual: 25, most: 100 };
    let fields = asked.fields();
    part::of(
        asked,
        &cut,
        &posts,
        |post| &post.id,
        |post| describe(tx, account, &asked.site, post, fields.as_deref()),
    )
}

pub(super) fn describe(
    tx: &Tx<'_>,
    account: &Account,
    site: &Site,
    post: &Post,
    fields: Option<&[String]>,
) -> Result<Value, Refusal> {
    account.need(Right::Read)?;
    let shortcode = random::number_of(&["shortcode", &post.id]);
    let mut answer = Map::new();
    for field in fields.unwrap_or_default() {
        let value = match field.as_str() {
            "id" => json!(post.id),
            "caption" if post.text.is_empty() => continue,
            "caption" => json!(post.text),
            "media_type" => json!("IMAGE"),
            "media_product_type" => json!("FEED"),
            "media_url" => json!(site.url(&format!("/-/avatars/{}.svg", account.channel.id))),
            "permalink" => json!(format!("https://www.instagram.com/p/{shortcode}/")),
            "shortcode" => json!(shortcode),
            "timestamp" => json!(moment(post.created_at)),
            "username" => json!(account.username),
            "owner" => json!({ "id": account.channel.id }),
            "ig_id" => json!(random::number_of(&["ig_id", &post.id])),
            "like_count" => json!(post.likes),
            "comments_count" => json!(posts::comments(tx, &post.id)?.len()),
            "is_comment_enabled" => json!(true),
            "comments" => json!({ "data": comments::below(tx, account, post)? }),
            // Pictures have none of these.
            "thumbnail_url" | "children" => continue,
            other => return Err(account.voice.no_such_field(other, "IGMedia").into()),
        };
        answer.insert(field.clone(), value);
    }
    answer.insert("id".into(), json!(post.id));
    Ok(Value::Object(answer))
}
