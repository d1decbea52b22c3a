//! The account behind a token.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::answers::{Problem, Refusal};
use super::bearer::{Endpoint, answer};
use super::{NETWORK, tweets};
use crate::call::{Call, Site};
use crate::world::people::Person;
use crate::world::{Tx, channels, posts, statistics};

const ME: Endpoint =
    Endpoint { name: "users/me", limit: 75, scopes: &["tweet.read", "users.read"] };

/// Accounts of this world were opened on the same day.
const OPENED: &str = "2019-03-14T09:00:00.000Z";

pub(super) async fn me(call: Call) -> Response {
    let site = call.site.clone();
    let fields = tweets::list(call.get("user.fields"));
    answer(&call, &ME, move |tx, bearer| {
        let data = describe(tx, &site, &bearer.person, &fields)?;
        Ok((StatusCode::OK, json!({ "data": data })))
    })
    .await
}

pub(super) fn describe(
    tx: &Tx<'_>,
    site: &Site,
    person: &Person,
    fields: &[String],
) -> Result<Value, Refusal> {
    let mut data = Map::new();
    data.insert("id".into(), json!(person.id));
    data.insert("name".into(), json!(person.name));
    data.insert("username".into(), json!(person.handle));
    for field in fields {
        let value = match field.as_str() {
            "id" | "name" | "username" => continue,
            "profile_image_url" => json!(site.url(&format!("/-/avatars/{}.svg", person.id))),
            "verified" | "protected" => json!(false),
            "verified_type" => json!("none"),
            "created_at" => json!(OPENED),
            "description" | "location" => json!(""),
            "public_metrics" => {
                let followers = channels::find(tx, NETWORK, &person.id)?
                    .map_or(0, |it| statistics::followers(tx, &it));
                let tweets = posts::of_channel(tx, &person.id)?.len();
                json!({
                    "followers_count": followers,
                    "following_count": 180,
                    "tweet_count": tweets,
                    "listed_count": 3,
                    "like_count": 412,
                })
            }
            other => {
                let text = format!(
                    "The `user.fields` query parameter value [{other}] is not one of the known fields"
                );
                return Err(Problem::invalid(&text).into());
            }
        };
        data.insert(field.clone(), value);
    }
    Ok(Value::Object(data))
}
