//! Secrets as types: they print `[redacted]`, are wiped when dropped, and cannot be serialised.

use std::fmt;

use domain::{
    id::{
        ApiKeyId, AuthorizationId, ChannelId, DeviceId, HookId, LetterId, LinkId, PersonId,
        ProfileId, WorkspaceId,
    },
    network::Network,
};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// A secret in clear: an access or refresh token, a code, a PKCE verifier, a state.
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// Takes a secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// The secret itself, for the one place that sends or seals it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What may be stored and compared in its place.
    #[must_use]
    pub fn digest(&self) -> TokenDigest {
        TokenDigest(Sha256::digest(self.expose().as_bytes()).into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// SHA-256 of a secret of at least 80 random bits, mostly 256, which is why it needs no salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenDigest(pub [u8; 32]);

/// The tokens of a grant.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// What calls are made with.
    pub access: Token,
    /// What the next access token is bought with, where the network gives one.
    pub refresh: Option<Token>,
}

/// A sealed secret: key id, nonce and ciphertext, opaque to everybody but the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

/// Where a sealed secret belongs. It is authenticated with the ciphertext, so that a secret moved to another row or
/// column does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The access token of a profile's grant.
    Access(WorkspaceId, ProfileId),
    /// The refresh token of a profile's grant.
    Refresh(WorkspaceId, ProfileId),
    /// A channel's own token (a Facebook page token).
    Channel(WorkspaceId, ChannelId),
    /// The PKCE verifier of an authorization (RFC 7636).
    Verifier(WorkspaceId, AuthorizationId),
    /// What an adapter must know again when an authorization comes back.
    Memo(WorkspaceId, AuthorizationId),
    /// The secret of a reconnect link, kept for its reminders.
    Link(WorkspaceId, LinkId),
    /// What a letter says, while it waits.
    Letter(LetterId),
    /// Where a webhook is, and the secret that its messages are signed with.
    Hook(WorkspaceId, HookId),
    /// What a request of the API was answered, named by the digest of its name.
    Answer(WorkspaceId, ApiKeyId, TokenDigest),
    /// Where a device of somebody's is reached, and the keys that it is written to with.
    Device(WorkspaceId, DeviceId),
    /// Our registration at one server of a network, named by the digest of its address.
    Server(Network, TokenDigest),
    /// The seed of somebody's second step.
    SecondFactor(PersonId),
    /// A secret of the installation itself, by its name's digest.
    Installation(TokenDigest),
}

/// A sealed secret that does not open: wrong key, wrong place, or damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed secret does not open: its key is missing, or its row was changed")]
pub struct DoesNotOpen;

/// The keyed fingerprint of a network identity: equal for the same person in every workspace, telling nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

/// Seals and opens secrets. Synchronous: it touches nothing but keys in memory.
pub trait Vault: Send + Sync {
    /// Seals `token` for `place`.
    fn seal(&self, token: &Token, place: Place) -> Sealed;

    /// Opens what was sealed for `place`.
    ///
    /// # Errors
    /// [`DoesNotOpen`] under any other key or place.
    fn open(&self, sealed: &Sealed, place: Place) -> Result<Token, DoesNotOpen>;

    /// The id of the key a secret is sealed with; `None` if it has none.
    fn key_of<'a>(&self, sealed: &'a Sealed) -> Option<&'a str>;

    /// The id of the key that seals.
    fn key_that_seals(&self) -> &str;

    /// The fingerprint of a network identity.
    fn fingerprint(&self, network: Network, issuer: &str, subject: &str) -> Fingerprint;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_prints_nothing_of_itself() {
        let tokens = Tokens {
            access: Token::new("canary-access".into()),
            refresh: Some(Token::new("canary-refresh".into())),
        };
        assert!(!format!("{tokens:?}").contains("canary"));
    }
}
