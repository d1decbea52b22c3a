//! The audit log: a chain for each workspace, and one for what belongs to none.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::id::{PersonId, WorkspaceId};
use engine::ports::store::{
    Audits, Stored,
    accounts::AuditEntry,
    audits::{AuditQuery, Head, Logged, Shown},
};

use super::MemStore;

/// All chains.
#[derive(Debug, Default)]
pub(super) struct Book(BTreeMap<Option<WorkspaceId>, Vec<Logged>>);

impl Book {
    pub(super) fn push(&mut self, entry: AuditEntry) {
        self.change(entry, None);
    }

    /// The same, with what changed.
    pub(super) fn change(&mut self, entry: AuditEntry, facts: Option<String>) {
        let chain = self.0.entry(entry.workspace).or_default();
        let head = head(chain).unwrap_or(Head::NONE).next(&entry, facts.as_deref());
        chain.push(Logged { number: head.number, entry, facts, hash: head.hash });
    }

    fn chain(&self, chain: Option<WorkspaceId>) -> &[Logged] {
        self.0.get(&chain).map(Vec::as_slice).unwrap_or_default()
    }
}

fn head(chain: &[Logged]) -> Option<Head> {
    chain.last().map(|last| Head { number: last.number, hash: last.hash })
}

/// Whether an entry is among what was asked for.
fn is_asked_for(logged: &Logged, query: &AuditQuery) -> bool {
    let entry = &logged.entry;
    query.before.is_none_or(|before| logged.number < before)
        && query.since.is_none_or(|since| entry.at >= since)
        && query.until.is_none_or(|until| entry.at < until)
        && query.person.is_none_or(|person| entry.person == Some(person))
        && query.what.as_ref().is_none_or(|what| entry.what == *what)
        && query.about.as_ref().is_none_or(|about| entry.about == *about)
}

#[async_trait]
impl Audits for MemStore {
    async fn audit_log(&self, workspace: WorkspaceId, query: &AuditQuery) -> Stored<Vec<Shown>> {
        let state = self.state();
        let chain = state.audit.chain(Some(workspace)).iter().rev();
        let asked = chain.filter(|logged| is_asked_for(logged, query)).take(query.limit as usize);
        let show = |logged: &Logged| {
            let person = logged.entry.person.and_then(|person| state.people.get(&person));
            let profile = logged.entry.about.parse().ok();
            let row = profile.and_then(|profile| state.profiles.get(&(workspace, profile)));
            Shown {
                logged: logged.clone(),
                person: person.map(|person| person.name().to_owned()),
                profile: row.map(|row| (row.profile.identity.name.clone(), row.profile.network)),
            }
        };
        Ok(asked.map(show).collect())
    }

    async fn audit_chain(
        &self,
        chain: Option<WorkspaceId>,
        after: u64,
        limit: u32,
    ) -> Stored<Vec<Logged>> {
        let state = self.state();
        let entries = state.audit.chain(chain).iter().filter(|logged| logged.number > after);
        Ok(entries.take(limit as usize).cloned().collect())
    }

    async fn audit_head(&self, chain: Option<WorkspaceId>) -> Stored<Option<Head>> {
        Ok(head(self.state().audit.chain(chain)))
    }

    async fn audit_chains(&self) -> Stored<Vec<Option<WorkspaceId>>> {
        Ok(self.state().audit.0.keys().copied().collect())
    }

    async fn audited_people(&self, workspace: WorkspaceId) -> Stored<Vec<(PersonId, String)>> {
        let state = self.state();
        let here =
            state.people.iter().filter(|(person, _)| state.member(**person, workspace).is_some());
        let mut people: Vec<_> = here.map(|(id, person)| (*id, person.name().to_owned())).collect();
        people.sort_by_key(|(id, name)| (name.to_lowercase(), *id));
        Ok(people)
    }
}
