//! The account behind a token, and what it may post.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::answers::{ApiError, Refusal};
use super::bearer::{Bearer, answer, fields};
use super::publication::PRIVACY;
use crate::call::{Call, Site};
use crate::random;
use crate::world::{Tx, posts, statistics};

/// Every field, and the scope under which it is given.
const FIELDS: [(&str, &str); 15] = [
    ("open_id", "user.info.basic"),
    ("union_id", "user.info.basic"),
    ("avatar_url", "user.info.basic"),
    ("avatar_url_100", "user.info.basic"),
    // Undocumented in version 2, asked for by clients that have come from version 1.
    ("avatar_url_200", "user.info.basic"),
    ("avatar_large_url", "user.info.basic"),
    ("display_name", "user.info.basic"),
    ("bio_description", "user.info.profile"),
    ("profile_deep_link", "user.info.profile"),
    ("is_verified", "user.info.profile"),
    ("username", "user.info.profile"),
    ("follower_count", "user.info.stats"),
    ("following_count", "user.info.stats"),
    ("likes_count", "user.info.stats"),
    ("video_count", "user.info.stats"),
];

pub(super) async fn info(call: Call) -> Response {
    let fields = fields(&call, &FIELDS.map(|(field, _)| field));
    let site = call.site.clone();
    answer(&call, &["user.info.basic"], move |tx, bearer| {
        let mut user = Map::new();
        for field in fields? {
            let scope = FIELDS.iter().find(|(known, _)| *known == field).map(|(_, scope)| *scope);
            if scope.is_some_and(|scope| !bearer.token.allows(scope)) {
                return Err(ApiError::scope_missing().into());
            }
            let value = describe(tx, &site, bearer, &field)?;
            user.insert(field, value);
        }
        Ok(json!({ "user": user }))
    })
    .await
}

fn describe(tx: &Tx<'_>, site: &Site, bearer: &Bearer, field: &str) -> Result<Value, Refusal> {
    let person = &bearer.person;
    Ok(match field {
        "open_id" => json!(bearer.grant.scoped_id),
        // The same for all clients of one developer, and all clients of this world are one developer's.
        "union_id" => json!(random::word_of(&[&person.id], 32)),
        "display_name" => json!(person.name),
        "username" => json!(person.handle),
        "bio_description" => json!(""),
        "profile_deep_link" => json!(format!("https://www.tiktok.com/@{}", person.handle)),
        "is_verified" => json!(false),
        "follower_count" => json!(statistics::followers(tx, &bearer.channel(tx)?)),
        "following_count" => json!(140),
        "likes_count" => {
            json!(posts::of_channel(tx, &person.id)?.iter().map(|post| post.likes).sum::<i64>())
        }
        "video_count" => json!(posts::of_channel(tx, &person.id)?.len()),
        _ => json!(picture(site, &person.id)),
    })
}

fn picture(site: &Site, id: &str) -> String {
    site.url(&format!("/-/avatars/{id}.svg"))
}

/// What a client must show before it posts.
pub(super) async fn creator(call: Call) -> Response {
    let site = call.site.clone();
    answer(&call, &["video.publish"], move |_tx, bearer| {
        Ok(json!({
            "creator_avatar_url": picture(&site, &bearer.person.id),
            "creator_username": bearer.person.handle,
            "creator_nickname": bearer.person.name,
            "privacy_level_options": PRIVACY,
            "comment_disabled": false,
            "duet_disabled": false,
            "stitch_disabled": false,
            "max_video_post_duration_sec": 600,
        }))
    })
    .await
}
