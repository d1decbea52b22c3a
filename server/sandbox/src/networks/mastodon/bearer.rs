//! Whose token a call of the API carries, and whether it may act.

use axum::response::{IntoResponse, Response};

use super::NETWORK;
use super::answers::{Answer, Error, Refusal, WINDOW, show_rate};
use super::scopes;
use super::token::NOBODY;
use crate::call::Call;
use crate::desk::broken;
use crate::world::people::{Person, State};
use crate::world::tokens::{Death, Kind, Token};
use crate::world::{Tx, calls, clients, grants, people, tokens};

/// The permissions of which one is enough.
#[derive(Clone, Copy)]
pub(super) struct Needs(pub(super) &'static [&'static str]);

impl Needs {
    pub(super) const NOTHING: Self = Self(&[]);
}

/// A call that only a person can make.
pub(super) async fn user(
    call: &Call,
    needs: Needs,
    work: impl FnOnce(&Tx<'_>, &Token, &Person) -> Result<Answer, Refusal> + Send + 'static,
) -> Response {
    answer(call, move |tx, token| {
        let token = token.ok_or_else(dead)?;
        scoped(&token, needs)?;
        let person = people::find(tx, NETWORK, &token.person_id)?.ok_or_else(Error::nobody)?;
        let words = match person.state {
            State::Active => None,
            State::Checkpoint => Some("Your login is missing a confirmed e-mail address"),
            State::Disabled => Some("Your login is currently disabled"),
        };
        match words {
            Some(words) => Err(Error::new(403, words).into()),
            None => work(tx, &token, &person),
        }
    })
    .await
}

/// A call that needs a token, be it a person's or an application's.
pub(super) async fn app(
    call: &Call,
    work: impl FnOnce(&Tx<'_>, &Token) -> Result<Answer, Refusal> + Send + 'static,
) -> Response {
    answer(call, move |tx, token| work(tx, &token.ok_or_else(dead)?)).await
}

/// A call that anybody can make; who brings a token must bring a good one.
pub(super) async fn public(
    call: &Call,
    needs: Needs,
    work: impl FnOnce(&Tx<'_>, Option<&Token>) -> Result<Answer, Refusal> + Send + 'static,
) -> Response {
    answer(call, move |tx, token| {
        if let Some(token) = &token {
            scoped(token, needs)?;
        }
        work(tx, token.as_ref())
    })
    .await
}

/// One call as one unit of work: identify, count, answer with the rate headers.
async fn answer(
    call: &Call,
    work: impl FnOnce(&Tx<'_>, Option<Token>) -> Result<Answer, Refusal> + Send + 'static,
) -> Response {
    let given = call.authorization(&["bearer"]).or_else(|| call.get("access_token"));
    let given = given.map(str::to_owned);
    let done = call.world.act(move |tx| {
        let token = given.map(|value| identify(tx, &value)).transpose();
        let bucket = match &token {
            Ok(Some(token)) if token.person_id != NOBODY => token.person_id.clone(),
            // All who are nobody come from this machine.
            _ => "address".to_owned(),
        };
        let rate = calls::count_in(tx, NETWORK, &bucket, WINDOW)?;
        match token.and_then(|token| work(tx, token)) {
            Err(Refusal::World(error)) => Err(error),
            outcome => Ok((outcome, rate)),
        }
    });
    match done.await {
        Ok((outcome, (used, reset))) => {
            let mut response = outcome.into_response();
            show_rate(&mut response, used, reset);
            response
        }
        Err(error) => broken(&error),
    }
}

fn scoped(token: &Token, needs: Needs) -> Result<(), Refusal> {
    if scopes::any(token, needs.0) { Ok(()) } else { Err(Error::out_of_scope().into()) }
}

fn dead() -> Refusal {
    Error::token("The access token is invalid").into()
}

fn identify(tx: &Tx<'_>, value: &str) -> Result<Token, Refusal> {
    let token = tokens::find(tx, NETWORK, value)?.filter(|token| token.kind == Kind::Access);
    let token = token.ok_or_else(dead)?;
    if clients::find(tx, NETWORK, &token.client_id)?.is_none() {
        // An application takes its tokens with it.
        return Err(dead());
    }
    match token.death(tx.now) {
        Some(Death::Expired) => Err(Error::token("The access token expired").into()),
        Some(_) => Err(Error::token("The access token was revoked").into()),
        None if removed(tx, &token)? => Err(Error::token("The access token was revoked").into()),
        None => Ok(token),
    }
}

fn removed(tx: &Tx<'_>, token: &Token) -> Result<bool, Refusal> {
    if token.person_id == NOBODY {
        return Ok(false);
    }
    let granted = grants::find(tx, &token.person_id, &token.client_id)?;
    Ok(granted.is_none_or(|grant| grant.removed))
}
