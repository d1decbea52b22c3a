//! Calls that prove which key they come from (DPoP, RFC 9449).
//!
//! Servers hand out nonces that every proof must carry, and refuse the first call without one: it is made again, once.
//! Such a refusal comes before the server has looked at anything else, so nothing was spent by it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use url::Url;

use super::key::{self, Key};
use crate::{
    http::{Failure, Http, HttpAnswer},
    registry::Tools,
};

const NONCE: &str = "dpop-nonce";
const LONGEST_NONCE: usize = 512;
/// A nonce lives five minutes at most; forgetting one costs a call.
const MOST_NONCES: usize = 4096;

/// Makes such calls.
pub(super) struct Prover {
    pub(super) http: Arc<Http>,
    pub(super) tools: Tools,
    /// The latest nonce of each server, by origin.
    nonces: Mutex<BTreeMap<String, HeaderValue>>,
}

impl Prover {
    pub(super) fn new(http: Arc<Http>, tools: Tools) -> Self {
        Self { http, tools, nonces: Mutex::default() }
    }

    /// Sends what `build` makes, with a proof and, where there is one, the access token that is bound to `key`. `build` is
    /// asked again for the second attempt, because what it signs may be taken once only.
    pub(super) async fn send(
        &self,
        key: &Key,
        access: Option<&str>,
        build: &(dyn Fn() -> RequestBuilder + Sync),
    ) -> Result<HttpAnswer, Failure> {
        let first = self.attempt(key, access, build()).await?;
        if wants_nonce(&first) {
            return self.attempt(key, access, build()).await;
        }
        Ok(first)
    }

    async fn attempt(
        &self,
        key: &Key,
        access: Option<&str>,
        request: RequestBuilder,
    ) -> Result<HttpAnswer, Failure> {
        let mut request = request.build().map_err(|_| Failure::NeverSent)?;
        let origin = request.url().origin().ascii_serialization();
        let secret = |text: String| {
            let mut value = HeaderValue::try_from(text).map_err(|_| Failure::NeverSent)?;
            value.set_sensitive(true);
            Ok(value)
        };
        let proof = self.proof(key, access, request.method(), request.url(), &origin);
        request.headers_mut().insert("dpop", secret(proof)?);
        if let Some(access) = access {
            let token = secret(format!("DPoP {access}"))?;
            request.headers_mut().insert(header::AUTHORIZATION, token);
        }
        let answer = self.http.execute(request).await?;
        self.remember(origin, &answer.headers);
        Ok(answer)
    }

    fn proof(
        &self,
        key: &Key,
        access: Option<&str>,
        method: &Method,
        url: &Url,
        origin: &str,
    ) -> String {
        let mut target = url.clone();
        target.set_query(None);
        target.set_fragment(None);
        let mut claims = json!({
            "jti": key::nonce(&*self.tools.random),
            "htm": method.as_str(),
            "htu": target.as_str(),
            "iat": self.tools.clock.now().millis() / 1000,
        });
        if let Some(nonce) = self.nonce(origin) {
            claims["nonce"] = Value::from(nonce);
        }
        if let Some(access) = access {
            claims["ath"] = Value::from(key::digest(access));
        }
        key.sign(&json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": key.jwk() }), &claims)
    }

    fn nonce(&self, origin: &str) -> Option<String> {
        let nonces = self.nonces.lock().ok()?;
        nonces.get(origin)?.to_str().ok().map(ToOwned::to_owned)
    }

    fn remember(&self, origin: String, headers: &HeaderMap) {
        let Some(nonce) = headers.get(NONCE).filter(|nonce| nonce.len() <= LONGEST_NONCE) else {
            return;
        };
        if let Ok(mut nonces) = self.nonces.lock() {
            if nonces.len() >= MOST_NONCES && !nonces.contains_key(&origin) {
                nonces.clear();
            }
            nonces.insert(origin, nonce.clone());
        }
    }
}

/// Whether a call was refused for its nonce alone: by an authorization server with 400, by the keeper of the data with 401
/// (RFC 9449, sections 8 and 9).
fn wants_nonce(answer: &HttpAnswer) -> bool {
    let refused = matches!(answer.status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED);
    if !refused || !answer.headers.contains_key(NONCE) {
        return false;
    }
    let challenge = answer.headers.get(header::WWW_AUTHENTICATE);
    let challenge = challenge.and_then(|value| value.to_str().ok()).unwrap_or_default();
    answer.json()["error"] == "use_dpop_nonce" || challenge.contains("error=\"use_dpop_nonce\"")
}
