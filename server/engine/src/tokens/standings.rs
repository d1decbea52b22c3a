//! What a network answered, told to everybody whom it concerns: the gate, the figures, the store that knows how networks stand.

use std::{collections::BTreeMap, sync::Mutex};

use domain::{network::Network, standing::Standing, time::Timestamp, verdict::Verdict};

use super::{figures::Counted, gate::Door};
use crate::{
    Engine, Error,
    ports::{
        networks::{Adapter, Issuer},
        store::Stored,
    },
};

/// How the store last said the networks stand, so that answers which change nothing need not ask it.
#[derive(Debug, Default)]
pub(crate) struct Standings(Mutex<BTreeMap<Network, bool>>);

impl Standings {
    /// Only these are not fine.
    pub(super) fn read(&self, not_fine: &[(Network, Standing)]) {
        let Ok(mut fine) = self.0.lock() else { return };
        for (network, fine) in &mut *fine {
            *fine &= !not_fine.iter().any(|(other, _)| other == network);
        }
    }

    /// Whether nothing was failing there lately, as far as this process knows.
    fn is_fine(&self, network: Network) -> bool {
        self.0.lock().is_ok_and(|fine| fine.get(&network).copied().unwrap_or_default())
    }

    fn set(&self, network: Network, is_fine: bool) {
        if let Ok(mut fine) = self.0.lock() {
            fine.insert(network, is_fine);
        }
    }
}

impl Engine {
    /// Tells gate, figures and store what a network answered.
    pub(crate) async fn tell(
        &self,
        adapter: &dyn Adapter,
        door: &Door,
        verdict: &Verdict,
    ) -> Result<(), Error> {
        let (ways, now) = (adapter.ways(), self.clock.now());
        let pace = self.pace(adapter, door.0);
        self.remembered.gates.told(door, pace, ways.limits_all, verdict, now);
        let left = self.networks.left(door.0, &door.1);
        if let Some(left) = left.filter(|left| left.calls == 0 && (left.of_all || ways.limits_all))
        {
            self.remembered.gates.pause(door, pace, left.until, now);
        }
        self.count(adapter, door.0, verdict, now).await
    }

    /// Counts what a network answered. One server of many says nothing about the network.
    pub(crate) async fn count(
        &self,
        adapter: &dyn Adapter,
        network: Network,
        verdict: &Verdict,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.remembered.figures.count(network, Counted::verdict(verdict));
        if let Issuer::Fixed(_) = adapter.ways().issuer {
            self.count_standing(network, verdict, now).await?;
        }
        Ok(())
    }

    async fn count_standing(
        &self,
        network: Network,
        verdict: &Verdict,
        now: Timestamp,
    ) -> Stored<()> {
        let standings = &self.remembered.standings;
        let is_answer = matches!(verdict, Verdict::Alive | Verdict::Dead(_));
        let changes_nothing = matches!(verdict, Verdict::Limited { .. });
        if changes_nothing || (is_answer && standings.is_fine(network)) {
            return Ok(());
        }
        self.store.count_verdict(network, verdict, now).await?;
        standings.set(network, is_answer);
        Ok(())
    }
}
