//! Codes, short-lived and long-lived tokens, and the app's own.

use axum::response::{IntoResponse, Response};
use serde_json::{Number, json};

use super::{LOGIN, NETWORK};
use crate::call::Call;
use crate::networks::meta::asked::{Asked, answer};
use crate::networks::meta::refusal::{GraphError, Refusal};
use crate::world::Tx;
use crate::world::clients::{self, Client};

pub(super) async fn short(call: Call) -> Response {
    answer(call, |tx, asked| {
        let (token, grant) = LOGIN.redeem(tx, asked)?;
        let number: Option<Number> = grant.scoped_id.parse().ok();
        Ok(json!({ "access_token": token.value, "user_id": number }))
    })
    .await
}

pub(super) async fn long(call: Call) -> Response {
    answer(call, |tx, asked| LOGIN.lengthen(tx, asked)).await
}

pub(super) async fn renewed(call: Call) -> Response {
    answer(call, |tx, asked| LOGIN.renew(tx, asked)).await
}

/// An app's own token is its id and its secret with bars between.
pub(super) async fn of_app(call: Call) -> Response {
    answer(call, |tx, asked| {
        if asked.get("grant_type") != Some("client_credentials") {
            return Err(LOGIN.unsupported("get").into());
        }
        let client = client(tx, asked)?;
        let secret = client.client_secret.unwrap_or_default();
        let token = format!("TH|{}|{secret}", client.client_id);
        Ok(json!({ "access_token": token, "token_type": "bearer" }))
    })
    .await
}

fn client(tx: &Tx<'_>, asked: &Asked) -> Result<Client, Refusal> {
    let client = clients::find(tx, NETWORK, LOGIN.needed(asked, "client_id")?)?;
    let secret = LOGIN.needed(asked, "client_secret")?;
    let client = client.filter(|client| client.has_secret(secret));
    client.ok_or_else(|| GraphError::oauth(1, "Error validating client secret.").into())
}

/// Whose own token this is, if it is one.
pub(super) fn app(tx: &Tx<'_>, token: &str) -> Result<Option<Client>, Refusal> {
    let parts = token.strip_prefix("TH|").and_then(|rest| rest.split_once('|'));
    let Some((id, secret)) = parts else { return Ok(None) };
    Ok(clients::find(tx, NETWORK, id)?.filter(|client| client.has_secret(secret)))
}

pub(super) async fn not_by_post() -> Response {
    LOGIN.unsupported("post").into_response()
}
