//! Codes, short-lived and long-lived tokens.

use axum::response::{IntoResponse, Response};
use serde_json::{Number, Value, json};

use super::LOGIN;
use crate::call::Call;
use crate::networks::meta::asked::answer;
use crate::world::grants::Grant;
use crate::world::tokens::Token;

pub(super) async fn short(call: Call) -> Response {
    answer(call, |tx, asked| {
        let (token, grant) = LOGIN.redeem(tx, asked)?;
        Ok(describe(&token, &grant))
    })
    .await
}

/// The documentation shows the answer inside `data`, deployed clients read it flat, and nothing in a request tells which
/// is meant: the answer carries both.
fn describe(token: &Token, grant: &Grant) -> Value {
    let number: Option<Number> = grant.scoped_id.parse().ok();
    json!({
        "access_token": token.value,
        "user_id": number,
        "permissions": token.scopes,
        "data": [{
            "access_token": token.value,
            "user_id": grant.scoped_id,
            "permissions": token.scopes.join(","),
        }],
    })
}

pub(super) async fn long(call: Call) -> Response {
    answer(call, |tx, asked| LOGIN.lengthen(tx, asked)).await
}

pub(super) async fn renewed(call: Call) -> Response {
    answer(call, |tx, asked| LOGIN.renew(tx, asked)).await
}

pub(super) async fn not_by_get() -> Response {
    LOGIN.unsupported("get").into_response()
}

pub(super) async fn not_by_post() -> Response {
    LOGIN.unsupported("post").into_response()
}
