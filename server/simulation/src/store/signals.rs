//! What networks tell by themselves: each message counts once.

use async_trait::async_trait;
use domain::{
    plan::{Lane, Urgency},
    time::Timestamp,
};
use engine::ports::store::{Signals, Stored, signals::TakenSignal};

use super::{Key, MemStore, Row, State};

#[async_trait]
impl Signals for MemStore {
    async fn take_signal(&self, signal: &TakenSignal) -> Stored<Option<Vec<Key>>> {
        let mut state = self.state();
        let name = (signal.network, signal.id.clone());
        if state.signals.contains_key(&name) {
            return Ok(None);
        }
        state.signals.insert(name, signal.now);
        let about: Vec<_> = state
            .profiles
            .iter()
            .filter(|(_, row)| state.is_meant(row, signal))
            .map(|(key, row)| (*key, row.clone()))
            .collect();
        let keys = about.iter().map(|(key, _)| *key).collect();
        for (key, mut row) in about {
            row.plan.ask_at = signal.now;
            // With what is urgent, whatever its plan: somebody may be shown something that is no longer true.
            row.lane = Lane { urgency: Urgency::Expiring, ..row.lane };
            state.put(key, row, signal.now);
        }
        Ok(Some(keys))
    }

    async fn forget_signals(&self, before: Timestamp) -> Stored<()> {
        self.state().signals.retain(|_, taken_at| *taken_at >= before);
        Ok(())
    }
}

impl State {
    /// Whether a signal is about a profile, or about another one of the same login.
    fn is_meant(&self, row: &Row, signal: &TakenSignal) -> bool {
        let is_told_as = |row: &Row| row.told_as == Some(signal.about);
        let shares_login = |other: &Row| {
            let login = &row.profile.identity.login;
            login.is_some()
                && *login == other.profile.identity.login
                && row.profile.network == other.profile.network
                && is_told_as(other)
        };
        row.fingerprint == signal.about
            || is_told_as(row)
            || self.profiles.values().any(shares_login)
    }
}
