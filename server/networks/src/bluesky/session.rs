//! What a token is worth nothing without: its server, its key, its account. It travels in the token's own text.

use engine::vault::Token;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use url::Url;

/// What binds an authorization, and the session that comes of it, to a server and to us.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Bond {
    /// Who we were when it was asked for.
    pub(super) client_id: String,
    /// The key we proved it with, if we have any; the session is refused with another.
    pub(super) key_id: Option<String>,
    /// The authorization server.
    pub(super) issuer: String,
    pub(super) token_endpoint: Url,
    pub(super) revocation_endpoint: Option<Url>,
    /// The secret half of the key that the tokens are bound to.
    pub(super) key: String,
}

/// What is known of a person who was sent away.
#[derive(Serialize, Deserialize)]
pub(super) struct Memo {
    /// Whose login it is meant to be, and where their data is kept, where an account was named.
    pub(super) account: Option<Account>,
    #[serde(flatten)]
    pub(super) bond: Bond,
}

/// An account, and the server that keeps its data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Account {
    pub(super) did: String,
    pub(super) pds: Url,
}

/// An access or a refresh token with all that belongs to it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Session {
    pub(super) token: String,
    #[serde(flatten)]
    pub(super) account: Account,
    #[serde(flatten)]
    pub(super) bond: Bond,
}

/// As text, to be sealed.
pub(super) fn pack<T: Serialize>(what: &T) -> Token {
    // It fails for maps whose keys are no text, and there are none.
    Token::new(serde_json::to_string(what).unwrap_or_default())
}

/// What [`pack`] made; `None` for anything else.
pub(super) fn unpack<T: DeserializeOwned>(text: &Token) -> Option<T> {
    serde_json::from_str(text.expose()).ok()
}
