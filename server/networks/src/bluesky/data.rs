//! Calls to the server that keeps an account's data, in its own session.

use domain::verdict::Verdict;
use engine::{ports::networks::Answer, vault::Token};
use reqwest::RequestBuilder;
use serde_json::Value;
use url::Url;

use super::{
    errors::verdict,
    key::Key,
    proof::Prover,
    session::{self, Session},
};
use crate::{
    call::read,
    http::{Failure, HttpAnswer, below},
};

/// A session that calls can be made in.
pub(super) struct Data<'a> {
    prover: &'a Prover,
    pub(super) session: Session,
    key: Key,
}

impl<'a> Data<'a> {
    /// The session that an access token's text describes.
    pub(super) fn open(prover: &'a Prover, access: &Token) -> Answer<Self> {
        let unreadable = || Verdict::Ours { code: "unreadable_token".into() };
        let session: Session = session::unpack(access).ok_or_else(unreadable)?;
        let key = Key::read(&session.bond.key).ok_or_else(unreadable)?;
        Ok(Self { prover, session, key })
    }

    pub(super) fn did(&self) -> &str {
        &self.session.account.did
    }

    pub(super) async fn get(&self, method: &str, query: &[(&str, &str)]) -> Answer<Value> {
        read(&self.look(method, query).await?, verdict)
    }

    /// As [`Data::get`], where an error says more than a verdict.
    pub(super) async fn look(
        &self,
        method: &str,
        query: &[(&str, &str)],
    ) -> Result<HttpAnswer, Failure> {
        let url = self.url(method);
        let http = &self.prover.http;
        self.send(&|| http.get(url.clone()).query(query)).await
    }

    pub(super) async fn post(&self, method: &str, body: &Value) -> Result<HttpAnswer, Failure> {
        let url = self.url(method);
        let http = &self.prover.http;
        self.send(&|| http.post(url.clone()).json(body)).await
    }

    pub(super) async fn upload(&self, mime: &str, bytes: &[u8]) -> Result<HttpAnswer, Failure> {
        let url = self.url("com.atproto.repo.uploadBlob");
        let http = &self.prover.http;
        let request = || http.post(url.clone()).header("content-type", mime).body(bytes.to_vec());
        self.send(&request).await
    }

    async fn send(
        &self,
        build: &(dyn Fn() -> RequestBuilder + Sync),
    ) -> Result<HttpAnswer, Failure> {
        self.prover.send(&self.key, Some(&self.session.token), build).await
    }

    fn url(&self, method: &str) -> Url {
        below(&self.session.account.pds, &["xrpc", method])
    }
}
