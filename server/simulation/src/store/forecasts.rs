//! What will need a person, and the calendars that show it.

use async_trait::async_trait;
use domain::{
    account::Viewer,
    health::{Health, Working},
    id::WorkspaceId,
    time::Timestamp,
};
use engine::{
    ports::store::{
        Forecasts, Stored,
        forecasts::{Foreseen, NewFeed},
    },
    vault::TokenDigest,
};

use super::MemStore;

#[async_trait]
impl Forecasts for MemStore {
    async fn foreseen(
        &self,
        workspace: WorkspaceId,
        until: Timestamp,
        limit: u32,
    ) -> Stored<Vec<Foreseen>> {
        let state = self.state();
        let here = state.profiles.values().zip(state.profiles.keys());
        let here = here.filter(|(_, (home, _))| *home == workspace);
        let mut foreseen: Vec<_> = here
            .filter_map(|(row, (_, profile))| {
                let at = ends_at(&row.profile.health).filter(|at| *at < until)?;
                Some(Foreseen {
                    profile: *profile,
                    network: row.profile.network,
                    name: row.profile.identity.name.clone(),
                    channels: u32::try_from(row.profile.channels.len()).unwrap_or(u32::MAX),
                    at,
                })
            })
            .collect();
        foreseen.sort_by_key(|one| (one.at, one.profile));
        foreseen.truncate(limit as usize);
        Ok(foreseen)
    }

    async fn keep_feed(&self, feed: &NewFeed) -> Stored<()> {
        let mut state = self.state();
        state.feeds.insert((feed.person, feed.workspace), feed.secret);
        state.audit.push(feed.audit.clone());
        Ok(())
    }

    async fn feed(&self, secret: TokenDigest) -> Stored<Option<Viewer>> {
        let state = self.state();
        let found = state.feeds.iter().find(|(_, kept)| **kept == secret);
        Ok(found.and_then(|((person, workspace), _)| state.member(*person, *workspace)))
    }
}

/// When something that works stops working, as far as that is known.
pub(super) const fn ends_at(health: &Health) -> Option<Timestamp> {
    match health {
        Health::Connected { until }
        | Health::Uncertain { last: Working::Connected { until }, .. } => *until,
        Health::Expiring { at } | Health::Uncertain { last: Working::Expiring { at }, .. } => {
            Some(*at)
        }
        Health::Disconnected { .. } => None,
    }
}
