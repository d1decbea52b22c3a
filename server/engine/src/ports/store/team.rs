//! Who belongs to a workspace, who is asked to, and on whose login its profiles hang.

use async_trait::async_trait;
use domain::{
    account::Role,
    id::{InvitationId, PersonId, ProfileId, WorkspaceId},
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry, letters::NewLetter};
use crate::vault::TokenDigest;

/// Memberships.
#[async_trait]
pub trait Team: Send + Sync {
    /// Gives a member another role, unless nobody would be left as Master Account. Whoever is none any more has their open
    /// invitations and reconnect links revoked: they may know them.
    async fn change_role(&self, change: &MembershipChange, role: Role) -> Stored<TeamChange>;

    /// Ends a membership, unless nobody would be left as Master Account. With it end the person's sessions in this
    /// workspace, their roles, calendars, asks, open invitations and reconnect links; comments given to them are nobody's again. What they did keeps their name.
    async fn remove_member(&self, change: &MembershipChange) -> Stored<TeamChange>;

    /// Who connected each profile of a workspace last, with the name they have now.
    async fn connectors(&self, workspace: WorkspaceId) -> Stored<Vec<Connector>>;

    /// The workspaces somebody belongs to, in the order in which they joined.
    async fn workspaces_of(&self, person: PersonId) -> Stored<Vec<Membership>>;

    /// Lets a session go on in another workspace. False if there is no such session, or its person is no member there.
    async fn switch_workspace(
        &self,
        session: TokenDigest,
        workspace: WorkspaceId,
        audit: &AuditEntry,
    ) -> Stored<bool>;
}

/// Invitations.
#[async_trait]
pub trait Invitations: Send + Sync {
    /// Keeps an invitation. An open one for the same address is revoked by it.
    async fn invite(&self, invitation: &NewInvitation) -> Stored<Invited>;

    /// The invitations of a workspace, newest first, at most `limit`.
    async fn invitations(&self, workspace: WorkspaceId, limit: u32) -> Stored<Vec<Invitation>>;

    /// One invitation.
    async fn invitation(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
    ) -> Stored<Option<Invitation>>;

    /// Gives an invitation that is not accepted a new secret, which lasts until `ends_at`. What it was before, and to whom it
    /// goes; `None` if there is none.
    async fn renew_invitation(&self, renewal: &InvitationRenewal) -> Stored<Option<Invitation>>;

    /// Revokes an open invitation. False if there is none.
    async fn revoke_invitation(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
        audit: &AuditEntry,
    ) -> Stored<bool>;

    /// The invitation a secret opens at `now`.
    async fn open_invitation(
        &self,
        secret: TokenDigest,
        now: Timestamp,
    ) -> Stored<Option<OpenInvitation>>;

    /// Accepts an invitation: whoever is asked belongs to its workspace from now on. Once.
    async fn join(&self, joining: &Joining) -> Stored<Joined>;
}

/// A membership that shall change.
#[derive(Debug, Clone)]
pub struct MembershipChange {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// Whose.
    pub person: PersonId,
    /// For the audit log.
    pub audit: AuditEntry,
}

/// What came of changing a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamChange {
    /// It is as was asked.
    Done,
    /// They are no member.
    NoMember,
    /// They are the last Master Account.
    LastMaster,
}

/// On whose login a profile hangs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connector {
    /// The profile.
    pub profile: ProfileId,
    /// Who connected it last.
    pub person: PersonId,
    /// Their name.
    pub name: String,
}

/// A workspace somebody belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Which.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// What they are there.
    pub role: Role,
}

/// An invitation to be kept.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// To which workspace.
    pub workspace: WorkspaceId,
    /// Its id.
    pub id: InvitationId,
    /// Whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// What the link's secret hashes to.
    pub secret: TokenDigest,
    /// Who invites.
    pub by: PersonId,
    /// When.
    pub now: Timestamp,
    /// Until when the link works.
    pub ends_at: Timestamp,
    /// For the audit log.
    pub audit: AuditEntry,
    /// What tells whom it is for.
    pub letter: Option<NewLetter>,
}

/// What came of inviting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// It is kept.
    Done,
    /// That address is a member's.
    MemberAlready,
}

/// An invitation, for the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// The name of who invited.
    pub by: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when its link works.
    pub ends_at: Timestamp,
    /// What became of it.
    pub state: InvitationState,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    /// Nothing yet; its time may be over.
    Open,
    /// They joined.
    Accepted,
    /// It was taken back.
    Revoked,
}

/// A new secret for an invitation.
#[derive(Debug, Clone)]
pub struct InvitationRenewal {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// Which.
    pub id: InvitationId,
    /// What the new secret hashes to.
    pub secret: TokenDigest,
    /// Until when it works.
    pub ends_at: Timestamp,
    /// For the audit log.
    pub audit: AuditEntry,
    /// What tells whom it is for.
    pub letter: Option<NewLetter>,
}

/// An invitation that was opened by its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    /// To which workspace.
    pub workspace: WorkspaceId,
    /// Its name.
    pub workspace_name: String,
    /// Its id.
    pub id: InvitationId,
    /// The name of who invites.
    pub by: String,
    /// Whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Who has that address already, if anybody.
    pub person: Option<PersonId>,
}

/// Somebody who accepts an invitation.
#[derive(Debug, Clone)]
pub struct Joining {
    /// What the link's secret hashes to.
    pub secret: TokenDigest,
    /// Who they are from now on: somebody with an account, whose address must be the invitation's, or somebody new.
    pub person: PersonId,
    /// Name and password hash (PHC string) of somebody new.
    pub new: Option<(String, String)>,
    /// The client's address, for the audit log.
    pub from: String,
    /// When.
    pub now: Timestamp,
}

/// What came of accepting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// They belong to this workspace now, with this role.
    Done(WorkspaceId, Role),
    /// The link opens nothing (any more).
    Closed,
    /// The address has an account that is not this person's, or has none although one was named.
    OtherPerson,
}
