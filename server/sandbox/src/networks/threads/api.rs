//! The profile, its posts, and single nodes.

use axum::extract::Path;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::posts::{self, Profile, Thing};
use super::{LOGIN, NETWORK, publish, replies};
use crate::call::Call;
use crate::networks::meta::asked::{Asked, answer};
use crate::networks::meta::refusal::Refusal;
use crate::world::{Tx, grants, people};

/// The profile of the token, with the right a call needs.
pub(super) fn own(
    tx: &Tx<'_>,
    asked: &Asked,
    method: &str,
    right: Option<&str>,
) -> Result<Profile, Refusal> {
    let caller = LOGIN.caller(tx, asked, method, right)?;
    let person = people::find(tx, NETWORK, &caller.token.person_id)?;
    let person = person.ok_or_else(|| LOGIN.unsupported(method))?;
    Ok(Profile { channel: caller.account, username: person.handle, token: caller.token })
}

/// The profile of the token, which the path means: `me` or its id.
pub(super) fn meant(
    tx: &Tx<'_>,
    asked: &Asked,
    id: &str,
    method: &str,
    right: Option<&str>,
) -> Result<Profile, Refusal> {
    let profile = own(tx, asked, method, right)?;
    match profile.is(id) {
        true => Ok(profile),
        false => Err(LOGIN.no_such_object(id, method).into()),
    }
}

pub(super) async fn node(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let profile = own(tx, asked, "get", None)?;
        if profile.is(&id) {
            return describe(&profile, asked);
        }
        let fields = asked.fields();
        match posts::find(tx, &profile, &id)? {
            Some(Thing::Post(post)) => posts::describe(tx, &profile, &post, fields.as_deref()),
            Some(Thing::Reply(reply, post)) => {
                replies::describe(tx, &profile, &reply, &post, fields.as_deref())
            }
            None => publish::state(tx, &profile, &id, fields.as_deref()),
        }
    })
    .await
}

fn describe(profile: &Profile, asked: &Asked) -> Result<Value, Refusal> {
    let channel = &profile.channel;
    let mut answer = Map::new();
    for field in asked.fields().unwrap_or_default() {
        let value = match field.as_str() {
            "id" => json!(channel.id),
            "username" => json!(profile.username),
            "name" => json!(channel.name),
            "threads_biography" => json!(format!("{} on Threads", channel.name)),
            "threads_profile_picture_url" => {
                json!(asked.site.url(&format!("/-/avatars/{}.svg", channel.id)))
            }
            "is_verified" => json!(false),
            other => return Err(LOGIN.no_such_field(other, "THUser").into()),
        };
        answer.insert(field, value);
    }
    // The id comes whether asked for or not.
    answer.insert("id".into(), json!(channel.id));
    Ok(Value::Object(answer))
}

pub(super) async fn posts(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| posts::list(tx, &meant(tx, asked, &id, "get", None)?, asked))
        .await
}

/// Takes the consent back: every token of that person for this app dies.
pub(super) async fn remove(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let (token, _) = LOGIN.identify(tx, asked)?;
        if id != "me" && id != token.person_id {
            return Err(LOGIN.no_such_object(&id, "delete").into());
        }
        grants::remove(tx, &token.person_id, Some(&token.client_id))?;
        Ok(json!({ "success": true }))
    })
    .await
}

pub(super) async fn nowhere(uri: Uri) -> Response {
    LOGIN.nowhere(uri.path()).into_response()
}
