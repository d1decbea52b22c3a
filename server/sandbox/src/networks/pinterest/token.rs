//! Codes to tokens and continuous refresh. The client proves itself by Basic and by nothing else.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::{Problem, Refusal, signed};
use super::bearer::{Meter, READ};
use crate::call::Call;
use crate::networks::form::Form;
use crate::random;
use crate::world::clients::Client;
use crate::world::clock::{DAY, SECOND};
use crate::world::tokens::{Death, Kind, Token};
use crate::world::{Tx, clients, codes, grants, tokens};

const ACCESS: i64 = 30 * DAY;

/// From each refresh anew, and so without end.
const REFRESH: i64 = 60 * DAY;

pub(super) async fn token(call: Call) -> Response {
    settle(&call, exchange).await
}

pub(super) async fn revoke(call: Call) -> Response {
    settle(&call, |tx, form, client| {
        let value = form.get("token").ok_or_else(|| missing("token"))?;
        let known = tokens::find(tx, NETWORK, value)?;
        // Only tokens of system users can be given back, and this world has none.
        Err(match known.filter(|token| token.client_id == client.client_id) {
            Some(_) => Problem::forbidden().into(),
            None => Problem::unauthenticated().into(),
        })
    })
    .await
}

async fn settle(
    call: &Call,
    work: fn(&Tx<'_>, &Form, &Client) -> Result<Value, Refusal>,
) -> Response {
    let form = Form::of(call);
    let basic = call.basic();
    let done = call.world.act(move |tx| {
        let meter = Meter::count(tx, &READ, "token")?;
        let outcome = check(tx, basic).and_then(|client| {
            let form = form.ok_or_else(|| {
                Problem::invalid("The body must be application/x-www-form-urlencoded.")
            })?;
            work(tx, &form, &client)
        });
        match outcome {
            Err(Refusal::World(error)) => Err(error),
            outcome => Ok((outcome, meter)),
        }
    });
    let (outcome, meter) = match done.await {
        Ok(done) => done,
        Err(error) => return crate::desk::broken(&error),
    };
    let mut response = match outcome {
        Ok(value) => signed(Json(value).into_response()),
        Err(refusal) => refusal.into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    meter.show(&mut response);
    response
}

fn check(tx: &Tx<'_>, basic: Option<(String, String)>) -> Result<Client, Refusal> {
    let (id, secret) = basic.ok_or_else(Problem::unauthenticated)?;
    let client = clients::find(tx, NETWORK, &id)?.filter(|client| client.has_secret(&secret));
    client.ok_or_else(|| Problem::unauthenticated().into())
}

fn missing(name: &str) -> Problem {
    Problem::invalid(format!("Missing required parameter: {name}"))
}

fn exchange(tx: &Tx<'_>, form: &Form, client: &Client) -> Result<Value, Refusal> {
    match form.get("grant_type").ok_or_else(|| missing("grant_type"))? {
        "authorization_code" => redeem(tx, form, client),
        "refresh_token" => refresh(tx, form, client),
        _ => Err(Problem::invalid("Invalid grant_type").into()),
    }
}

fn redeem(tx: &Tx<'_>, form: &Form, client: &Client) -> Result<Value, Refusal> {
    let value = form.get("code").ok_or_else(|| missing("code"))?;
    let redirect_uri = form.get("redirect_uri").ok_or_else(|| missing("redirect_uri"))?;
    let code = codes::find(tx, NETWORK, value)?
        .filter(|code| !code.used && code.expires_at > tx.now && code.client_id == client.client_id)
        .filter(|code| code.redirect_uri == redirect_uri)
        .ok_or_else(Problem::unauthenticated)?;
    codes::spend(tx, &code)?;
    let family = random::token(16);
    issue(tx, client, &code.person_id, &code.scopes, &family, "authorization_code")
}

/// Each refresh gives a new refresh token and ends the old one; it may also ask for less than was granted.
fn refresh(tx: &Tx<'_>, form: &Form, client: &Client) -> Result<Value, Refusal> {
    let value = form.get("refresh_token").ok_or_else(|| missing("refresh_token"))?;
    let old = tokens::find(tx, NETWORK, value)?
        .filter(|token| token.kind == Kind::Refresh && token.client_id == client.client_id)
        .filter(|token| token.death(tx.now).is_none())
        .ok_or_else(Problem::unauthenticated)?;
    let scopes = match form.get("scope") {
        Some(scope) => scope.split(',').map(str::to_owned).collect(),
        None => old.scopes.clone(),
    };
    if scopes.iter().any(|scope| !old.allows(scope)) {
        return Err(Problem::invalid("The scope is broader than what was granted.").into());
    }
    tokens::kill_one(tx, &old, Death::Rotated)?;
    issue(tx, client, &old.person_id, &scopes, &old.family, "refresh_token")
}

fn issue(
    tx: &Tx<'_>,
    client: &Client,
    person_id: &str,
    scopes: &[String],
    family: &str,
    why: &str,
) -> Result<Value, Refusal> {
    if grants::find(tx, person_id, &client.client_id)?.is_none_or(|grant| grant.removed) {
        return Err(Problem::unauthenticated().into());
    }
    let token = |kind, prefix: &str, life: i64| Token {
        value: format!("{prefix}{}", random::token(48)),
        network: NETWORK.to_owned(),
        kind,
        person_id: person_id.to_owned(),
        client_id: client.client_id.clone(),
        channel_id: None,
        parent: None,
        family: family.to_owned(),
        scopes: scopes.to_vec(),
        long_lived: false,
        issued_at: tx.now,
        expires_at: Some(tx.now + life),
        data_access_expires_at: None,
        binding: None,
        death: None,
    };
    let access = token(Kind::Access, "pina_", ACCESS);
    let refresh = token(Kind::Refresh, "pinr.", REFRESH);
    tokens::put(tx, &access)?;
    tokens::put(tx, &refresh)?;
    Ok(json!({
        "access_token": access.value,
        "refresh_token": refresh.value,
        "response_type": why,
        "token_type": "bearer",
        "expires_in": ACCESS / SECOND,
        "refresh_token_expires_in": REFRESH / SECOND,
        "refresh_token_expires_at": (tx.now + REFRESH) / SECOND,
        "scope": scopes.join(","),
    }))
}
