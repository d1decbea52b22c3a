//! Fresh ids and secrets from the engine's randomness.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::{Engine, vault::Token};

impl Engine {
    /// A secret of 256 random bits, in the alphabet that URLs, cookies and PKCE verifiers (RFC 7636, section 4.1) share.
    #[must_use]
    pub fn fresh_secret(&self) -> Token {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        Token::new(BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The random part of a fresh id.
    #[must_use]
    pub fn fresh_id(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        self.random.fill(&mut bytes);
        bytes
    }

    /// A number from 0 to 999, for spreading work in time.
    pub(crate) fn jitter(&self) -> i64 {
        let mut bytes = [0; 2];
        self.random.fill(&mut bytes);
        i64::from(u16::from_le_bytes(bytes)) * 1000 / 65_536
    }
}
