//! Who may do what with the posts of which channel.

use async_trait::async_trait;
use domain::{
    id::{ChannelId, PersonId, WorkspaceId},
    scheduling::SchedulerRole,
};

use super::{Stored, accounts::AuditEntry};

/// Who may do what with the posts of which channel.
#[async_trait]
pub trait SchedulerRoles: Send + Sync {
    /// The roles of everybody, or of one person. Master Accounts have none written down, and need none.
    async fn scheduler_roles(
        &self,
        workspace: WorkspaceId,
        person: Option<PersonId>,
    ) -> Stored<Vec<PostsRoleOf>>;

    /// Makes these the roles of a person: no others. False if the person is no member, or a channel not the workspace's.
    async fn keep_scheduler_roles(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        roles: &[(ChannelId, SchedulerRole)],
        audit: &AuditEntry,
    ) -> Stored<bool>;
}

/// A role of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostsRoleOf {
    /// Who.
    pub person: PersonId,
    /// For which channel.
    pub channel: ChannelId,
    /// What.
    pub role: SchedulerRole,
}
