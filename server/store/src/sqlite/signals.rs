//! What networks told by themselves, once each.

use async_trait::async_trait;
use domain::{
    id::{ProfileId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{Signals, Stored, signals::TakenSignal};

use super::{Sqlite, grants::key, rows, unavailable};

#[async_trait]
impl Signals for Sqlite {
    async fn take_signal(
        &self,
        signal: &TakenSignal,
    ) -> Stored<Option<Vec<(WorkspaceId, ProfileId)>>> {
        let mut unit = self.unit().await?;
        let taken = sqlx::query(
            "INSERT INTO heard_signals (network, id, heard_at) VALUES ($1, $2, $3)
             ON CONFLICT (network, id) DO NOTHING",
        )
        .bind(signal.network.slug())
        .bind(&signal.id)
        .bind(signal.now.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if taken.rows_affected() == 0 {
            return Ok(None);
        }
        let about: Vec<(String, String)> = sqlx::query_as(
            "UPDATE profiles SET due_at = $1, ask_at = $1
             WHERE fingerprint = $2 OR told_as_fingerprint = $2 OR (network, login) IN
             (SELECT network, login FROM profiles WHERE told_as_fingerprint = $2)
             RETURNING workspace, id",
        )
        .bind(signal.now.millis())
        .bind(signal.about.0.as_slice())
        .fetch_all(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await?;
        let keys = about.iter().map(|(workspace, id)| key(workspace, id));
        Ok(Some(keys.filter_map(rows::or_skip).collect()))
    }

    async fn forget_signals(&self, before: Timestamp) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query("DELETE FROM heard_signals WHERE heard_at < $1")
            .bind(before.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await
    }
}
