//! Who belongs to a workspace. Nobody joins or goes in these worlds.

use async_trait::async_trait;
use domain::{
    account::Role,
    id::{InvitationId, PersonId, WorkspaceId},
    language::{Language, Speech},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Invitations, OwnAccount, Stored, Team,
        accounts::AuditEntry,
        own_account::{Ending, NewReset, PasswordChange, Reader, SessionSeen, Sight},
        team::{
            Connector, Invitation, InvitationRenewal, Invited, Joined, Joining, Membership,
            MembershipChange, NewInvitation, OpenInvitation, TeamChange,
        },
    },
    vault::TokenDigest,
};

use super::{Door, Weight, light};

#[async_trait]
impl Team for Door {
    async fn change_role(&self, change: &MembershipChange, role: Role) -> Stored<TeamChange> {
        light!(self.change_role(change, role))
    }

    async fn remove_member(&self, change: &MembershipChange) -> Stored<TeamChange> {
        light!(self.remove_member(change))
    }

    async fn connectors(&self, home: WorkspaceId) -> Stored<Vec<Connector>> {
        light!(self.connectors(home))
    }

    async fn workspaces_of(&self, person: PersonId) -> Stored<Vec<Membership>> {
        light!(self.workspaces_of(person))
    }

    async fn switch_workspace(
        &self,
        session: TokenDigest,
        home: WorkspaceId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        light!(self.switch_workspace(session, home, audit))
    }
}

#[async_trait]
impl Invitations for Door {
    async fn invite(&self, invitation: &NewInvitation) -> Stored<Invited> {
        light!(self.invite(invitation))
    }

    async fn invitations(&self, home: WorkspaceId, limit: u32) -> Stored<Vec<Invitation>> {
        light!(self.invitations(home, limit))
    }

    async fn invitation(
        &self,
        home: WorkspaceId,
        invitation: InvitationId,
    ) -> Stored<Option<Invitation>> {
        light!(self.invitation(home, invitation))
    }

    async fn renew_invitation(&self, renewal: &InvitationRenewal) -> Stored<Option<Invitation>> {
        light!(self.renew_invitation(renewal))
    }

    async fn revoke_invitation(
        &self,
        home: WorkspaceId,
        invitation: InvitationId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        light!(self.revoke_invitation(home, invitation, audit))
    }

    async fn open_invitation(
        &self,
        secret: TokenDigest,
        now: Timestamp,
    ) -> Stored<Option<OpenInvitation>> {
        light!(self.open_invitation(secret, now))
    }

    async fn join(&self, joining: &Joining) -> Stored<Joined> {
        light!(self.join(joining))
    }
}

#[async_trait]
impl OwnAccount for Door {
    async fn password_of(&self, person: PersonId) -> Stored<Option<String>> {
        light!(self.password_of(person))
    }

    async fn rename(&self, person: PersonId, name: &str, audit: &AuditEntry) -> Stored<()> {
        light!(self.rename(person, name, audit))
    }

    async fn choose_language(&self, person: PersonId, chosen: Option<Language>) -> Stored<()> {
        light!(self.choose_language(person, chosen))
    }

    async fn speech_of(&self, reader: &Reader) -> Stored<Option<Speech>> {
        light!(self.speech_of(reader))
    }

    async fn change_password(&self, change: &PasswordChange) -> Stored<()> {
        light!(self.change_password(change))
    }

    async fn begin_reset(&self, reset: &NewReset) -> Stored<Option<PersonId>> {
        light!(self.begin_reset(reset))
    }

    async fn open_reset(
        &self,
        secret: TokenDigest,
        now: Timestamp,
    ) -> Stored<Option<(PersonId, String)>> {
        light!(self.open_reset(secret, now))
    }

    async fn reset_password(&self, secret: TokenDigest, change: &PasswordChange) -> Stored<bool> {
        light!(self.reset_password(secret, change))
    }

    async fn sessions_of(&self, person: PersonId, now: Timestamp) -> Stored<Vec<SessionSeen>> {
        light!(self.sessions_of(person, now))
    }

    async fn see_session(&self, seen: &Sight) -> Stored<()> {
        light!(self.see_session(seen))
    }

    async fn end_sessions(
        &self,
        person: PersonId,
        which: Ending,
        audit: &AuditEntry,
    ) -> Stored<u64> {
        light!(self.end_sessions(person, which, audit))
    }
}
