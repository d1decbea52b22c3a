//! Who we are to a server that has never heard of us: an address at which it finds a document about us, and keys to prove
//! that it is ours.
//!
//! Where nobody can fetch a document from us, on this machine, we are the standard's client for development: it has no
//! document and no key, and its sessions end after two weeks.

use domain::{network::Network, time::Timestamp};
use engine::ports::Random;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::{
    SCOPES, address,
    key::{self, Key},
};
use crate::{config::Fault, config::SigningKey};

/// How long a statement about ourselves holds. The reference server takes none that is older than a minute.
const ASSERTION_LIFE: i64 = 60;

/// Our app.
pub(super) struct Client {
    public_url: String,
    /// Empty for the client for development.
    signers: Vec<Signer>,
}

struct Signer {
    id: String,
    key: Key,
}

/// What one login is asked for with.
pub(super) struct Presence {
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
}

impl Client {
    pub(super) fn new(public_url: String, keys: &[SigningKey]) -> Result<Self, Fault> {
        let not_public = || Fault::NotPublic(Network::Bluesky);
        let url = Url::parse(&public_url).map_err(|_| not_public())?;
        if address::is_loopback(&url) {
            return Ok(Self { public_url, signers: Vec::new() });
        }
        // A document's address has no port.
        if url.scheme() != "https" || url.port().is_some() {
            return Err(not_public());
        }
        let no_key = || Fault::NoSigningKey(Network::Bluesky);
        let signers: Vec<_> = keys
            .iter()
            .map(|one| {
                let key = Key::read(one.secret.expose()).ok_or_else(no_key)?;
                Ok(Signer { id: one.id.clone(), key })
            })
            .collect::<Result<_, Fault>>()?;
        if signers.is_empty() {
            return Err(no_key());
        }
        Ok(Self { public_url, signers })
    }

    /// Whether sessions end although they are used.
    pub(super) const fn is_for_development(&self) -> bool {
        self.signers.is_empty()
    }

    pub(super) fn presence(&self, redirect_uri: &str) -> Presence {
        if !self.is_for_development() {
            let client_id = self.own("client-metadata.json");
            return Presence { client_id, redirect_uri: redirect_uri.to_owned() };
        }
        let redirect_uri = by_number(redirect_uri);
        let client_id = form_urlencoded::Serializer::new("http://localhost?".to_owned())
            .append_pair("redirect_uri", &redirect_uri)
            .append_pair("scope", &SCOPES.join(" "))
            .finish()
            .replacen("?&", "?", 1);
        Presence { client_id, redirect_uri }
    }

    /// The keys we may prove ourselves with, in the order to try them in; `None` is to prove nothing.
    pub(super) fn key_ids(&self) -> Vec<Option<String>> {
        if self.is_for_development() {
            return vec![None];
        }
        self.signers.iter().map(|signer| Some(signer.id.clone())).collect()
    }

    /// That it is us who call (RFC 7523), for the server named. A session's own key is used as long as we have it; where it
    /// was taken away the server decides what that means.
    pub(super) fn assertion(
        &self,
        client_id: &str,
        key_id: &str,
        server: &str,
        now: Timestamp,
        random: &dyn Random,
    ) -> Option<String> {
        let signer = self.signers.iter().find(|it| it.id == key_id).or(self.signers.first())?;
        let now = now.millis() / 1000;
        let claims = json!({
            "iss": client_id,
            "sub": client_id,
            "aud": server,
            "jti": key::nonce(random),
            "iat": now,
            "exp": now + ASSERTION_LIFE,
        });
        Some(signer.key.sign(&json!({ "typ": "JWT", "alg": "ES256", "kid": signer.id }), &claims))
    }

    /// What servers fetch from us.
    pub(super) fn document(&self, name: &str) -> Option<String> {
        if self.is_for_development() {
            return None;
        }
        let document = match name {
            "client-metadata.json" => self.metadata(),
            "jwks.json" => self.keys(),
            _ => return None,
        };
        Some(document.to_string())
    }

    fn metadata(&self) -> Value {
        json!({
            "client_id": self.own("client-metadata.json"),
            "client_name": "Relink",
            "client_uri": self.public_url,
            "application_type": "web",
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "redirect_uris": [self.own("callback")],
            "scope": SCOPES.join(" "),
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "dpop_bound_access_tokens": true,
            "jwks_uri": self.own("jwks.json"),
        })
    }

    fn keys(&self) -> Value {
        let keys: Vec<_> = self
            .signers
            .iter()
            .map(|signer| {
                let mut key = signer.key.jwk();
                key["kid"] = Value::from(signer.id.clone());
                key["alg"] = Value::from("ES256");
                key["use"] = Value::from("sig");
                key
            })
            .collect();
        json!({ "keys": keys })
    }

    fn own(&self, name: &str) -> String {
        format!("{}/oauth/{}/{name}", self.public_url, Network::Bluesky.slug())
    }
}

/// The client for development comes back to an address in numbers: servers take no name for this machine. Relink sends who
/// comes by another name on to its own.
fn by_number(redirect_uri: &str) -> String {
    let url = Url::parse(redirect_uri).ok().filter(address::is_local_name);
    let numbered = url.and_then(|mut url| url.set_host(Some("127.0.0.1")).ok().map(|()| url));
    numbered.map_or_else(|| redirect_uri.to_owned(), String::from)
}
