//! The server itself, and the session behind a token.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::SERVER;
use super::bearer::{self, Endpoint};
use super::scopes;
use crate::call::Call;
use crate::world::people::State;

const SESSION: Endpoint =
    Endpoint { deactivated: true, ..Endpoint::get("com.atproto.server.getSession") };

pub(super) async fn session(call: Call) -> Response {
    bearer::account(&call, SESSION, |_, bearer| {
        let person = &bearer.person;
        let mut body = json!({ "handle": person.handle, "did": person.id });
        let Some(fields) = body.as_object_mut() else { return Ok(body) };
        let email = |scope: &String| scope == scopes::EMAIL || scope.starts_with("account:email");
        if bearer.token.scopes.iter().any(email) {
            fields.insert("email".into(), json!(person.login));
            fields.insert("emailConfirmed".into(), json!(true));
            fields.insert("emailAuthFactor".into(), json!(false));
        }
        fields.insert("active".into(), json!(person.state == State::Active));
        if person.state == State::Checkpoint {
            fields.insert("status".into(), json!("deactivated"));
        }
        Ok(body)
    })
    .await
}

pub(super) async fn describe(call: Call) -> Response {
    let endpoint = Endpoint::get("com.atproto.server.describeServer");
    bearer::anybody(&call, endpoint, |_, _| {
        Ok(json!({
            "did": format!("did:web:{SERVER}"),
            "availableUserDomains": [format!(".{SERVER}")],
            "inviteCodeRequired": true,
            "phoneVerificationRequired": false,
            "links": {},
            "contact": {},
        }))
    })
    .await
}

pub(super) async fn health() -> Response {
    Json(json!({ "version": "0.4.5000" })).into_response()
}
