//! What everybody has for themselves, whatever workspace they are in: name, language, password, sessions.

use async_trait::async_trait;
use domain::{
    id::{DeviceId, HookId, PersonId, WorkspaceId},
    language::{Language, Speech},
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry, letters::NewLetter};
use crate::vault::TokenDigest;

/// One's own account.
#[async_trait]
pub trait OwnAccount: Send + Sync {
    /// The hash of somebody's password as a PHC string.
    async fn password_of(&self, person: PersonId) -> Stored<Option<String>>;

    /// Gives somebody another name.
    async fn rename(&self, person: PersonId, name: &str, audit: &AuditEntry) -> Stored<()>;

    /// The language that somebody is spoken to in from now on; `None` for the one that their browser asks for.
    async fn choose_language(&self, person: PersonId, chosen: Option<Language>) -> Stored<()>;

    /// What is known of the language of whoever reads something. `None` where nobody here does.
    async fn speech_of(&self, reader: &Reader) -> Stored<Option<Speech>>;

    /// Gives somebody another password, and ends all their sessions but `keep`, what they have begun to sign in with and
    /// what lets them choose a password.
    async fn change_password(&self, change: &PasswordChange) -> Stored<()>;

    /// Keeps what lets somebody choose a new password, in the place of an earlier one. `None`, and nothing is kept, where
    /// nobody has this address (compared without case).
    async fn begin_reset(&self, reset: &NewReset) -> Stored<Option<PersonId>>;

    /// Whom a secret lets choose a new password at `now`: the person and their address.
    async fn open_reset(
        &self,
        secret: TokenDigest,
        now: Timestamp,
    ) -> Stored<Option<(PersonId, String)>>;

    /// Takes such a secret, once, and changes the password. False if it opens nothing (any more).
    async fn reset_password(&self, secret: TokenDigest, change: &PasswordChange) -> Stored<bool>;

    /// The sessions of somebody that are open at `now`, the last seen first.
    async fn sessions_of(&self, person: PersonId, now: Timestamp) -> Stored<Vec<SessionSeen>>;

    /// Writes down where a session was seen, and which language its browser asked for.
    async fn see_session(&self, seen: &Sight) -> Stored<()>;

    /// Ends one session of somebody: that one, or all but `keep`. How many.
    async fn end_sessions(
        &self,
        person: PersonId,
        which: Ending,
        audit: &AuditEntry,
    ) -> Stored<u64>;
}

/// Another password.
#[derive(Debug, Clone)]
pub struct PasswordChange {
    /// Whose.
    pub person: PersonId,
    /// Its hash as a PHC string.
    pub password_hash: String,
    /// The session that goes on.
    pub keep: Option<TokenDigest>,
    /// For the audit log.
    pub audit: AuditEntry,
    /// What tells them.
    pub letter: Option<NewLetter>,
}

/// What lets somebody choose a new password.
#[derive(Debug, Clone)]
pub struct NewReset {
    /// Whose: by their address.
    pub email: String,
    /// What the link's secret hashes to.
    pub secret: TokenDigest,
    /// When.
    pub now: Timestamp,
    /// Until when the link works.
    pub ends_at: Timestamp,
    /// For the audit log; the person is filled in.
    pub audit: AuditEntry,
    /// What tells them.
    pub letter: Option<NewLetter>,
}

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSeen {
    /// What its secret hashes to.
    pub digest: TokenDigest,
    /// In which workspace it is.
    pub workspace: WorkspaceId,
    /// That workspace's name.
    pub workspace_name: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was seen last.
    pub seen_at: Timestamp,
    /// From which address.
    pub from: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// Where a session was seen.
#[derive(Debug, Clone)]
pub struct Sight {
    /// Which.
    pub digest: TokenDigest,
    /// When.
    pub at: Timestamp,
    /// From which address.
    pub from: String,
    /// What the browser calls itself.
    pub agent: String,
    /// The language it asked for, if that is one of ours.
    pub asked: Option<Language>,
}

/// Whoever reads what is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// The person with this address (compared without case).
    Address(String),
    /// The person of a device.
    Device(WorkspaceId, DeviceId),
    /// The person who added a webhook, as the one who knows who reads there.
    Hook(WorkspaceId, HookId),
}

/// Which sessions end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// This one.
    One(TokenDigest),
    /// All but this one.
    AllBut(TokenDigest),
    /// All.
    All,
}
