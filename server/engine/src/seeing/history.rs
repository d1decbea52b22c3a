//! How profiles stood, and what that comes to.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::pin,
    sync::{Mutex, PoisonError},
};

use domain::{
    account::Viewer,
    id::{ProfileId, WorkspaceId},
    network::Network,
    profile::Profile,
    time::{Span, Timestamp},
    uptime::Uptime,
};

use crate::{
    Engine, Error, only_masters,
    ports::store::{
        Stored,
        histories::{Noted, RenewalCount},
    },
};

/// How long it is kept how profiles stood.
pub const HISTORY_KEPT: Span = Span::days(366);
/// How often renewals are counted in the store.
const COUNT_EVERY: std::time::Duration = std::time::Duration::from_secs(60);

/// How one profile stood.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// As it is now.
    pub profile: Profile,
    /// The first moment that was asked for.
    pub from: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// What is known of the time between, in order, beginning with how it stood before.
    pub noted: Vec<Noted>,
}

/// What a time came to.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Its first moment.
    pub from: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// Each network that has profiles: how many, what their time came to, and how often they were renewed without a person.
    pub networks: Vec<(Network, u32, Uptime, u64)>,
}

/// Renewals that are not counted in the store yet. What a crash loses of them is at most a minute's.
///
/// A healthy renewal writes nothing but its grant: an entry of the audit log, or a count of its own, would be one more
/// statement in the busiest unit of work there is.
#[derive(Debug, Default)]
pub(crate) struct Renewals(Mutex<BTreeMap<(WorkspaceId, Network, Timestamp), u64>>);

impl Renewals {
    /// Counts one.
    pub(crate) fn count(&self, workspace: WorkspaceId, network: Network, at: Timestamp) {
        self.add([RenewalCount { workspace, network, day: day(at), count: 1 }]);
    }

    fn add(&self, counts: impl IntoIterator<Item = RenewalCount>) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for RenewalCount { workspace, network, day, count } in counts {
            *waiting.entry((workspace, network, day)).or_default() += count;
        }
    }

    fn take(&self) -> Vec<RenewalCount> {
        let waiting = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let count =
            |((workspace, network, day), count)| RenewalCount { workspace, network, day, count };
        waiting.into_iter().map(count).collect()
    }
}

/// The first moment of a day in UTC.
fn day(at: Timestamp) -> Timestamp {
    let length = Span::days(1).as_millis();
    Timestamp::from_millis(at.millis().div_euclid(length) * length)
}

impl Engine {
    /// How a profile stood in the last `days`.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for an unknown or foreign profile.
    pub async fn timeline(
        &self,
        viewer: &Viewer,
        profile: ProfileId,
        days: u16,
    ) -> Result<Timeline, Error> {
        let (found, _) = self.profile(viewer, profile).await?;
        let now = self.clock.now();
        let from = now.before(Span::days(i64::from(days)));
        let noted = self.store.history(viewer.workspace, profile, from).await?;
        Ok(Timeline { profile: found, from, now, noted })
    }

    /// What the last `days` came to, network by network.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn overview(&self, viewer: &Viewer, days: u16) -> Result<Overview, Error> {
        only_masters(viewer)?;
        self.count_renewals().await?;
        let now = self.clock.now();
        let from = now.before(Span::days(i64::from(days)));
        let mut sums: BTreeMap<&'static str, (Network, u32, Uptime, u64)> = BTreeMap::new();
        for history in self.store.histories(viewer.workspace, from).await? {
            let network = history.network;
            let (_, profiles, uptime, _) =
                sums.entry(network.slug()).or_insert_with(|| (network, 0, Uptime::default(), 0));
            *profiles += 1;
            *uptime = std::mem::take(uptime).and(Uptime::of(&history.changes, from, now));
        }
        let renewed = self.store.renewals_counted(viewer.workspace, day(from)).await?;
        for (network, count) in renewed {
            if let Some((.., renewals)) = sums.get_mut(network.slug()) {
                *renewals = count;
            }
        }
        Ok(Overview { from, now, networks: sums.into_values().collect() })
    }

    /// Counts renewals in the store every minute, and once more when `stop` ends.
    pub async fn keep_counting_renewals(self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        loop {
            let is_over = tokio::select! {
                () = &mut stop => true,
                () = tokio::time::sleep(COUNT_EVERY) => false,
            };
            if let Err(error) = self.count_renewals().await {
                tracing::error!(%error, "renewals could not be counted yet");
            }
            if is_over {
                return;
            }
        }
    }

    /// Counts in the store what was renewed since the last time.
    async fn count_renewals(&self) -> Stored<()> {
        let counts = self.remembered.renewals.take();
        if counts.is_empty() {
            return Ok(());
        }
        let counted = self.store.count_renewals(&counts).await;
        if counted.is_err() {
            self.remembered.renewals.add(counts);
        }
        counted
    }
}
