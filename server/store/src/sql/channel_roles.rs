//! Who is what for which channel: the same two units for the roles of every App, each in a table of its own.

use std::collections::BTreeMap;

use domain::id::{ChannelId, PersonId, WorkspaceId};
use engine::ports::store::{Stored, accounts::AuditEntry};

use super::{
    Db, posts,
    rows::{At, or_skip},
    unavailable,
    unit::Unit,
};

/// The table of one App's roles, and what is asked of it.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) read: &'static str,
    pub(super) forget: &'static str,
    pub(super) give: &'static str,
}

macro_rules! table {
    ($name:literal) => {
        super::channel_roles::Table {
            name: $name,
            read: concat!(
                "SELECT person, channel, role FROM ",
                $name,
                " WHERE workspace = $1 AND ($2 IS NULL OR person = $2) ORDER BY person, channel"
            ),
            forget: concat!("DELETE FROM ", $name, " WHERE workspace = $1 AND person = $2"),
            give: concat!(
                "INSERT INTO ",
                $name,
                " (workspace, person, channel, role) VALUES ($1, $2, $3, $4)",
                " ON CONFLICT (workspace, person, channel) DO UPDATE SET role = excluded.role"
            ),
        }
    };
}
pub(super) use table;

/// Locks a member, so that two who change the same one's roles do it one after the other.
const MEMBER: &str =
    concat!("SELECT person FROM memberships WHERE workspace = $1 AND person = $2", for_update!());

/// The roles of everybody, or of one person.
pub(super) async fn given<R>(
    db: &Db,
    table: &Table,
    (workspace, person): (WorkspaceId, Option<PersonId>),
    role: fn(&str) -> Option<R>,
) -> Stored<Vec<(PersonId, ChannelId, R)>> {
    let person = person.map(|person| person.to_string());
    let rows: Vec<(String, String, String)> = sqlx::query_as(table.read)
        .bind(workspace.to_string())
        .bind(person)
        .fetch_all(&db.readers)
        .await
        .map_err(unavailable)?;
    let read = |(person, channel, word): (String, String, String)| {
        let at = At::new(table.name, &person);
        let role = role(&word).ok_or_else(|| at.damaged("role", "not a known word"))?;
        Ok((at.word("person", &person)?, at.word("channel", &channel)?, role))
    };
    Ok(rows.into_iter().map(read).filter_map(or_skip).collect())
}

/// Makes these the roles of a person, by their words: no others. False for somebody who is no member, or a foreign channel.
pub(super) async fn keep(
    db: &Db,
    table: &Table,
    (workspace, person): (WorkspaceId, PersonId),
    roles: &BTreeMap<ChannelId, &'static str>,
    audit: &AuditEntry,
) -> Stored<bool> {
    let mut unit = db.unit().await?;
    if !is_member(&mut unit, workspace, person).await? {
        return Ok(false);
    }
    sqlx::query(table.forget)
        .bind(workspace.to_string())
        .bind(person.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    for (channel, role) in roles {
        if !posts::write::knows_channel(&mut unit, workspace, *channel).await? {
            return Ok(false);
        }
        sqlx::query(table.give)
            .bind(workspace.to_string())
            .bind(person.to_string())
            .bind(channel.to_string())
            .bind(*role)
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
    }
    let named = roles.iter().map(|(channel, role)| (channel.to_string(), *role));
    unit.write_change(audit, &named.collect::<BTreeMap<_, _>>())?;
    unit.commit().await?;
    Ok(true)
}

async fn is_member(unit: &mut Unit, workspace: WorkspaceId, person: PersonId) -> Stored<bool> {
    let member: Option<String> = sqlx::query_scalar(MEMBER)
        .bind(workspace.to_string())
        .bind(person.to_string())
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
    Ok(member.is_some())
}
