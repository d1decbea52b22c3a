//! Signed words: keys and tokens in the one form that atproto demands of everybody, ES256. The curve is p256's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::EncodedPoint;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::answers::ALGORITHM;

/// A public key on the curve P-256.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Jwk {
    kty: String,
    #[serde(default)]
    crv: String,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
    pub(super) kid: Option<String>,
    alg: Option<String>,
    /// What must never be shown.
    #[serde(skip_serializing)]
    d: Option<String>,
}

impl Jwk {
    /// The key, where it is one on this curve and nothing but the public half.
    fn key(&self) -> Option<VerifyingKey> {
        let fits = self.kty == "EC" && self.crv == "P-256" && self.d.is_none();
        let alg = self.alg.as_deref().is_none_or(|alg| alg == ALGORITHM);
        if !fits || !alg {
            return None;
        }
        let part = |text: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
            <[u8; 32]>::try_from(bytes).ok()
        };
        let (x, y) = (part(&self.x)?, part(&self.y)?);
        let point = EncodedPoint::from_affine_coordinates(&x.into(), &y.into(), false);
        VerifyingKey::from_encoded_point(&point).ok()
    }

    /// The key's name (RFC 7638): its needed members in the order of their names.
    pub(super) fn thumbprint(&self) -> String {
        let Self { crv, kty, x, y, .. } = self;
        let text = format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}","y":"{y}"}}"#);
        URL_SAFE_NO_PAD.encode(Sha256::digest(text))
    }
}

/// What stands in front of the claims.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    pub(super) typ: Option<String>,
    alg: String,
    pub(super) kid: Option<String>,
    pub(super) jwk: Option<Jwk>,
}

/// A token in three parts, read but not believed.
pub(super) struct Jwt {
    pub(super) header: Header,
    claims: Map<String, Value>,
    signed: String,
    signature: Signature,
}

impl Jwt {
    pub(super) fn read(text: &str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        Some(Self {
            header: serde_json::from_slice(&decode(header)?).ok()?,
            claims: serde_json::from_slice(&decode(claims)?).ok()?,
            signed: signed.to_owned(),
            signature: Signature::from_slice(&decode(signature)?).ok()?,
        })
    }

    /// Whether this key signed it.
    pub(super) fn is_signed_by(&self, key: &Jwk) -> bool {
        let good = |key: VerifyingKey| key.verify(self.signed.as_bytes(), &self.signature).is_ok();
        self.header.alg == ALGORITHM && key.key().is_some_and(good)
    }

    pub(super) fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str()
    }

    /// Seconds since 1970.
    pub(super) fn moment(&self, claim: &str) -> Option<i64> {
        let value = self.claims.get(claim)?;
        value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
    }

    pub(super) fn has(&self, claim: &str) -> bool {
        self.claims.contains_key(claim)
    }

    /// Whether it is meant for this audience, alone or among others.
    pub(super) fn is_for(&self, audience: &str) -> bool {
        match self.claims.get("aud") {
            Some(Value::String(only)) => only == audience,
            Some(Value::Array(all)) => all.iter().any(|one| one == audience),
            _ => false,
        }
    }
}
