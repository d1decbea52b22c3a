//! How profiles came to stand otherwise.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    cause::Cause,
    id::{ProfileId, WorkspaceId},
    network::Network,
    profile::Profile,
    time::Timestamp,
    uptime::{Change, Doer, State as Stands},
};
use engine::ports::store::{
    Histories, Stored,
    accounts::AuditEntry,
    histories::{History, Noted, RenewalCount},
};

use super::{Key, MemStore, State};

/// All that is noted.
#[derive(Debug, Default)]
pub(super) struct Diary {
    pub(super) changes: BTreeMap<Key, Vec<Change>>,
    renewals: BTreeMap<(WorkspaceId, Network, Timestamp), u64>,
}

impl State {
    /// Notes how a profile stands from `at` on, if that is otherwise than `before`.
    pub(super) fn note(
        &mut self,
        home: WorkspaceId,
        before: &Stands,
        after: &Profile,
        by: Doer,
        at: Timestamp,
    ) {
        let state = Stands::of(after);
        if state == *before {
            return;
        }
        let change = Change { at, state: state.clone(), by };
        self.diary.changes.entry((home, after.id)).or_default().push(change);
        let what = match (&state, before.is_red()) {
            (Stands::Lost(Cause::RotationLost), _) => "health.rotation_lost",
            (Stands::Lost(_), _) => "health.lost",
            (Stands::Partly(_), _) => "health.partly_lost",
            (Stands::Works, true) => "health.healed",
            (Stands::Works | Stands::Uncertain, _) => return,
        };
        self.audit.push(AuditEntry {
            workspace: Some(home),
            person: None,
            what: what.to_owned(),
            about: after.id.to_string(),
            from: String::new(),
            at,
        });
    }

    /// Notes how a profile stands after a login.
    pub(super) fn note_login(&mut self, key: Key, after: &Profile, by: Doer, at: Timestamp) {
        let changes = self.diary.changes.entry(key).or_default();
        let state = Stands::of(after);
        if changes.last().is_none_or(|last| last.state != state) {
            changes.push(Change { at, state, by });
        }
    }
}

/// Those since `since`, and the last before.
fn since(changes: &[Change], since: Timestamp) -> &[Change] {
    let first = changes.iter().take_while(|change| change.at < since).count();
    &changes[first.saturating_sub(1)..]
}

#[async_trait]
impl Histories for MemStore {
    async fn history(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        from: Timestamp,
    ) -> Stored<Vec<Noted>> {
        let state = self.state();
        let all = state.diary.changes.get(&(workspace, profile)).map(Vec::as_slice);
        let noted = since(all.unwrap_or_default(), from).iter().map(|change| Noted {
            person: match change.by {
                Doer::Person(person) => {
                    state.people.get(&person).map(|person| person.name().to_owned())
                }
                Doer::Link | Doer::Renewal | Doer::Network | Doer::Beginning => None,
            },
            change: change.clone(),
        });
        Ok(noted.collect())
    }

    async fn histories(&self, workspace: WorkspaceId, from: Timestamp) -> Stored<Vec<History>> {
        let state = self.state();
        let here = state.diary.changes.iter().filter(|((home, _), _)| *home == workspace);
        let read = |(key, changes): (&Key, &Vec<Change>)| {
            let network = state.profiles.get(key)?.profile.network;
            let changes = since(changes, from).to_vec();
            (!changes.is_empty()).then_some(History { profile: key.1, network, changes })
        };
        Ok(here.filter_map(read).collect())
    }

    async fn forget_histories(&self, before: Timestamp) -> Stored<()> {
        let mut state = self.state();
        for changes in state.diary.changes.values_mut() {
            *changes = since(changes, before).to_vec();
        }
        state.diary.renewals.retain(|(_, _, day), _| *day >= before);
        Ok(())
    }

    async fn count_renewals(&self, counts: &[RenewalCount]) -> Stored<()> {
        let mut state = self.state();
        for RenewalCount { workspace, network, day, count } in counts {
            if state.workspaces.contains_key(workspace) {
                let key = (*workspace, *network, *day);
                *state.diary.renewals.entry(key).or_default() += count;
            }
        }
        Ok(())
    }

    async fn renewals_counted(
        &self,
        workspace: WorkspaceId,
        from: Timestamp,
    ) -> Stored<Vec<(Network, u64)>> {
        let state = self.state();
        let mut counts: Vec<(Network, u64)> = Vec::new();
        for ((home, network, day), renewals) in &state.diary.renewals {
            if *home != workspace || *day < from {
                continue;
            }
            match counts.iter_mut().find(|(known, _)| known == network) {
                Some((_, sum)) => *sum += renewals,
                None => counts.push((*network, *renewals)),
            }
        }
        counts.sort_by_key(|(network, _)| network.slug());
        Ok(counts)
    }
}
