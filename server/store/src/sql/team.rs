//! Who belongs to a workspace, and on whose login its profiles hang.

use async_trait::async_trait;
use domain::{
    account::{Role, keeps_a_master},
    id::{PersonId, ProfileId, WorkspaceId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Stored, Team,
        accounts::AuditEntry,
        team::{Connector, Membership, MembershipChange, TeamChange},
    },
    vault::TokenDigest,
};

use super::{
    Db, devices, links,
    rows::{At, or_skip, role, role_word},
    unavailable,
    unit::Unit,
};

#[async_trait]
impl Team for Db {
    async fn change_role(&self, change: &MembershipChange, next: Role) -> Stored<TeamChange> {
        let mut unit = self.unit().await?;
        if next != Role::MasterAccount {
            withdraw(&mut unit, change).await?;
        }
        if let Err(refused) = locked(&mut unit, change, Some(next)).await? {
            return Ok(refused);
        }
        if next != Role::MasterAccount {
            links::withdraw(&mut unit, change.workspace, change.person, change.audit.at).await?;
        }
        sqlx::query("UPDATE memberships SET role = $3 WHERE workspace = $1 AND person = $2")
            .bind(change.workspace.to_string())
            .bind(change.person.to_string())
            .bind(role_word(next))
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.write_audit(&change.audit).await?;
        unit.commit().await?;
        Ok(TeamChange::Done)
    }

    async fn remove_member(&self, change: &MembershipChange) -> Stored<TeamChange> {
        let mut unit = self.unit().await?;
        withdraw(&mut unit, change).await?;
        if let Err(refused) = locked(&mut unit, change, None).await? {
            return Ok(refused);
        }
        links::withdraw(&mut unit, change.workspace, change.person, change.audit.at).await?;
        devices::end(&mut unit, devices::Of::Member(change.workspace, change.person)).await?;
        // Sessions, roles and calendars go with the membership.
        for query in [
            "DELETE FROM memberships WHERE workspace = $1 AND person = $2",
            "DELETE FROM asks WHERE workspace = $1 AND person = $2",
            UNASSIGN,
        ] {
            sqlx::query(query)
                .bind(change.workspace.to_string())
                .bind(change.person.to_string())
                .execute(unit.connection())
                .await
                .map_err(unavailable)?;
        }
        unit.write_audit(&change.audit).await?;
        unit.commit().await?;
        Ok(TeamChange::Done)
    }

    async fn connectors(&self, workspace: WorkspaceId) -> Stored<Vec<Connector>> {
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT c.profile, c.person, p.name FROM profile_connectors c
             JOIN persons p ON p.id = c.person WHERE c.workspace = $1 ORDER BY c.profile",
        )
        .bind(workspace.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let read = |(profile, person, name): (String, String, String)| {
            let at = At::new("profile_connectors", &profile);
            let (profile, person) = (at.word("profile", &profile)?, at.word("person", &person)?);
            Ok(Connector { profile, person, name })
        };
        Ok(rows.into_iter().map(read).filter_map(or_skip).collect())
    }

    async fn workspaces_of(&self, person: PersonId) -> Stored<Vec<Membership>> {
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT w.id, w.name, m.role FROM memberships m JOIN workspaces w ON w.id = m.workspace
             WHERE m.person = $1 ORDER BY m.made_at, w.id",
        )
        .bind(person.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let read = |(workspace, name, word): (String, String, String)| {
            let at = At::new("memberships", &workspace);
            let (workspace, role) = (at.word("workspace", &workspace)?, role(&at, &word)?);
            Ok(Membership { workspace, name, role })
        };
        Ok(rows.into_iter().map(read).filter_map(or_skip).collect())
    }

    async fn switch_workspace(
        &self,
        session: TokenDigest,
        workspace: WorkspaceId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let moved = sqlx::query(
            "UPDATE sessions SET workspace = $2 WHERE digest = $1 AND EXISTS (
             SELECT 1 FROM memberships m WHERE m.workspace = $2 AND m.person = sessions.person)",
        )
        .bind(session.0.as_slice())
        .bind(workspace.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if moved.rows_affected() == 0 {
            return Ok(false);
        }
        unit.write_audit(audit).await?;
        unit.commit().await?;
        Ok(true)
    }
}

/// Nobody waits for comments in no order.
const UNASSIGN: &str = concat!(
    "UPDATE comments SET assignee = NULL, version = version + 1 WHERE workspace = $1 AND id IN
     (SELECT id FROM comments WHERE workspace = $1 AND assignee = $2 ORDER BY id",
    for_update!(),
    ")"
);

/// All memberships of a workspace, by their keys. Whoever takes away a Master Account waits here for whoever else does, and
/// then counts what is left.
const MEMBERSHIPS: &str = concat!(
    "SELECT person, role FROM memberships WHERE workspace = $1 ORDER BY person",
    for_update!()
);

/// Takes back the open invitations of somebody who may not invite any more: they may know the links.
async fn withdraw(unit: &mut Unit, change: &MembershipChange) -> Stored<()> {
    sqlx::query(
        "UPDATE invitations SET state = 'revoked'
         WHERE workspace = $1 AND invited_by = $2 AND state = 'open'",
    )
    .bind(change.workspace.to_string())
    .bind(change.person.to_string())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}

/// Locks the memberships of the workspace. An error is why somebody may not become `next` there.
async fn locked(
    unit: &mut Unit,
    change: &MembershipChange,
    next: Option<Role>,
) -> Stored<Result<(), TeamChange>> {
    let rows: Vec<(String, String)> = sqlx::query_as(MEMBERSHIPS)
        .bind(change.workspace.to_string())
        .fetch_all(unit.connection())
        .await
        .map_err(unavailable)?;
    let members: Vec<(PersonId, Role)> = rows
        .iter()
        .map(|(person, word)| {
            let at = At::new("memberships", person);
            Ok((at.word("person", person)?, role(&at, word)?))
        })
        .collect::<Stored<_>>()?;
    Ok(if !members.iter().any(|(person, _)| *person == change.person) {
        Err(TeamChange::NoMember)
    } else if keeps_a_master(members, change.person, next) {
        Ok(())
    } else {
        Err(TeamChange::LastMaster)
    })
}

/// Writes down who connected a profile: a member, or nobody.
pub(super) async fn connected(
    unit: &mut Unit,
    workspace: WorkspaceId,
    profile: ProfileId,
    person: Option<PersonId>,
    at: Timestamp,
) -> Stored<()> {
    let query = match person {
        None => sqlx::query("DELETE FROM profile_connectors WHERE workspace = $1 AND profile = $2")
            .bind(workspace.to_string())
            .bind(profile.to_string()),
        Some(person) => sqlx::query(
            "INSERT INTO profile_connectors (workspace, profile, person, at)
             VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, profile) DO UPDATE
             SET person = excluded.person, at = excluded.at",
        )
        .bind(workspace.to_string())
        .bind(profile.to_string())
        .bind(person.to_string())
        .bind(at.millis()),
    };
    query.execute(unit.connection()).await.map_err(unavailable)?;
    Ok(())
}
