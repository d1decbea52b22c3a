//! People: who belongs to a workspace, who is asked to, and everybody's own account.

use async_trait::async_trait;
use domain::{
    account::{Role, Viewer},
    id::{InvitationId, PasskeyId, PersonId, ProfileId, WorkspaceId},
    language::Language,
    network::Network,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// What the pages about people read.
#[async_trait]
pub trait People: Send + Sync {
    /// Everybody of a workspace; for Master Accounts.
    async fn team(&self, viewer: &Viewer) -> Result<Team, Error>;

    /// What hangs on the login of a member; for Master Accounts.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody who is no member.
    async fn leaving(&self, viewer: &Viewer, person: PersonId) -> Result<Leaving, Error>;

    /// The viewer's own account.
    async fn account(&self, viewer: &Viewer) -> Result<Account, Error>;

    /// What the link of an invitation opens to whoever is signed in, if anybody. `None`: nothing, for whatever reason.
    async fn invitation(
        &self,
        viewer: Option<&Viewer>,
        secret: String,
    ) -> Result<Option<Invitation>, Error>;

    /// The address of whoever may choose a new password by a link's secret. `None`: nobody, for whatever reason.
    async fn reset(&self, secret: String) -> Result<Option<String>, Error>;
}

/// Everybody of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// The workspace it was read from; the page's forms name it.
    pub workspace: WorkspaceId,
    /// Who looks at it.
    pub viewer: PersonId,
    /// The server's time.
    pub now: Timestamp,
    /// The members, by name.
    pub members: Vec<Member>,
    /// Who was asked to join, newest first.
    pub invitations: Vec<Invited>,
}

/// Somebody of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// What they are in the workspace.
    pub role: Role,
    /// So many profiles hang on their login.
    pub profiles: u32,
}

/// Somebody who was asked to join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// The invitation.
    pub id: InvitationId,
    /// Their e-mail address.
    pub email: String,
    /// As what.
    pub role: Role,
    /// The name of who invited.
    pub by: String,
    /// Until when the link works.
    pub ends_at: Timestamp,
    /// What became of it.
    pub state: InvitationState,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationState {
    /// Nothing yet.
    Open,
    /// Nothing, and the link works no more.
    Expired,
    /// They joined.
    Accepted,
    /// It was taken back.
    Revoked,
}

/// What a workspace has of somebody who may go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// The workspace it was read from; the page's forms name it.
    pub workspace: WorkspaceId,
    /// Who looks at it.
    pub viewer: PersonId,
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Whether they are the last Master Account, who cannot go.
    pub is_last_master: bool,
    /// The profiles they connected last, by network and name.
    pub hanging: Vec<Hanging>,
}

/// A profile that hangs on somebody's login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hanging {
    /// Which.
    pub profile: ProfileId,
    /// Its network.
    pub network: Network,
    /// The name the person has there.
    pub name: String,
    /// Who else reaches channels of it, and how many.
    pub takers: Vec<(String, u32)>,
    /// The channels that nobody else reaches.
    pub stuck: Vec<String>,
}

/// One's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The workspace the session is in; the page's forms name it.
    pub workspace: WorkspaceId,
    /// The server's time.
    pub now: Timestamp,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// The language they chose; `None` for what their browser asks for.
    pub language: Option<Language>,
    /// How many recovery codes are left; `None` where there is no second step.
    pub recovery_codes: Option<u32>,
    /// The passkeys, the oldest first; `None` where none are offered.
    pub passkeys: Option<Vec<PasskeyRow>>,
    /// Open sessions, the last seen first.
    pub sessions: Vec<Session>,
    /// The workspaces one belongs to, in the order of joining.
    pub workspaces: Vec<Home>,
}

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyRow {
    /// Which.
    pub id: PasskeyId,
    /// What the browser called itself in which it was made.
    pub agent: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When somebody signed in by it last.
    pub used_at: Option<Timestamp>,
}

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// What a form names it by; it opens nothing.
    pub handle: String,
    /// The name of the workspace it is in.
    pub workspace: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was seen last.
    pub seen_at: Timestamp,
    /// From which address.
    pub from: String,
    /// What the browser calls itself.
    pub agent: String,
    /// Whether this page was asked for with it.
    pub is_this: bool,
}

/// A workspace somebody belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Which.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// What they are there.
    pub role: Role,
}

/// An invitation that was opened by its link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The name of the workspace.
    pub workspace: String,
    /// The name of who invites.
    pub by: String,
    /// Whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Whether the address has an account.
    pub has_account: bool,
    /// Whether it is for whoever is signed in.
    pub is_viewer: bool,
    /// Who else is signed in.
    pub other: Option<String>,
}
