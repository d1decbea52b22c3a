//! The event log of each workspace, and how networks stand.

use async_trait::async_trait;
use domain::{
    event::{EventId, What},
    id::WorkspaceId,
    network::Network,
    standing::Standing,
    time::Timestamp,
    verdict::Verdict,
};
use engine::ports::store::{Events, Stored, events::EventsRead};
use tokio::sync::broadcast;

use super::MemStore;

#[async_trait]
impl Events for MemStore {
    async fn events_after(
        &self,
        workspace: WorkspaceId,
        after: EventId,
        limit: u32,
    ) -> Stored<EventsRead> {
        let state = self.state();
        let last = state.last_event(workspace);
        let events = state.workspaces.get(&workspace).map_or(&[][..], |home| &home.events);
        let oldest = events.first().map_or(last.0 + 1, |event| event.id.0);
        if after > last || after.0 + 1 < oldest {
            return Ok(EventsRead::Resync { last });
        }
        let later = events.iter().filter(|event| event.id > after);
        Ok(EventsRead::Events(later.take(limit as usize).cloned().collect()))
    }

    fn alarm(&self) -> broadcast::Receiver<WorkspaceId> {
        self.state().alarm.subscribe()
    }

    async fn forget_events(&self, before: Timestamp) -> Stored<()> {
        for home in self.state().workspaces.values_mut() {
            // From the oldest on only: clocks differ, and a hole in the middle would be a gap.
            let old = home.events.iter().take_while(|event| event.at < before).count();
            home.events.drain(..old);
        }
        Ok(())
    }

    async fn standings(&self) -> Stored<Vec<(Network, Standing)>> {
        Ok(self.state().not_fine())
    }

    async fn count_verdict(
        &self,
        network: Network,
        verdict: &Verdict,
        now: Timestamp,
    ) -> Stored<Option<Standing>> {
        let mut state = self.state();
        let (before, failures) =
            state.standings.get(&network).cloned().unwrap_or((Standing::Fine, 0));
        let after = before.clone().after(failures, verdict, now);
        state.standings.insert(network, after.clone());
        if after.0 == before {
            return Ok(None);
        }
        let mut there: Vec<_> = state
            .profiles
            .iter()
            .filter(|(_, row)| row.profile.network == network)
            .map(|((workspace, _), _)| *workspace)
            .collect();
        there.dedup();
        for workspace in there {
            state.tell(workspace, now, What::Standing { network, standing: after.0.clone() });
        }
        Ok(Some(after.0))
    }
}
