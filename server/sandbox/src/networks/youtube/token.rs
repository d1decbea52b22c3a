//! Codes to tokens, and new access tokens for refresh tokens that stay what they are.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answers::{OAuthError, Refusal, ok};
use super::authorize::{ACCESS_TYPE, ASKED, INCLUDE, PROMPT};
use super::request::Request;
use super::{NETWORK, bearer};
use crate::call::Call;
use crate::random;
use crate::world::clients::Client;
use crate::world::clock::{DAY, SECOND};
use crate::world::codes::Code;
use crate::world::tokens::{Death, Kind, Token};
use crate::world::{Tx, codes, tokens};

const ACCESS: i64 = 3_599;
/// A refresh token that nobody uses for six months ends.
const IDLE: i64 = 180 * DAY;
/// What is left of it while the client is in testing.
const TESTING: i64 = 604_799;
/// So many refresh tokens one identity has at one client; the oldest goes without a word.
const MOST_REFRESH_TOKENS: usize = 100;

pub(super) async fn token(call: Call) -> Response {
    let request = Request::of(&call);
    let answer = call.world.act(move |tx| {
        let client = request.client(tx)?;
        match request.grant_type.as_deref() {
            Some("authorization_code") => redeem(tx, &request, &client),
            Some("refresh_token") => refresh(tx, &request, &client),
            other => {
                let text = format!("Invalid grant_type: {}", other.unwrap_or_default());
                Err(OAuthError::bad("unsupported_grant_type", text).into())
            }
        }
    });
    match answer.await {
        Ok(value) => ok(&value),
        Err(refusal) => refusal.into_response(),
    }
}

fn redeem(tx: &Tx<'_>, request: &Request, client: &Client) -> Result<Value, Refusal> {
    let value = request.code.as_deref().ok_or_else(|| OAuthError::missing("code"))?;
    let redirect_uri =
        request.redirect_uri.as_deref().ok_or_else(|| OAuthError::missing("redirect_uri"))?;
    let code = codes::find(tx, NETWORK, value)?
        .filter(|code| code.client_id == client.client_id)
        .ok_or_else(|| OAuthError::bad("invalid_grant", "Malformed auth code."))?;
    if redirect_uri != code.redirect_uri {
        return Err(OAuthError::bad("redirect_uri_mismatch", "Bad Request").into());
    }
    if code.used || code.expires_at <= tx.now {
        return Err(OAuthError::bad("invalid_grant", "Bad Request").into());
    }
    match (&code.challenge, &request.code_verifier) {
        (None, _) => {}
        (Some(_), None) => {
            return Err(OAuthError::bad("invalid_grant", "Missing code verifier.").into());
        }
        (Some(challenge), Some(verifier)) if challenge.meets(verifier) => {}
        (Some(_), Some(_)) => {
            return Err(OAuthError::bad("invalid_grant", "Invalid code verifier.").into());
        }
    }
    codes::spend(tx, &code)?;
    issue(tx, client, &code)
}

/// The tokens of one consent: for the identity that was picked, with the scopes that were ticked.
fn issue(tx: &Tx<'_>, client: &Client, code: &Code) -> Result<Value, Refusal> {
    let extra = |name: &str| code.extras.get(name).map_or("", String::as_str);
    let identity = code.channels.first().cloned();
    let older = living(tx, &code.person_id, client, identity.as_deref())?;
    let asked: Vec<&str> = extra(ASKED).split(' ').collect();
    let before =
        |scope: &str| extra(INCLUDE) == "true" && older.iter().any(|token| token.allows(scope));
    let wanted = |scope: &&String| asked.contains(&scope.as_str()) || before(scope);
    let offline = extra(ACCESS_TYPE) == "offline";
    let access = Token {
        value: format!("ya29.a0{}", random::token(156)),
        network: NETWORK.to_owned(),
        kind: Kind::Access,
        person_id: code.person_id.clone(),
        client_id: client.client_id.clone(),
        channel_id: identity,
        parent: None,
        family: random::token(16),
        scopes: code.scopes.iter().filter(wanted).cloned().collect(),
        long_lived: offline,
        issued_at: tx.now,
        expires_at: Some(tx.now + ACCESS * SECOND),
        data_access_expires_at: None,
        binding: None,
        death: None,
    };
    // The consent may have been taken back between the dialog and this call.
    if bearer::judge(tx, access.clone())?.is_none() {
        return Err(OAuthError::bad("invalid_grant", "Bad Request").into());
    }
    tokens::put(tx, &access)?;
    let mut answer = described(&access);
    let consented = extra(PROMPT).split_whitespace().any(|word| word == "consent");
    let known = older.iter().any(|token| token.kind == Kind::Refresh);
    if offline && (consented || !known) {
        let lasts = if client.testing { TESTING * SECOND } else { IDLE };
        let refresh = Token {
            value: format!("1//0{}", random::token(72)),
            kind: Kind::Refresh,
            expires_at: Some(tx.now + lasts),
            ..access
        };
        tokens::put(tx, &refresh)?;
        drop_oldest(tx, client, &refresh)?;
        add(&mut answer, "refresh_token", json!(refresh.value));
        if client.testing {
            add(&mut answer, "refresh_token_expires_in", json!(TESTING));
        }
    }
    Ok(answer)
}

fn described(access: &Token) -> Value {
    json!({
        "access_token": access.value,
        "expires_in": ACCESS,
        "scope": access.scopes.join(" "),
        "token_type": "Bearer",
    })
}

fn add(answer: &mut Value, name: &str, value: Value) {
    if let Some(fields) = answer.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}

/// What one identity gave this client and still lives.
fn living(
    tx: &Tx<'_>,
    person_id: &str,
    client: &Client,
    identity: Option<&str>,
) -> Result<Vec<Token>, Refusal> {
    let mut tokens = tokens::living(tx, person_id, Some(&client.client_id))?;
    tokens.retain(|token| token.channel_id.as_deref() == identity);
    Ok(tokens)
}

fn drop_oldest(tx: &Tx<'_>, client: &Client, newest: &Token) -> Result<(), Refusal> {
    let mut tokens = living(tx, &newest.person_id, client, newest.channel_id.as_deref())?;
    tokens.retain(|token| token.kind == Kind::Refresh);
    let spare = tokens.len().saturating_sub(MOST_REFRESH_TOKENS);
    for token in tokens.iter().take(spare) {
        tokens::kill_one(tx, token, Death::Revoked)?;
    }
    Ok(())
}

fn refresh(tx: &Tx<'_>, request: &Request, client: &Client) -> Result<Value, Refusal> {
    let value =
        request.refresh_token.as_deref().ok_or_else(|| OAuthError::missing("refresh_token"))?;
    let token = tokens::find(tx, NETWORK, value)?
        .filter(|token| token.kind == Kind::Refresh)
        .ok_or_else(|| OAuthError::bad("invalid_grant", "Bad Request"))?;
    if token.client_id != client.client_id {
        let status = StatusCode::UNAUTHORIZED;
        return Err(OAuthError::new(status, "unauthorized_client", "Unauthorized").into());
    }
    let alive = bearer::judge(tx, token)?.ok_or_else(OAuthError::dead_refresh_token)?;
    let token = alive.token;
    let scopes = match &request.scope {
        None => token.scopes.clone(),
        Some(fewer) => {
            let fewer: Vec<String> = fewer.split_whitespace().map(str::to_owned).collect();
            if !fewer.iter().all(|scope| token.allows(scope)) {
                let text = "Some requested scopes were invalid.";
                return Err(OAuthError::bad("invalid_scope", text).into());
            }
            fewer
        }
    };
    if !client.testing {
        tokens::prolong(tx, &token, tx.now + IDLE)?;
    }
    let access = Token {
        value: format!("ya29.a0{}", random::token(156)),
        kind: Kind::Access,
        scopes,
        issued_at: tx.now,
        expires_at: Some(tx.now + ACCESS * SECOND),
        ..token.clone()
    };
    tokens::put(tx, &access)?;
    let mut answer = described(&access);
    if let Some(end) = token.expires_at.filter(|_| client.testing) {
        add(&mut answer, "refresh_token_expires_in", json!((end - tx.now) / SECOND));
    }
    Ok(answer)
}
