//! Who is asked to join a workspace.

use async_trait::async_trait;
use domain::{
    account::Role,
    id::{InvitationId, PersonId, WorkspaceId},
    language::Speech,
    time::Timestamp,
};
use engine::{
    ports::store::{
        Invitations, Stored,
        accounts::AuditEntry,
        team::{
            Invitation, InvitationRenewal, InvitationState, Invited, Joined, Joining,
            NewInvitation, OpenInvitation,
        },
    },
    vault::TokenDigest,
};

use super::{MemStore, State, accounts::Person};

#[derive(Debug)]
pub(super) struct Kept {
    email: String,
    role: Role,
    secret: TokenDigest,
    by: PersonId,
    made_at: Timestamp,
    ends_at: Timestamp,
    state: InvitationState,
}

#[async_trait]
impl Invitations for MemStore {
    async fn invite(&self, new: &NewInvitation) -> Stored<Invited> {
        let mut state = self.state();
        let known = state.by_email(&new.email).map(|(person, _)| person);
        if known.is_some_and(|person| state.member(person, new.workspace).is_some()) {
            return Ok(Invited::MemberAlready);
        }
        let email = new.email.to_lowercase();
        state.revoke(new.workspace, |kept| kept.email.to_lowercase() == email);
        let kept = Kept {
            email: new.email.clone(),
            role: new.role,
            secret: new.secret,
            by: new.by,
            made_at: new.now,
            ends_at: new.ends_at,
            state: InvitationState::Open,
        };
        state.invitations.insert((new.workspace, new.id), kept);
        state.post(new.letter.as_ref());
        state.audit.push(new.audit.clone());
        Ok(Invited::Done)
    }

    async fn invitations(&self, workspace: WorkspaceId, limit: u32) -> Stored<Vec<Invitation>> {
        let state = self.state();
        let here = state.invitations.iter().filter(|((home, _), _)| *home == workspace);
        let mut found: Vec<_> = here.map(|((_, id), kept)| state.invited(*id, kept)).collect();
        found.sort_by_key(|it| std::cmp::Reverse((it.made_at, it.id)));
        found.truncate(limit as usize);
        Ok(found)
    }

    async fn invitation(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
    ) -> Stored<Option<Invitation>> {
        let state = self.state();
        let found = state.invitations.get(&(workspace, invitation));
        Ok(found.map(|kept| state.invited(invitation, kept)))
    }

    async fn renew_invitation(&self, renewal: &InvitationRenewal) -> Stored<Option<Invitation>> {
        let mut state = self.state();
        let key = (renewal.workspace, renewal.id);
        let Some(kept) = state.invitations.get_mut(&key) else { return Ok(None) };
        if kept.state == InvitationState::Accepted {
            return Ok(None);
        }
        kept.secret = renewal.secret;
        kept.ends_at = renewal.ends_at;
        kept.state = InvitationState::Open;
        state.post(renewal.letter.as_ref());
        state.audit.push(renewal.audit.clone());
        Ok(state.invitations.get(&key).map(|kept| state.invited(renewal.id, kept)))
    }

    async fn revoke_invitation(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut state = self.state();
        let kept = state.invitations.get_mut(&(workspace, invitation));
        let Some(kept) = kept.filter(|kept| kept.state == InvitationState::Open) else {
            return Ok(false);
        };
        kept.state = InvitationState::Revoked;
        state.audit.push(audit.clone());
        Ok(true)
    }

    async fn open_invitation(
        &self,
        secret: TokenDigest,
        now: Timestamp,
    ) -> Stored<Option<OpenInvitation>> {
        let state = self.state();
        Ok(state.opened(secret, now).map(|((workspace, id), kept)| OpenInvitation {
            workspace,
            workspace_name: state
                .workspaces
                .get(&workspace)
                .map(|home| home.name.clone())
                .unwrap_or_default(),
            id,
            by: state.name_of(kept.by),
            email: kept.email.clone(),
            role: kept.role,
            person: state.by_email(&kept.email).map(|(person, _)| person),
        }))
    }

    async fn join(&self, joining: &Joining) -> Stored<Joined> {
        let mut state = self.state();
        let Some((key, kept)) = state.opened(joining.secret, joining.now) else {
            return Ok(Joined::Closed);
        };
        let (workspace, role, email) = (key.0, kept.role, kept.email.clone());
        let known = state.by_email(&email).map(|(person, _)| person);
        match &joining.new {
            Some(_) if known.is_some() => return Ok(Joined::OtherPerson),
            None if known != Some(joining.person) => return Ok(Joined::OtherPerson),
            Some((name, password_hash)) => {
                let person = Person {
                    name: name.clone(),
                    email,
                    password_hash: password_hash.clone(),
                    memberships: Vec::new(),
                    speech: Speech::default(),
                };
                state.people.insert(joining.person, person);
            }
            None => {}
        }
        if let Some(person) = state.people.get_mut(&joining.person)
            && !person.memberships.iter().any(|(home, _)| *home == workspace)
        {
            person.memberships.push((workspace, role));
        }
        if let Some(kept) = state.invitations.get_mut(&key) {
            kept.state = InvitationState::Accepted;
        }
        state.audit.push(AuditEntry {
            workspace: Some(workspace),
            person: Some(joining.person),
            what: "person.joined".to_owned(),
            about: key.1.to_string(),
            from: joining.from.clone(),
            at: joining.now,
        });
        Ok(Joined::Done(workspace, role))
    }
}

impl State {
    /// Takes back the open invitations of somebody.
    pub(super) fn withdraw(&mut self, workspace: WorkspaceId, by: PersonId) {
        self.revoke(workspace, |kept| kept.by == by);
    }

    fn revoke(&mut self, workspace: WorkspaceId, which: impl Fn(&Kept) -> bool) {
        for ((home, _), kept) in &mut self.invitations {
            if *home == workspace && kept.state == InvitationState::Open && which(kept) {
                kept.state = InvitationState::Revoked;
            }
        }
    }

    fn opened(
        &self,
        secret: TokenDigest,
        now: Timestamp,
    ) -> Option<((WorkspaceId, InvitationId), &Kept)> {
        let mut all = self.invitations.iter();
        all.find(|(_, kept)| {
            kept.secret == secret && kept.state == InvitationState::Open && now < kept.ends_at
        })
        .map(|(key, kept)| (*key, kept))
    }

    fn name_of(&self, person: PersonId) -> String {
        self.people.get(&person).map(|found| found.name.clone()).unwrap_or_default()
    }

    fn invited(&self, id: InvitationId, kept: &Kept) -> Invitation {
        Invitation {
            id,
            email: kept.email.clone(),
            role: kept.role,
            by: self.name_of(kept.by),
            made_at: kept.made_at,
            ends_at: kept.ends_at,
            state: kept.state,
        }
    }
}
