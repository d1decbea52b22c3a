//! People, memberships, sessions and the brake on guessing passwords.

use async_trait::async_trait;
use domain::{
    account::{Role, Viewer},
    id::{PersonId, WorkspaceId},
    time::{Span, Timestamp},
};

use super::Stored;
use crate::vault::TokenDigest;

/// People and their sessions.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Whether any Master Account exists: false only before the set-up.
    async fn is_set_up(&self) -> Stored<bool>;

    /// Adds a person with a membership, and the workspace if its id is new.
    async fn create_account(&self, account: &NewAccount) -> Stored<AccountCreated>;

    /// The person with this e-mail address (compared without case), with their first membership.
    async fn credentials(&self, email: &str) -> Stored<Option<Credentials>>;

    /// Counts one attempt at each of `keys` within the limit's window, unless one of them is used up already.
    ///
    /// Counting comes before checking the password, so that parallel guesses are counted too.
    async fn count_attempt(&self, keys: &[AttemptLimit], now: Timestamp) -> Stored<Attempt>;

    /// Forgets the attempts at `key`, after a success.
    async fn forget_attempts(&self, key: &str) -> Stored<()>;

    /// Opens a session, and writes to the audit log who did.
    async fn open_session(&self, session: &NewSession) -> Stored<()>;

    /// Whose session this is, if it is open at `now` and the membership still exists.
    async fn viewer(&self, session: TokenDigest, now: Timestamp) -> Stored<Option<Viewer>>;

    /// Ends a session; nothing happens if there is none.
    async fn close_session(&self, session: TokenDigest) -> Stored<()>;

    /// Names and e-mail addresses of a workspace's Master Accounts, by name.
    async fn master_accounts(&self, workspace: WorkspaceId) -> Stored<Vec<(String, String)>>;

    /// Writes one entry to the audit log: for what changed nothing else (a refused sign-in, a forged callback).
    async fn audit(&self, entry: &AuditEntry) -> Stored<()>;
}

/// A person to be added.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The workspace to belong to.
    pub workspace: WorkspaceId,
    /// Its name, used if it is new.
    pub workspace_name: String,
    /// The person.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// The person's e-mail address.
    pub email: String,
    /// The password's hash as a PHC string (Argon2id).
    pub password_hash: String,
    /// What the person will be.
    pub role: Role,
    /// Only if the installation is not set up yet.
    pub only_as_first: bool,
    /// When.
    pub now: Timestamp,
}

/// How adding a person went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountCreated {
    /// Done.
    Created,
    /// Another person has this e-mail address.
    EmailTaken,
    /// The installation is set up already, and only the first was asked for.
    NotFirst,
}

/// What a sign-in is checked against.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The person.
    pub person: PersonId,
    /// PHC string.
    pub password_hash: String,
    /// The workspace the session will be in.
    pub workspace: WorkspaceId,
    /// What the person is there.
    pub role: Role,
}

/// How often something may be tried.
#[derive(Debug, Clone)]
pub struct AttemptLimit {
    /// What is counted, e.g. `email:ada@example.com` or `address:192.0.2.1`.
    pub key: String,
    /// How many attempts a window allows.
    pub limit: u32,
    /// How long the window is; it begins with the first attempt.
    pub window: Span,
}

/// Whether an attempt may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// It may, and was counted.
    Allowed,
    /// It may not.
    LockedUntil(Timestamp),
}

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// What the cookie's secret hashes to.
    pub digest: TokenDigest,
    /// Whose.
    pub person: PersonId,
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// When.
    pub now: Timestamp,
    /// How long.
    pub until: Timestamp,
    /// The client's address, for the audit log.
    pub from: String,
}

/// One line of the audit log. Never a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// The workspace, where one is known.
    pub workspace: Option<WorkspaceId>,
    /// Who, where known.
    pub person: Option<PersonId>,
    /// What, as a stable word, e.g. `callback.replayed`.
    pub what: String,
    /// About what, e.g. a profile's id; readable.
    pub about: String,
    /// The client's address, or empty for the server itself.
    pub from: String,
    /// When.
    pub at: Timestamp,
}

impl AuditEntry {
    /// What somebody who is signed in did in their workspace.
    #[must_use]
    pub fn by(viewer: &Viewer, what: &str, about: &str, from: &str, at: Timestamp) -> Self {
        Self {
            workspace: Some(viewer.workspace),
            person: Some(viewer.person),
            what: what.to_owned(),
            about: about.to_owned(),
            from: from.to_owned(),
            at,
        }
    }
}
