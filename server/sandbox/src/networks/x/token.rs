//! Codes to tokens, refresh with rotation, and giving tokens back.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::NETWORK;
use super::answers::{Refusal, TokenError, show_rate};
use crate::call::Call;
use crate::networks::form;
use crate::random;
use crate::world::clients::Client;
use crate::world::clock::SECOND;
use crate::world::codes::{Challenge, Method};
use crate::world::tokens::{Death, Kind, Token};
use crate::world::{Tx, calls, clients, codes, grants, tokens};

const ACCESS: i64 = 7_200;

/// What a client says at the token endpoint.
struct Request {
    grant_type: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
    token: Option<String>,
    caller: Caller,
}

/// How the client says who it is.
struct Caller {
    client_id: Option<String>,
    basic: Option<(String, String)>,
}

impl Request {
    fn of(call: &Call) -> Self {
        let owned = |name: &str| call.get(name).map(str::to_owned);
        Self {
            grant_type: owned("grant_type"),
            code: owned("code"),
            redirect_uri: owned("redirect_uri"),
            code_verifier: owned("code_verifier"),
            refresh_token: owned("refresh_token"),
            token: owned("token"),
            caller: Caller { client_id: owned("client_id"), basic: form::basic(call) },
        }
    }
}

impl Caller {
    /// Confidential clients prove themselves by Basic, public ones name themselves.
    fn check(&self, tx: &Tx<'_>) -> Result<Client, Refusal> {
        if let Some((id, secret)) = &self.basic {
            let client = clients::find(tx, NETWORK, id)?.filter(|client| client.has_secret(secret));
            return client.ok_or_else(|| TokenError::unauthorized_client().into());
        }
        let id = self.client_id.as_deref().ok_or_else(TokenError::unauthorized_client)?;
        let client = clients::find(tx, NETWORK, id)?;
        let client = client
            .ok_or_else(|| TokenError::invalid("Value passed for the client id was invalid."))?;
        match client.client_secret {
            Some(_) => Err(TokenError::unauthorized_client().into()),
            None => Ok(client),
        }
    }
}

pub(super) async fn token(call: Call) -> Response {
    let request = Request::of(&call);
    let answer = call.world.act(move |tx| {
        let outcome = exchange(tx, &request);
        // A replay is refused and has an effect all the same: the effect must be kept.
        let outcome = match outcome {
            Err(Refusal::World(error)) => return Err(error),
            outcome => outcome,
        };
        let bucket = request.caller.client_id.unwrap_or_default();
        Ok((outcome, calls::count(tx, NETWORK, &format!("token {bucket}"))?))
    });
    finish(answer.await)
}

pub(super) async fn revoke(call: Call) -> Response {
    let request = Request::of(&call);
    let answer = call.world.act(move |tx| {
        let outcome = match give_back(tx, &request) {
            Err(Refusal::World(error)) => return Err(error),
            outcome => outcome,
        };
        let bucket = request.caller.client_id.unwrap_or_default();
        Ok((outcome, calls::count(tx, NETWORK, &format!("revoke {bucket}"))?))
    });
    finish(answer.await)
}

type Outcome = (Result<Value, Refusal>, (i64, i64));

/// X documents no limit for these endpoints, yet every answer carries the headers.
const LIMIT: i64 = 1_000_000;

fn finish(answer: Result<Outcome, crate::world::Error>) -> Response {
    let (outcome, (used, reset)) = match answer {
        Ok(answer) => answer,
        Err(error) => return crate::desk::broken(&error),
    };
    let mut response = match outcome {
        Ok(value) => ([(header::CACHE_CONTROL, "no-store")], Json(value)).into_response(),
        Err(refusal) => refusal.into_response(),
    };
    show_rate(&mut response, LIMIT, used, reset);
    response
}

fn exchange(tx: &Tx<'_>, request: &Request) -> Result<Value, Refusal> {
    let client = request.caller.check(tx)?;
    match request.grant_type.as_deref() {
        Some("authorization_code") => redeem(tx, request, &client),
        Some("refresh_token") => rotate(tx, request, &client),
        Some(_) => Err(TokenError::unsupported_grant().into()),
        None => Err(TokenError::missing("grant_type").into()),
    }
}

fn redeem(tx: &Tx<'_>, request: &Request, client: &Client) -> Result<Value, Refusal> {
    let value = request.code.as_deref().ok_or_else(|| TokenError::missing("code"))?;
    let verifier =
        request.code_verifier.as_deref().ok_or_else(|| TokenError::missing("code_verifier"))?;
    let code = codes::find(tx, NETWORK, value)?
        .filter(|code| !code.used && code.expires_at > tx.now && code.client_id == client.client_id)
        .ok_or_else(TokenError::dead_code)?;
    if request.redirect_uri.as_deref() != Some(code.redirect_uri.as_str()) {
        let text =
            "Value passed for the redirect uri did not match the uri of the authorization code.";
        return Err(TokenError::invalid(text).into());
    }
    if !code.challenge.as_ref().is_some_and(|challenge| meets(challenge, verifier)) {
        let text = "Value passed for the code verifier did not match the code challenge.";
        return Err(TokenError::invalid(text).into());
    }
    codes::spend(tx, &code)?;
    issue(tx, client, &code.person_id, &code.scopes, &random::token(16))
}

fn meets(challenge: &Challenge, verifier: &str) -> bool {
    match challenge.method {
        Method::Plain => challenge.value == verifier,
        Method::S256 => {
            let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
            challenge.value.trim_end_matches('=') == hash
        }
    }
}

/// A refresh token works once. A used one that comes again has been stolen or lost: everything of its family ends.
fn rotate(tx: &Tx<'_>, request: &Request, client: &Client) -> Result<Value, Refusal> {
    let value =
        request.refresh_token.as_deref().ok_or_else(|| TokenError::missing("refresh_token"))?;
    let old = tokens::find(tx, NETWORK, value)?
        .filter(|token| token.kind == Kind::Refresh && token.client_id == client.client_id)
        .ok_or_else(TokenError::dead_token)?;
    match old.death(tx.now) {
        None => {}
        Some(Death::Rotated) => {
            tokens::kill_family(tx, &old.family, Death::Replayed)?;
            return Err(TokenError::dead_token().into());
        }
        Some(_) => return Err(TokenError::dead_token().into()),
    }
    tokens::kill_one(tx, &old, Death::Rotated)?;
    issue(tx, client, &old.person_id, &old.scopes, &old.family)
}

fn issue(
    tx: &Tx<'_>,
    client: &Client,
    person_id: &str,
    scopes: &[String],
    family: &str,
) -> Result<Value, Refusal> {
    if grants::find(tx, person_id, &client.client_id)?.is_none_or(|grant| grant.removed) {
        return Err(TokenError::dead_token().into());
    }
    let access = Token {
        value: random::token(64),
        network: NETWORK.to_owned(),
        kind: Kind::Access,
        person_id: person_id.to_owned(),
        client_id: client.client_id.clone(),
        channel_id: None,
        parent: None,
        family: family.to_owned(),
        scopes: scopes.to_vec(),
        long_lived: false,
        issued_at: tx.now,
        expires_at: Some(tx.now + ACCESS * SECOND),
        data_access_expires_at: None,
        binding: None,
        death: None,
    };
    tokens::put(tx, &access)?;
    let mut answer = json!({
        "token_type": "bearer",
        "expires_in": ACCESS,
        "access_token": access.value,
        "scope": scopes.join(" "),
    });
    if access.allows("offline.access") {
        let refresh =
            Token { value: random::token(64), kind: Kind::Refresh, expires_at: None, ..access };
        tokens::put(tx, &refresh)?;
        if let Some(fields) = answer.as_object_mut() {
            fields.insert("refresh_token".into(), json!(refresh.value));
        }
    }
    Ok(answer)
}

fn give_back(tx: &Tx<'_>, request: &Request) -> Result<Value, Refusal> {
    let client = request.caller.check(tx)?;
    let value = request.token.as_deref().ok_or_else(|| TokenError::missing("token"))?;
    let token =
        tokens::find(tx, NETWORK, value)?.filter(|token| token.client_id == client.client_id);
    match token {
        Some(token) if token.kind == Kind::Refresh => {
            tokens::kill_family(tx, &token.family, Death::Revoked)?;
        }
        Some(token) => tokens::kill_one(tx, &token, Death::Revoked)?,
        // Nothing to do is done (RFC 7009, 2.2).
        None => {}
    }
    Ok(json!({ "revoked": true }))
}
