//! Who sends: Voluntary Application Server Identification (RFC 8292). A browser subscribes with our public key, and its push
//! service takes messages from nobody else.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use domain::time::{Span, Timestamp};
use engine::vault::Token;
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use url::Url;
use zeroize::Zeroizing;

use super::{decoded, encrypt::fresh_key};

/// How long a signature counts. A push service refuses one that counts longer than a day.
const COUNTS: Span = Span::hours(12);

/// The key that signs our messages, and whom a push service can turn to about them.
pub struct ServerKey {
    key: SigningKey,
    public: String,
    contact: String,
}

impl ServerKey {
    /// A new key, as it is kept.
    #[must_use]
    pub fn fresh() -> Token {
        Token::new(BASE64.encode(fresh_key().to_bytes()))
    }

    /// The key that was kept; `None` if that is none. `contact` is a `mailto:` or `https:` address.
    #[must_use]
    pub fn read(kept: &Token, contact: String) -> Option<Self> {
        let bytes = Zeroizing::new(decoded(kept)?);
        let key = SigningKey::from_slice(&bytes).ok()?;
        let public = BASE64.encode(key.verifying_key().to_encoded_point(false).as_bytes());
        Some(Self { key, public, contact })
    }

    /// Its public half, as browsers are given it.
    pub(super) fn public(&self) -> &str {
        &self.public
    }

    /// The header that proves to the push service of an endpoint that a message is ours; `None` if that is no address.
    pub(super) fn authorization(&self, endpoint: &Token, now: Timestamp) -> Option<String> {
        let audience = Url::parse(endpoint.expose()).ok()?.origin().ascii_serialization();
        let until = now.after(COUNTS).millis().div_euclid(1000);
        let header = json!({ "typ": "JWT", "alg": "ES256" });
        let claims = json!({ "aud": audience, "exp": until, "sub": self.contact });
        let part = |json: &Value| BASE64.encode(json.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature: Signature = self.key.sign(signed.as_bytes());
        let signature = BASE64.encode(signature.to_bytes());
        Some(format!("vapid t={signed}.{signature}, k={}", self.public))
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::{VerifyingKey, signature::Verifier as _};

    use super::*;

    #[test]
    fn a_signature_is_for_one_push_service_and_half_a_day() {
        let contact = "mailto:relink@example.com";
        let key = ServerKey::read(&ServerKey::fresh(), contact.to_owned()).unwrap();
        let endpoint = Token::new("https://push.example.com/a/secret".into());
        let now = Timestamp::from_seconds(1_795_813_200);
        let header = key.authorization(&endpoint, now).unwrap();
        let (token, public) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(public, key.public());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let decode = |text: &str| BASE64.decode(text).unwrap();
        let verifying = VerifyingKey::from_sec1_bytes(&decode(public)).unwrap();
        let signature = Signature::from_slice(&decode(signature)).unwrap();
        verifying.verify(signed.as_bytes(), &signature).unwrap();
        let claims: Value =
            serde_json::from_slice(&decode(signed.split_once('.').unwrap().1)).unwrap();
        let expected =
            json!({ "aud": "https://push.example.com", "exp": 1_795_856_400, "sub": contact });
        assert_eq!(claims, expected);
        assert!(!header.contains("secret"));
    }

    #[test]
    fn only_a_key_is_read() {
        for kept in ["", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert!(ServerKey::read(&Token::new(kept.into()), String::new()).is_none(), "{kept}");
        }
    }
}
