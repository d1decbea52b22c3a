//! The event log of each workspace, and what is known about networks as a whole.

use async_trait::async_trait;
use domain::{
    event::{Event, EventId},
    id::WorkspaceId,
    network::Network,
    standing::Standing,
    time::Timestamp,
    verdict::Verdict,
};
use tokio::sync::broadcast;

use super::Stored;

/// Events.
#[async_trait]
pub trait Events: Send + Sync {
    /// At most `limit` events of a workspace after `after`, oldest first.
    async fn events_after(
        &self,
        workspace: WorkspaceId,
        after: EventId,
        limit: u32,
    ) -> Stored<EventsRead>;

    /// An alarm clock: it rings the workspace's id after a commit that wrote an event there. The log is the truth; a
    /// listener that lags reads the log.
    fn alarm(&self) -> broadcast::Receiver<WorkspaceId>;

    /// Forgets events older than `before`.
    async fn forget_events(&self, before: Timestamp) -> Stored<()>;

    /// How every network stands that is not fine.
    async fn standings(&self) -> Stored<Vec<(Network, Standing)>>;

    /// Counts one verdict of a network ([`Standing::after`]). If its standing changed, every workspace with a profile
    /// there gets an event, and the new standing is returned.
    async fn count_verdict(
        &self,
        network: Network,
        verdict: &Verdict,
        now: Timestamp,
    ) -> Stored<Option<Standing>>;
}

/// What a read of the log brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventsRead {
    /// What came after, possibly nothing.
    Events(Vec<Event>),
    /// The log does not reach back that far, or never got that far: the reader starts anew from `last`.
    Resync {
        /// The newest event's number.
        last: EventId,
    },
}
