//! Calls of X's API.

use std::sync::Arc;

use domain::verdict::Verdict;
use engine::{
    ports::{Clock, networks::Answer},
    vault::Token,
};
use reqwest::RequestBuilder;
use serde_json::Value;

use super::errors::{token_verdict, verdict};
use crate::{
    call::{ask, went_well},
    config::{Credentials, Endpoints},
    http::{Http, below, escaped},
    registry::Parts,
};

/// X's API, as our app.
pub(super) struct Api {
    credentials: Credentials,
    endpoints: Endpoints,
    pub(super) http: Arc<Http>,
    pub(super) clock: Arc<dyn Clock>,
}

impl Api {
    pub(super) fn new(credentials: Credentials, parts: Parts) -> Self {
        let Parts { endpoints, http, tools, .. } = parts;
        Self { credentials, endpoints, http, clock: tools.clock }
    }

    /// The account the token belongs to.
    pub(super) async fn me(&self, fields: &str, token: &Token) -> Answer<Value> {
        self.read(&["users", "me"], &[("user.fields", fields)], token).await
    }

    pub(super) async fn read(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        token: &Token,
    ) -> Answer<Value> {
        let url = below(&below(&self.endpoints.api_url, &["2"]), path);
        let request = self.http.get(url).query(query).bearer_auth(token.expose());
        ask(&self.http, request, verdict).await
    }

    /// Reads a list, page by page, at most `pages` of them: the pages, and whether those were all.
    pub(super) async fn list(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        cursor: &str,
        pages: usize,
        token: &Token,
    ) -> Answer<(Vec<Value>, bool)> {
        let mut pages_read = Vec::new();
        let mut next = String::new();
        for _ in 0..pages {
            let mut query = query.to_vec();
            if !next.is_empty() {
                query.push((cursor, &next));
            }
            let page = self.read(path, &query, token).await?;
            // The data is left out where it would be empty, so that only this tells an answer from garbage.
            if !page["meta"].is_object() {
                return Err(Verdict::Unavailable);
            }
            next = page["meta"]["next_token"].as_str().unwrap_or_default().to_owned();
            pages_read.push(page);
            if next.is_empty() {
                break;
            }
        }
        Ok((pages_read, next.is_empty()))
    }

    pub(super) fn write(&self, path: &[&str], token: &Token, body: &Value) -> RequestBuilder {
        let url = below(&below(&self.endpoints.api_url, &["2"]), path);
        self.http.post(url).bearer_auth(token.expose()).json(body)
    }

    /// Takes a token back.
    pub(super) async fn forget(&self, token: &Token, hint: &str) -> Answer<()> {
        let url = below(&self.endpoints.api_url, &["2", "oauth2", "revoke"]);
        // As RFC 6749, section 2.3.1 wants it: escaped before it is joined.
        let request = self
            .http
            .post(url)
            .basic_auth(
                escaped(&self.credentials.client_id),
                Some(escaped(self.credentials.client_secret.expose())),
            )
            .form(&[("token", token.expose()), ("token_type_hint", hint)]);
        went_well(&self.http.send(request).await?, token_verdict)
    }
}
