//! Calls of the API with a person's token.

use domain::verdict::Verdict;
use engine::{ports::networks::Answer, vault::Token};
use reqwest::RequestBuilder;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Mastodon, app::App, server::Server, verdict};
use crate::{
    call::read,
    http::{Failure, HttpAnswer},
};

/// A token, and all that is needed to use it and to give it back. This is what the port's token holds.
#[derive(Serialize, Deserialize)]
pub(super) struct Held {
    pub(super) server: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) token: String,
}

impl Held {
    pub(super) fn new(app: App, token: &Token) -> Self {
        let App { server, client_id, client_secret, .. } = app;
        Self { server, client_id, client_secret, token: token.expose().to_owned() }
    }

    pub(super) fn sealed(&self) -> Answer<Token> {
        serde_json::to_string(self).map(Token::new).map_err(|_| not_ours())
    }

    /// What the port's token holds, and the server it is for.
    pub(super) fn opened(token: &Token) -> Answer<(Self, Server)> {
        let held: Self = serde_json::from_str(token.expose()).map_err(|_| not_ours())?;
        let server = Server::named(&held.server).ok_or_else(not_ours)?;
        Ok((held, server))
    }
}

/// A token that this adapter did not make.
fn not_ours() -> Verdict {
    Verdict::Ours { code: "foreign_token".to_owned() }
}

/// A person's server, as that person.
pub(super) struct Calls<'a> {
    mastodon: &'a Mastodon,
    pub(super) server: Server,
    token: String,
}

impl<'a> Calls<'a> {
    pub(super) fn with(mastodon: &'a Mastodon, token: &Token) -> Answer<Self> {
        let (held, server) = Held::opened(token)?;
        Ok(Self { mastodon, server, token: held.token })
    }

    /// Reads what is at `path`, below `/api`.
    pub(super) async fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Answer<Value> {
        let request = self.mastodon.http.get(self.address(path)).query(query);
        read(&self.send(request).await?, verdict)
    }

    /// As [`Calls::get`], where the status says more than the body.
    pub(super) async fn look(&self, path: &[&str]) -> Result<HttpAnswer, Failure> {
        self.send(self.mastodon.http.get(self.address(path))).await
    }

    pub(super) fn post(&self, path: &[&str]) -> RequestBuilder {
        self.mastodon.http.post(self.address(path))
    }

    pub(super) async fn send(&self, request: RequestBuilder) -> Result<HttpAnswer, Failure> {
        self.mastodon.http.send(request.bearer_auth(&self.token)).await
    }

    fn address(&self, path: &[&str]) -> url::Url {
        let whole: Vec<&str> = std::iter::once("api").chain(path.iter().copied()).collect();
        self.server.at(&whole)
    }
}
