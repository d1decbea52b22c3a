//! The posts of an organization: one, and those of an author.

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::{ApiError, Refusal, ok};
use super::bearer::{Bearer, Need, answer};
use super::rest::{self, READERS, Window};
use crate::call::Call;
use crate::world::Tx;
use crate::world::posts::{self, Post};

const READ: &[&str] = &["r_organization_social"];
const FIND: Need = Need { resource: "partnerApiPostsExternal.FINDER-author", scopes: READ };
const GET: Need = Need { resource: "partnerApiPostsExternal.GET", scopes: READ };

pub(super) async fn of_author(call: Call) -> Response {
    let finder = call.get("q").map(str::to_owned);
    let author = call.get("author").map(|urn| urn.replace("%3A", ":"));
    let window = Window::of(&call, &call.site.path("/rest/posts"));
    answer(&call, &FIND, true, move |tx, bearer| {
        let window = window?;
        if finder.as_deref() != Some("author") {
            let text = "The sandbox finds posts by q=author only";
            return Err(ApiError::bad_parameter(text).into());
        }
        let author = author.as_deref().and_then(rest::organization);
        let author = author.ok_or_else(|| {
            ApiError::bad_parameter("The author must be the urn of an organization")
        })?;
        bearer.seat(tx, author, READERS)?;
        Ok(ok(&window.list(&posts::of_channel(tx, author)?, describe)))
    })
    .await
}

/// A post of an organization at which the member has one of these roles.
pub(super) fn visible(
    tx: &Tx<'_>,
    bearer: &Bearer,
    urn: &str,
    roles: &[&str],
) -> Result<Post, Refusal> {
    let number = urn.rsplit(':').next().unwrap_or_default();
    // The activity and the share of one post have one number here.
    let id = format!("urn:li:share:{number}");
    let post = posts::find(tx, NETWORK, &id)?.ok_or_else(|| ApiError::no_such_entity(urn))?;
    if post.channel_id != bearer.person.id {
        bearer.seat(tx, &post.channel_id, roles)?;
    }
    Ok(post)
}

pub(super) async fn one(Path(urn): Path<String>, call: Call) -> Response {
    answer(&call, &GET, true, move |tx, bearer| {
        Ok(ok(&describe(&visible(tx, bearer, &urn, READERS)?)))
    })
    .await
}

/// Organizations have numbers, members have words.
pub(super) fn author_of(post: &Post) -> String {
    let numeric = post.channel_id.bytes().all(|byte| byte.is_ascii_digit());
    let kind = if numeric { "organization" } else { "person" };
    format!("urn:li:{kind}:{}", post.channel_id)
}

fn describe(post: &Post) -> Value {
    let mut value = json!({
        "id": post.id,
        "author": author_of(post),
        "commentary": post.text,
        "createdAt": post.created_at,
        "publishedAt": post.created_at,
        "lastModifiedAt": post.created_at,
        "visibility": "PUBLIC",
        "lifecycleState": "PUBLISHED",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "isReshareDisabledByAuthor": false,
        "lifecycleStateInfo": { "isEditedByAuthor": false },
    });
    if let Some(link) = &post.link {
        value["content"] = json!({ "article": { "source": link } });
    }
    value
}
