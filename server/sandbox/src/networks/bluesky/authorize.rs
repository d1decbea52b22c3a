//! The consent dialog, for a request that was pushed before.

use std::collections::BTreeMap;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::answers::{OAuth, Refusal};
use super::par::{Pushed, REQUESTS};
use super::{NETWORK, identity};
use crate::call::Call;
use crate::consent::{self, LOGIN_HINT};
use crate::desk::broken;
use crate::pages::dialog::Dialog;
use crate::pages::with_status;
use crate::world::codes::{Challenge, Method};
use crate::world::flows::Ask;
use crate::world::{Tx, notes, people};

/// What an authorization remembers until its code is redeemed.
pub(super) const CLIENT_NAME: &str = "client_name";
pub(super) const REQUEST: &str = "request_uri";
pub(super) const JKT: &str = "jkt";
pub(super) const CLIENT_KEY: &str = "client_key";

/// What becomes of a request that a browser brought.
enum Next {
    Ask(Ask),
    /// A client that wants no dialog hears that there must be one.
    Back(String),
}

pub(super) async fn authorize(call: Call) -> Response {
    let client_id = call.get("client_id").unwrap_or_default().to_owned();
    let uri = call.get("request_uri").unwrap_or_default().to_owned();
    let (issuer, session) = (call.site.url(""), call.session());
    let next = call.world.act(move |tx| {
        let pushed = find(tx, &uri, &client_id)?;
        if pushed.prompt.as_deref() == Some("none") {
            let signed_in = match session {
                Some(session) => people::signed_in(tx, NETWORK, &session)?.is_some(),
                None => false,
            };
            return Ok(Next::Back(silent(&pushed, &issuer, signed_in)));
        }
        ask(tx, uri, pushed).map(Next::Ask)
    });
    let description = match next.await {
        Ok(Next::Ask(ask)) => return consent::begin(call, ask).await,
        Ok(Next::Back(target)) => return redirect(&target),
        Err(Refusal::World(error)) => return broken(&error),
        Err(Refusal::OAuth(error)) => error.description,
        Err(Refusal::Xrpc(_)) => String::new(),
    };
    let page = Dialog { network: call.network, site: &call.site };
    with_status(StatusCode::BAD_REQUEST, page.refused("An error occurred", &description))
}

fn find(tx: &Tx<'_>, uri: &str, client_id: &str) -> Result<Pushed, Refusal> {
    if uri.is_empty() {
        // A request in the address itself is not taken: the server says so in its metadata.
        let words = "Authorization requests must be pushed to /oauth/par first";
        return Err(OAuth::request(words).into());
    }
    let pushed: Pushed =
        notes::find(tx, REQUESTS, uri)?.ok_or_else(|| OAuth::request("Unknown request_uri"))?;
    if pushed.client_id != client_id {
        return Err(OAuth::request("This request was initiated for another client").into());
    }
    Ok(pushed)
}

fn ask(tx: &Tx<'_>, uri: String, pushed: Pushed) -> Result<Ask, Refusal> {
    // The page wants the login; a hint is a handle or a DID.
    let login = match pushed.login_hint {
        Some(hint) => Some(identity::find(tx, &hint)?.map_or(hint, |person| person.login)),
        None => None,
    };
    let extras = [
        (CLIENT_NAME, Some(pushed.client_name)),
        (LOGIN_HINT, login),
        (REQUEST, Some(uri)),
        (JKT, pushed.jkt),
        (CLIENT_KEY, pushed.client_key),
    ];
    let extras: BTreeMap<_, _> =
        extras.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    Ok(Ask {
        client_id: pushed.client_id,
        redirect_uri: pushed.redirect_uri,
        state: Some(pushed.state),
        scopes: pushed.scopes,
        reauthenticate: pushed.prompt.as_deref() == Some("login"),
        challenge: Some(Challenge { value: pushed.challenge, method: Method::S256 }),
        extras,
    })
}

fn silent(pushed: &Pushed, issuer: &str, signed_in: bool) -> String {
    let (error, words) = if signed_in {
        ("consent_required", "User consent required")
    } else {
        ("login_required", "User login required")
    };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("error", error)
        .append_pair("error_description", words)
        .append_pair("iss", issuer)
        .append_pair("state", &pushed.state)
        .finish();
    let joint = if pushed.redirect_uri.contains('?') { '&' } else { '?' };
    format!("{}{joint}{query}", pushed.redirect_uri)
}

fn redirect(target: &str) -> Response {
    match HeaderValue::from_str(target) {
        Ok(target) => (StatusCode::SEE_OTHER, [(header::LOCATION, target)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}
