//! The dialog. What is wrong with the request is shown to the person; the client hears nothing of it.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;

use super::{NETWORK, SCOPES};
use crate::call::Call;
use crate::consent;
use crate::desk::broken;
use crate::pages::dialog::Dialog;
use crate::pages::with_status;
use crate::world::clients::{self, Client};
use crate::world::flows::Ask;

pub(super) async fn authorize(call: Call) -> Response {
    let client_id = call.get("client_id").unwrap_or_default().to_owned();
    let client = call.world.act(move |tx| clients::find(tx, NETWORK, &client_id)).await;
    let asked = match client {
        Ok(Some(client)) => check(&call, client),
        Ok(None) => Err("Invalid platform app".to_owned()),
        Err(error) => return broken(&error),
    };
    match asked {
        Ok(ask) => consent::begin(call, ask).await,
        Err(reason) => {
            let page = Dialog { network: call.network, site: &call.site };
            let text = format!("Invalid Request: Request parameters are invalid: {reason}");
            with_status(
                StatusCode::BAD_REQUEST,
                page.refused("Sorry, this page isn't available", &text),
            )
        }
    }
}

fn check(call: &Call, client: Client) -> Result<Ask, String> {
    let redirect_uri = call.get("redirect_uri").unwrap_or_default();
    if !client.allows(redirect_uri) {
        return Err("Invalid redirect_uri".to_owned());
    }
    if call.get("response_type") != Some("code") {
        return Err("Invalid response_type".to_owned());
    }
    let scopes = call.get("scope").unwrap_or_default().split([',', ' ', '+']);
    let mut scopes: Vec<String> =
        scopes.filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
    scopes.dedup();
    let unknown = |scope: &&String| !SCOPES.iter().any(|(known, _)| known == scope);
    if let Some(scope) = scopes.iter().find(unknown) {
        return Err(format!("Invalid scope: {scope}"));
    }
    if scopes.is_empty() {
        return Err("Invalid scope".to_owned());
    }
    // The documented name and the one in the dashboard's own links.
    let again = ["force_authentication", "force_reauth"];
    Ok(Ask {
        client_id: client.client_id,
        redirect_uri: redirect_uri.to_owned(),
        state: call.get("state").map(str::to_owned),
        scopes,
        reauthenticate: again.iter().any(|name| matches!(call.get(name), Some("1" | "true"))),
        challenge: None,
        extras: BTreeMap::new(),
    })
}
