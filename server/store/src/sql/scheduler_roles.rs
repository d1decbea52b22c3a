//! Who may do what with the posts of which channel.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    id::{ChannelId, PersonId, WorkspaceId},
    scheduling::SchedulerRole,
};
use engine::ports::store::{
    SchedulerRoles, Stored, accounts::AuditEntry, scheduler_roles::PostsRoleOf,
};

use super::{
    Db, community_roles, posts,
    rows::{At, or_skip},
    unavailable,
};

#[async_trait]
impl SchedulerRoles for Db {
    async fn scheduler_roles(
        &self,
        workspace: WorkspaceId,
        person: Option<PersonId>,
    ) -> Stored<Vec<PostsRoleOf>> {
        let person = person.map(|person| person.to_string());
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT person, channel, role FROM scheduler_roles
             WHERE workspace = $1 AND ($2 IS NULL OR person = $2) ORDER BY person, channel",
        )
        .bind(workspace.to_string())
        .bind(person)
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let read = |(person, channel, word): (String, String, String)| {
            let at = At::new("scheduler_roles", &person);
            Ok(PostsRoleOf {
                person: at.word("person", &person)?,
                channel: at.word("channel", &channel)?,
                role: SchedulerRole::from_slug(&word)
                    .ok_or_else(|| at.damaged("role", "not a known word"))?,
            })
        };
        Ok(rows.into_iter().map(read).filter_map(or_skip).collect())
    }

    async fn keep_scheduler_roles(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        roles: &[(ChannelId, SchedulerRole)],
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        if !community_roles::is_member(&mut unit, workspace, person).await? {
            return Ok(false);
        }
        sqlx::query("DELETE FROM scheduler_roles WHERE workspace = $1 AND person = $2")
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
                "INSERT INTO scheduler_roles (workspace, person, channel, role) VALUES ($1, $2, $3, $4)
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
