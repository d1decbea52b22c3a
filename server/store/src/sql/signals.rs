//! What networks told by themselves, once each.

use async_trait::async_trait;
use domain::{
    id::{ProfileId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{Signals, Stored, signals::TakenSignal};

use super::{Db, grants::key, rows, unavailable};

/// Whom a signal is about: by identity, by the id that messages have for it, or by a login that it shares with one of those.
/// Each way is an index.
pub(in super::super) const ABOUT: &str = "SELECT workspace, id FROM profiles WHERE fingerprint = $1
     UNION SELECT workspace, id FROM profiles WHERE told_as_fingerprint = $1
     UNION SELECT p.workspace, p.id FROM profiles t JOIN profiles p
     ON p.network = t.network AND p.login = t.login WHERE t.told_as_fingerprint = $1
     ORDER BY workspace, id";

/// Makes one of them due. The even number of a network's two lanes is the urgent one.
const DUE_NOW: &str = "UPDATE profiles SET due_at = $1, ask_at = $1, bucket = bucket / 2 * 2
     WHERE workspace = $2 AND id = $3";

#[async_trait]
impl Signals for Db {
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
        let about: Vec<(String, String)> = sqlx::query_as(ABOUT)
            .bind(signal.about.0.as_slice())
            .fetch_all(unit.connection())
            .await
            .map_err(unavailable)?;
        // One after the other, in the order of their keys, in which everybody locks them; they are few.
        for (workspace, id) in &about {
            sqlx::query(DUE_NOW)
                .bind(signal.now.millis())
                .bind(workspace)
                .bind(id)
                .execute(unit.connection())
                .await
                .map_err(unavailable)?;
        }
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

#[cfg(test)]
mod tests {
    use domain::plan::{Lane, Urgency};

    #[test]
    fn the_even_number_of_a_networks_lanes_is_the_urgent_one() {
        for lane in Lane::all() {
            let urgent = Lane { urgency: Urgency::Expiring, ..lane };
            assert_eq!(lane.number() / 2 * 2, urgent.number());
        }
    }
}
