//! Publishing: for an organization by its role, for the member themselves by their own scope.

use axum::response::Response;
use serde::Deserialize;

use super::NETWORK;
use super::answers::{ApiError, Refusal, created};
use super::bearer::{Bearer, Need, answer};
use super::rest::{self, WRITERS};
use crate::call::Call;
use crate::random;
use crate::world::posts::{self, Post};
use crate::world::{Tx, media};

const CREATE: Need = Need { resource: "partnerApiPostsExternal.CREATE", scopes: &[] };

const LONGEST: usize = 3_000;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct New {
    author: Option<String>,
    commentary: Option<String>,
    visibility: Option<String>,
    distribution: Option<Distribution>,
    lifecycle_state: Option<String>,
    content: Option<Content>,
}

/// What is shown beside the text.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Content {
    media: Option<Named>,
    article: Option<Article>,
    multi_image: Option<Several>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct Article {
    source: String,
}

#[derive(Deserialize)]
struct Several {
    images: Vec<Named>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Distribution {
    feed_distribution: Option<String>,
}

pub(super) async fn create(call: Call) -> Response {
    let new = serde_json::from_slice::<New>(&call.body);
    answer(&call, &CREATE, true, move |tx, bearer| {
        let new = new.map_err(|_| ApiError::bad_parameter("Cannot parse request entity"))?;
        let author = need("author", new.author)?;
        may_write(tx, bearer, &author)?;
        let text = need("commentary", new.commentary)?;
        one_of("visibility", new.visibility, &["PUBLIC", "CONNECTIONS", "LOGGED_IN"])?;
        let distribution = need("distribution", new.distribution)?;
        let feeds = &["MAIN_FEED", "NONE"];
        one_of("distribution/feedDistribution", distribution.feed_distribution, feeds)?;
        one_of("lifecycleState", new.lifecycle_state, &["PUBLISHED"])?;
        if text.trim().is_empty() || text.chars().count() > LONGEST {
            let text = "ERROR :: /commentary :: length must be between 1 and 3000";
            return Err(ApiError::unprocessable(text).into());
        }
        let channel_id = author.rsplit(':').next().unwrap_or_default().to_owned();
        let Content { media, article, multi_image } = new.content.unwrap_or_default();
        let several = multi_image.into_iter().flat_map(|several| several.images);
        let shown: Vec<String> = media.into_iter().chain(several).map(|named| named.id).collect();
        for id in &shown {
            media::find(tx, (NETWORK, &channel_id), id)?.ok_or_else(|| {
                let text =
                    format!("ERROR :: /content/media/id :: {id} is not ready or not the author's");
                ApiError::unprocessable(text)
            })?;
        }
        let post = Post {
            id: format!("urn:li:share:{}", snowflake(tx)),
            network: NETWORK.to_owned(),
            channel_id,
            client_id: Some(bearer.token.client_id.clone()),
            text,
            reply_to: None,
            created_at: tx.now,
            link: article.map(|article| article.source),
            ..Post::default()
        };
        posts::put(tx, &post)?;
        shown.iter().try_for_each(|id| media::attach(tx, NETWORK, id, &post.id))?;
        Ok(created(&post.id, None))
    })
    .await
}

fn need<T>(field: &str, value: Option<T>) -> Result<T, ApiError> {
    value.ok_or_else(|| {
        let text = format!(
            "ERROR :: /{field} :: field is required but not found and has no default value"
        );
        ApiError::unprocessable(text)
    })
}

fn one_of(field: &str, value: Option<String>, known: &[&str]) -> Result<(), ApiError> {
    let value = need(field, value)?;
    if known.contains(&value.as_str()) {
        return Ok(());
    }
    Err(ApiError::unprocessable(format!("ERROR :: /{field} :: \"{value}\" is not an enum symbol")))
}

/// Whether the member may speak as this author: an organization, or themselves.
pub(super) fn may_write(tx: &Tx<'_>, bearer: &Bearer, author: &str) -> Result<(), Refusal> {
    if author.strip_prefix("urn:li:person:") == Some(&bearer.person.id) {
        return if bearer.allows(&["w_member_social"]) { Ok(()) } else { Err(bearer.denied()) };
    }
    let id = rest::organization(author).ok_or_else(|| bearer.denied())?;
    if !bearer.allows(&["w_organization_social"]) {
        return Err(bearer.denied());
    }
    bearer.seat(tx, id, WRITERS).map(drop)
}

/// Growing with time, 19 digits as LinkedIn's.
fn snowflake(tx: &Tx<'_>) -> String {
    let tail: String = random::number().chars().skip(1).take(5).collect();
    format!("7{:013}{tail}", tx.now)
}
