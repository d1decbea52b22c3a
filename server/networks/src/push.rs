//! What networks tell of their own accord: where a message keeps what, and signatures made with a secret that is theirs
//! and ours.

use engine::ports::networks::{PushAnswer, PushMessage, Unheard};
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::config::{Credentials, Fault};

/// The secret of our app, to sign with (HMAC-SHA256).
pub(crate) struct Secret(Hmac<Sha256>);

impl Secret {
    pub(crate) fn new(credentials: &Credentials) -> Result<Self, Fault> {
        let secret = credentials.client_secret.expose().as_bytes();
        Hmac::new_from_slice(secret).map(Self).map_err(|error| Fault::NoClient(error.to_string()))
    }

    /// The signature of a text.
    pub(crate) fn sign(&self, text: &[u8]) -> Vec<u8> {
        self.0.clone().chain_update(text).finalize().into_bytes().to_vec()
    }

    /// Whether `signature` is that of the parts, one after the other. It compares in constant time.
    pub(crate) fn verify(
        &self,
        parts: &[&[u8]],
        signature: Option<Vec<u8>>,
    ) -> Result<(), Unheard> {
        let mac = parts.iter().fold(self.0.clone(), |mac, part| mac.chain_update(part));
        let is_it = signature.is_some_and(|signature| mac.verify_slice(&signature).is_ok());
        is_it.then_some(()).ok_or(Unheard::BadSignature)
    }
}

/// A header of a message, by its name in lower case.
pub(crate) fn header<'a>(message: &PushMessage<'a>, name: &str) -> Option<&'a str> {
    message.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// A parameter in the query of a message.
pub(crate) fn parameter<'a>(message: &PushMessage<'a>, name: &str) -> Option<&'a str> {
    message.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// A name for a message that has none: the same one twice has the same bytes.
pub(crate) fn digest(message: &[u8]) -> String {
    hex::encode(Sha256::digest(message))
}

/// That a message was taken.
pub(crate) fn taken(content_type: &'static str, body: impl Into<String>) -> PushAnswer {
    PushAnswer { status: 200, content_type, body: body.into() }
}
