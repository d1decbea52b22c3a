//! `debug_token`: what Facebook knows about a token.

use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::graph::{self, Caller, Credentials, NETWORK};
use super::{errors, instagram};
use crate::call::Call;
use crate::networks::meta::refusal::{GraphError, Refusal};
use crate::networks::meta::reply::{Answer, Reply};
use crate::world::clock::SECOND;
use crate::world::tokens::{Kind, Token};
use crate::world::{Tx, grants, tokens};

pub(super) async fn debug_token(call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let input = call.get("input_token").map(str::to_owned);
    let answer: Answer = call
        .world
        .act(move |tx| {
            let client_id = match credentials.check(tx)? {
                Caller::App(client) => client.client_id,
                Caller::Person { token, .. } => token.client_id,
                Caller::Page { .. } => {
                    let text = "You must provide an app access token, or a user access token that is an owner or \
                                developer of the app";
                    return Err(errors::invalid_parameter(text).into());
                }
            };
            let input = input.ok_or_else(|| errors::missing_parameter("input_token"))?;
            Ok(Reply(json!({ "data": inspect(tx, &client_id, &input)? })))
        })
        .await;
    answer.into_response()
}

fn inspect(tx: &Tx<'_>, client_id: &str, input: &str) -> Result<Value, Refusal> {
    if let Some(app) = graph::app_token(tx, input)?.filter(|app| app.client_id == client_id) {
        return Ok(json!({
            "app_id": app.client_id, "type": "APP", "application": app.client_id,
            "is_valid": true, "scopes": [],
        }));
    }
    let Some(token) = tokens::find(tx, NETWORK, input)? else {
        return Ok(unknown(190, "The access token could not be decrypted"));
    };
    if token.client_id != client_id {
        return Ok(unknown(
            100,
            "(#100) The App_id in the input_token did not match the Viewing App",
        ));
    }
    let mut data = facts(tx, &token)?;
    match graph::judge(tx, token) {
        Ok(_) => {
            data.insert("is_valid".into(), json!(true));
        }
        Err(Refusal::Graph(error)) => {
            data.insert("is_valid".into(), json!(false));
            data.insert("error".into(), in_short(&error));
        }
        Err(world) => return Err(world),
    }
    Ok(Value::Object(data))
}

fn unknown(code: u32, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message }, "is_valid": false, "scopes": [] })
}

/// Here it is `subcode`, in an error it is `error_subcode`.
fn in_short(error: &GraphError) -> Value {
    let mut short = Map::new();
    short.insert("code".into(), json!(error.code));
    short.insert("message".into(), json!(error.message));
    if let Some(subcode) = error.subcode {
        short.insert("subcode".into(), json!(subcode));
    }
    Value::Object(short)
}

fn facts(tx: &Tx<'_>, token: &Token) -> Result<Map<String, Value>, Refusal> {
    let grant = grants::find(tx, &token.person_id, &token.client_id)?;
    let (scoped_id, scopes, pages) = match grant {
        Some(grant) if !grant.removed => (grant.scoped_id, grant.scopes, grant.channels),
        Some(grant) => (grant.scoped_id, Vec::new(), Vec::new()),
        None => (String::new(), Vec::new(), Vec::new()),
    };
    let accounts = instagram::ids(tx, &pages)?;
    let by_page: Vec<Value> = scopes
        .iter()
        .map(|scope| match scope {
            scope if graph::is_about_pages(scope) => json!({ "scope": scope, "target_ids": pages }),
            scope if scope.starts_with("instagram_") => {
                json!({ "scope": scope, "target_ids": accounts })
            }
            scope => json!({ "scope": scope }),
        })
        .collect();
    let mut data = Map::new();
    data.insert("app_id".into(), json!(token.client_id));
    data.insert("type".into(), json!(if token.kind == Kind::Channel { "PAGE" } else { "USER" }));
    data.insert("application".into(), json!(token.client_id));
    let data_access = token.data_access_expires_at.unwrap_or(0);
    data.insert("data_access_expires_at".into(), json!(data_access / SECOND));
    data.insert("expires_at".into(), json!(token.expires_at.map_or(0, |at| at / SECOND)));
    if token.long_lived {
        data.insert("issued_at".into(), json!(token.issued_at / SECOND));
    }
    if let Some(page_id) = &token.channel_id {
        data.insert("profile_id".into(), json!(page_id));
    }
    data.insert("scopes".into(), json!(scopes));
    data.insert("granular_scopes".into(), json!(by_page));
    data.insert("user_id".into(), json!(scoped_id));
    Ok(data)
}
