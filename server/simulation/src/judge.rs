//! The judge: compares what Relink shows with the truth, every two minutes, for as long as the world lasts.
//!
//! What may take its time (a death is noticed within one cycle of asking) is measured in minutes in which it could have been
//! noticed: the network up, the store up, a process alive.

mod calls;
mod grants;

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    event::EventId,
    id::WorkspaceId,
    network::Network,
    time::{Span, Timestamp},
};
use engine::ports::store::{Events as _, events::EventsRead};

pub(crate) use self::calls::{judge_calls, judge_pace};
use self::grants::Seen;
use crate::{network::kinds::NETWORKS, store::Key, world::World};

/// How often the judge looks.
pub(crate) const LOOKS_EVERY: Span = Span::minutes(2);

/// What the judge remembers.
pub(crate) struct Judge {
    world: Arc<World>,
    seen: BTreeMap<Key, Seen>,
    /// How far each workspace's events were read.
    read: BTreeMap<WorkspaceId, EventId>,
    looks: u64,
}

/// What was possible since the last look.
#[derive(Debug, Default)]
pub(crate) struct Possible(BTreeMap<Network, bool>);

impl Possible {
    /// Whether a network could be asked.
    fn at(&self, network: Network) -> bool {
        self.0.get(&network).copied().unwrap_or_default()
    }
}

impl Judge {
    pub(crate) fn new(world: &Arc<World>) -> Self {
        Self { world: Arc::clone(world), seen: BTreeMap::new(), read: BTreeMap::new(), looks: 0 }
    }

    /// Looks at everything. `is_served` says whether some process lived since the last look.
    pub(crate) async fn look(&mut self, is_served: bool) {
        let now = self.world.now();
        let since = now.before(LOOKS_EVERY);
        let possible = Possible(
            NETWORKS
                .into_iter()
                .map(|network| (network, is_served && self.was_up(network, since, now)))
                .collect(),
        );
        self.look_at_grants(&possible, now);
        self.looks += 1;
        if self.looks.is_multiple_of(30) {
            self.read_events().await;
        }
    }

    fn was_up(&self, network: Network, since: Timestamp, now: Timestamp) -> bool {
        let weather = &self.world.weather;
        let trouble = |window: &crate::weather::Window| window.from < now && window.until > since;
        let is_up = !weather.of(network).iter().any(trouble);
        is_up && !weather.is_store_down(since) && !weather.is_store_down(now)
    }

    /// Reads what came since the last time: the numbers of a workspace have no gaps.
    async fn read_events(&mut self) {
        let mut homes = Vec::new();
        self.world.store.each_row(|(home, _), _| homes.push(home));
        homes.dedup();
        for home in homes {
            let read = self.read.entry(home).or_insert(EventId(0));
            let events = self.world.store.events_after(home, *read, u32::MAX).await;
            let Ok(EventsRead::Events(events)) = events else {
                self.world.violated(8, format!("events of {home} after {} are gone", read.0));
                continue;
            };
            for event in events {
                if event.id.0 != read.0 + 1 {
                    let gap = format!("event {} of {home} follows on {}", event.id.0, read.0);
                    self.world.violated(8, gap);
                }
                *read = event.id;
            }
        }
    }
}
