//! Codes to tokens, refresh, and giving the app's access back.

use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::answers::{Refusal, TokenError, granted};
use super::push::TikTokPush;
use super::{NETWORK, OLD};
use crate::call::Call;
use crate::networks::form::Form;
use crate::push::{self, News};
use crate::random;
use crate::world::clients::Client;
use crate::world::clock::{DAY, SECOND};
use crate::world::codes::Challenge;
use crate::world::tokens::{Death, Kind, Token};
use crate::world::{Tx, clients, codes, grants, people, tokens};

pub(super) async fn token(call: Call) -> Response {
    settle(&call, exchange).await
}

pub(super) async fn revoke(call: Call) -> Response {
    settle(&call, give_back).await
}

/// One call of a token endpoint as one unit of work. No refusal of theirs has an effect that must be kept.
async fn settle(
    call: &Call,
    work: fn(&Tx<'_>, &Form, &Client) -> Result<Value, Refusal>,
) -> Response {
    let Some(form) = Form::of(call) else {
        return TokenError::no_form().into_response();
    };
    let done = call.world.act(move |tx| {
        let client = check(tx, &form)?;
        work(tx, &form, &client)
    });
    match done.await {
        Ok(value) => granted(value),
        Err(refusal) => refusal.into_response(),
    }
}

/// The client proves itself in the body.
fn check(tx: &Tx<'_>, form: &Form) -> Result<Client, Refusal> {
    let key = form.get("client_key").ok_or_else(TokenError::malformed)?;
    let secret = form.get("client_secret").ok_or_else(TokenError::malformed)?;
    let client = clients::find(tx, NETWORK, key)?.filter(|client| client.has_secret(secret));
    client.ok_or_else(|| TokenError::bad_client().into())
}

fn exchange(tx: &Tx<'_>, form: &Form, client: &Client) -> Result<Value, Refusal> {
    match form.get("grant_type") {
        Some("authorization_code") => redeem(tx, form, client),
        Some("refresh_token") => refresh(tx, form, client),
        Some(_) => Err(TokenError::unsupported_grant().into()),
        None => Err(TokenError::malformed().into()),
    }
}

fn redeem(tx: &Tx<'_>, form: &Form, client: &Client) -> Result<Value, Refusal> {
    let value = form.get("code").ok_or_else(TokenError::malformed)?;
    let redirect_uri = form.get("redirect_uri").ok_or_else(TokenError::malformed)?;
    let code = codes::find(tx, NETWORK, value)?
        .filter(|code| !code.used && code.expires_at > tx.now && code.client_id == client.client_id)
        .ok_or_else(TokenError::dead_code)?;
    if redirect_uri != code.redirect_uri {
        return Err(TokenError::other_redirect().into());
    }
    let verifier = form.get("code_verifier");
    if code.challenge.as_ref().is_some_and(|challenge| !meets(challenge, verifier)) {
        return Err(TokenError::bad_verifier().into());
    }
    codes::spend(tx, &code)?;
    let holder =
        Holder { person_id: code.person_id, scopes: code.scopes, family: random::token(16) };
    let refresh = holder.refresh(tx, client);
    tokens::put(tx, &refresh)?;
    holder.answer(tx, client, &refresh)
}

/// Desktop clients hash to hex, all others to base64url.
fn meets(challenge: &Challenge, verifier: Option<&str>) -> bool {
    let Some(verifier) = verifier else { return false };
    let hash = Sha256::digest(verifier);
    let asked = challenge.value.trim_end_matches('=');
    asked == URL_SAFE_NO_PAD.encode(hash) || asked.eq_ignore_ascii_case(&hex::encode(hash))
}

fn refresh(tx: &Tx<'_>, form: &Form, client: &Client) -> Result<Value, Refusal> {
    let value = form.get("refresh_token").ok_or_else(TokenError::malformed)?;
    let old = tokens::find(tx, NETWORK, value)?
        .filter(|token| token.kind == Kind::Refresh && token.client_id == client.client_id)
        .filter(|token| token.death(tx.now).is_none())
        .ok_or_else(TokenError::dead_refresh)?;
    let holder = Holder {
        person_id: old.person_id.clone(),
        scopes: old.scopes.clone(),
        family: old.family.clone(),
    };
    if client.generation.as_deref() == Some(OLD) {
        return holder.answer(tx, client, &old);
    }
    tokens::kill_one(tx, &old, Death::Rotated)?;
    let new = holder.refresh(tx, client);
    tokens::put(tx, &new)?;
    holder.answer(tx, client, &new)
}

/// Whom new tokens are for.
struct Holder {
    person_id: String,
    scopes: Vec<String>,
    family: String,
}

/// How long access and refresh tokens live.
fn lifetimes(client: &Client) -> (i64, i64) {
    match client.generation.as_deref() {
        Some(OLD) => (DAY, 365 * DAY),
        _ => (2 * 60 * 60 * SECOND, 180 * DAY),
    }
}

impl Holder {
    fn refresh(&self, tx: &Tx<'_>, client: &Client) -> Token {
        let (_, life) = lifetimes(client);
        self.token(tx, client, Kind::Refresh, format!("rft.{}", random::token(48)), life)
    }

    fn token(&self, tx: &Tx<'_>, client: &Client, kind: Kind, value: String, life: i64) -> Token {
        Token {
            value,
            network: NETWORK.to_owned(),
            kind,
            person_id: self.person_id.clone(),
            client_id: client.client_id.clone(),
            channel_id: None,
            parent: None,
            family: self.family.clone(),
            scopes: self.scopes.clone(),
            long_lived: false,
            issued_at: tx.now,
            expires_at: Some(tx.now + life),
            data_access_expires_at: None,
            binding: None,
            death: None,
        }
    }

    /// Writes an access token and says both.
    fn answer(&self, tx: &Tx<'_>, client: &Client, refresh: &Token) -> Result<Value, Refusal> {
        let grant = grants::find(tx, &self.person_id, &client.client_id)?;
        let grant = grant.filter(|grant| !grant.removed).ok_or_else(TokenError::dead_refresh)?;
        let (life, _) = lifetimes(client);
        let value = format!("act.{}", random::token(48));
        let access = self.token(tx, client, Kind::Access, value, life);
        tokens::put(tx, &access)?;
        Ok(json!({
            "access_token": access.value,
            "expires_in": life / SECOND,
            "open_id": grant.scoped_id,
            "refresh_token": refresh.value,
            "refresh_expires_in": (refresh.expires_at.unwrap_or(tx.now) - tx.now) / SECOND,
            "scope": self.scopes.join(","),
            "token_type": "Bearer",
        }))
    }
}

/// Takes the app off the person's list: every token of the two dies.
fn give_back(tx: &Tx<'_>, form: &Form, client: &Client) -> Result<Value, Refusal> {
    let value = form.get("token").ok_or_else(TokenError::malformed)?;
    let token = tokens::find(tx, NETWORK, value)?
        .filter(|token| token.client_id == client.client_id && token.death(tx.now).is_none())
        .ok_or_else(TokenError::dead_access)?;
    let person = people::find(tx, NETWORK, &token.person_id)?;
    let person = person.ok_or_else(TokenError::dead_access)?;
    let audience = push::audience(tx, &person, Some(&client.client_id))?;
    grants::remove(tx, &person.id, Some(&client.client_id))?;
    push::tell(tx, &TikTokPush, &person, &audience, &News::GivenBack)?;
    Ok(json!({}))
}
