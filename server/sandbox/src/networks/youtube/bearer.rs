//! Whose token a call carries: which login, which identity of it, and whether it may act.

use axum::response::{IntoResponse, Response};

use super::NETWORK;
use super::answers::Refusal;
use super::errors::ApiError;
use crate::call::Call;
use crate::random;
use crate::world::channels::Channel;
use crate::world::people::{Person, State};
use crate::world::tokens::{Kind, Token};
use crate::world::{Result, Tx, channels, grants, people, tokens};

/// What a method needs, and what it is called where it says so.
pub(super) struct Need {
    pub(super) service: &'static str,
    pub(super) method: &'static str,
    /// Of each group the token must have one.
    pub(super) scopes: &'static [&'static [&'static str]],
}

/// Who calls.
pub(super) struct Bearer {
    pub(super) token: Token,
    pub(super) person: Person,
    /// The identity's channel; none where the login itself was chosen and has none.
    pub(super) channel: Option<Channel>,
    /// Whether the person still has a role on it.
    pub(super) held: bool,
}

impl Bearer {
    /// The channel this identity can act for.
    pub(super) fn acting(&self) -> Result<&Channel, Refusal> {
        let channel = self.channel.as_ref().filter(|_| self.held);
        channel.ok_or_else(|| ApiError::signup_required().into())
    }

    pub(super) fn name(&self) -> &str {
        self.channel.as_ref().map_or(&self.person.name, |channel| &channel.name)
    }
}

/// A brand account is an identity of its own; a login's own channel is the login.
pub(super) fn sub(person: &Person, channel: Option<&Channel>) -> String {
    match channel {
        Some(channel) if channel.category != "Personal channel" => {
            let tail: String =
                random::number_of(&["tail", &channel.id]).chars().skip(1).take(3).collect();
            format!("1{}{tail}", random::number_of(&["identity", &channel.id]))
        }
        _ => person.id.clone(),
    }
}

/// A token that may act now, and who is behind it: by its own row, by the consent of this identity, and by the state of
/// the login.
pub(super) fn judge(tx: &Tx<'_>, token: Token) -> Result<Option<Bearer>> {
    if token.death(tx.now).is_some() {
        return Ok(None);
    }
    let grant = grants::find(tx, &token.person_id, &token.client_id)?;
    let consented = grant.is_some_and(|grant| {
        !grant.removed && token.channel_id.as_ref().is_none_or(|channel| grant.covers(channel))
    });
    let person = people::find(tx, NETWORK, &token.person_id)?;
    let Some(person) = person.filter(|person| consented && person.state == State::Active) else {
        return Ok(None);
    };
    let (channel, held) = match &token.channel_id {
        Some(id) => {
            let held = channels::seat(tx, &person.id, id)?.is_some();
            (channels::find(tx, NETWORK, id)?, held)
        }
        None => (None, false),
    };
    Ok(Some(Bearer { token, person, channel, held }))
}

/// The access token of a call: in the header, or in the address as older clients send it.
pub(super) fn credentials(call: &Call) -> Option<String> {
    let found = call.authorization(&["bearer", "oauth"]).or_else(|| call.get("access_token"));
    found.filter(|value| !value.is_empty()).map(str::to_owned)
}

pub(super) fn find(tx: &Tx<'_>, value: &str) -> Result<Option<Bearer>> {
    match tokens::find(tx, NETWORK, value)? {
        Some(token) if token.kind == Kind::Access => judge(tx, token),
        _ => Ok(None),
    }
}

/// Runs one call of an API as one unit of work.
pub(super) async fn answer(
    call: &Call,
    need: &'static Need,
    work: impl FnOnce(&Tx<'_>, &Bearer) -> Result<Response, Refusal> + Send + 'static,
) -> Response {
    let credentials = credentials(call);
    let done = call.world.act(move |tx| {
        let value = credentials.ok_or_else(ApiError::login_required)?;
        let bearer = find(tx, &value)?.ok_or_else(ApiError::unauthenticated)?;
        let has = |group: &&[&str]| group.iter().any(|scope| bearer.token.allows(scope));
        if !need.scopes.iter().all(has) {
            return Err(ApiError::scope_missing(need.service, need.method).into());
        }
        work(tx, &bearer)
    });
    done.await.unwrap_or_else(IntoResponse::into_response)
}
