//! The consent dialog. Whatever is wrong with the request is shown to the person and never sent to the client.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;

use super::answers::{OAuthError, Refusal};
use super::apps::App;
use super::{NAME, NETWORK, scopes};
use crate::call::Call;
use crate::consent;
use crate::desk::broken;
use crate::pages::dialog::Dialog;
use crate::pages::with_status;
use crate::world::codes::{Challenge, Method};
use crate::world::flows::Ask;
use crate::world::{Tx, clients};

/// The request as it stands in the address.
struct Wish {
    client_id: String,
    redirect_uri: String,
    response_type: Option<String>,
    state: Option<String>,
    scopes: Vec<String>,
    challenge: Option<(String, Option<String>)>,
    force_login: bool,
}

pub(super) async fn authorize(call: Call) -> Response {
    let owned = |name: &str| call.get(name).map(str::to_owned);
    let given = |name: &str| owned(name).filter(|text| !text.is_empty());
    let wish = Wish {
        client_id: owned("client_id").unwrap_or_default(),
        redirect_uri: owned("redirect_uri").unwrap_or_default(),
        response_type: owned("response_type"),
        state: given("state"),
        scopes: scopes::read(call.get("scope")),
        challenge: given("code_challenge").map(|it| (it, given("code_challenge_method"))),
        force_login: call.get("force_login").is_some_and(truthy),
    };
    let words = match call.world.act(move |tx| wish.check(tx)).await {
        Ok(ask) => return consent::begin(call, ask).await,
        Err(Refusal::World(error)) => return broken(&error),
        Err(Refusal::OAuth(error)) => error.description.to_owned(),
        Err(Refusal::Api(error)) => error.words,
    };
    let page = Dialog { network: call.network, site: &call.site };
    with_status(StatusCode::BAD_REQUEST, page.refused("An error has occurred", &words))
}

/// As Rails reads a yes.
fn truthy(text: &str) -> bool {
    !matches!(text, "" | "0" | "f" | "F" | "false" | "FALSE" | "off" | "OFF")
}

impl Wish {
    fn check(self, tx: &Tx<'_>) -> Result<Ask, Refusal> {
        let client = clients::find(tx, NETWORK, &self.client_id)?.ok_or(OAuthError::CLIENT)?;
        if !client.allows(&self.redirect_uri) {
            return Err(OAuthError::REDIRECT.into());
        }
        match self.response_type.as_deref() {
            Some("code") => {}
            Some(other) if !other.is_empty() => return Err(OAuthError::RESPONSE_TYPE.into()),
            _ => {
                let text = "Missing required parameter: response_type.";
                return Err(OAuthError::request(text).into());
            }
        }
        let app = App::of(tx, &client)?;
        if !app.covers(&self.scopes) {
            return Err(OAuthError::SCOPE.into());
        }
        let challenge = match self.challenge {
            None => None,
            Some((value, Some(method))) if method == "S256" => {
                Some(Challenge { value, method: Method::S256 })
            }
            Some(_) => return Err(OAuthError::CHALLENGE_METHOD.into()),
        };
        Ok(Ask {
            client_id: self.client_id,
            redirect_uri: self.redirect_uri,
            state: self.state,
            scopes: self.scopes,
            reauthenticate: self.force_login,
            challenge,
            extras: BTreeMap::from([(NAME.to_owned(), app.name)]),
        })
    }
}
