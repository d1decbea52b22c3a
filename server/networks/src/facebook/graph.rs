//! Calls of the Graph API: addresses, signatures, tokens.

use std::sync::Arc;

use engine::vault::Token;
use hmac::{Hmac, Mac as _};
use reqwest::RequestBuilder;
use serde_json::Value;
use sha2::Sha256;

use super::answer::{Refusal, read};
use crate::{
    config::{Credentials, Endpoints, Fault},
    http::{Http, below},
};

/// The version every call names.
pub(super) const VERSION: &str = "v26.0";

/// A query.
pub(super) type Query<'a> = [(&'a str, &'a str)];

/// The Graph API, as our app.
pub(super) struct Graph {
    pub(super) credentials: Credentials,
    pub(super) endpoints: Endpoints,
    http: Arc<Http>,
    /// Keyed with the client secret.
    mac: Hmac<Sha256>,
    /// What calls about tokens are made with: client id and secret, joined.
    app_token: Token,
}

impl Graph {
    pub(super) fn new(
        credentials: Credentials,
        endpoints: Endpoints,
        http: Arc<Http>,
    ) -> Result<Self, Fault> {
        let secret = credentials.client_secret.expose();
        let mac = Hmac::new_from_slice(secret.as_bytes())
            .map_err(|error| Fault::NoClient(error.to_string()))?;
        let app_token = Token::new(format!("{}|{secret}", credentials.client_id));
        Ok(Self { credentials, endpoints, http, mac, app_token })
    }

    /// Reads as whoever `token` belongs to.
    pub(super) async fn get(
        &self,
        path: &[&str],
        query: &Query<'_>,
        token: &Token,
    ) -> Result<Value, Refusal> {
        let request = self.http.get(self.address(path)).query(query);
        self.send(self.signed(request, token)).await
    }

    /// Deletes as whoever `token` belongs to.
    pub(super) async fn delete(&self, path: &[&str], token: &Token) -> Result<Value, Refusal> {
        let request = self.http.delete(self.address(path));
        self.send(self.signed(request, token)).await
    }

    /// Reads as our app.
    pub(super) async fn get_as_app(
        &self,
        path: &[&str],
        query: &Query<'_>,
    ) -> Result<Value, Refusal> {
        let request = self.http.get(self.address(path)).query(query);
        self.send(request.bearer_auth(self.app_token.expose())).await
    }

    /// Asks the token endpoint. Facebook documents it as a GET with everything in the query.
    pub(super) async fn tokens(&self, query: &Query<'_>) -> Result<Value, Refusal> {
        let request = self
            .http
            .get(self.endpoints.token_url.clone())
            .query(&[
                ("client_id", self.credentials.client_id.as_str()),
                ("client_secret", self.credentials.client_secret.expose()),
            ])
            .query(query);
        self.send(request).await
    }

    /// The token in a header, where logs along the way do not keep it, and the proof that it is our app that uses it.
    fn signed(&self, request: RequestBuilder, token: &Token) -> RequestBuilder {
        let proof =
            self.mac.clone().chain_update(token.expose().as_bytes()).finalize().into_bytes();
        request.query(&[("appsecret_proof", hex::encode(proof))]).bearer_auth(token.expose())
    }

    async fn send(&self, request: RequestBuilder) -> Result<Value, Refusal> {
        match self.http.send(request).await {
            Ok(answer) => read(&answer),
            Err(_) => Err(Refusal::unreadable()),
        }
    }

    fn address(&self, path: &[&str]) -> url::Url {
        let versioned = below(&self.endpoints.api_url, &[VERSION]);
        below(&versioned, path)
    }
}
