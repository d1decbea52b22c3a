//! Whose bearer token a call of the API carries, and whether it may act.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::NETWORK;
use super::answers::{Problem, Refusal, show_rate};
use crate::call::Call;
use crate::desk::broken;
use crate::world::people::{Person, State};
use crate::world::tokens::{Kind, Token};
use crate::world::{Tx, calls, grants, people, tokens};

/// One endpoint's limit in fifteen minutes, and what it needs.
pub(super) struct Endpoint {
    pub(super) name: &'static str,
    pub(super) limit: i64,
    pub(super) scopes: &'static [&'static str],
}

/// Who calls.
pub(super) struct Bearer {
    pub(super) token: Token,
    pub(super) person: Person,
}

/// Runs one call of the API as one unit of work: identify, count, answer with the rate headers.
pub(super) async fn answer(
    call: &Call,
    endpoint: &'static Endpoint,
    work: impl FnOnce(&Tx<'_>, &Bearer) -> Result<(StatusCode, Value), Refusal> + Send + 'static,
) -> Response {
    let credentials = call.authorization(&["bearer"]).map(str::to_owned);
    let done = call.world.act(move |tx| {
        let bearer = match identify(tx, credentials.as_deref()) {
            Ok(bearer) => bearer,
            Err(Refusal::World(error)) => return Err(error),
            Err(refusal) => return Ok((Err(refusal), calls::count(tx, NETWORK, "nobody")?)),
        };
        let bucket = format!("{} {}", endpoint.name, bearer.person.id);
        let rate = calls::count(tx, NETWORK, &bucket)?;
        let outcome = allowed(&bearer, endpoint).and_then(|()| work(tx, &bearer));
        match outcome {
            Err(Refusal::World(error)) => Err(error),
            outcome => Ok((outcome, rate)),
        }
    });
    let (outcome, (used, reset)) = match done.await {
        Ok(done) => done,
        Err(error) => return broken(&error),
    };
    let mut response = match outcome {
        Ok((status, value)) => (status, Json(value)).into_response(),
        Err(refusal) => refusal.into_response(),
    };
    show_rate(&mut response, endpoint.limit, used.min(endpoint.limit - 1), reset);
    response
}

fn identify(tx: &Tx<'_>, credentials: Option<&str>) -> Result<Bearer, Refusal> {
    let value = credentials.ok_or_else(Problem::unauthorized)?;
    let token = tokens::find(tx, NETWORK, value)?
        .filter(|token| token.kind == Kind::Access && token.death(tx.now).is_none())
        .ok_or_else(Problem::unauthorized)?;
    let granted = grants::find(tx, &token.person_id, &token.client_id)?;
    if granted.is_none_or(|grant| grant.removed) {
        return Err(Problem::unauthorized().into());
    }
    let person = people::find(tx, NETWORK, &token.person_id)?.ok_or_else(Problem::unauthorized)?;
    Ok(Bearer { token, person })
}

fn allowed(bearer: &Bearer, endpoint: &Endpoint) -> Result<(), Refusal> {
    match bearer.person.state {
        State::Disabled => return Err(Problem::suspended().into()),
        State::Checkpoint => return Err(Problem::locked().into()),
        State::Active => {}
    }
    if endpoint.scopes.iter().all(|scope| bearer.token.allows(scope)) {
        Ok(())
    } else {
        Err(Problem::forbidden().into())
    }
}
