//! The consent dialog. Whatever is wrong with the request is shown to the person and never sent to the client.

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

const LONGEST_STATE: usize = 500;

pub(super) async fn authorize(call: Call) -> Response {
    let client_id = call.get("client_id").unwrap_or_default().to_owned();
    let client = call.world.act(move |tx| clients::find(tx, NETWORK, &client_id)).await;
    let asked = match client {
        Ok(Some(client)) => check(&call, client),
        Ok(None) => Err("Value passed for the client id was invalid."),
        Err(error) => return broken(&error),
    };
    match asked {
        Ok(ask) => consent::begin(call, ask).await,
        Err(reason) => {
            let page = Dialog { network: call.network, site: &call.site };
            let text = format!(
                "You weren't able to give access to the App. Go back and try logging in again. ({reason})"
            );
            with_status(StatusCode::BAD_REQUEST, page.refused("Something went wrong", &text))
        }
    }
}

fn check(call: &Call, client: Client) -> Result<Ask, &'static str> {
    let redirect_uri = call.get("redirect_uri").unwrap_or_default();
    if !client.allows(redirect_uri) {
        return Err("Value passed for the redirect uri did not match an uri of the App.");
    }
    if call.get("response_type") != Some("code") {
        return Err("Value passed for the response type must be code.");
    }
    let state = call.get("state").filter(|state| !state.is_empty());
    let state = state.ok_or("Missing required parameter [state].")?;
    if state.chars().count() > LONGEST_STATE {
        return Err("Value passed for the state was longer than 500 characters.");
    }
    let value = call.get("code_challenge").filter(|value| !value.is_empty());
    let value = value.ok_or("Missing required parameter [code_challenge].")?;
    let method = call.get("code_challenge_method").map_or(Some(Method::Plain), Method::parse);
    let method =
        method.ok_or("Value passed for the code challenge method must be s256 or plain.")?;
    let scopes: Vec<String> =
        call.get("scope").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    if scopes.is_empty() {
        return Err("Missing required parameter [scope].");
    }
    if scopes.iter().any(|scope| super::X.scope_words(scope).is_none()) {
        return Err("Value passed for the scope was invalid.");
    }
    Ok(Ask {
        client_id: client.client_id,
        redirect_uri: redirect_uri.to_owned(),
        state: Some(state.to_owned()),
        scopes,
        reauthenticate: false,
        challenge: Some(Challenge { value: value.to_owned(), method }),
        extras: BTreeMap::new(),
    })
}
