//! Who may do what with the comments of which channel.

use async_trait::async_trait;
use domain::{
    community::CommunityRole,
    id::{ChannelId, PersonId, WorkspaceId},
};
use engine::ports::store::{
    CommunityRoles, Stored,
    accounts::AuditEntry,
    comments::{Member, RoleOf},
};

use super::{
    Db,
    channel_roles::{self, Table, table},
    rows::{At, or_skip, role, without_case},
    unavailable,
};

const TABLE: Table = table!("community_roles");

#[async_trait]
impl CommunityRoles for Db {
    async fn members(&self, workspace: WorkspaceId) -> Stored<Vec<Member>> {
        let rows: Vec<(String, String, String, String)> = sqlx::query_as(
            "SELECT p.id, p.name, p.email, m.role FROM memberships m JOIN persons p ON p.id = m.person
             WHERE m.workspace = $1",
        )
        .bind(workspace.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let read = |(person, name, email, word): (String, String, String, String)| {
            let at = At::new("persons", &person);
            Ok(Member { person: at.word("id", &person)?, name, email, role: role(&at, &word)? })
        };
        let mut members: Vec<_> = rows.into_iter().map(read).filter_map(or_skip).collect();
        members.sort_by_cached_key(|member| (without_case(&member.name), member.person));
        Ok(members)
    }

    async fn community_roles(
        &self,
        workspace: WorkspaceId,
        person: Option<PersonId>,
    ) -> Stored<Vec<RoleOf>> {
        let whose = (workspace, person);
        let given = channel_roles::given(self, &TABLE, whose, CommunityRole::from_slug).await?;
        let given = given.into_iter();
        Ok(given.map(|(person, channel, role)| RoleOf { person, channel, role }).collect())
    }

    async fn keep_community_roles(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        roles: &[(ChannelId, CommunityRole)],
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let roles = roles.iter().map(|(channel, role)| (*channel, role.slug())).collect();
        channel_roles::keep(self, &TABLE, (workspace, person), &roles, audit).await
    }
}
