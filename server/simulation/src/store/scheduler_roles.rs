//! Who may do what with the posts of which channel.

use async_trait::async_trait;
use domain::{
    id::{ChannelId, PersonId, WorkspaceId},
    scheduling::SchedulerRole,
};
use engine::ports::store::{
    SchedulerRoles, Stored, accounts::AuditEntry, scheduler_roles::PostsRoleOf,
};

use super::MemStore;

#[async_trait]
impl SchedulerRoles for MemStore {
    async fn scheduler_roles(
        &self,
        workspace: WorkspaceId,
        person: Option<PersonId>,
    ) -> Stored<Vec<PostsRoleOf>> {
        let state = self.state();
        let wanted = |(home, of, _): &(WorkspaceId, PersonId, ChannelId)| {
            *home == workspace && person.is_none_or(|person| person == *of)
        };
        let roles = state.desk.roles.iter().filter(|(key, _)| wanted(key));
        Ok(roles
            .map(|((_, person, channel), role)| PostsRoleOf {
                person: *person,
                channel: *channel,
                role: *role,
            })
            .collect())
    }

    async fn keep_scheduler_roles(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        roles: &[(ChannelId, SchedulerRole)],
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut state = self.state();
        let knows = |(channel, _): &(ChannelId, _)| state.knows_channel(workspace, *channel);
        if state.member(person, workspace).is_none() || !roles.iter().all(knows) {
            return Ok(false);
        }
        state.desk.roles.retain(|(home, of, _), _| (*home, *of) != (workspace, person));
        for (channel, role) in roles {
            state.desk.roles.insert((workspace, person, *channel), *role);
        }
        state.audit.push(audit.clone());
        Ok(true)
    }
}
