//! Who may do what with the comments of which channel.

use std::collections::BTreeMap;

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
    Db, posts,
    rows::{At, or_skip, role, without_case},
    unavailable,
    unit::Unit,
};

/// Locks a member, so that two who change the same one's roles do it one after the other.
const MEMBER: &str =
    concat!("SELECT person FROM memberships WHERE workspace = $1 AND person = $2", for_update!());

/// Whether somebody belongs to a workspace; locks them in it.
pub(super) async fn is_member(
    unit: &mut Unit,
    workspace: WorkspaceId,
    person: PersonId,
) -> Stored<bool> {
    let member: Option<String> = sqlx::query_scalar(MEMBER)
        .bind(workspace.to_string())
        .bind(person.to_string())
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
    Ok(member.is_some())
}

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
        let person = person.map(|person| person.to_string());
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT person, channel, role FROM community_roles
             WHERE workspace = $1 AND ($2 IS NULL OR person = $2) ORDER BY person, channel",
        )
        .bind(workspace.to_string())
        .bind(person)
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let read = |(person, channel, word): (String, String, String)| {
            let at = At::new("community_roles", &person);
            Ok(RoleOf {
                person: at.word("person", &person)?,
                channel: at.word("channel", &channel)?,
                role: CommunityRole::from_slug(&word)
                    .ok_or_else(|| at.damaged("role", "not a known word"))?,
            })
        };
        Ok(rows.into_iter().map(read).filter_map(or_skip).collect())
    }

    async fn keep_community_roles(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        roles: &[(ChannelId, CommunityRole)],
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        if !is_member(&mut unit, workspace, person).await? {
            return Ok(false);
        }
        sqlx::query("DELETE FROM community_roles WHERE workspace = $1 AND person = $2")
            .bind(workspace.to_string())
            .bind(person.to_string())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        for (channel, role) in roles {
            if !posts::write::knows_channel(&mut unit, workspace, *channel).await? {
                return Ok(false);
            }
            sqlx::query(
                "INSERT INTO community_roles (workspace, person, channel, role) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (workspace, person, channel) DO UPDATE SET role = excluded.role",
            )
            .bind(workspace.to_string())
            .bind(person.to_string())
            .bind(channel.to_string())
            .bind(role.slug())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        }
        let named = roles.iter().map(|(channel, role)| (channel.to_string(), role.slug()));
        unit.write_change(audit, &named.collect::<BTreeMap<_, _>>())?;
        unit.commit().await?;
        Ok(true)
    }
}
