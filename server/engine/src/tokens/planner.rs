//! The background: due checks, a bounded batch at a time, for as long as the server runs.

use std::time::Duration;

use domain::time::Span;
use futures::{StreamExt as _, stream};

use crate::{Engine, ports::store::StoreError};

/// How many checks one batch takes.
const BATCH: u32 = 64;
/// How many of a batch run at once.
const AT_ONCE: usize = 8;
/// How long a taken check may take before another server takes it: a crash only delays.
const TAKEN_FOR: Span = Span::minutes(10);
/// How long to wait when nothing is due.
const REST: Duration = Duration::from_secs(5);
/// How long events are kept; a page that slept longer reads everything anew.
const EVENTS_KEPT: Span = Span::days(3);

impl Engine {
    /// Checks what is due, until the future is dropped. A batch that fails is logged and tried again.
    pub async fn keep_checking(self) {
        loop {
            let full = match self.check_due().await {
                Ok(taken) => taken == BATCH as usize,
                Err(error) => {
                    tracing::error!(%error, "due checks could not be read");
                    false
                }
            };
            if !full {
                tokio::time::sleep(REST).await;
            }
        }
    }

    /// Checks one batch of what is due, and forgets what is old. Returns how many were due.
    ///
    /// # Errors
    /// Only those of the store; a check that fails is logged.
    pub async fn check_due(&self) -> Result<usize, StoreError> {
        let now = self.clock.now();
        let due = self.store.take_due_checks(now, now.after(TAKEN_FOR), BATCH).await?;
        let taken = due.len();
        stream::iter(due)
            .for_each_concurrent(AT_ONCE, async |(workspace, profile)| {
                self.check_and_log(workspace, profile, false).await;
            })
            .await;
        if taken > 0 {
            self.store.forget_events(now.before(EVENTS_KEPT)).await?;
            tracing::info!(taken, "checked what was due");
        }
        Ok(taken)
    }
}
