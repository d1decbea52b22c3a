//! The background: what is due, as fast as each network bears it, for as long as the server runs.

use std::time::Duration;

use domain::{
    id::{ProfileId, WorkspaceId},
    network::Network,
    plan::{Lane, Urgency},
    time::{Span, Timestamp},
};
use futures::{StreamExt as _, stream};
use tokio::task::JoinSet;

use super::{
    check::Why,
    gate::{Priority, Room},
};
use crate::{
    Engine,
    ports::{
        networks::Issuer,
        store::{Stored, grants::DueRequest},
    },
    seeing::HISTORY_KEPT,
};

/// So many profiles are looked at at once, whatever the networks bear.
const MOST_AT_ONCE: usize = 1024;
/// So many are taken from one lane at once.
const MOST_TAKEN: u32 = 256;
/// How long a taken profile may take before another server takes it: a crash only delays.
const TAKEN_FOR: Span = Span::minutes(5);
/// The longest rest: so soon what another server made due, and a clock that jumped, are noticed.
const LONGEST_REST: Span = Span::seconds(10);
/// The shortest: a pace of many calls a second is kept in handfuls.
const SHORTEST_REST: Span = Span::millis(50);
/// How long events are kept; a page that slept longer reads everything anew.
const EVENTS_KEPT: Span = Span::days(3);
/// How long messages of networks are remembered: longer than any of them repeats one.
const SIGNALS_KEPT: Span = Span::days(10);
/// How often what is old is forgotten.
const FORGET_EVERY: Span = Span::minutes(10);

/// What one look into the lanes brought.
struct Round {
    taken: Vec<Work>,
    /// When to look again.
    again: Timestamp,
}

/// One profile to look at.
#[derive(Debug, Clone, Copy)]
struct Work {
    workspace: WorkspaceId,
    profile: ProfileId,
    priority: Priority,
}

impl Engine {
    /// Looks after what is due, until the future is dropped. What fails is logged and tried again.
    pub async fn keep_checking(self) {
        let mut under_way = JoinSet::new();
        let mut forget_at = self.clock.now();
        loop {
            let now = self.clock.now();
            if forget_at <= now {
                forget_at = now.after(FORGET_EVERY);
                if let Err(error) = self.forget(now).await {
                    tracing::error!(%error, "what is old could not be forgotten");
                }
            }
            while under_way.try_join_next().is_some() {}
            let free = MOST_AT_ONCE - under_way.len();
            let again = match self.take_round(free, now).await {
                Ok(round) => {
                    for work in round.taken {
                        under_way.spawn(self.clone().do_work(work));
                    }
                    round.again
                }
                Err(error) => {
                    tracing::error!(%error, "what is due could not be read");
                    now.after(LONGEST_REST)
                }
            };
            let rest = again.since(now).as_millis();
            let rest = rest.clamp(SHORTEST_REST.as_millis(), LONGEST_REST.as_millis());
            tokio::time::sleep(Duration::from_millis(rest.unsigned_abs())).await;
        }
    }

    /// Takes what is due now and looks after it. Returns how much it was.
    ///
    /// # Errors
    /// Only those of the store; a check that fails is logged.
    pub async fn check_due(&self) -> Stored<usize> {
        let round = self.take_round(MOST_AT_ONCE, self.clock.now()).await?;
        let taken = round.taken.len();
        stream::iter(round.taken)
            .for_each_concurrent(None, |work| self.clone().do_work(work))
            .await;
        Ok(taken)
    }

    async fn do_work(self, work: Work) {
        self.check_and_log(work.workspace, work.profile, Why::planned(work.priority)).await;
    }

    /// Takes what is due, from each network's lanes as much as it has room for.
    async fn take_round(&self, mut free: usize, now: Timestamp) -> Stored<Round> {
        self.remembered.standings.read(&self.store.standings().await?);
        let mut round = Round { taken: Vec::new(), again: now.after(LONGEST_REST) };
        for network in Network::ALL {
            let Some(room) = self.room(network, now) else { continue };
            let mut left = room.calls.min(MOST_TAKEN).min(u32::try_from(free).unwrap_or(u32::MAX));
            if left == 0 {
                round.again = round.again.min(room.again);
                continue;
            }
            for urgency in [Urgency::Expiring, Urgency::Routine] {
                let request = DueRequest {
                    lane: Lane { network, urgency },
                    now,
                    again: now.after(TAKEN_FOR),
                    limit: left,
                };
                let due = self.store.take_due(&request).await?;
                round.again = due.next.map_or(round.again, |next| round.again.min(next));
                left -= u32::try_from(due.profiles.len()).unwrap_or(left).min(left);
                free -= due.profiles.len().min(free);
                round.taken.extend(due.profiles.into_iter().map(|(workspace, profile)| Work {
                    workspace,
                    profile,
                    priority: priority(urgency),
                }));
                if left == 0 {
                    round.again = round.again.min(room.again.max(now));
                    break;
                }
            }
        }
        Ok(round)
    }

    /// How much of a network's work may be taken; `None` where it is not configured. Where servers are many each has its own
    /// gate, which turns away what it has no room for.
    fn room(&self, network: Network, now: Timestamp) -> Option<Room> {
        let adapter = self.networks.adapter(network)?;
        Some(match adapter.ways().issuer {
            Issuer::EachServer => Room { calls: MOST_TAKEN, again: now },
            Issuer::Fixed(_) => {
                let pace = self.pace(adapter, network);
                self.remembered.gates.room(&(network, String::new()), pace, now)
            }
        })
    }

    async fn forget(&self, now: Timestamp) -> Stored<()> {
        self.store.forget_events(now.before(EVENTS_KEPT)).await?;
        self.store.forget_histories(now.before(HISTORY_KEPT)).await?;
        self.store.forget_signals(now.before(SIGNALS_KEPT)).await
    }
}

const fn priority(urgency: Urgency) -> Priority {
    match urgency {
        Urgency::Expiring => Priority::Expiring,
        Urgency::Routine => Priority::Routine,
    }
}
