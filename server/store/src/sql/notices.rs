//! Notices: what is so in a workspace, and what was told of it.

mod board;

use async_trait::async_trait;
use domain::{
    id::{PersonId, WorkspaceId},
    notice::Choices,
    time::Timestamp,
};
use engine::ports::store::{
    Notices, Stored,
    notices::{Board, NoticesTold},
};

use super::{
    Db, devices, hooks, letters,
    rows::{self, At, number, to_json},
    unavailable,
    unit::Unit,
};

#[async_trait]
impl Notices for Db {
    async fn notices_due(&self, now: Timestamp, limit: u32) -> Stored<Vec<WorkspaceId>> {
        let ids: Vec<String> = sqlx::query_scalar(
            "SELECT workspace FROM notice_turns WHERE look_at <= $1 ORDER BY look_at LIMIT $2",
        )
        .bind(now.millis())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(workspaces("notice_turns", &ids))
    }

    async fn next_notice(&self) -> Stored<Option<Timestamp>> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT look_at FROM notice_turns WHERE look_at IS NOT NULL ORDER BY look_at LIMIT 1",
        )
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(next.map(Timestamp::from_millis))
    }

    async fn unheard_workspaces(&self) -> Stored<Vec<WorkspaceId>> {
        let ids: Vec<String> = sqlx::query_scalar(
            "SELECT w.id FROM workspaces w LEFT JOIN notice_turns t ON t.workspace = w.id
             WHERE w.last_event > COALESCE(t.heard, 0) ORDER BY w.id",
        )
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(workspaces("workspaces", &ids))
    }

    async fn notice_board(
        &self,
        workspace: WorkspaceId,
        ending_before: Timestamp,
    ) -> Stored<Option<Board>> {
        board::read(self, workspace, ending_before).await
    }

    async fn write_notices(&self, told: &NoticesTold) -> Stored<bool> {
        let mut unit = self.unit().await?;
        if !is_mine(&mut unit, told).await? {
            return Ok(false);
        }
        let workspace = told.workspace.to_string();
        for incident in &told.changed {
            sqlx::query(
                "INSERT INTO incidents (workspace, subject, incident) VALUES ($1, $2, $3)
                 ON CONFLICT (workspace, subject) DO UPDATE SET incident = excluded.incident",
            )
            .bind(&workspace)
            .bind(to_json(&incident.fact.subject)?)
            .bind(to_json(incident)?)
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        }
        for subject in &told.settled {
            sqlx::query("DELETE FROM incidents WHERE workspace = $1 AND subject = $2")
                .bind(&workspace)
                .bind(to_json(subject)?)
                .execute(unit.connection())
                .await
                .map_err(unavailable)?;
        }
        letters::post(&mut unit, &told.letters).await?;
        hooks::post(&mut unit, &told.deliveries).await?;
        devices::post(&mut unit, &told.pushes).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn notice_choices(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
    ) -> Stored<Option<Choices>> {
        let kept: Option<String> = sqlx::query_scalar(
            "SELECT choices FROM notice_choices WHERE workspace = $1 AND person = $2",
        )
        .bind(workspace.to_string())
        .bind(person.to_string())
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        let at = At::new("notice_choices", &person);
        kept.map(|choices| at.json("choices", &choices)).transpose()
    }

    async fn keep_notice_choices(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        choices: &Choices,
        now: Timestamp,
    ) -> Stored<()> {
        let mut unit = self.unit().await?;
        keep(&mut unit, workspace, person, choices).await?;
        look_at(&mut unit, workspace, now).await?;
        unit.commit().await
    }
}

/// Keeps what somebody chose, if they belong to the workspace.
pub(super) async fn keep(
    unit: &mut Unit,
    workspace: WorkspaceId,
    person: PersonId,
    choices: &Choices,
) -> Stored<()> {
    sqlx::query(
        "INSERT INTO notice_choices (workspace, person, choices)
         SELECT workspace, person, $3 FROM memberships WHERE workspace = $1 AND person = $2
         ON CONFLICT (workspace, person) DO UPDATE SET choices = excluded.choices",
    )
    .bind(workspace.to_string())
    .bind(person.to_string())
    .bind(to_json(choices)?)
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}

/// Has a workspace looked at, if it ever was.
pub(super) async fn look_at(unit: &mut Unit, workspace: WorkspaceId, now: Timestamp) -> Stored<()> {
    sqlx::query("UPDATE notice_turns SET look_at = $2 WHERE workspace = $1")
        .bind(workspace.to_string())
        .bind(now.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    Ok(())
}

/// Takes the workspace's turn. False if somebody else looked since `told` was read.
async fn is_mine(unit: &mut Unit, told: &NoticesTold) -> Stored<bool> {
    let query = if told.looked == 0 {
        "INSERT INTO notice_turns (workspace, looked, heard, look_at)
         VALUES ($1, $2 + 1, $3, $4) ON CONFLICT (workspace) DO NOTHING"
    } else {
        "UPDATE notice_turns SET looked = looked + 1, heard = $3, look_at = $4
         WHERE workspace = $1 AND looked = $2"
    };
    let done = sqlx::query(query)
        .bind(told.workspace.to_string())
        .bind(number(told.looked))
        .bind(number(told.heard.0))
        .bind(told.look_at.map(Timestamp::millis))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    Ok(done.rows_affected() > 0)
}

fn workspaces(table: &'static str, ids: &[String]) -> Vec<WorkspaceId> {
    let parsed = ids.iter().map(|id| At::new(table, id).word("id", id));
    parsed.filter_map(rows::or_skip).collect()
}
