//! Whose bearer token a call of the API carries, whether it may act, and how much of a limit it spends.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::NETWORK;
use super::answers::{Problem, Refusal, show_rate, signed};
use crate::call::Call;
use crate::desk::broken;
use crate::world::channels::{self, Channel};
use crate::world::clock::SECOND;
use crate::world::people::{self, Person};
use crate::world::tokens::{self, Kind, Token};
use crate::world::{self, Tx, calls, grants};

/// Calls of one category share a limit per minute, person and app.
pub(super) struct Category {
    name: &'static str,
    pub(super) limit: i64,
}

pub(super) const READ: Category = Category { name: "org_read", limit: 1_000 };
pub(super) const WRITE: Category = Category { name: "org_write", limit: 100 };
pub(super) const ANALYTICS: Category = Category { name: "org_analytics", limit: 300 };

/// What an endpoint needs: every one of the scopes.
pub(super) struct Endpoint {
    pub(super) category: Category,
    pub(super) scopes: &'static [&'static str],
}

/// Who calls.
pub(super) struct Bearer {
    pub(super) token: Token,
    pub(super) person: Person,
    pub(super) channel: Channel,
}

/// What is left of a limit.
pub(super) struct Meter {
    limit: i64,
    remaining: i64,
    reset: i64,
}

const MINUTE: i64 = 60 * SECOND;

impl Meter {
    /// Counts a call. Only a fault refuses one, so one always remains.
    pub(super) fn count(tx: &Tx<'_>, category: &Category, whose: &str) -> world::Result<Self> {
        let bucket = format!("{} {whose}", category.name);
        let (used, ends) = calls::count_in(tx, NETWORK, &bucket, MINUTE)?;
        let remaining = (category.limit - used).max(1);
        Ok(Self { limit: category.limit, remaining, reset: (ends - tx.now) / SECOND })
    }

    pub(super) fn show(&self, response: &mut Response) {
        show_rate(response, self.limit, self.remaining, self.reset);
    }
}

/// Runs one call of the API as one unit of work: identify, count, answer with the rate headers.
pub(super) async fn answer(
    call: &Call,
    endpoint: &'static Endpoint,
    work: impl FnOnce(&Tx<'_>, &Bearer) -> Result<(StatusCode, Value), Refusal> + Send + 'static,
) -> Response {
    let credentials = call.authorization(&["bearer"]).map(str::to_owned);
    let done = call.world.act(move |tx| {
        let bearer = identify(tx, credentials.as_deref());
        let whose = bearer.as_ref().map_or("nobody", |bearer| bearer.person.id.as_str());
        let meter = Meter::count(tx, &endpoint.category, whose)?;
        let outcome = bearer.and_then(|bearer| {
            match endpoint.scopes.iter().all(|scope| bearer.token.allows(scope)) {
                true => work(tx, &bearer),
                false => Err(Problem::missing_scope().into()),
            }
        });
        match outcome {
            Err(Refusal::World(error)) => Err(error),
            outcome => Ok((outcome, meter)),
        }
    });
    let (outcome, meter) = match done.await {
        Ok(done) => done,
        Err(error) => return broken(&error),
    };
    let mut response = match outcome {
        Ok((status, value)) => signed((status, Json(value)).into_response()),
        Err(refusal) => refusal.into_response(),
    };
    meter.show(&mut response);
    response
}

fn identify(tx: &Tx<'_>, credentials: Option<&str>) -> Result<Bearer, Refusal> {
    let value = credentials.ok_or_else(Problem::unauthenticated)?;
    let token = tokens::find(tx, NETWORK, value)?
        .filter(|token| token.kind == Kind::Access && token.death(tx.now).is_none())
        .ok_or_else(Problem::unauthenticated)?;
    let grant = grants::find(tx, &token.person_id, &token.client_id)?;
    if grant.is_none_or(|grant| grant.removed) {
        return Err(Problem::unauthenticated().into());
    }
    let person = people::find(tx, NETWORK, &token.person_id)?;
    let channel = channels::find(tx, NETWORK, &token.person_id)?;
    let person = person.ok_or_else(Problem::unauthenticated)?;
    let channel = channel.ok_or_else(Problem::unauthenticated)?;
    Ok(Bearer { token, person, channel })
}
