//! Who belongs to a workspace, and on whose login its profiles hang.

use async_trait::async_trait;
use domain::{
    account::{Role, keeps_a_master},
    id::{PersonId, WorkspaceId},
};
use engine::{
    ports::store::{
        Stored, Team,
        accounts::AuditEntry,
        team::{Connector, Membership, MembershipChange, TeamChange},
    },
    vault::TokenDigest,
};

use super::{MemStore, State};

#[async_trait]
impl Team for MemStore {
    async fn change_role(&self, change: &MembershipChange, next: Role) -> Stored<TeamChange> {
        let mut state = self.state();
        if let Err(refused) = state.may_become(change, Some(next)) {
            return Ok(refused);
        }
        if next != Role::MasterAccount {
            state.withdraw(change.workspace, change.person);
            state.withdraw_links(change.workspace, change.person, change.audit.at);
        }
        if let Some(person) = state.people.get_mut(&change.person) {
            for (home, role) in &mut person.memberships {
                if *home == change.workspace {
                    *role = next;
                }
            }
        }
        state.audit.push(change.audit.clone());
        Ok(TeamChange::Done)
    }

    async fn remove_member(&self, change: &MembershipChange) -> Stored<TeamChange> {
        let mut state = self.state();
        if let Err(refused) = state.may_become(change, None) {
            return Ok(refused);
        }
        let (workspace, person) = (change.workspace, change.person);
        state.withdraw(workspace, person);
        state.withdraw_links(workspace, person, change.audit.at);
        if let Some(found) = state.people.get_mut(&person) {
            found.memberships.retain(|(home, _)| *home != workspace);
        }
        state
            .sessions
            .retain(|_, session| (session.workspace, session.person) != (workspace, person));
        state.drawer.end_member(workspace, person);
        state.feeds.remove(&(person, workspace));
        state.told.choices.remove(&(workspace, person));
        state.asks.retain(|((home, _), by), _| (*home, *by) != (workspace, person));
        state.talk.roles.retain(|(home, of, _), _| (*home, *of) != (workspace, person));
        state.desk.roles.retain(|(home, of, _), _| (*home, *of) != (workspace, person));
        for ((home, _), comment) in &mut state.talk.comments {
            if *home == workspace && comment.assignee == Some(person) {
                comment.assignee = None;
                comment.version += 1;
            }
        }
        state.audit.push(change.audit.clone());
        Ok(TeamChange::Done)
    }

    async fn connectors(&self, workspace: WorkspaceId) -> Stored<Vec<Connector>> {
        let state = self.state();
        let here = state.connectors.iter().filter(|((home, _), _)| *home == workspace);
        Ok(here
            .filter_map(|((_, profile), person)| {
                let name = state.people.get(person)?.name.clone();
                Some(Connector { profile: *profile, person: *person, name })
            })
            .collect())
    }

    async fn workspaces_of(&self, person: PersonId) -> Stored<Vec<Membership>> {
        let state = self.state();
        let memberships = state.people.get(&person).map(|found| found.memberships.clone());
        Ok(memberships
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(workspace, role)| {
                let name = state.workspaces.get(&workspace)?.name.clone();
                Some(Membership { workspace, name, role })
            })
            .collect())
    }

    async fn switch_workspace(
        &self,
        session: TokenDigest,
        workspace: WorkspaceId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut state = self.state();
        let person = state.sessions.get(&session.0).map(|session| session.person);
        if person.is_none_or(|person| state.member(person, workspace).is_none()) {
            return Ok(false);
        }
        if let Some(session) = state.sessions.get_mut(&session.0) {
            session.workspace = workspace;
        }
        state.audit.push(audit.clone());
        Ok(true)
    }
}

impl State {
    fn may_become(&self, change: &MembershipChange, next: Option<Role>) -> Result<(), TeamChange> {
        let members: Vec<_> = self
            .people
            .iter()
            .flat_map(|(id, person)| person.memberships.iter().map(move |home| (*id, *home)))
            .filter(|(_, (home, _))| *home == change.workspace)
            .map(|(id, (_, role))| (id, role))
            .collect();
        if !members.iter().any(|(person, _)| *person == change.person) {
            Err(TeamChange::NoMember)
        } else if keeps_a_master(members, change.person, next) {
            Ok(())
        } else {
            Err(TeamChange::LastMaster)
        }
    }
}
