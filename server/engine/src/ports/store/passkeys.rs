//! Passkeys of people, and the ceremonies that wait for a browser's answer.

use async_trait::async_trait;
use domain::{
    id::{PasskeyId, PersonId, WorkspaceId},
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry, letters::NewLetter, second_factors::Proven};
use crate::vault::TokenDigest;

/// Passkeys.
#[async_trait]
pub trait Passkeys: Send + Sync {
    /// Somebody's passkeys, the oldest first.
    async fn passkeys(&self, person: PersonId) -> Stored<Vec<Passkey>>;

    /// Keeps a ceremony until its end, and takes the proof of a second step where one comes along. False, and nothing is
    /// written, where that proof is none (any more).
    async fn begin_ceremony(&self, new: &NewCeremony, proven: Option<&Proven>) -> Stored<bool>;

    /// Takes a ceremony of this person (of nobody: a sign-in), once: what verifies its answer. `None` where none waits at `now`.
    async fn take_ceremony(
        &self,
        secret: TokenDigest,
        person: Option<PersonId>,
        now: Timestamp,
    ) -> Stored<Option<String>>;

    /// Keeps a passkey. False, and nothing is written, where its person has `most`, or its credential is somebody's already.
    async fn add_passkey(&self, new: &NewPasskey, most: usize) -> Stored<bool>;

    /// The passkey with this credential, and the workspace its person joined first. `None` where nobody has it, or they belong
    /// to no workspace.
    async fn find_passkey(&self, credential: TokenDigest) -> Stored<Option<FoundPasskey>>;

    /// Writes down that somebody signed in by a passkey. False, and nothing is written, where it is gone.
    async fn note_passkey_use(&self, used: &PasskeyUse) -> Stored<bool>;

    /// Removes a passkey of this person. False where they have no such one.
    async fn remove_passkey(
        &self,
        person: PersonId,
        passkey: PasskeyId,
        audit: &AuditEntry,
    ) -> Stored<bool>;
}

/// A passkey, as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Which.
    pub id: PasskeyId,
    /// What the browser called itself in which it was made.
    pub agent: String,
    /// What verifies its answers.
    pub kept: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When somebody signed in by it last.
    pub used_at: Option<Timestamp>,
}

/// A ceremony that begins.
#[derive(Debug, Clone)]
pub struct NewCeremony {
    /// What the page's secret hashes to.
    pub secret: TokenDigest,
    /// Whose passkey is registered; `None` for a sign-in.
    pub person: Option<PersonId>,
    /// What verifies its answer.
    pub state: String,
    /// When it begins.
    pub now: Timestamp,
    /// Until when it waits.
    pub ends_at: Timestamp,
}

/// A passkey to be kept.
#[derive(Debug, Clone)]
pub struct NewPasskey {
    /// Its id.
    pub id: PasskeyId,
    /// Whose.
    pub person: PersonId,
    /// What its credential id hashes to.
    pub credential: TokenDigest,
    /// What the browser called itself in which it was made.
    pub agent: String,
    /// What verifies its answers.
    pub kept: String,
    /// For the audit log; its moment is when the passkey was made.
    pub audit: AuditEntry,
    /// What tells them.
    pub letter: Option<NewLetter>,
}

/// A passkey that was found by its credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPasskey {
    /// Which.
    pub id: PasskeyId,
    /// Whose.
    pub person: PersonId,
    /// The workspace a session will be in.
    pub workspace: WorkspaceId,
    /// What verifies its answers.
    pub kept: String,
}

/// A sign-in by a passkey.
#[derive(Debug, Clone)]
pub struct PasskeyUse {
    /// Which.
    pub id: PasskeyId,
    /// Whose.
    pub person: PersonId,
    /// What verifies its answers from now on, where that has changed.
    pub kept: Option<String>,
    /// For the audit log; its moment is when it was used.
    pub audit: AuditEntry,
}
