//! Calls of Google's APIs: addresses, tokens, and which permission each of them needs.

use std::sync::Arc;

use domain::{cause::Cause, verdict::Verdict};
use engine::{
    ports::{Clock, networks::Answer},
    vault::Token,
};
use http::header::CONTENT_TYPE;
use reqwest::RequestBuilder;
use serde_json::Value;
use url::Url;

use super::errors::{NO_CHANNEL, verdict};
use crate::{
    call::{ask, named, went_well},
    config::Endpoints,
    http::{Http, below},
    json,
    registry::Parts,
};

/// Reading channels.
pub(super) const READ: &str = "https://www.googleapis.com/auth/youtube.readonly";

const OAUTH_HOST: &str = "oauth2.googleapis.com";

/// Google's APIs.
pub(super) struct Api {
    endpoints: Endpoints,
    /// For Google's own hosts.
    pub(super) http: Arc<Http>,
    /// For hosts that an answer named.
    pub(super) outside: Arc<Http>,
    pub(super) clock: Arc<dyn Clock>,
}

impl Api {
    pub(super) fn new(parts: Parts) -> Self {
        let Parts { endpoints, http, outside, tools, .. } = parts;
        Self { endpoints, http, outside, clock: tools.clock }
    }

    /// Reads from the YouTube Data API. `needs` is the permission that this takes: Google does not name it when it is
    /// missing.
    pub(super) async fn data(
        &self,
        resource: &str,
        query: &[(&str, &str)],
        token: &Token,
        needs: &str,
    ) -> Answer<Value> {
        self.get(below(&self.own(), &["youtube", "v3", resource]), query, token, needs).await
    }

    /// Reads a report of the YouTube Analytics API.
    pub(super) async fn report(
        &self,
        query: &[(&str, &str)],
        token: &Token,
        needs: &str,
    ) -> Answer<Value> {
        let url =
            below(&self.endpoints.host("youtubeanalytics.googleapis.com"), &["v2", "reports"]);
        self.get(url, query, token, needs).await
    }

    /// The channel this login is for; `None` if it is for none.
    pub(super) async fn mine(&self, part: &str, token: &Token) -> Answer<Option<Value>> {
        let query = [("part", part), ("mine", "true")];
        match self.data("channels", &query, token, READ).await {
            // The list is left out where it would be empty, so that only the kind tells an answer from garbage.
            Ok(list) if list["kind"] == "youtube#channelListResponse" => {
                Ok(list["items"].get(0).cloned())
            }
            Ok(_) => Err(Verdict::Unavailable),
            Err(Verdict::Dead(Cause::Unrecognised { code })) if code == NO_CHANNEL => Ok(None),
            Err(verdict) => Err(verdict),
        }
    }

    /// The Google account a person logs in with: its `sub`, which is what security events name, and its address.
    pub(super) async fn login(&self, token: &Token) -> Answer<(Option<String>, Option<String>)> {
        let host = self.endpoints.host("openidconnect.googleapis.com");
        let request = self.http.get(below(&host, &["v1", "userinfo"])).bearer_auth(token.expose());
        let known = ask(&self.http, request, verdict).await?;
        Ok((json::id(&known["sub"]), json::name(&known["email"])))
    }

    /// What Google knows of an access token. It goes in a header, where logs along the way do not keep it.
    pub(super) async fn introspect(&self, token: &Token) -> Answer<Value> {
        let request = self
            .http
            .post(below(&self.endpoints.host(OAUTH_HOST), &["tokeninfo"]))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .bearer_auth(token.expose());
        ask(&self.http, request, verdict).await
    }

    /// Takes back everything the person granted.
    pub(super) async fn revoke(&self, token: &Token) -> Answer<()> {
        let request = self
            .http
            .post(below(&self.endpoints.host(OAUTH_HOST), &["revoke"]))
            .form(&[("token", token.expose())]);
        match went_well(&self.http.send(request).await?, verdict) {
            // Then it is revoked already.
            Err(Verdict::Dead(_)) => Ok(()),
            outcome => outcome,
        }
    }

    /// Changes something by the YouTube Data API.
    pub(super) fn change(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        token: &Token,
    ) -> RequestBuilder {
        let url = below(&below(&self.own(), &["youtube", "v3"]), path);
        self.http.post(url).query(query).bearer_auth(token.expose())
    }

    /// Where films are sent to.
    pub(super) fn uploads(&self) -> Url {
        below(&self.own(), &["upload", "youtube", "v3", "videos"])
    }

    fn own(&self) -> Url {
        self.endpoints.api_url.clone()
    }

    async fn get(
        &self,
        url: Url,
        query: &[(&str, &str)],
        token: &Token,
        needs: &str,
    ) -> Answer<Value> {
        let request = self.http.get(url).query(query).bearer_auth(token.expose());
        ask(&self.http, request, verdict).await.map_err(|verdict| named(verdict, needs))
    }
}
