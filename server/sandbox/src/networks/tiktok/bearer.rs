//! Whose access token a call of the API carries, and whether it may act.

use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::NETWORK;
use super::answers::{ApiError, Data, Refusal};
use crate::call::Call;
use crate::world::grants::{self, Grant};
use crate::world::people::{self, Person};
use crate::world::tokens::{self, Kind, Token};
use crate::world::{Tx, channels};

/// Who calls.
pub(super) struct Bearer {
    pub(super) token: Token,
    pub(super) person: Person,
    pub(super) grant: Grant,
}

impl Bearer {
    /// The account as a channel.
    pub(super) fn channel(&self, tx: &Tx<'_>) -> Result<channels::Channel, Refusal> {
        let channel = channels::find(tx, NETWORK, &self.person.id)?;
        channel.ok_or_else(|| ApiError::internal().into())
    }
}

/// Runs one call of the API as one unit of work. One of the scopes is enough.
pub(super) async fn answer(
    call: &Call,
    scopes: &'static [&'static str],
    work: impl FnOnce(&Tx<'_>, &Bearer) -> Result<Value, Refusal> + Send + 'static,
) -> Response {
    let credentials = call.authorization(&["bearer"]).map(str::to_owned);
    let done = call.world.act(move |tx| {
        let bearer = identify(tx, credentials.as_deref())?;
        if !scopes.iter().any(|scope| bearer.token.allows(scope)) {
            return Err(ApiError::scope_missing().into());
        }
        work(tx, &bearer)
    });
    match done.await {
        Ok(value) => Data(value).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

fn identify(tx: &Tx<'_>, credentials: Option<&str>) -> Result<Bearer, Refusal> {
    let value = credentials.ok_or_else(ApiError::dead_token)?;
    let token = tokens::find(tx, NETWORK, value)?
        .filter(|token| token.kind == Kind::Access && token.death(tx.now).is_none())
        .ok_or_else(ApiError::dead_token)?;
    let grant = grants::find(tx, &token.person_id, &token.client_id)?
        .filter(|grant| !grant.removed)
        .ok_or_else(ApiError::dead_token)?;
    let person = people::find(tx, NETWORK, &token.person_id)?.ok_or_else(ApiError::dead_token)?;
    Ok(Bearer { token, person, grant })
}

/// The fields a call asks for, each known; none at all is an error.
pub(super) fn fields(call: &Call, known: &[&str]) -> Result<Vec<String>, ApiError> {
    let text = call.get("fields").unwrap_or_default();
    let fields: Vec<String> = text.split(',').map(|field| field.trim().to_owned()).collect();
    match fields.iter().find(|field| !known.contains(&field.as_str())) {
        Some(field) if field.is_empty() => {
            Err(ApiError::invalid("Field is required: specify at least one."))
        }
        Some(field) => Err(ApiError::invalid(format!("Fields is invalid: {field}"))),
        None => Ok(fields),
    }
}
