//! Codes to tokens; new access tokens for partners, until a day that does not move.

use std::collections::BTreeSet;

use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::{OAuthError, Refusal, ok};
use crate::call::{Call, is_form};
use crate::random;
use crate::world::clients::Client;
use crate::world::clock::SECOND;
use crate::world::tokens::{Death, Kind, Token};
use crate::world::{Tx, clients, codes, grants, tokens};

const ACCESS: i64 = 5_184_000;
const REFRESH: i64 = 31_536_000;

/// A form that a client sends about itself: its id, its secret, and what else is in it.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn of(call: &Call) -> Self {
        // Nothing but a form is read.
        Self(if is_form(&call.headers) { call.params.clone() } else { Vec::new() })
    }

    fn find(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().rev().find(|(key, value)| key == name && !value.is_empty());
        named.map(|(_, value)| value.as_str())
    }

    pub(super) fn need(&self, name: &str) -> Result<&str, OAuthError> {
        self.find(name).ok_or_else(|| OAuthError::missing(name))
    }

    /// The client, which proves itself in the body and nowhere else.
    pub(super) fn client(&self, tx: &Tx<'_>) -> Result<Client, Refusal> {
        let (id, secret) = (self.need("client_id")?, self.need("client_secret")?);
        let client = clients::find(tx, NETWORK, id)?.filter(|client| client.has_secret(secret));
        client.ok_or_else(|| OAuthError::wrong_client().into())
    }
}

pub(super) async fn token(call: Call) -> Response {
    let form = Form::of(&call);
    let answer = call.world.act(move |tx| match form.need("grant_type")? {
        "authorization_code" => redeem(tx, &form),
        "refresh_token" => refresh(tx, &form),
        "client_credentials" => {
            form.client(tx)?;
            let text = "This application is not allowed to create application tokens";
            Err(OAuthError::unauthorized("access_denied", text).into())
        }
        other => {
            let text = format!("The grant type \"{other}\" is not supported");
            Err(Refusal::from(OAuthError::bad("unsupported_grant_type", text)))
        }
    });
    match answer.await {
        Ok(value) => ok(&value),
        Err(refusal) => refusal.into_response(),
    }
}

fn redeem(tx: &Tx<'_>, form: &Form) -> Result<Value, Refusal> {
    let (value, redirect_uri) = (form.need("code")?, form.need("redirect_uri")?);
    let client = form.client(tx)?;
    let code = codes::find(tx, NETWORK, value)?.ok_or_else(|| {
        let text = "Unable to retrieve access token: authorization code not found";
        OAuthError::unauthorized("invalid_request", text)
    })?;
    let granted = grants::find(tx, &code.person_id, &client.client_id)?;
    let fits = code.client_id == client.client_id
        && code.redirect_uri == redirect_uri
        && !code.used
        && code.expires_at > tx.now
        && granted.is_some_and(|grant| !grant.removed);
    if !fits {
        let text = "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization \
                    code. Or authorization code expired. Or external member binding exists";
        return Err(OAuthError::bad("invalid_redirect_uri", text).into());
    }
    codes::spend(tx, &code)?;
    end_other_scopes(tx, &client, &code.person_id, &code.scopes)?;
    let access = Token {
        value: secret(),
        network: NETWORK.to_owned(),
        kind: Kind::Access,
        person_id: code.person_id.clone(),
        client_id: client.client_id.clone(),
        channel_id: None,
        parent: None,
        family: random::token(16),
        scopes: code.scopes,
        long_lived: false,
        issued_at: tx.now,
        expires_at: Some(tx.now + ACCESS * SECOND),
        data_access_expires_at: None,
        binding: None,
        death: None,
    };
    tokens::put(tx, &access)?;
    if !client.partner {
        return Ok(described(&access, None, tx.now));
    }
    let refresh = Token {
        value: secret(),
        kind: Kind::Refresh,
        expires_at: Some(tx.now + REFRESH * SECOND),
        ..access.clone()
    };
    tokens::put(tx, &refresh)?;
    Ok(described(&access, Some(&refresh), tx.now))
}

/// About 500 letters, as LinkedIn's are.
fn secret() -> String {
    format!("AQ{}", random::token(372))
}

/// A consent to another set of scopes ends what was given before.
fn end_other_scopes(
    tx: &Tx<'_>,
    client: &Client,
    person_id: &str,
    scopes: &[String],
) -> Result<(), Refusal> {
    let new: BTreeSet<&String> = scopes.iter().collect();
    for token in tokens::living(tx, person_id, Some(&client.client_id))? {
        if token.scopes.iter().collect::<BTreeSet<_>>() != new {
            tokens::kill_one(tx, &token, Death::Revoked)?;
        }
    }
    Ok(())
}

fn described(access: &Token, refresh: Option<&Token>, now: i64) -> Value {
    let left = |token: &Token| token.expires_at.map_or(0, |end| (end - now) / SECOND);
    let mut answer = json!({
        "access_token": access.value,
        "expires_in": left(access),
        "scope": access.scopes.join(","),
        "token_type": "Bearer",
    });
    if let (Some(refresh), Some(fields)) = (refresh, answer.as_object_mut()) {
        fields.insert("refresh_token".into(), json!(refresh.value));
        fields.insert("refresh_token_expires_in".into(), json!(left(refresh)));
    }
    answer
}

/// The refresh token stays, its end too; near it the access token ends with it.
fn refresh(tx: &Tx<'_>, form: &Form) -> Result<Value, Refusal> {
    let value = form.need("refresh_token")?;
    let client = form.client(tx)?;
    let token = tokens::find(tx, NETWORK, value)?.filter(|token| {
        let own = token.kind == Kind::Refresh && token.client_id == client.client_id;
        own && client.partner && token.death(tx.now).is_none()
    });
    let refresh = token.ok_or_else(|| {
        let text =
            "The provided authorization grant or refresh token is invalid, expired or revoked";
        OAuthError::bad("invalid_request", text)
    })?;
    let end = tx.now + ACCESS * SECOND;
    let access = Token {
        value: secret(),
        kind: Kind::Access,
        issued_at: tx.now,
        expires_at: Some(refresh.expires_at.map_or(end, |last| last.min(end))),
        ..refresh.clone()
    };
    tokens::put(tx, &access)?;
    Ok(described(&access, Some(&refresh), tx.now))
}
