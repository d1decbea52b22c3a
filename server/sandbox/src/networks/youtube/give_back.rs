//! Revocation: either token ends everything this identity gave the client, and nothing of the login's other identities.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::NETWORK;
use super::answers::{OAuthError, Refusal};
use crate::call::Call;
use crate::world::tokens::{Death, Token};
use crate::world::{Tx, grants, tokens};

pub(super) async fn revoke(call: Call) -> Response {
    let value = call.get("token").filter(|value| !value.is_empty()).map(str::to_owned);
    let done = call.world.act(move |tx| {
        let value = value.ok_or_else(|| OAuthError::missing("token"))?;
        let dead = || OAuthError::bad("invalid_token", "Token expired or revoked");
        let token = tokens::find(tx, NETWORK, &value)?;
        let token = token.filter(|token| token.death(tx.now).is_none()).ok_or_else(dead)?;
        end(tx, &token)
    });
    match done.await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

fn end(tx: &Tx<'_>, token: &Token) -> Result<(), Refusal> {
    for other in tokens::living(tx, &token.person_id, Some(&token.client_id))? {
        if other.channel_id == token.channel_id {
            tokens::kill_one(tx, &other, Death::Revoked)?;
        }
    }
    if let Some(mut grant) = grants::find(tx, &token.person_id, &token.client_id)? {
        grant.channels.retain(|id| token.channel_id.as_ref() != Some(id));
        grant.removed = !grants::alive(tx, &grant)?;
        grants::put(tx, &grant)?;
    }
    Ok(())
}
