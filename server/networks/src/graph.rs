//! Meta's Graph API as Facebook, Instagram and Threads speak it: one way of calling, one envelope of errors, one table of
//! their meanings, one form of lists, figures and pushed messages. What differs between the three is a [`Dialect`].

pub(crate) mod abilities;
mod answer;
pub(crate) mod comments;
pub(crate) mod containers;
mod errors;
pub(crate) mod figures;
pub(crate) mod introspection;
mod list;
pub(crate) mod moderation;
mod push;
pub(crate) mod reading_back;
pub(crate) mod sliding;

use std::sync::Arc;

use domain::verdict::Verdict;
use engine::vault::Token;
use http::{HeaderMap, StatusCode};
use reqwest::RequestBuilder;
use serde_json::Value;
use url::Url;

pub use self::push::verify_token;
pub(crate) use self::{answer::Refusal, list::list};
use crate::{
    config::{Credentials, Endpoints, Fault},
    http::{Failure, Http, below},
    push::Secret,
    registry::Parts,
};

/// A query, or a form.
pub(crate) type Query<'a> = [(&'a str, &'a str)];

/// How one network speaks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    /// Its name in our log.
    pub(crate) name: &'static str,
    /// Who vouches for its identities.
    pub(crate) issuer: &'static str,
    /// The version every call names.
    pub(crate) version: &'static str,
    /// What every login asks for; the same each time, so that a Refresh never gives less than the login before it.
    pub(crate) scopes: &'static [&'static str],
    /// Whether calls prove with our secret that it is our app that uses a token (`appsecret_proof`).
    pub(crate) proves: bool,
}

impl Dialect {
    /// What an answer means for the token it was asked with, or, at `debug_token`, asked about.
    pub(crate) fn verdict(&self, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
        answer::verdict(self, status, headers, body)
    }
}

/// One network's Graph API, as our app.
pub(crate) struct Graph {
    pub(crate) dialect: Dialect,
    pub(crate) credentials: Credentials,
    pub(crate) endpoints: Endpoints,
    http: Arc<Http>,
    secret: Secret,
    /// What calls about tokens are made with: client id and secret, joined.
    app_token: Token,
    /// Where people reach us.
    public_url: String,
}

impl Graph {
    pub(crate) fn new(
        dialect: Dialect,
        credentials: Credentials,
        parts: Parts,
    ) -> Result<Self, Fault> {
        let secret = Secret::new(&credentials)?;
        let Credentials { client_id, client_secret } = &credentials;
        let app_token = Token::new(format!("{client_id}|{}", client_secret.expose()));
        let Parts { endpoints, http, public_url, .. } = parts;
        Ok(Self { dialect, credentials, endpoints, http, secret, app_token, public_url })
    }

    /// The address to send a person to; `extra` is what the network wants beside the standard (RFC 6749, section 4.1.1).
    pub(crate) fn authorize(&self, redirect_uri: &str, state: &Token, extra: &Query<'_>) -> String {
        let mut url = self.endpoints.authorize_url.clone();
        url.query_pairs_mut()
            .append_pair("client_id", &self.credentials.client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("state", state.expose())
            .append_pair("response_type", "code")
            .append_pair("scope", &self.dialect.scopes.join(","))
            .extend_pairs(extra);
        url.into()
    }

    /// Reads as whoever `token` belongs to.
    pub(crate) async fn get(
        &self,
        path: &[&str],
        query: &Query<'_>,
        token: &Token,
    ) -> Result<Value, Refusal> {
        let request = self.http.get(self.address(path)).query(query);
        self.send(self.signed(request, token)).await
    }

    /// Changes something as whoever `token` belongs to.
    pub(crate) async fn post(
        &self,
        path: &[&str],
        form: &Query<'_>,
        token: &Token,
    ) -> Result<Value, Refusal> {
        let request = self.http.post(self.address(path)).form(form);
        self.send(self.signed(request, token)).await
    }

    /// Deletes as whoever `token` belongs to.
    pub(crate) async fn delete(&self, path: &[&str], token: &Token) -> Result<Value, Refusal> {
        let request = self.http.delete(self.address(path));
        self.send(self.signed(request, token)).await
    }

    /// Reads as our app.
    pub(crate) async fn get_as_app(
        &self,
        path: &[&str],
        query: &Query<'_>,
    ) -> Result<Value, Refusal> {
        let request = self.http.get(self.address(path)).query(query);
        self.send(request.bearer_auth(self.app_token.expose())).await
    }

    /// Asks the token endpoint in a query, with our credentials.
    pub(crate) async fn get_tokens(&self, query: &Query<'_>) -> Result<Value, Refusal> {
        let request = self.http.get(self.endpoints.token_url.clone());
        self.send(request.query(&self.ourselves()).query(query)).await
    }

    /// Asks the token endpoint in a form, with our credentials.
    pub(crate) async fn post_tokens(&self, form: &Query<'_>) -> Result<Value, Refusal> {
        let request = self.http.post(self.endpoints.token_url.clone());
        self.send(request.form(&[&self.ourselves(), form].concat())).await
    }

    /// Reads an address that stands outside the versions, with nothing but `query`.
    pub(crate) async fn get_unversioned(
        &self,
        path: &[&str],
        query: &Query<'_>,
    ) -> Result<Value, Refusal> {
        self.send(self.http.get(below(&self.endpoints.api_url, path)).query(query)).await
    }

    fn ourselves(&self) -> [(&str, &str); 2] {
        [
            ("client_id", self.credentials.client_id.as_str()),
            ("client_secret", self.credentials.client_secret.expose()),
        ]
    }

    /// The token in a header, where logs along the way do not keep it, and the proof that it is our app that uses it.
    fn signed(&self, request: RequestBuilder, token: &Token) -> RequestBuilder {
        let request = request.bearer_auth(token.expose());
        if !self.dialect.proves {
            return request;
        }
        let proof = self.secret.sign(token.expose().as_bytes());
        request.query(&[("appsecret_proof", hex::encode(proof))])
    }

    async fn send(&self, request: RequestBuilder) -> Result<Value, Refusal> {
        match self.http.send(request).await {
            Ok(answer) => answer::read(&self.dialect, &answer),
            Err(Failure::NeverSent) => Err(Refusal::never_sent()),
            Err(Failure::Lost) => Err(Refusal::unreadable()),
        }
    }

    fn address(&self, path: &[&str]) -> Url {
        let versioned = below(&self.endpoints.api_url, &[self.dialect.version]);
        below(&versioned, path)
    }
}
