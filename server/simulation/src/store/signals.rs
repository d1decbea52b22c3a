//! What networks tell by themselves: each message counts once.

use async_trait::async_trait;
use domain::time::Timestamp;
use engine::ports::store::{Signals, Stored, signals::TakenSignal};

use super::{Key, MemStore};

#[async_trait]
impl Signals for MemStore {
    async fn take_signal(&self, signal: &TakenSignal) -> Stored<Option<Vec<Key>>> {
        let mut state = self.state();
        let name = (signal.network, signal.id.clone());
        if state.signals.contains_key(&name) {
            return Ok(None);
        }
        state.signals.insert(name, signal.now);
        let about = state.profiles.iter().filter(|(_, row)| {
            row.profile.network == signal.network
                && (row.fingerprint == signal.about || row.login_fingerprint == Some(signal.about))
        });
        let about: Vec<_> = about.map(|(key, row)| (*key, row.clone())).collect();
        let keys = about.iter().map(|(key, _)| *key).collect();
        for (key, row) in about {
            let due_at = row.due_at.min(signal.now);
            state.put(key, row, due_at);
        }
        Ok(Some(keys))
    }

    async fn forget_signals(&self, before: Timestamp) -> Stored<()> {
        self.state().signals.retain(|_, taken_at| *taken_at >= before);
        Ok(())
    }
}
