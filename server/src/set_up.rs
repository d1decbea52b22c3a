//! The one-time link by which the first Master Account is made: printed at start while there is none, known to this
//! process only.

use engine::vault::{Token, TokenDigest};

/// The set-up link's secret, by its digest.
#[derive(Debug, Default)]
pub struct SetUpLink(Option<TokenDigest>);

impl SetUpLink {
    /// A link that opens with `secret`.
    #[must_use]
    pub fn opened_by(secret: &Token) -> Self {
        Self(Some(secret.digest()))
    }

    /// Whether `secret` is the link's. That it is used once is kept by the store: only the first account can be made so.
    #[must_use]
    pub fn opens_with(&self, secret: &Token) -> bool {
        // Digests of random secrets: comparing them in variable time tells nothing about the secret.
        self.0 == Some(secret.digest())
    }
}
