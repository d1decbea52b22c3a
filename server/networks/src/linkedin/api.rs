//! Calls of LinkedIn's API: addresses, versions, credentials.

use std::sync::Arc;

use domain::{cause::Cause, verdict::Verdict};
use engine::{
    ports::{
        Clock,
        networks::{Answer, ChannelAccess},
    },
    vault::Token,
};
use reqwest::RequestBuilder;
use serde_json::Value;
use url::Url;

use super::errors::verdict;
use crate::{
    call::{ask, went_well},
    config::{Credentials, Endpoints},
    http::{Http, below},
    registry::Parts,
    scopes::having,
};

/// The version every call names. LinkedIn switches each off after about a year.
const VERSION: &str = "202608";

const OAUTH_HOST: &str = "www.linkedin.com";

/// LinkedIn's API, as our app.
pub(super) struct Api {
    credentials: Credentials,
    endpoints: Endpoints,
    pub(super) http: Arc<Http>,
    /// For hosts that an answer named.
    pub(super) outside: Arc<Http>,
    pub(super) clock: Arc<dyn Clock>,
}

impl Api {
    pub(super) fn new(credentials: Credentials, parts: Parts) -> Self {
        let Parts { endpoints, http, outside, tools, .. } = parts;
        Self { credentials, endpoints, http, outside, clock: tools.clock }
    }

    /// The member, by OpenID Connect.
    pub(super) async fn me(&self, token: &Token) -> Answer<Value> {
        let url = below(&self.endpoints.api_url, &["v2", "userinfo"]);
        ask(&self.http, self.http.get(url).bearer_auth(token.expose()), verdict).await
    }

    /// What LinkedIn knows of a token. A dead one is no refusal: the answer says how it died.
    pub(super) async fn introspect(&self, token: &Token) -> Answer<Value> {
        ask(&self.http, self.about("introspectToken", token), verdict).await
    }

    /// Takes a token back.
    pub(super) async fn revoke(&self, token: &Token) -> Answer<()> {
        went_well(&self.http.send(self.about("revoke", token)).await?, verdict)
    }

    /// Whether an address is on one of the two hosts that tokens are sent to.
    pub(super) fn is_own(&self, url: &Url) -> bool {
        let own = [self.endpoints.host(OAUTH_HOST), self.endpoints.api_url.clone()];
        own.iter().any(|own| own.origin() == url.origin())
    }

    fn about(&self, verb: &str, token: &Token) -> RequestBuilder {
        let url = below(&self.endpoints.host(OAUTH_HOST), &["oauth", "v2", verb]);
        self.http.post(url).form(&[
            ("client_id", self.credentials.client_id.as_str()),
            ("client_secret", self.credentials.client_secret.expose()),
            ("token", token.expose()),
        ])
    }

    /// Reads from the versioned API.
    pub(super) async fn read(&self, path: &str, query: &str, token: &Token) -> Answer<Value> {
        ask(&self.http, self.versioned(self.http.get(self.rest(path, query)), token), verdict).await
    }

    /// Writes to the versioned API.
    pub(super) fn write(
        &self,
        path: &str,
        query: &str,
        token: &Token,
        body: &Value,
    ) -> RequestBuilder {
        self.versioned(self.http.post(self.rest(path, query)).json(body), token)
    }

    /// Deletes from the versioned API.
    pub(super) fn delete(&self, path: &str, query: &str, token: &Token) -> RequestBuilder {
        self.versioned(self.http.delete(self.rest(path, query)), token)
    }

    fn versioned(&self, request: RequestBuilder, token: &Token) -> RequestBuilder {
        request
            .header("linkedin-version", VERSION)
            .header("x-restli-protocol-version", "2.0.0")
            .bearer_auth(token.expose())
    }

    /// An address whose parts are escaped already. LinkedIn's protocol (Rest.li 2.0) gives brackets, colons and commas of
    /// a query a meaning, which they have only unescaped.
    fn rest(&self, path: &str, query: &str) -> Url {
        let mut url = self.endpoints.api_url.clone();
        url.set_path(&format!("{}/rest/{path}", url.path().trim_end_matches('/')));
        url.set_query((!query.is_empty()).then_some(query));
        url
    }
}

/// The name of an organization, as the API has it.
pub(super) fn urn(organization: &str) -> String {
    format!("urn:li:organization:{organization}")
}

/// LinkedIn has one refusal for a permission the login did not give and for a role the member lost.
pub(super) fn told_apart(verdict: Verdict, channel: &ChannelAccess<'_>, needs: &str) -> Verdict {
    match (verdict, having(channel, needs)) {
        (Verdict::Dead(Cause::PermissionLost { .. }), Verdict::Alive) => {
            Verdict::Dead(Cause::RoleLost)
        }
        (Verdict::Dead(Cause::PermissionLost { .. }), lost) => lost,
        (verdict, _) => verdict,
    }
}
