//! Who asked for a profile to be reconnected.

use async_trait::async_trait;
use domain::{event::What, id::WorkspaceId, time::Timestamp};
use engine::ports::store::{
    Asks, Stored,
    asks::{Ask, NewAsk},
};

use super::{
    Db,
    rows::{At, or_skip},
    unavailable,
};

#[async_trait]
impl Asks for Db {
    async fn ask(&self, ask: &NewAsk) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let kept = sqlx::query(
            "INSERT INTO asks (workspace, profile, person, at)
             SELECT workspace, id, $3, $4 FROM profiles WHERE workspace = $1 AND id = $2
             ON CONFLICT (workspace, profile, person) DO UPDATE SET at = excluded.at
             WHERE asks.at < $5",
        )
        .bind(ask.workspace.to_string())
        .bind(ask.profile.to_string())
        .bind(ask.person.to_string())
        .bind(ask.now.millis())
        .bind(ask.lost_since.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if kept.rows_affected() == 0 {
            return Ok(false);
        }
        let what = What::Asked { profile: ask.profile };
        unit.write_event(ask.workspace, ask.now, &what).await?;
        unit.write_audit(&ask.audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn asks(&self, workspace: WorkspaceId) -> Stored<Vec<Ask>> {
        let rows: Vec<(String, String, String, i64)> = sqlx::query_as(
            "SELECT a.profile, a.person, p.name, a.at FROM asks a JOIN persons p ON p.id = a.person
             WHERE a.workspace = $1 ORDER BY a.at, a.profile, a.person",
        )
        .bind(workspace.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let read = |(profile, person, name, at): (String, String, String, i64)| {
            let row = At::new("asks", &profile);
            Ok(Ask {
                profile: row.word("profile", &profile)?,
                person: row.word("person", &person)?,
                name,
                at: Timestamp::from_millis(at),
            })
        };
        Ok(rows.into_iter().map(read).filter_map(or_skip).collect())
    }
}
