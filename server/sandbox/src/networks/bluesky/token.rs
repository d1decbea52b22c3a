//! The token endpoint: who calls, refresh with rotation, and giving tokens back.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::answers::{OAuth, Refusal, finish, kept};
use super::assertion::Credentials;
use super::client::Client;
use super::dpop::{self, Proof};
use super::redeem::redeem;
use super::sessions::{self, Holder, issue};
use super::{NETWORK, fetch};
use crate::call::Call;
use crate::desk::broken;
use crate::world::Tx;
use crate::world::people::{self, State};
use crate::world::tokens::{self, Death, Kind, Token};

/// What a client says.
pub(super) struct Request {
    grant_type: Option<String>,
    pub(super) code: Option<String>,
    pub(super) redirect_uri: Option<String>,
    pub(super) code_verifier: Option<String>,
    refresh_token: Option<String>,
    token: Option<String>,
}

/// Who calls: a client that has proven itself, with a key of the moment.
pub(super) struct Caller {
    pub(super) client: Client,
    pub(super) key: Option<String>,
    pub(super) jkt: String,
}

impl Request {
    fn of(call: &Call) -> Self {
        let given = |name: &str| call.get(name).filter(|text| !text.is_empty()).map(str::to_owned);
        Self {
            grant_type: given("grant_type"),
            code: given("code"),
            redirect_uri: given("redirect_uri"),
            code_verifier: given("code_verifier"),
            refresh_token: given("refresh_token"),
            token: given("token"),
        }
    }
}

type Work = fn(&Tx<'_>, &Request, Caller) -> Result<Value, Refusal>;

pub(super) async fn token(call: Call) -> Response {
    serve(call, "/oauth/token", exchange).await
}

pub(super) async fn revoke(call: Call) -> Response {
    serve(call, "/oauth/revoke", give_back).await
}

async fn serve(call: Call, path: &str, work: Work) -> Response {
    let (nonce, proof) = match dpop::open(&call, path).await {
        Ok(opened) => opened,
        Err(error) => return broken(&error),
    };
    let outcome = match proof {
        Ok(proof) => answer(&call, proof, work).await,
        Err(refusal) => Err(refusal),
    };
    finish(outcome.map(|body| (StatusCode::OK, body)), &nonce)
}

async fn answer(call: &Call, proof: Option<Proof>, work: Work) -> Result<Value, Refusal> {
    let id = call.get("client_id").unwrap_or_default();
    if id.is_empty() {
        return Err(OAuth::client("Validation of \"client_id\" failed: Required").into());
    }
    let client = fetch::client(id).await?;
    let proof = proof.ok_or_else(|| OAuth::proof("DPoP proof required"))?;
    let credentials = Credentials::of(call);
    let request = Request::of(call);
    call.world
        .act(move |tx| {
            kept(
                credentials
                    .check(tx, &client, Some(&proof))
                    .and_then(|key| work(tx, &request, Caller { client, key, jkt: proof.jkt })),
            )
        })
        .await?
}

fn exchange(tx: &Tx<'_>, request: &Request, caller: Caller) -> Result<Value, Refusal> {
    match request.grant_type.as_deref() {
        Some("authorization_code") => redeem(tx, request, &caller),
        Some("refresh_token") if !caller.client.refreshes => {
            let words = "\"refresh_token\" grant type is not allowed for this client";
            Err(OAuth::grant(words).into())
        }
        Some("refresh_token") => rotate(tx, request, &caller),
        Some(other) => {
            let words = format!("Grant type \"{other}\" is not supported by the server");
            Err(OAuth::grant(words).into())
        }
        None => Err(OAuth::grant("Validation of \"grant_type\" failed: Required").into()),
    }
}

/// A session stays with the client, the client's key and the proof's key that began it.
pub(super) fn same_caller(
    caller: &Caller,
    client_id: &str,
    client_key: Option<&String>,
    jkt: Option<&String>,
) -> Result<(), OAuth> {
    if client_id != caller.client.id {
        return Err(OAuth::grant("Token was not issued to this client"));
    }
    match (client_key, &caller.key) {
        // Who could not prove itself may have learnt it.
        (None, _) => {}
        (Some(_), None) => {
            let words = "Client authentication method mismatch (expected private_key_jwt)";
            return Err(OAuth::grant(words));
        }
        (Some(before), Some(now)) if before == now => {}
        (Some(_), Some(_)) => {
            let words = "The session was initiated with a different key than the client assertion currently used";
            return Err(OAuth::grant(words));
        }
    }
    if jkt.is_some_and(|jkt| *jkt != caller.jkt) {
        return Err(OAuth::token("Invalid DPoP key binding"));
    }
    Ok(())
}

/// An account that was taken down has no tokens, as it were.
pub(super) fn reachable(tx: &Tx<'_>, person_id: &str, words: &str) -> Result<(), Refusal> {
    match people::find(tx, NETWORK, person_id)? {
        Some(person) if person.state != State::Disabled => Ok(()),
        _ => Err(OAuth::grant(words).into()),
    }
}

/// A refresh token works once. A used one that comes again has been stolen or lost, so the session ends; so it does when
/// the wrong hands bring a good one.
fn rotate(tx: &Tx<'_>, request: &Request, caller: &Caller) -> Result<Value, Refusal> {
    let unknown = || OAuth::grant("Invalid refresh token");
    let value = request.refresh_token.as_deref().ok_or_else(unknown)?;
    let old = tokens::find(tx, NETWORK, value)?
        .filter(|token| token.kind == Kind::Refresh)
        .ok_or_else(unknown)?;
    let session = sessions::find(tx, &old.family)?.ok_or_else(unknown)?;
    reachable(tx, &old.person_id, "Invalid refresh token")?;
    match old.death(tx.now) {
        None => {}
        Some(Death::Rotated) => {
            sessions::end(tx, &old.family, Death::Replayed)?;
            return Err(OAuth::grant("Refresh token replayed").into());
        }
        Some(Death::Expired) => {
            sessions::end(tx, &old.family, Death::Expired)?;
            return Err(OAuth::grant("Session expired").into());
        }
        Some(_) => return Err(unknown().into()),
    }
    let key = session.client_key.as_ref();
    if let Err(error) = same_caller(caller, &old.client_id, key, old.binding.as_ref()) {
        sessions::end(tx, &old.family, Death::Revoked)?;
        return Err(error.into());
    }
    // The access token before this one goes with the refresh token.
    tokens::kill_family(tx, &old.family, Death::Rotated)?;
    let holder = Holder {
        client: &caller.client,
        person_id: &old.person_id,
        family: &old.family,
        jkt: &caller.jkt,
        scopes: &old.scopes,
    };
    issue(tx, &holder, &session)
}

/// Any token of a session ends it. Whatever is wrong with the token, the client hears that it is gone (RFC 7009, 2.2).
fn give_back(tx: &Tx<'_>, request: &Request, caller: Caller) -> Result<Value, Refusal> {
    let value = request.token.as_deref();
    let value = value.ok_or_else(|| OAuth::request("Validation of \"token\" failed: Required"))?;
    let own = |token: &Token| {
        token.client_id == caller.client.id && token.binding.as_ref() == Some(&caller.jkt)
    };
    if let Some(token) = tokens::find(tx, NETWORK, value)?.filter(own) {
        sessions::end(tx, &token.family, Death::Revoked)?;
    }
    Ok(json!({}))
}
