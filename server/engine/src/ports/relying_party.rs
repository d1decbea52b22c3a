//! The ceremonies of passkeys (Web Authentication, <https://www.w3.org/TR/webauthn-3/>), as the use cases see them.

use domain::id::PersonId;

/// The relying party: begins ceremonies and verifies what comes of them. What it asks of a browser and hears from it is JSON.
///
/// Every ceremony asks for user verification, so that whoever passes has both the authenticator and what opens it.
pub trait RelyingParty: Send + Sync {
    /// Begins to register a passkey (section 7.1) that is found without a name ("discoverable").
    ///
    /// # Errors
    /// [`CeremonyFailed`] where a credential that is known already is damaged.
    fn begin_registration(&self, new: &Registering<'_>) -> Result<CeremonyBegun, CeremonyFailed>;

    /// Verifies what a browser made of it.
    ///
    /// # Errors
    /// [`CeremonyFailed`]: it is no answer to this challenge, at this address, verified by its person.
    fn finish_registration(&self, state: &str, answer: &str) -> Result<Credential, CeremonyFailed>;

    /// Begins a sign-in by any passkey of anybody (section 7.2).
    ///
    /// # Errors
    /// [`CeremonyFailed`] where no challenge could be made.
    fn begin_sign_in(&self) -> Result<CeremonyBegun, CeremonyFailed>;

    /// Whose passkey an answer says it is of, and which. Nothing is verified yet.
    fn named(&self, answer: &str) -> Option<(PersonId, String)>;

    /// Verifies an answer against the credential that it named. Returns what is to be kept of the credential from now on, where
    /// that has changed: its signature counter tells a copy from the original.
    ///
    /// # Errors
    /// [`CeremonyFailed`] as above, or where the counter went backwards.
    fn finish_sign_in(
        &self,
        state: &str,
        answer: &str,
        kept: &str,
    ) -> Result<Option<String>, CeremonyFailed>;
}

/// For whom a passkey is registered.
#[derive(Debug, Clone, Copy)]
pub struct Registering<'a> {
    /// The person; their id is the user handle, which tells nothing about them.
    pub person: PersonId,
    /// Their address, by which their devices show the passkey.
    pub email: &'a str,
    /// Their name.
    pub name: &'a str,
    /// What is kept of the credentials they have: an authenticator that holds one makes no second.
    pub known: &'a [String],
}

/// A ceremony that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CeremonyBegun {
    /// What the browser is asked (`PublicKeyCredentialCreationOptions`, or `RequestOptions`), as JSON.
    pub options: String,
    /// What verifies its answer. It stays here.
    pub state: String,
}

/// A passkey that was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its credential id, in base64url.
    pub id: String,
    /// What is kept of it: its public key, its counter. Nothing in it is secret.
    pub kept: String,
}

/// Why a ceremony came to nothing.
#[derive(Debug, thiserror::Error)]
#[error("the ceremony failed: {0}")]
pub struct CeremonyFailed(pub String);
