//! Devices of people, and push messages on their way to them.

mod ending;
mod pushes;
mod rows;

use async_trait::async_trait;
use domain::{
    id::{DeviceId, PersonId, PushId, WorkspaceId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Devices, Stored,
        accounts::AuditEntry,
        devices::{Device, DeviceRenewal, DuePush, NewDevice, NewPush, PushSettled},
    },
    vault::TokenDigest,
};

use self::rows::DeviceRow;
pub(super) use self::{
    ending::{Of, end},
    pushes::post,
};
use super::{
    Connection, Db, notices,
    rows::{At, or_skip, text},
    unavailable,
};

#[async_trait]
impl Devices for Db {
    async fn add_device(&self, new: &NewDevice, most: usize) -> Stored<bool> {
        let mut unit = self.unit().await?;
        notices::look_at(&mut unit, new.workspace, new.audit.at).await?;
        let (workspace, person, id) =
            (new.workspace.to_string(), new.person.to_string(), new.id.to_string());
        let at = &new.address;
        end(&mut unit, Of::Endpoint(at.endpoint, new.workspace, new.person)).await?;
        end(&mut unit, Of::Gone(new.workspace, new.person)).await?;
        let added = sqlx::query(
            "INSERT INTO devices
                 (workspace, id, person, agent, endpoint, sealed, session, made_at)
             SELECT workspace, $2, person, $4, $5, $6, $7, $8 FROM memberships
             WHERE workspace = $1 AND person = $3
             AND (SELECT COUNT(*) FROM devices WHERE workspace = $1 AND person = $3) < $9",
        )
        .bind(&workspace)
        .bind(&id)
        .bind(&person)
        .bind(text(&at.agent))
        .bind(at.endpoint.0.as_slice())
        .bind(at.sealed.0.as_slice())
        .bind(at.session.0.as_slice())
        .bind(new.audit.at.millis())
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if added.rows_affected() == 0 {
            return Ok(false);
        }
        if let Some(choices) = &new.choices {
            notices::keep(&mut unit, new.workspace, new.person, choices).await?;
        }
        unit.write_audit(&new.audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn devices(&self, workspace: WorkspaceId, person: PersonId) -> Stored<Vec<Device>> {
        let rows: Vec<DeviceRow> = sqlx::query_as(
            "SELECT id, agent, endpoint, made_at, delivered_at, answered_at, answer, gone_at,
             (SELECT MIN(due_at) FROM pushes p WHERE p.workspace = d.workspace AND p.device = d.id)
             AS due_at FROM devices d WHERE workspace = $1 AND person = $2 ORDER BY made_at, id",
        )
        .bind(workspace.to_string())
        .bind(person.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(rows.into_iter().map(DeviceRow::read).filter_map(or_skip).collect())
    }

    async fn devices_at(
        &self,
        person: PersonId,
        endpoint: TokenDigest,
    ) -> Stored<Vec<(WorkspaceId, DeviceId)>> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT workspace, id FROM devices WHERE endpoint = $1 AND person = $2
             ORDER BY workspace",
        )
        .bind(endpoint.0.as_slice())
        .bind(person.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let read = |(workspace, id): (String, String)| {
            let at = At::new("devices", &id);
            Ok((at.word("workspace", &workspace)?, at.word("id", &id)?))
        };
        Ok(rows.into_iter().map(read).filter_map(or_skip).collect())
    }

    async fn renew_device(&self, renewal: &DeviceRenewal) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let at = &renewal.address;
        if at.endpoint != renewal.before {
            end(&mut unit, Of::Endpoint(at.endpoint, renewal.workspace, renewal.person)).await?;
        }
        let renewed = sqlx::query(
            "UPDATE devices SET endpoint = $5, sealed = $6, session = $7, agent = $8
             WHERE workspace = $1 AND id = $2 AND person = $3 AND endpoint = $4",
        )
        .bind(renewal.workspace.to_string())
        .bind(renewal.device.to_string())
        .bind(renewal.person.to_string())
        .bind(renewal.before.0.as_slice())
        .bind(at.endpoint.0.as_slice())
        .bind(at.sealed.0.as_slice())
        .bind(at.session.0.as_slice())
        .bind(text(&at.agent))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if renewed.rows_affected() == 0 {
            return Ok(false);
        }
        unit.commit().await?;
        Ok(true)
    }

    async fn remove_device(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        device: DeviceId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        if end(&mut unit, Of::One(workspace, person, device)).await? == 0 {
            return Ok(false);
        }
        unit.write_audit(audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn post_push(&self, new: &NewPush, audit: &AuditEntry) -> Stored<bool> {
        let mut unit = self.unit().await?;
        if post(&mut unit, [new]).await? == 0 {
            return Ok(false);
        }
        unit.write_audit(audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn take_push(&self, now: Timestamp, lease: Timestamp) -> Stored<Option<DuePush>> {
        let mut unit = self.unit().await?;
        let Some(due) = pushes::take(&mut unit, now, lease).await? else { return Ok(None) };
        unit.commit().await?;
        Ok(Some(due))
    }

    async fn next_push(&self) -> Stored<Option<Timestamp>> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT MIN(CASE WHEN d.busy_until > p.due_at THEN d.busy_until ELSE p.due_at END)
             FROM pushes p JOIN devices d ON d.workspace = p.workspace AND d.id = p.device",
        )
        .fetch_one(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(next.map(Timestamp::from_millis))
    }

    async fn settle_push(
        &self,
        workspace: WorkspaceId,
        push: PushId,
        settled: &PushSettled,
    ) -> Stored<()> {
        let mut unit = self.unit().await?;
        pushes::settle(&mut unit, workspace, push, settled).await?;
        unit.commit().await
    }
}

/// The devices of a workspace at which somebody listens, with whose they are.
pub(super) async fn listening(
    connection: &mut Connection,
    workspace: WorkspaceId,
) -> Stored<Vec<(PersonId, DeviceId)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT person, id FROM devices WHERE workspace = $1 AND gone_at IS NULL ORDER BY id",
    )
    .bind(workspace.to_string())
    .fetch_all(connection)
    .await
    .map_err(unavailable)?;
    let read = |(person, id): (String, String)| {
        let at = At::new("devices", &id);
        Ok((at.word("person", &person)?, at.word("id", &id)?))
    };
    Ok(rows.into_iter().map(read).filter_map(or_skip).collect())
}
