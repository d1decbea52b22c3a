//! Calls of TikTok's API and its token endpoint.

use std::sync::Arc;

use domain::verdict::Verdict;
use engine::{ports::networks::Answer, vault::Token};
use reqwest::RequestBuilder;
use serde_json::Value;
use url::Url;

use super::verdict;
use crate::{
    call::ask,
    config::{Credentials, Endpoints},
    http::{Failure, Http, HttpAnswer},
    json,
    oauth::{NoTokens, TokenAnswer},
};

/// TikTok, as our app.
pub(super) struct Api {
    pub(super) credentials: Credentials,
    pub(super) endpoints: Endpoints,
    http: Arc<Http>,
}

impl Api {
    pub(super) const fn new(
        credentials: Credentials,
        endpoints: Endpoints,
        http: Arc<Http>,
    ) -> Self {
        Self { credentials, endpoints, http }
    }

    /// Reads `fields` of the account.
    pub(super) async fn user(&self, fields: &str, access: &Token) -> Answer<Value> {
        let url = self.address("user/info");
        let request = self.http.get(url).query(&[("fields", fields)]);
        let mut data = self.ask(request, access).await?;
        Some(json::taken(&mut data, "user")).filter(Value::is_object).ok_or(Verdict::Unavailable)
    }

    /// Asks with a JSON body, as TikTok wants it also for what only reads.
    pub(super) async fn post(
        &self,
        path: &str,
        fields: Option<&str>,
        body: &Value,
        access: &Token,
    ) -> Answer<Value> {
        self.ask(self.posting(path, fields, body), access).await
    }

    /// As [`Api::post`], for those who need more of the answer than its data.
    pub(super) async fn send(
        &self,
        path: &str,
        body: &Value,
        access: &Token,
    ) -> Result<HttpAnswer, Failure> {
        let request = self.posting(path, None, body).bearer_auth(access.expose());
        self.http.send(request).await
    }

    /// Asks the token endpoint. TikTok calls the client id `client_key`, and takes no other form of credentials.
    pub(super) async fn tokens(&self, form: &[(&str, &str)]) -> Result<TokenAnswer, NoTokens> {
        let sent = self.http.send(self.as_app(self.endpoints.token_url.clone(), form)).await;
        TokenAnswer::read(sent, verdict)
    }

    /// Takes our app off the person's list. A token that is dead already is as good as forgotten.
    pub(super) async fn revoke(&self, access: &Token) -> Answer<()> {
        let request = self.as_app(self.address("oauth/revoke"), &[("token", access.expose())]);
        match self.http.send(request).await?.means(verdict) {
            Verdict::Alive | Verdict::Dead(_) => Ok(()),
            verdict => Err(verdict),
        }
    }

    fn as_app(&self, url: Url, form: &[(&str, &str)]) -> RequestBuilder {
        let ours = [
            ("client_key", self.credentials.client_id.as_str()),
            ("client_secret", self.credentials.client_secret.expose()),
        ];
        let whole: Vec<_> = ours.iter().chain(form).collect();
        self.http.post(url).form(&whole)
    }

    fn posting(&self, path: &str, fields: Option<&str>, body: &Value) -> RequestBuilder {
        let fields = fields.map(|fields| ("fields", fields));
        self.http.post(self.address(path)).query(fields.as_slice()).json(body)
    }

    async fn ask(&self, request: RequestBuilder, access: &Token) -> Answer<Value> {
        let mut body = ask(&self.http, request.bearer_auth(access.expose()), verdict).await?;
        Ok(json::taken(&mut body, "data"))
    }

    /// TikTok's paths end with a slash, and are not found without.
    fn address(&self, path: &str) -> Url {
        let segments: Vec<&str> = ["v2"].into_iter().chain(path.split('/')).chain([""]).collect();
        crate::http::below(&self.endpoints.api_url, &segments)
    }
}
