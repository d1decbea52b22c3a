//! What a client says at the token endpoint, and whether it is who it says.

use axum::http::StatusCode;

use super::NETWORK;
use super::answers::{OAuthError, Refusal};
use crate::call::Call;
use crate::world::clients::Client;
use crate::world::{Tx, clients};

/// What a client says at the token endpoint.
pub(super) struct Request {
    pub(super) grant_type: Option<String>,
    pub(super) code: Option<String>,
    pub(super) redirect_uri: Option<String>,
    pub(super) code_verifier: Option<String>,
    pub(super) refresh_token: Option<String>,
    pub(super) scope: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

impl Request {
    pub(super) fn of(call: &Call) -> Self {
        let owned =
            |name: &str| call.get(name).filter(|value| !value.is_empty()).map(str::to_owned);
        let (client_id, client_secret) = match call.basic() {
            Some((id, secret)) => (Some(id), Some(secret)),
            None => (owned("client_id"), owned("client_secret")),
        };
        Self {
            grant_type: owned("grant_type"),
            code: owned("code"),
            redirect_uri: owned("redirect_uri"),
            code_verifier: owned("code_verifier"),
            refresh_token: owned("refresh_token"),
            scope: owned("scope"),
            client_id,
            client_secret,
        }
    }

    pub(super) fn client(&self, tx: &Tx<'_>) -> Result<Client, Refusal> {
        let id = self.client_id.as_deref().ok_or_else(|| {
            OAuthError::bad("invalid_request", "Could not determine client ID from request.")
        })?;
        let unknown =
            |text: &str| OAuthError::new(StatusCode::UNAUTHORIZED, "invalid_client", text);
        let client = clients::find(tx, NETWORK, id)?;
        let client = client.ok_or_else(|| unknown("The OAuth client was not found."))?;
        match (&client.client_secret, &self.client_secret) {
            (Some(_), None) => {
                Err(OAuthError::bad("invalid_request", "client_secret is missing.").into())
            }
            (Some(_), Some(secret)) if !client.has_secret(secret) => {
                Err(unknown("Unauthorized").into())
            }
            _ => Ok(client),
        }
    }
}
