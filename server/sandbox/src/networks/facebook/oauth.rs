//! The login dialog and the exchange of codes and tokens.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::errors;
use super::graph::{self, NETWORK};
use crate::call::Call;
use crate::consent;
use crate::desk::broken;
use crate::networks::meta::dead;
use crate::networks::meta::refusal::Refusal;
use crate::networks::meta::reply::{Answer, Reply};
use crate::pages::dialog::Dialog;
use crate::pages::with_status;
use crate::random;
use crate::world::clients::Client;
use crate::world::clock::{DAY, SECOND};
use crate::world::flows::Ask;
use crate::world::tokens::{Kind, Token};
use crate::world::{Tx, clients, codes, grants, tokens};

/// Facebook says "hours"; this is an hour and a half.
const SHORT: i64 = 5_400;
const LONG: i64 = 5_184_000;
const DATA_ACCESS: i64 = 90 * DAY;

pub(super) async fn dialog(call: Call) -> Response {
    let client_id = call.get("client_id").unwrap_or_default().to_owned();
    let found = call.world.act(move |tx| clients::find(tx, NETWORK, &client_id)).await;
    let page = Dialog { network: call.network, site: &call.site };
    let refused =
        |title: &str, text: &str| with_status(StatusCode::BAD_REQUEST, page.refused(title, text));
    let client = match found {
        Ok(Some(client)) => client,
        Ok(None) => {
            let text = "The provided app ID does not look like a valid app ID.";
            return refused("Invalid App ID", text);
        }
        Err(error) => return broken(&error),
    };
    let redirect_uri = call.get("redirect_uri").unwrap_or_default();
    if !client.allows(redirect_uri) {
        let text = "This redirect failed because the redirect URI is not white-listed in the app's client OAuth \
                    settings. Make sure that the client and web OAuth logins are on and add all your app domains as \
                    valid OAuth redirect URIs.";
        return refused("URL blocked", text);
    }
    if !matches!(call.get("response_type"), None | Some("code")) {
        return refused("Unsupported response type", "The sandbox speaks response_type=code only.");
    }
    let scopes = scopes(call.get("scope").unwrap_or_default());
    let unknown =
        scopes.iter().find(|scope| !graph::SCOPES.iter().any(|(known, _)| known == scope));
    if let Some(scope) = unknown {
        let text = format!("This content isn't available right now. Invalid Scopes: {scope}.");
        return refused("Invalid Scopes", &text);
    }
    let auth_type = call.get("auth_type").unwrap_or_default();
    let ask = Ask {
        client_id: client.client_id,
        redirect_uri: redirect_uri.to_owned(),
        state: call.get("state").map(str::to_owned),
        extras: std::collections::BTreeMap::new(),
        reauthenticate: auth_type.split(',').any(|word| word.trim() == "reauthenticate"),
        scopes,
        challenge: None,
    };
    consent::begin(call, ask).await
}

/// Facebook takes commas and spaces, and gives the public profile to everybody.
fn scopes(text: &str) -> Vec<String> {
    let mut scopes = vec!["public_profile".to_owned()];
    for scope in text.split([',', ' ', '+']).filter(|scope| !scope.is_empty()) {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    scopes
}

pub(super) async fn access_token(call: Call) -> Response {
    let owned = |name: &str| call.get(name).map(str::to_owned);
    let basic = Exchange {
        grant_type: owned("grant_type"),
        client_id: owned("client_id"),
        client_secret: owned("client_secret"),
        redirect_uri: owned("redirect_uri"),
        code: owned("code"),
        old: owned("fb_exchange_token"),
    };
    let answer: Answer = call.world.act(move |tx| basic.run(tx)).await;
    answer.into_response()
}

struct Exchange {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    redirect_uri: Option<String>,
    code: Option<String>,
    old: Option<String>,
}

impl Exchange {
    fn run(&self, tx: &Tx<'_>) -> Answer {
        let client_id =
            self.client_id.as_deref().ok_or_else(|| errors::missing_parameter("client_id"))?;
        let client = clients::find(tx, NETWORK, client_id)?.ok_or_else(errors::unknown_app)?;
        let secret = self
            .client_secret
            .as_deref()
            .ok_or_else(|| errors::missing_parameter("client_secret"))?;
        if !client.has_secret(secret) {
            return Err(errors::wrong_secret().into());
        }
        match self.grant_type.as_deref() {
            None | Some("authorization_code") => self.code(tx, &client),
            Some("fb_exchange_token") => self.extend(tx, &client),
            Some("client_credentials") => {
                let token = format!("{client_id}|{secret}");
                Ok(Reply(json!({ "access_token": token, "token_type": "bearer" })))
            }
            Some(_) => Err(errors::invalid_parameter("Unsupported grant_type").into()),
        }
    }

    fn code(&self, tx: &Tx<'_>, client: &Client) -> Answer {
        let value = self.code.as_deref().ok_or_else(|| errors::missing_parameter("code"))?;
        let code = codes::find(tx, NETWORK, value)?
            .filter(|code| code.client_id == client.client_id)
            .ok_or_else(errors::unknown_code)?;
        if self.redirect_uri.as_deref() != Some(code.redirect_uri.as_str()) {
            return Err(errors::wrong_redirect().into());
        }
        if code.used {
            return Err(errors::used_code().into());
        }
        if code.expires_at <= tx.now {
            return Err(errors::expired_code().into());
        }
        codes::spend(tx, &code)?;
        issue(tx, &code.person_id, client, code.scopes, None)
    }

    /// A long-lived token for a valid one. The old one keeps working until its own end.
    fn extend(&self, tx: &Tx<'_>, client: &Client) -> Answer {
        let old =
            self.old.as_deref().ok_or_else(|| errors::missing_parameter("fb_exchange_token"))?;
        let old = tokens::find(tx, NETWORK, old)?.ok_or_else(dead::unreadable)?;
        if old.client_id != client.client_id || old.kind != Kind::Access {
            return Err(dead::unreadable().into());
        }
        if let Some(death) = old.death(tx.now) {
            return Err(errors::dead(&old, death, tx.now).into());
        }
        let person_id = old.person_id.clone();
        issue(tx, &person_id, client, old.scopes.clone(), Some(&old))
    }
}

fn issue(
    tx: &Tx<'_>,
    person_id: &str,
    client: &Client,
    scopes: Vec<String>,
    old: Option<&Token>,
) -> Answer {
    if grants::find(tx, person_id, &client.client_id)?.is_none_or(|grant| grant.removed) {
        return Err(errors::used_code().into());
    }
    let seconds = if old.is_some() { LONG } else { SHORT };
    let token = Token {
        value: format!("EAA{}", random::token(96)),
        network: NETWORK.to_owned(),
        kind: Kind::Access,
        person_id: person_id.to_owned(),
        client_id: client.client_id.clone(),
        channel_id: None,
        parent: None,
        family: old.map_or_else(|| random::token(16), |old| old.family.clone()),
        scopes,
        long_lived: old.is_some(),
        issued_at: tx.now,
        expires_at: Some(tx.now + seconds * SECOND),
        // Extending is not a visit of the person: the ninety days count from the login.
        data_access_expires_at: old
            .map_or(Some(tx.now + DATA_ACCESS), |old| old.data_access_expires_at),
        binding: None,
        death: None,
    };
    tokens::put(tx, &token)?;
    Ok(Reply(json!({
        "access_token": token.value,
        "token_type": "bearer",
        "expires_in": seconds,
    })))
}

/// The page token that hangs on a person's token: always the same one for the same two.
pub(super) fn page_token(tx: &Tx<'_>, parent: &Token, page_id: &str) -> Result<String, Refusal> {
    let known = tokens::derived(tx, &parent.value, page_id)?;
    if let Some(known) = known.filter(|known| known.death(tx.now).is_none()) {
        return Ok(known.value);
    }
    let token = Token {
        value: format!("EAA{}", random::token(96)),
        kind: Kind::Channel,
        channel_id: Some(page_id.to_owned()),
        parent: Some(parent.value.clone()),
        issued_at: tx.now,
        // From a long-lived token comes one without an end.
        expires_at: if parent.long_lived { None } else { parent.expires_at },
        ..parent.clone()
    };
    tokens::put(tx, &token)?;
    Ok(token.value)
}
