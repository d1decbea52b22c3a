//! Codes to tokens, tokens of applications themselves, and giving tokens back.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::answers::{OAuthError, Refusal};
use super::apps::App;
use super::{NETWORK, scopes};
use crate::call::Call;
use crate::random;
use crate::world::clients::Client;
use crate::world::clock::SECOND;
use crate::world::tokens::{Death, Kind, Token};
use crate::world::{Tx, clients, codes, tokens};

/// Whose the token of an application is: nobody's.
pub(super) const NOBODY: &str = "";

/// What a client says, in whichever manner of posting.
struct Request {
    grant_type: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    scope: Option<String>,
    token: Option<String>,
    client: Option<(String, String)>,
}

impl Request {
    fn of(call: &Call) -> Self {
        let given = |name: &str| call.get(name).filter(|text| !text.is_empty()).map(str::to_owned);
        let posted = || Some((given("client_id")?, given("client_secret")?));
        Self {
            grant_type: given("grant_type"),
            code: given("code"),
            redirect_uri: given("redirect_uri"),
            code_verifier: given("code_verifier"),
            scope: given("scope"),
            token: given("token"),
            client: call.basic().or_else(posted),
        }
    }

    /// Every client has a secret here.
    fn client(&self, tx: &Tx<'_>) -> Result<Option<Client>, Refusal> {
        let Some((id, secret)) = &self.client else { return Ok(None) };
        Ok(clients::find(tx, NETWORK, id)?.filter(|client| client.has_secret(secret)))
    }
}

pub(super) async fn token(call: Call) -> Response {
    let request = Request::of(&call);
    finish(call.world.act(move |tx| exchange(tx, &request)).await)
}

pub(super) async fn revoke(call: Call) -> Response {
    let request = Request::of(&call);
    finish(call.world.act(move |tx| give_back(tx, &request)).await)
}

fn finish(outcome: Result<Value, Refusal>) -> Response {
    let mut response = match outcome {
        Ok(body) => Json(body).into_response(),
        Err(refusal) => refusal.into_response(),
    };
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    response
}

fn exchange(tx: &Tx<'_>, request: &Request) -> Result<Value, Refusal> {
    match request.grant_type.as_deref() {
        Some("authorization_code") => redeem(tx, request),
        Some("client_credentials") => for_itself(tx, request),
        Some(_) => Err(OAuthError::GRANT_TYPE.into()),
        None => Err(OAuthError::request("Missing required parameter: grant_type.").into()),
    }
}

fn redeem(tx: &Tx<'_>, request: &Request) -> Result<Value, Refusal> {
    let missing = OAuthError::request;
    let value = request.code.as_deref().ok_or(missing("Missing required parameter: code."))?;
    let redirect_uri = request.redirect_uri.as_deref();
    let redirect_uri = redirect_uri.ok_or(missing("Missing required parameter: redirect_uri."))?;
    let client = request.client(tx)?.ok_or(OAuthError::CLIENT)?;
    let code = codes::find(tx, NETWORK, value)?
        .filter(|code| !code.used && code.expires_at > tx.now && code.client_id == client.client_id)
        .filter(|code| code.redirect_uri == redirect_uri)
        .ok_or(OAuthError::GRANT)?;
    match (&code.challenge, request.code_verifier.as_deref()) {
        (None, None) => {}
        (Some(_), None) => {
            return Err(missing("Missing required parameter: code_verifier.").into());
        }
        (Some(challenge), Some(verifier))
            if challenge.value == URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) => {}
        // A verifier where nothing was to be verified is as wrong as a wrong one.
        (_, Some(_)) => return Err(OAuthError::GRANT.into()),
    }
    codes::spend(tx, &code)?;
    issue(tx, &client, &code.person_id, &code.scopes)
}

/// A token for what an application may do without a person.
fn for_itself(tx: &Tx<'_>, request: &Request) -> Result<Value, Refusal> {
    let client = request.client(tx)?.ok_or(OAuthError::CLIENT)?;
    let asked = scopes::read(request.scope.as_deref());
    if !App::of(tx, &client)?.covers(&asked) {
        return Err(OAuthError::SCOPE.into());
    }
    issue(tx, &client, NOBODY, &asked)
}

/// The same client, person and scopes have one token: whoever agrees again gets it again, with its first date.
fn issue(
    tx: &Tx<'_>,
    client: &Client,
    person_id: &str,
    scopes: &[String],
) -> Result<Value, Refusal> {
    let same = |token: &Token| {
        token.network == NETWORK
            && token.scopes.len() == scopes.len()
            && scopes.iter().all(|scope| token.allows(scope))
    };
    let known = tokens::living(tx, person_id, Some(&client.client_id))?.into_iter().find(same);
    let token = match known {
        Some(token) => token,
        None => {
            let token = Token {
                value: random::token(32),
                network: NETWORK.to_owned(),
                kind: Kind::Access,
                person_id: person_id.to_owned(),
                client_id: client.client_id.clone(),
                channel_id: None,
                parent: None,
                family: random::token(16),
                scopes: scopes.to_vec(),
                long_lived: true,
                issued_at: tx.now,
                expires_at: None,
                data_access_expires_at: None,
                binding: None,
                death: None,
            };
            tokens::put(tx, &token)?;
            token
        }
    };
    Ok(json!({
        "access_token": token.value,
        "token_type": "Bearer",
        "scope": scopes.join(" "),
        "created_at": token.issued_at / SECOND,
    }))
}

fn give_back(tx: &Tx<'_>, request: &Request) -> Result<Value, Refusal> {
    let value = request.token.as_deref().ok_or(OAuthError::FOREIGN)?;
    // What is not known cannot be used either: nothing to do is done (RFC 7009, 2.2).
    let Some(token) = tokens::find(tx, NETWORK, value)? else { return Ok(json!({})) };
    let client = request.client(tx)?;
    if client.is_none_or(|client| client.client_id != token.client_id) {
        return Err(OAuthError::FOREIGN.into());
    }
    tokens::kill_one(tx, &token, Death::Revoked)?;
    Ok(json!({}))
}
