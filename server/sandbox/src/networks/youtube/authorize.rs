//! The consent dialog. Google shows most faults of a request to the person; only a refused or impossible consent goes
//! back to the client.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};

use super::{EMAIL, NETWORK, PROFILE, bearer};
use crate::call::Call;
use crate::consent::{self, LOGIN_HINT};
use crate::desk::broken;
use crate::networks::Network as _;
use crate::pages::dialog::Dialog;
use crate::pages::with_status;
use crate::world::clients::{self, Client};
use crate::world::codes::{Challenge, Method};
use crate::world::flows::Ask;
use crate::world::{Result, Tx, channels, people};

/// What the token endpoint needs to know of the request, by these names in the extras.
pub(super) const ACCESS_TYPE: &str = "access_type";
pub(super) const PROMPT: &str = "prompt";
pub(super) const INCLUDE: &str = "include_granted_scopes";
pub(super) const ASKED: &str = "asked";

/// "Error 400: redirect_uri_mismatch", as the person reads it.
struct Shown {
    status: StatusCode,
    error: &'static str,
    text: String,
}

fn shown(error: &'static str, text: impl Into<String>) -> Shown {
    Shown { status: StatusCode::BAD_REQUEST, error, text: text.into() }
}

pub(super) async fn authorize(call: Call) -> Response {
    let client_id = call.get("client_id").unwrap_or_default().to_owned();
    let hint = call.get("login_hint").map(str::to_owned);
    let known = call.world.act(move |tx| {
        let client = clients::find(tx, NETWORK, &client_id)?;
        let hint = hint.as_deref().map(|hint| login_of(tx, hint)).transpose()?;
        Ok::<_, crate::world::Error>((client, hint))
    });
    let asked = match known.await {
        Ok((client, hint)) => check(&call, client, hint),
        Err(error) => return broken(&error),
    };
    match asked {
        // Consent is always asked here, so nothing can be agreed to without a page.
        Ok(ask) if prompts(&call).any(|word| word == "none") => {
            let target = with_error(&ask, "interaction_required");
            (StatusCode::FOUND, [(LOCATION, target)]).into_response()
        }
        Ok(ask) => consent::begin(call, ask).await,
        Err(Shown { status, error, text }) => {
            let page = Dialog { network: call.network, site: &call.site };
            let text = format!("{text} Error {}: {error}", status.as_u16());
            with_status(status, page.refused("Access blocked: authorization error", &text))
        }
    }
}

fn prompts(call: &Call) -> impl Iterator<Item = &str> {
    call.get("prompt").unwrap_or_default().split_whitespace()
}

fn with_error(ask: &Ask, error: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("error", error);
    if let Some(state) = &ask.state {
        query.append_pair("state", state);
    }
    let joint = if ask.redirect_uri.contains('?') { '&' } else { '?' };
    format!("{}{joint}{}", ask.redirect_uri, query.finish())
}

/// A hint is an e-mail address or a `sub`: that of a login, or of one of its identities.
fn login_of(tx: &Tx<'_>, hint: &str) -> Result<String> {
    if hint.contains('@') {
        return Ok(hint.to_owned());
    }
    for person in people::all(tx)?.into_iter().filter(|person| person.network == NETWORK) {
        let mut seats = channels::held(tx, &person.id)?.into_iter();
        if person.id == hint || seats.any(|seat| bearer::sub(&person, Some(&seat.channel)) == hint)
        {
            return Ok(person.login);
        }
    }
    Ok(hint.to_owned())
}

fn check(call: &Call, client: Option<Client>, hint: Option<String>) -> Result<Ask, Shown> {
    if call.get("client_id").is_none_or(str::is_empty) {
        return Err(shown("invalid_request", "Missing required parameter: client_id."));
    }
    let client = client.ok_or_else(|| Shown {
        status: StatusCode::UNAUTHORIZED,
        error: "invalid_client",
        text: "The OAuth client was not found.".to_owned(),
    })?;
    let redirect_uri = call.get("redirect_uri").filter(|uri| !uri.is_empty());
    let redirect_uri = redirect_uri
        .ok_or_else(|| shown("invalid_request", "Missing required parameter: redirect_uri."))?;
    if !client.allows(redirect_uri) {
        let text = format!(
            "You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy. If you're the \
             app developer, register the redirect URI in the Google Cloud Console: {redirect_uri}."
        );
        return Err(shown("redirect_uri_mismatch", text));
    }
    match call.get("response_type") {
        Some("code") => {}
        None | Some("") => {
            return Err(shown("invalid_request", "Missing required parameter: response_type."));
        }
        Some(other) => {
            return Err(shown(
                "unsupported_response_type",
                format!("Invalid response_type: {other}."),
            ));
        }
    }
    let scopes = scopes(call.get("scope").unwrap_or_default())?;
    let access_type = call.get("access_type").unwrap_or("online");
    if !matches!(access_type, "online" | "offline") {
        return Err(shown(
            "invalid_request",
            format!("Invalid parameter value for access_type: {access_type}."),
        ));
    }
    let known = |word: &str| matches!(word, "none" | "consent" | "select_account");
    let alone = prompts(call).count() > 1 && prompts(call).any(|word| word == "none");
    if alone || !prompts(call).all(known) {
        return Err(shown("invalid_request", "Invalid parameter value for prompt."));
    }
    let mut extras = BTreeMap::from([
        (ACCESS_TYPE.to_owned(), access_type.to_owned()),
        (PROMPT.to_owned(), call.get("prompt").unwrap_or_default().to_owned()),
        (INCLUDE.to_owned(), call.get("include_granted_scopes").unwrap_or("false").to_owned()),
        (ASKED.to_owned(), scopes.join(" ")),
    ]);
    if let Some(hint) = hint {
        extras.insert(LOGIN_HINT.to_owned(), hint);
    }
    Ok(Ask {
        client_id: client.client_id,
        redirect_uri: redirect_uri.to_owned(),
        state: call.get("state").map(str::to_owned),
        scopes,
        reauthenticate: false,
        challenge: challenge(call)?,
        extras,
    })
}

/// Space-separated; two short names stand for long ones, which the answers use.
fn scopes(text: &str) -> Result<Vec<String>, Shown> {
    let mut scopes: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let scope = match word {
            "email" => EMAIL,
            "profile" => PROFILE,
            other => other,
        };
        if super::YouTube.scope_words(scope).is_none() {
            let text = format!("Some requested scopes were invalid. {{invalid=[{word}]}}.");
            return Err(shown("invalid_scope", text));
        }
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    match scopes.is_empty() {
        true => Err(shown("invalid_request", "Missing required parameter: scope.")),
        false => Ok(scopes),
    }
}

/// PKCE is taken, not demanded.
fn challenge(call: &Call) -> Result<Option<Challenge>, Shown> {
    let Some(value) = call.get("code_challenge").filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let method = match call.get("code_challenge_method") {
        None | Some("plain") => Method::Plain,
        Some("S256") => Method::S256,
        Some(_) => {
            return Err(shown(
                "invalid_request",
                "Invalid parameter value for code_challenge_method.",
            ));
        }
    };
    Ok(Some(Challenge { value: value.to_owned(), method }))
}
