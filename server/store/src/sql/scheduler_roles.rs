//! Who may do what with the posts of which channel.

use async_trait::async_trait;
use domain::{
    id::{ChannelId, PersonId, WorkspaceId},
    scheduling::SchedulerRole,
};
use engine::ports::store::{
    SchedulerRoles, Stored, accounts::AuditEntry, scheduler_roles::PostsRoleOf,
};

use super::{
    Db,
    channel_roles::{self, Table, table},
};

const TABLE: Table = table!("scheduler_roles");

#[async_trait]
impl SchedulerRoles for Db {
    async fn scheduler_roles(
        &self,
        workspace: WorkspaceId,
        person: Option<PersonId>,
    ) -> Stored<Vec<PostsRoleOf>> {
        let whose = (workspace, person);
        let given = channel_roles::given(self, &TABLE, whose, SchedulerRole::from_slug).await?;
        let given = given.into_iter();
        Ok(given.map(|(person, channel, role)| PostsRoleOf { person, channel, role }).collect())
    }

    async fn keep_scheduler_roles(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        roles: &[(ChannelId, SchedulerRole)],
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let roles = roles.iter().map(|(channel, role)| (*channel, role.slug())).collect();
        channel_roles::keep(self, &TABLE, (workspace, person), &roles, audit).await
    }
}
