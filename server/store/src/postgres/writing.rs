//! A write transaction, and how others hear of it.

use domain::id::WorkspaceId;
use engine::ports::store::{StoreError, Stored};
use sqlx::{PgConnection, Transaction};
use tokio::sync::broadcast;

use super::{Postgres, hearing};
use crate::unavailable;

/// One transaction. Dropped without [`Writing::commit`] it leaves nothing behind.
pub(super) struct Writing {
    transaction: Transaction<'static, sqlx::Postgres>,
    alarm: broadcast::Sender<WorkspaceId>,
    notifies_as: Option<String>,
}

impl Writing {
    pub(super) fn new(transaction: Transaction<'static, sqlx::Postgres>, store: &Postgres) -> Self {
        let (alarm, notifies_as) = (store.alarm.clone(), store.notifies_as.clone());
        Self { transaction, alarm, notifies_as }
    }

    pub(super) fn connection(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }

    /// Commits, then rings here; the other processes hear of it by the commit itself.
    ///
    /// In a task of its own: a caller that goes away while the commit is under way must not silence the alarm.
    pub(super) async fn commit(self, told: Vec<WorkspaceId>) -> Stored<()> {
        let Self { mut transaction, alarm, notifies_as } = self;
        let committing = tokio::spawn(async move {
            if let Some(name) = notifies_as.filter(|_| !told.is_empty()) {
                hearing::notify(&mut transaction, &name, &told).await.map_err(unavailable)?;
            }
            transaction.commit().await.map_err(unavailable)?;
            for workspace in told {
                // No listener is no fault: the log is the truth.
                let _ = alarm.send(workspace);
            }
            Ok(())
        });
        committing.await.map_err(|error| StoreError::Unavailable(error.into()))?
    }
}
