//! What has become of a token, for the client it was given to; and giving one back.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::{OAuthError, Refusal, ok, sign};
use super::token::Form;
use crate::call::Call;
use crate::world::clock::SECOND;
use crate::world::tokens::{Death, Kind, Token};
use crate::world::{Tx, clients, tokens};

pub(super) async fn introspect(call: Call) -> Response {
    let form = Form::of(&call);
    let answer = call.world.act(move |tx| {
        let (client_id, value) = (form.need("client_id")?, form.need("token")?);
        if clients::find(tx, NETWORK, client_id)?.is_none() {
            let text = "The passed in client_id is invalid";
            return Err(OAuthError::bad("invalid_request", text).into());
        }
        let client = form.client(tx)?;
        let token = tokens::find(tx, NETWORK, value)?;
        let token =
            token.ok_or_else(|| OAuthError::bad("invalid_request", "The token is invalid"))?;
        Ok::<_, Refusal>(match token.client_id == client.client_id {
            true => facts(&token, tx.now),
            // Whether somebody else's token lives is nobody's business.
            false => json!({ "active": false }),
        })
    });
    match answer.await {
        Ok(value) => ok(&value),
        Err(refusal) => refusal.into_response(),
    }
}

fn facts(token: &Token, now: i64) -> Value {
    let status = match token.death(now) {
        None => "active",
        Some(Death::Expired) => "expired",
        Some(_) => "revoked",
    };
    let end = token.expires_at.unwrap_or(now);
    json!({
        "active": status == "active",
        "client_id": token.client_id,
        "authorized_at": token.issued_at / SECOND,
        "created_at": token.issued_at / SECOND,
        "status": status,
        "expires_at": end / SECOND,
        "scope": token.scopes.join(","),
        "auth_type": "3L",
    })
}

pub(super) async fn revoke(call: Call) -> Response {
    let form = Form::of(&call);
    let done = call.world.act(move |tx| give_back(tx, &form));
    match done.await {
        Ok(()) => sign(StatusCode::OK.into_response()),
        Err(refusal) => refusal.into_response(),
    }
}

fn give_back(tx: &Tx<'_>, form: &Form) -> Result<(), Refusal> {
    let value = form.need("token")?;
    let client = form.client(tx)?;
    let token = tokens::find(tx, NETWORK, value)?;
    match token.filter(|token| token.client_id == client.client_id) {
        Some(token) if token.kind == Kind::Refresh => {
            tokens::kill_family(tx, &token.family, Death::Revoked)?;
        }
        Some(token) => tokens::kill_one(tx, &token, Death::Revoked)?,
        None => return Err(OAuthError::bad("invalid_request", "The token is invalid").into()),
    }
    Ok(())
}
