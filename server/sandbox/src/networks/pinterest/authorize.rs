//! The consent dialog, at an address that ends in a slash. What is wrong with the request stays at Pinterest.

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
use crate::world::flows::Ask;

pub(super) async fn authorize(call: Call) -> Response {
    // Pinterest's own examples still call it the consumer.
    let client_id = call.get("client_id").or(call.get("consumer_id")).unwrap_or_default();
    let client_id = client_id.to_owned();
    let client = call.world.act(move |tx| clients::find(tx, NETWORK, &client_id)).await;
    let asked = match client {
        Ok(Some(client)) => check(&call, client),
        Ok(None) => Err("Invalid client id."),
        Err(error) => return broken(&error),
    };
    match asked {
        Ok(ask) => consent::begin(call, ask).await,
        Err(reason) => {
            let page = Dialog { network: call.network, site: &call.site };
            let text = format!("The app's request to Pinterest is not valid: {reason}");
            with_status(StatusCode::BAD_REQUEST, page.refused("Something went wrong", &text))
        }
    }
}

fn check(call: &Call, client: Client) -> Result<Ask, &'static str> {
    let redirect_uri = call.get("redirect_uri").unwrap_or_default();
    if !client.allows(redirect_uri) {
        return Err("The redirect URI does not match one registered by the app.");
    }
    if call.get("response_type") != Some("code") {
        return Err("The response type must be code.");
    }
    let scope = call.get("scope").unwrap_or_default();
    // Commas, and nothing else, stand between scopes.
    let scopes: Vec<String> = scope.split(',').map(str::to_owned).collect();
    if scopes.iter().any(|scope| super::Pinterest.scope_words(scope).is_none()) {
        return Err("The scope is missing or not known.");
    }
    Ok(Ask {
        client_id: client.client_id,
        redirect_uri: redirect_uri.to_owned(),
        state: call.get("state").map(str::to_owned),
        scopes,
        reauthenticate: false,
        challenge: None,
        extras: BTreeMap::new(),
    })
}
