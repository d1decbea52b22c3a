//! Keys on the curve P-256, and what is signed with them (ES256: RFC 7518, section 3.4).

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use engine::ports::Random;
use p256::{
    FieldBytes, NonZeroScalar, SecretKey, U256,
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    elliptic_curve::ops::Reduce,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// A key pair.
pub(super) struct Key(SigningKey);

impl Key {
    pub(super) fn fresh(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self::derived(bytes)
    }

    /// The key that belongs to 32 bytes. Zero and one in 2^32 of the others are beyond the order of the curve: they are
    /// brought within it.
    fn derived(bytes: [u8; 32]) -> Self {
        let within = || <NonZeroScalar as Reduce<U256>>::reduce_bytes(&FieldBytes::from(bytes));
        let secret = SecretKey::from_slice(&bytes).unwrap_or_else(|_| SecretKey::from(within()));
        Self(SigningKey::from(secret))
    }

    /// The key that [`Key::text`] wrote, or that belongs to any other 32 bytes in base64url.
    pub(super) fn read(text: &str) -> Option<Self> {
        let bytes = BASE64.decode(text.trim_end_matches('=')).ok()?;
        bytes.try_into().ok().map(Self::derived)
    }

    /// The secret, as it is kept.
    pub(super) fn text(&self) -> String {
        BASE64.encode(self.0.to_bytes())
    }

    /// The public half (RFC 7517, RFC 7518 section 6.2.1).
    pub(super) fn jwk(&self) -> Value {
        let point = self.0.verifying_key().to_encoded_point(false);
        let coordinate = |bytes: Option<&FieldBytes>| bytes.map(|bytes| BASE64.encode(bytes));
        json!({ "kty": "EC", "crv": "P-256", "x": coordinate(point.x()), "y": coordinate(point.y()) })
    }

    /// A signed statement (RFC 7519) in its compact form.
    pub(super) fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |json: &Value| BASE64.encode(json.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature: Signature = self.0.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64.encode(signature.to_bytes()))
    }
}

/// SHA-256 in base64url: the challenge of a PKCE verifier (RFC 7636), the name of an access token (RFC 9449).
pub(super) fn digest(text: &str) -> String {
    BASE64.encode(Sha256::digest(text))
}

/// 128 random bits as text.
pub(super) fn nonce(random: &dyn Random) -> String {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    BASE64.encode(bytes)
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::{VerifyingKey, signature::Verifier as _};

    use super::*;

    /// RFC 7515, appendix A.3: the secret and the public key that belongs to it.
    const SECRET: &str = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";

    #[test]
    fn the_standards_own_key() {
        let key = Key::read(SECRET).unwrap();
        assert_eq!(
            key.jwk(),
            json!({
                "kty": "EC", "crv": "P-256",
                "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            })
        );
        assert_eq!(key.text(), SECRET);
    }

    #[test]
    fn what_is_signed_verifies() {
        let key = Key::read(SECRET).unwrap();
        let statement = key.sign(&json!({ "alg": "ES256" }), &json!({ "iss": "joe" }));
        let (signed, signature) = statement.rsplit_once('.').unwrap();
        let signature = Signature::from_slice(&BASE64.decode(signature).unwrap()).unwrap();
        VerifyingKey::from(&key.0).verify(signed.as_bytes(), &signature).unwrap();
        assert!(signed.starts_with("eyJhbGciOiJFUzI1NiJ9."));
    }

    #[test]
    fn every_32_bytes_are_a_key_and_nothing_else_is() {
        for bytes in [[0; 32], [0xff; 32]] {
            let key = Key::read(&BASE64.encode(bytes)).unwrap();
            assert_eq!(Key::read(&key.text()).unwrap().jwk(), key.jwk());
        }
        assert!(Key::read("short").is_none());
        assert!(Key::read("not base64!").is_none());
    }
}
