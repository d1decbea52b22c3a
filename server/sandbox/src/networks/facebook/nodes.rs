//! Reading a node (the person, a page, a post) and the person's permissions.

use axum::extract::Path;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::graph::{Caller, Credentials, NETWORK};
use super::{content, errors, instagram, pages};
use crate::call::{Call, Site};
use crate::networks::meta::asked::Asked;
use crate::networks::meta::refusal::{GraphError, Refusal};
use crate::networks::meta::reply::{Answer, Reply};
use crate::world::grants::Grant;
use crate::world::people::Person;
use crate::world::{Tx, channels, grants, people, posts};

pub(super) async fn node(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let asked = Asked::of(&call);
    let answer: Answer = call
        .world
        .act(move |tx| {
            let caller = credentials.check(tx)?;
            read(tx, &asked, &caller, &id).map(Reply)
        })
        .await;
    answer.into_response()
}

fn read(tx: &Tx<'_>, asked: &Asked, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    let fields = asked.fields();
    let fields = fields.as_deref();
    match caller {
        Caller::App(_) if id == "me" => Err(errors::no_token().into()),
        Caller::Person { token, grant } if id == "me" || id == grant.scoped_id => {
            let person = people::find(tx, NETWORK, &token.person_id)?;
            let person = person.ok_or_else(|| errors::no_such_object(id, "get"))?;
            describe_person(&asked.site, &person, grant, fields)
        }
        Caller::Page { token, page } if id == "me" || id == page.channel.id => {
            pages::describe(tx, asked, page, token, fields)
        }
        Caller::Person { token, grant } if grant.covers(id) => {
            match channels::seat(tx, &token.person_id, id)? {
                Some(page) => {
                    let default = ["id", "name"].map(str::to_owned);
                    pages::as_person(tx, asked, &page, token, fields.unwrap_or(&default))
                }
                None => Err(errors::no_such_object(id, "get").into()),
            }
        }
        Caller::Page { page, .. } => match posts::find(tx, NETWORK, id)? {
            Some(post) if post.channel_id == page.channel.id => {
                content::describe(tx, &post, fields)
            }
            _ => elsewhere(tx, asked, caller, id),
        },
        Caller::Person { .. } | Caller::App(_) => elsewhere(tx, asked, caller, id),
    }
}

/// Beside people and pages there is what belongs to Instagram.
fn elsewhere(tx: &Tx<'_>, asked: &Asked, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    let found = instagram::node(tx, asked, caller, id)?;
    found.ok_or_else(|| errors::no_such_object(id, "get").into())
}

fn describe_person(
    site: &Site,
    person: &Person,
    grant: &Grant,
    fields: Option<&[String]>,
) -> Result<Value, Refusal> {
    let (first, last) = person.name.split_once(' ').unwrap_or((&person.name, ""));
    let mut answer = Map::new();
    let default = ["id".to_owned(), "name".to_owned()];
    for field in fields.unwrap_or(&default) {
        let value = match field.as_str() {
            "id" => json!(grant.scoped_id),
            "name" => json!(person.name),
            "first_name" => json!(first),
            "last_name" => json!(last),
            "short_name" => json!(first),
            "picture" => picture(site, &person.id),
            // Absent, not refused, where the permission is missing.
            "email" if grant.scopes.iter().any(|scope| scope == "email") => json!(person.login),
            "email" | "middle_name" => continue,
            other => return Err(errors::no_such_field(other, "User").into()),
        };
        answer.insert(field.clone(), value);
    }
    // The id comes whether asked for or not.
    answer.insert("id".into(), json!(grant.scoped_id));
    Ok(Value::Object(answer))
}

pub(super) fn picture(site: &Site, id: &str) -> Value {
    let url = site.url(&format!("/-/avatars/{id}.svg"));
    json!({ "data": { "height": 96, "is_silhouette": false, "url": url, "width": 96 } })
}

pub(super) async fn permissions(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let answer: Answer = call
        .world
        .act(move |tx| {
            let grant = whose(tx, credentials.check(tx)?, &id, "get")?;
            let line =
                |scope: &String, status: &str| json!({ "permission": scope, "status": status });
            let granted = grant.scopes.iter().map(|scope| line(scope, "granted"));
            let declined = grant.declined.iter().map(|scope| line(scope, "declined"));
            Ok(Reply(json!({ "data": granted.chain(declined).collect::<Vec<_>>() })))
        })
        .await;
    answer.into_response()
}

/// Takes the whole grant back: every token of that person for this app dies, whoever holds it.
pub(super) async fn remove(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let answer: Answer = call
        .world
        .act(move |tx| {
            let grant = whose(tx, credentials.check(tx)?, &id, "delete")?;
            grants::remove(tx, &grant.person_id, Some(&grant.client_id))?;
            Ok(Reply(json!({ "success": true })))
        })
        .await;
    answer.into_response()
}

pub(super) async fn remove_one(
    Path((id, permission)): Path<(String, String)>,
    call: Call,
) -> Response {
    let credentials = Credentials::of(&call);
    let answer: Answer = call
        .world
        .act(move |tx| {
            let mut grant = whose(tx, credentials.check(tx)?, &id, "delete")?;
            if let Some(place) = grant.scopes.iter().position(|scope| *scope == permission) {
                let taken = grant.scopes.remove(place);
                grant.declined.push(taken);
                grants::put(tx, &grant)?;
            }
            Ok(Reply(json!({ "success": true })))
        })
        .await;
    answer.into_response()
}

/// The grant a path means: the caller's own, or, for an app, that of any of its people.
fn whose(tx: &Tx<'_>, caller: Caller, id: &str, method: &str) -> Result<Grant, Refusal> {
    let grant = match caller {
        Caller::Person { grant, .. } => {
            Some(grant).filter(|grant| id == "me" || id == grant.scoped_id)
        }
        Caller::App(client) => {
            grants::by_scoped_id(tx, &client.client_id, id)?.filter(|grant| !grant.removed)
        }
        Caller::Page { .. } => None,
    };
    grant.ok_or_else(|| errors::no_such_object(id, method).into())
}

pub(super) async fn nowhere(uri: Uri) -> Response {
    let message = format!("Unknown path components: {}", uri.path());
    GraphError::oauth(2500, message).into_response()
}
