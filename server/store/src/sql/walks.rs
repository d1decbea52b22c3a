//! Walks through all profiles that need a person.

use async_trait::async_trait;
use domain::{
    id::{PersonId, ProfileId, WorkspaceId},
    walk::{Passed, Walk},
};
use engine::ports::store::{Stored, Walks};

use super::{
    Db,
    rows::{At, to_json},
    unavailable,
};

const READ: &str = "SELECT walk FROM walks WHERE workspace = $1 AND person = $2";
const READ_TO_CHANGE: &str =
    concat!("SELECT walk FROM walks WHERE workspace = $1 AND person = $2", for_update!());

#[async_trait]
impl Walks for Db {
    async fn walk(&self, workspace: WorkspaceId, person: PersonId) -> Stored<Option<Walk>> {
        let kept: Option<String> = sqlx::query_scalar(READ)
            .bind(workspace.to_string())
            .bind(person.to_string())
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)?;
        kept.map(|walk| At::new("walks", &person).json("walk", &walk)).transpose()
    }

    async fn keep_walk(&self, workspace: WorkspaceId, person: PersonId, walk: &Walk) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query(
            "INSERT INTO walks (workspace, person, walk)
             SELECT workspace, person, $3 FROM memberships WHERE workspace = $1 AND person = $2
             ON CONFLICT (workspace, person) DO UPDATE SET walk = excluded.walk",
        )
        .bind(workspace.to_string())
        .bind(person.to_string())
        .bind(to_json(walk)?)
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await
    }

    async fn walked(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        profile: ProfileId,
        passed: Option<Passed>,
    ) -> Stored<()> {
        let mut unit = self.unit().await?;
        let kept: Option<String> = sqlx::query_scalar(READ_TO_CHANGE)
            .bind(workspace.to_string())
            .bind(person.to_string())
            .fetch_optional(unit.connection())
            .await
            .map_err(unavailable)?;
        let Some(kept) = kept else { return Ok(()) };
        let mut walk: Walk = At::new("walks", &person).json("walk", &kept)?;
        walk.ended(profile, passed);
        sqlx::query("UPDATE walks SET walk = $1 WHERE workspace = $2 AND person = $3")
            .bind(to_json(&walk)?)
            .bind(workspace.to_string())
            .bind(person.to_string())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await
    }
}
