//! Who asked for a profile to be reconnected.

use async_trait::async_trait;
use domain::{event::What, id::WorkspaceId};
use engine::ports::store::{
    Asks, Stored,
    asks::{Ask, NewAsk},
};

use super::MemStore;

#[async_trait]
impl Asks for MemStore {
    async fn ask(&self, ask: &NewAsk) -> Stored<bool> {
        let mut state = self.state();
        let key = (ask.workspace, ask.profile);
        let is_open = state.asks.get(&(key, ask.person)).is_some_and(|at| *at >= ask.lost_since);
        if is_open || !state.profiles.contains_key(&key) {
            return Ok(false);
        }
        state.asks.insert((key, ask.person), ask.now);
        state.audit.push(ask.audit.clone());
        state.tell(ask.workspace, ask.now, What::Asked { profile: ask.profile });
        Ok(true)
    }

    async fn asks(&self, workspace: WorkspaceId) -> Stored<Vec<Ask>> {
        let state = self.state();
        let here = state.asks.iter().filter(|(((home, _), _), _)| *home == workspace);
        let mut asks: Vec<_> = here
            .filter_map(|(((_, profile), person), at)| {
                let name = state.people.get(person)?.name().to_owned();
                Some(Ask { profile: *profile, person: *person, name, at: *at })
            })
            .collect();
        asks.sort_by_key(|ask| (ask.at, ask.profile, ask.person));
        Ok(asks)
    }
}
