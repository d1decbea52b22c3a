//! The dialog. What is wrong with the request Threads tells as JSON, in the browser.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{BASIC, NETWORK, SCOPES};
use crate::call::Call;
use crate::consent;
use crate::desk::broken;
use crate::world::clients::{self, Client};
use crate::world::flows::Ask;

struct Wrong(u32, String);

pub(super) async fn authorize(call: Call) -> Response {
    let client_id = call.get("client_id").unwrap_or_default().to_owned();
    let missing = client_id.is_empty();
    let client = call.world.act(move |tx| clients::find(tx, NETWORK, &client_id)).await;
    let asked = match client {
        Ok(Some(client)) => check(&call, client),
        Ok(None) if missing => {
            Err(Wrong(4_476_002, "No app ID was provided in the request.".to_owned()))
        }
        Ok(None) => Err(Wrong(
            1_349_026,
            "No application data was given: There was a problem getting data for an application. The application may \
             not be valid or there is a temporary glitch. Please try again later."
                .to_owned(),
        )),
        Err(error) => return broken(&error),
    };
    match asked {
        Ok(ask) => consent::begin(call, ask).await,
        Err(Wrong(code, message)) => {
            let body = json!({ "error_message": message, "error_code": code });
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
    }
}

fn check(call: &Call, client: Client) -> Result<Ask, Wrong> {
    let redirect_uri = call.get("redirect_uri").unwrap_or_default();
    if !client.allows(redirect_uri) {
        return Err(Wrong(
            1_349_168,
            "URL Blocked: This redirect failed because the redirect URI is not whitelisted in the app\u{2019}s Client \
             OAuth Settings. Make sure Client and Web OAuth Login are on and add all your app domains as Valid OAuth \
             Redirect URIs."
                .to_owned(),
        ));
    }
    let invalid = |what: String| {
        Wrong(1_349_187, format!("Invalid Request: Request parameters are invalid: {what}"))
    };
    if !matches!(call.get("response_type"), None | Some("code")) {
        return Err(invalid("Invalid response_type".to_owned()));
    }
    let scopes = call.get("scope").unwrap_or_default().split([',', ' ', '+']);
    let scopes: Vec<String> = scopes.filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
    let unknown = |scope: &&String| !SCOPES.iter().any(|(known, _)| known == scope);
    if let Some(scope) = scopes.iter().find(unknown) {
        return Err(invalid(format!("Invalid scope: {scope}")));
    }
    if !scopes.iter().any(|scope| scope == BASIC) {
        return Err(invalid(format!("{BASIC} is required")));
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
