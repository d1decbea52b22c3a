//! The consent dialog. What is wrong with the request is named on TikTok's own page and never sent to the client.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;

use super::NETWORK;
use crate::call::Call;
use crate::consent;
use crate::desk::broken;
use crate::networks::Network as _;
use crate::pages::dialog::Dialog;
use crate::pages::with_status;
use crate::world::clients::{self, Client};
use crate::world::codes::{Challenge, Method};
use crate::world::flows::Ask;

pub(super) async fn authorize(call: Call) -> Response {
    let client_key = call.get("client_key").unwrap_or_default().to_owned();
    let client = call.world.act(move |tx| clients::find(tx, NETWORK, &client_key)).await;
    let asked = match client {
        Ok(Some(client)) => check(&call, client),
        Ok(None) => Err("client_key"),
        Err(error) => return broken(&error),
    };
    match asked {
        Ok(ask) => consent::begin(call, ask).await,
        Err(parameter) => {
            let page = Dialog { network: call.network, site: &call.site };
            let text = format!(
                "We couldn't log in with TikTok. This may be due to specific app settings. If you're a developer, \
                 correct the following and try again: {parameter}"
            );
            with_status(StatusCode::BAD_REQUEST, page.refused("Something went wrong", &text))
        }
    }
}

/// What is asked, or the parameter that is wrong.
fn check(call: &Call, client: Client) -> Result<Ask, &'static str> {
    let redirect_uri = call.get("redirect_uri").unwrap_or_default();
    if !client.allows(redirect_uri) {
        return Err("redirect_uri");
    }
    if call.get("response_type") != Some("code") {
        return Err("response_type");
    }
    let state = call.get("state").filter(|state| !state.is_empty()).ok_or("state")?;
    let scope = call.get("scope").unwrap_or_default();
    // Commas, and nothing else, stand between scopes.
    let scopes: Vec<String> = scope.split(',').map(str::to_owned).collect();
    if scopes.iter().any(|scope| super::TikTok.scope_words(scope).is_none()) {
        return Err("scope");
    }
    if !matches!(call.get("disable_auto_auth"), None | Some("" | "0" | "1")) {
        return Err("disable_auto_auth");
    }
    Ok(Ask {
        client_id: client.client_id,
        redirect_uri: redirect_uri.to_owned(),
        state: Some(state.to_owned()),
        scopes,
        reauthenticate: false,
        challenge: challenge(call)?,
        extras: BTreeMap::new(),
    })
}

/// Web clients may leave PKCE out; who begins with it must end with it.
fn challenge(call: &Call) -> Result<Option<Challenge>, &'static str> {
    let method = call.get("code_challenge_method");
    match call.get("code_challenge").filter(|value| !value.is_empty()) {
        None if method.is_none() => Ok(None),
        None => Err("code_challenge"),
        Some(_) if method != Some("S256") => Err("code_challenge_method"),
        Some(value) => Ok(Some(Challenge { value: value.to_owned(), method: Method::S256 })),
    }
}
