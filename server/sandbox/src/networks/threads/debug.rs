//! `debug_token`: what Threads knows about a token, told to any token of the same app, the very one included.

use axum::response::Response;
use serde_json::{Value, json};

use super::{LOGIN, NETWORK, token};
use crate::call::Call;
use crate::networks::meta::asked::{Asked, answer};
use crate::networks::meta::refusal::Refusal;
use crate::world::clock::SECOND;
use crate::world::{Tx, tokens};

pub(super) async fn debug_token(call: Call) -> Response {
    answer(call, |tx, asked| {
        let client_id = client_of(tx, asked)?;
        let input = LOGIN.needed(asked, "input_token")?;
        Ok(json!({ "data": inspect(tx, &client_id, input)? }))
    })
    .await
}

fn client_of(tx: &Tx<'_>, asked: &Asked) -> Result<String, Refusal> {
    if let Some(value) = &asked.token
        && let Some(client) = token::app(tx, value)?
    {
        return Ok(client.client_id);
    }
    Ok(LOGIN.identify(tx, asked)?.0.client_id)
}

fn inspect(tx: &Tx<'_>, client_id: &str, input: &str) -> Result<Value, Refusal> {
    let unknown = |code: u32, message: &str| json!({ "error": { "code": code, "message": message }, "is_valid": false, "scopes": [] });
    if let Some(app) = token::app(tx, input)?.filter(|app| app.client_id == client_id) {
        return Ok(json!({
            "type": "APP", "application": app.client_id, "is_valid": true, "scopes": [],
        }));
    }
    let Some(token) = tokens::find(tx, NETWORK, input)? else {
        return Ok(unknown(190, "Invalid OAuth access token - Cannot parse access token"));
    };
    if token.client_id != client_id {
        let text = "(#100) The App_id in the input_token did not match the Viewing App";
        return Ok(unknown(100, text));
    }
    let seconds = |at: Option<i64>| at.map_or(0, |at| at / SECOND);
    let mut data = json!({
        "type": "USER",
        "application": token.client_id,
        "data_access_expires_at": seconds(token.data_access_expires_at),
        "expires_at": seconds(token.expires_at),
        "is_valid": true,
        "issued_at": seconds(Some(token.issued_at)),
        "scopes": token.scopes,
        "user_id": token.person_id,
    });
    match LOGIN.judge(tx, token) {
        Ok(_) => {}
        Err(Refusal::Graph(error)) => {
            data["is_valid"] = json!(false);
            // Here it is `subcode`, in an error it is `error_subcode`.
            data["error"] = json!({
                "code": error.code, "message": error.message, "subcode": error.subcode,
            });
        }
        Err(other) => return Err(other),
    }
    Ok(data)
}
