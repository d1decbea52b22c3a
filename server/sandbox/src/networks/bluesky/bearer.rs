//! Whose token a call of the other half carries, whether its proof is good, and whether the account may act.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::NETWORK;
use super::answers::{OAuth, Refusal, WINDOW, Xrpc, kept, show_nonce, show_rate};
use super::dpop::{self, Target};
use crate::call::Call;
use crate::desk::broken;
use crate::world::people::{self, Person, State};
use crate::world::tokens::{self, Death, Kind, Token};
use crate::world::{Tx, calls, grants};

/// Who calls.
pub(super) struct Bearer {
    pub(super) token: Token,
    pub(super) person: Person,
}

/// A method of the server.
#[derive(Clone, Copy)]
pub(super) struct Endpoint {
    pub(super) verb: &'static str,
    pub(super) name: &'static str,
    /// Whether an account that its owner deactivated may call it.
    pub(super) deactivated: bool,
}

impl Endpoint {
    pub(super) const fn get(name: &'static str) -> Self {
        Self { verb: "GET", name, deactivated: false }
    }

    pub(super) const fn post(name: &'static str) -> Self {
        Self { verb: "POST", name, deactivated: false }
    }
}

/// A call that only an account can make.
pub(super) async fn account(
    call: &Call,
    endpoint: Endpoint,
    work: impl FnOnce(&Tx<'_>, &Bearer) -> Result<Value, Refusal> + Send + 'static,
) -> Response {
    answer(call, endpoint, move |tx, bearer| match bearer {
        Some(bearer) => work(tx, &bearer),
        None => Err(Xrpc::new(401, "AuthMissing", "Authentication Required").into()),
    })
    .await
}

/// A call that anybody can make; who brings a token must bring a good one.
pub(super) async fn anybody(
    call: &Call,
    endpoint: Endpoint,
    work: impl FnOnce(&Tx<'_>, Option<&Bearer>) -> Result<Value, Refusal> + Send + 'static,
) -> Response {
    answer(call, endpoint, move |tx, bearer| work(tx, bearer.as_ref())).await
}

async fn answer(
    call: &Call,
    endpoint: Endpoint,
    work: impl FnOnce(&Tx<'_>, Option<Bearer>) -> Result<Value, Refusal> + Send + 'static,
) -> Response {
    let target = Target::of(call, endpoint.verb, &format!("/xrpc/{}", endpoint.name));
    let bound = call.authorization(&["dpop"]).map(str::to_owned);
    let unbound = call.authorization(&["bearer"]).is_some();
    let shows_nonce = bound.is_some();
    let done = call.world.act(move |tx| {
        let bearer = match bound {
            Some(value) => identify(tx, &target, &value, endpoint).map(Some),
            // Sessions of passwords do not exist here.
            None if unbound => {
                let words = "Token could not be verified";
                Err(Xrpc::new(400, "InvalidToken", words).into())
            }
            None => Ok(None),
        };
        let bucket = match &bearer {
            Ok(Some(bearer)) => bearer.person.id.clone(),
            _ => "address".to_owned(),
        };
        let rate = calls::count_in(tx, NETWORK, &bucket, WINDOW)?;
        let nonce = dpop::next(tx)?;
        Ok((kept(bearer.and_then(|bearer| work(tx, bearer)))?, rate, nonce))
    });
    let (outcome, (used, reset), nonce) = match done.await {
        Ok(done) => done,
        Err(error) => return broken(&error),
    };
    let mut response = match outcome {
        Ok(body) => Json(body).into_response(),
        // What is wrong with a token or its proof is said in the words of this half.
        Err(Refusal::OAuth(error)) => error.at_resource().into_response(),
        Err(refusal) => refusal.into_response(),
    };
    if shows_nonce {
        show_nonce(&mut response, &nonce);
    }
    show_rate(&mut response, used, reset);
    response
}

fn identify(
    tx: &Tx<'_>,
    target: &Target,
    value: &str,
    endpoint: Endpoint,
) -> Result<Bearer, Refusal> {
    let proof = dpop::check(tx, target, Some(value))?;
    let dead = || OAuth::token("Invalid token");
    let token = tokens::find(tx, NETWORK, value)?.filter(|token| token.kind == Kind::Access);
    let token = token.ok_or_else(dead)?;
    let proof = proof.ok_or_else(|| OAuth::proof("DPoP proof required"))?;
    if token.binding.as_ref() != Some(&proof.jkt) {
        return Err(OAuth::token("Invalid DPoP key binding").into());
    }
    match token.death(tx.now) {
        None => {}
        Some(Death::Expired) => {
            return Err(OAuth::token("\"exp\" claim timestamp check failed").into());
        }
        Some(_) => return Err(dead().into()),
    }
    let granted = grants::find(tx, &token.person_id, &token.client_id)?;
    if granted.is_none_or(|grant| grant.removed) {
        return Err(dead().into());
    }
    let person = people::find(tx, NETWORK, &token.person_id)?.ok_or_else(dead)?;
    match person.state {
        State::Disabled => {
            Err(Xrpc::new(401, "AccountTakedown", "Account has been taken down").into())
        }
        State::Checkpoint if !endpoint.deactivated => {
            Err(Xrpc::new(401, "AccountDeactivated", "Account is deactivated").into())
        }
        State::Checkpoint | State::Active => Ok(Bearer { token, person }),
    }
}
