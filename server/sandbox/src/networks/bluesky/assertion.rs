//! How a client proves itself at the authorization server: by a signed statement, never by a secret.

use super::NETWORK;
use super::answers::{OAuth, Refusal};
use super::client::{Auth, Client};
use super::dpop::{Proof, has_ended, is_fresh};
use super::jose::{Jwk, Jwt};
use crate::call::Call;
use crate::world::Tx;
use crate::world::clock::SECOND;
use crate::world::notes::{self, Book};

const KIND: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const SEEN: Book = Book { network: NETWORK, kind: "assertion" };

/// How old an assertion may be, and what clocks may differ, in seconds.
const FRESH: i64 = 60;
const SKEW: i64 = 5;

/// What a client brings.
#[derive(Clone, Debug)]
pub(super) struct Credentials {
    kind: Option<String>,
    assertion: Option<String>,
    /// For whom an assertion must be.
    issuer: String,
}

impl Credentials {
    pub(super) fn of(call: &Call) -> Self {
        let given = |name: &str| call.get(name).filter(|text| !text.is_empty()).map(str::to_owned);
        Self {
            kind: given("client_assertion_type"),
            assertion: given("client_assertion"),
            issuer: call.site.url(""),
        }
    }

    /// Which key the client proved itself by; none for a public client. A session keeps to it.
    pub(super) fn check(
        &self,
        tx: &Tx<'_>,
        client: &Client,
        proof: Option<&Proof>,
    ) -> Result<Option<String>, Refusal> {
        let keys = match &client.auth {
            Auth::Public => return Ok(None),
            Auth::Keys(keys) => keys,
            // Keys are fetched with the client.
            Auth::KeysAt(_) => return Err(OAuth::client("Client authentication failed").into()),
        };
        let text = self.assertion.as_deref().ok_or_else(|| {
            let words =
                "client authentication method \"private_key_jwt\" required a \"client_assertion\"";
            OAuth::request(words)
        })?;
        let kind = self.kind.as_deref().unwrap_or_default();
        if kind != KIND {
            let words = format!("Unsupported client_assertion_type \"{kind}\"");
            return Err(OAuth::client(words).into());
        }
        let key = self.verify(tx, client, keys, text)?;
        let thumbprint = key.thumbprint();
        if proof.is_some_and(|proof| proof.jkt == thumbprint) {
            let words =
                "The DPoP proof must be signed with a different key than the client assertion";
            return Err(OAuth::request(words).into());
        }
        Ok(Some(format!("{} {thumbprint}", key.kid.as_deref().unwrap_or_default())))
    }

    fn verify<'k>(
        &self,
        tx: &Tx<'_>,
        client: &Client,
        keys: &'k [Jwk],
        text: &str,
    ) -> Result<&'k Jwk, Refusal> {
        let failed = |why: &str| {
            let words = format!("Validation of \"client_assertion\" failed: {why}");
            Refusal::from(OAuth::client(words))
        };
        let assertion = Jwt::read(text).ok_or_else(|| failed("Invalid Compact JWS"))?;
        let kid = assertion.header.kid.as_deref();
        let kid = kid.ok_or_else(|| OAuth::client("\"kid\" required in client_assertion"))?;
        let key = keys.iter().find(|key| key.kid.as_deref() == Some(kid));
        let key = key.ok_or_else(|| failed("no applicable key found in the JSON Web Key Set"))?;
        if !assertion.is_signed_by(key) {
            return Err(failed("signature verification failed"));
        }
        for claim in ["iss", "sub"] {
            if assertion.text(claim) != Some(&client.id) {
                return Err(failed(&format!("unexpected \"{claim}\" claim value")));
            }
        }
        if !assertion.is_for(&self.issuer) {
            return Err(failed("unexpected \"aud\" claim value"));
        }
        let at = assertion.moment("iat").ok_or_else(|| failed("missing required \"iat\" claim"))?;
        if !is_fresh(tx, at, FRESH, SKEW)? {
            return Err(failed("\"iat\" claim timestamp check failed (too far in the past)"));
        }
        if let Some(end) = assertion.moment("exp")
            && has_ended(tx, end, SKEW)?
        {
            return Err(failed("\"exp\" claim timestamp check failed"));
        }
        let jti = assertion.text("jti").filter(|jti| !jti.is_empty());
        let jti = jti.ok_or_else(|| failed("missing required \"jti\" claim"))?;
        let seen = format!("{} {jti}", client.id);
        if notes::find::<bool>(tx, SEEN, &seen)?.is_some() {
            return Err(OAuth::grant("private_key_jwt jti reused").into());
        }
        notes::put(tx, SEEN, &seen, &true, tx.now + 2 * FRESH * SECOND)?;
        Ok(key)
    }
}
