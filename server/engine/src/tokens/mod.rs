//! Tokens: asking whether they live, renewing them, giving them back.

mod check;
mod planner;
mod remove;
mod renewal;

use std::{collections::HashSet, sync::Mutex};

use domain::id::{ProfileId, WorkspaceId};

pub use remove::Removed;

/// The profiles somebody asked about and whose answer is under way: asking twice asks once.
#[derive(Debug, Default)]
pub(crate) struct Asked(Mutex<HashSet<(WorkspaceId, ProfileId)>>);

impl Asked {
    /// Whether it is asked now for the first time.
    fn begin(&self, one: (WorkspaceId, ProfileId)) -> bool {
        self.0.lock().is_ok_and(|mut asked| asked.insert(one))
    }

    fn end(&self, one: (WorkspaceId, ProfileId)) {
        if let Ok(mut asked) = self.0.lock() {
            asked.remove(&one);
        }
    }
}
