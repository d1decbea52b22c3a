//! Tokens: asking whether they live, renewing them before they die, hearing of their end, giving them back.

mod ask;
mod check;
pub mod figures;
mod forecast;
mod gate;
mod planner;
mod push;
mod remove;
mod renewal;
mod schedule;
mod standings;
mod watch;

use std::{collections::BTreeSet, sync::Mutex};

use domain::id::{ProfileId, WorkspaceId};

pub(crate) use check::door;
pub use forecast::{FEED_REACH, Forecast};
pub(crate) use gate::Door;
pub use gate::Priority;
pub use remove::Removed;

/// What the token engine of one process remembers between calls. All of it may be lost with the process: the store holds what
/// must not be.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    /// The profiles somebody asked about and whose answer is under way.
    pub(crate) asked: Asked,
    /// Whether each network, or each server of it, is asked.
    pub(crate) gates: gate::Gates,
    /// The leases of others that were met.
    pub(crate) leases: watch::Watched,
    /// What came of it all.
    pub(crate) figures: figures::Figures,
    /// How the store last said the networks stand.
    pub(crate) standings: standings::Standings,
    /// Renewals that are not counted in the store yet.
    pub(crate) renewals: crate::seeing::Renewals,
}

/// The profiles somebody asked about and whose answer is under way: asking twice asks once.
#[derive(Debug, Default)]
pub(crate) struct Asked(Mutex<BTreeSet<(WorkspaceId, ProfileId)>>);

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
