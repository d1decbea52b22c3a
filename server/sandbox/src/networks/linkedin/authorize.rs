//! The consent dialog. A client or an address that LinkedIn does not know is shown to the person; what else is wrong goes
//! back to the client.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};

use super::NETWORK;
use crate::call::Call;
use crate::consent;
use crate::desk::broken;
use crate::networks::Network as _;
use crate::pages::dialog::Dialog;
use crate::pages::with_status;
use crate::world::clients::{self, Client};
use crate::world::flows::Ask;

enum Fault {
    /// A page for the person.
    Shown(&'static str),
    /// Error and description for the client.
    Told(String),
}

pub(super) async fn authorize(call: Call) -> Response {
    let client_id = call.get("client_id").unwrap_or_default().to_owned();
    let client = call.world.act(move |tx| clients::find(tx, NETWORK, &client_id)).await;
    let asked = match client {
        Ok(client) => check(&call, client),
        Err(error) => return broken(&error),
    };
    match asked {
        Ok(ask) => consent::begin(call, ask).await,
        Err(Fault::Told(target)) => (StatusCode::FOUND, [(LOCATION, target)]).into_response(),
        Err(Fault::Shown(text)) => {
            let page = Dialog { network: call.network, site: &call.site };
            with_status(
                StatusCode::BAD_REQUEST,
                page.refused("Bummer, something went wrong.", text),
            )
        }
    }
}

fn check(call: &Call, client: Option<Client>) -> Result<Ask, Fault> {
    let client = client.ok_or(Fault::Shown("The passed in client_id is invalid."))?;
    let redirect_uri = call
        .get("redirect_uri")
        .filter(|uri| client.allows(uri))
        .ok_or(Fault::Shown("The redirect_uri does not match the registered value."))?;
    let state = call.get("state").map(str::to_owned);
    let told = |error: &str, text: &str| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("error", error).append_pair("error_description", text);
        if let Some(state) = &state {
            query.append_pair("state", state);
        }
        let joint = if redirect_uri.contains('?') { '&' } else { '?' };
        Fault::Told(format!("{redirect_uri}{joint}{}", query.finish()))
    };
    if call.get("response_type") != Some("code") {
        return Err(told("invalid_request", "The response_type must be code"));
    }
    // The documents say spaces, LinkedIn's own client says commas.
    let scopes: Vec<String> = call
        .get("scope")
        .unwrap_or_default()
        .split([' ', ','])
        .filter(|scope| !scope.is_empty())
        .map(str::to_owned)
        .collect();
    if scopes.is_empty() {
        return Err(told("invalid_request", "You need to pass the \"scope\" parameter"));
    }
    let unknown = scopes.iter().find(|scope| super::LinkedIn.scope_words(scope).is_none());
    if let Some(scope) = unknown {
        // Written for a page, and sent to the client all the same.
        let text = format!("Scope &quot;{scope}&quot; is not authorized for your application");
        return Err(told("unauthorized_scope_error", &text));
    }
    Ok(Ask {
        client_id: client.client_id,
        redirect_uri: redirect_uri.to_owned(),
        state,
        scopes,
        reauthenticate: false,
        challenge: None,
        extras: BTreeMap::new(),
    })
}
