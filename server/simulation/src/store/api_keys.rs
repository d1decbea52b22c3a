//! Keys of the API.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use domain::{
    id::{ApiKeyId, WorkspaceId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        ApiKeys, Stored,
        accounts::AuditEntry,
        api_keys::{
            ApiKey, KeyUse, NewApiKey, NewRequest, OpenKey, RequestBegan, RequestEnded, USE_KEPT,
        },
    },
    vault::{Sealed, TokenDigest},
};

use super::MemStore;

/// A key, and from where it was used on which day.
#[derive(Debug)]
pub(super) struct Kept {
    workspace: WorkspaceId,
    key: ApiKey,
    digest: TokenDigest,
    uses: BTreeSet<(Timestamp, String)>,
    requests: BTreeMap<String, KeptRequest>,
}

/// A request that was sent with it.
#[derive(Debug)]
struct KeptRequest {
    asks: [u8; 32],
    began_at: Timestamp,
    answer: Option<Sealed>,
}

#[async_trait]
impl ApiKeys for MemStore {
    async fn add_api_key(&self, new: &NewApiKey) -> Stored<()> {
        let mut state = self.state();
        let NewApiKey { workspace, key, digest, audit } = new.clone();
        let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.slug()).collect();
        let facts = format!(r#"{{"scopes":"{}"}}"#, scopes.join(", "));
        state.audit.change(audit, Some(facts));
        state.api_keys.push(Kept {
            workspace,
            key,
            digest,
            uses: BTreeSet::new(),
            requests: BTreeMap::new(),
        });
        Ok(())
    }

    async fn api_keys(&self, workspace: WorkspaceId) -> Stored<Vec<ApiKey>> {
        let state = self.state();
        let here = state.api_keys.iter().filter(|kept| kept.workspace == workspace);
        let mut keys: Vec<_> = here.map(|kept| kept.key.clone()).collect();
        keys.sort_by_key(|key| std::cmp::Reverse((key.made_at, key.id)));
        Ok(keys)
    }

    async fn remove_api_key(
        &self,
        workspace: WorkspaceId,
        key: ApiKeyId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut state = self.state();
        let before = state.api_keys.len();
        state.api_keys.retain(|kept| (kept.workspace, kept.key.id) != (workspace, key));
        if state.api_keys.len() == before {
            return Ok(false);
        }
        state.audit.push(audit.clone());
        Ok(true)
    }

    async fn find_api_key(
        &self,
        digest: TokenDigest,
        from: &str,
        day: Timestamp,
        now: Timestamp,
    ) -> Stored<Option<OpenKey>> {
        let state = self.state();
        let mut all = state.api_keys.iter();
        let open = all.find(|kept| kept.digest == digest && kept.key.ends_at > now);
        Ok(open.and_then(|kept| {
            let viewer = state.member(kept.key.made_by, kept.workspace)?;
            viewer.role.mends_profiles().then(|| OpenKey {
                id: kept.key.id,
                viewer,
                scopes: kept.key.scopes.clone(),
                used_at: kept.key.used_at,
                is_known: kept.uses.contains(&(day, from.to_owned())),
            })
        }))
    }

    async fn note_key_use(&self, used: &KeyUse) -> Stored<()> {
        let mut state = self.state();
        let now = used.audit.at;
        let mut all = state.api_keys.iter_mut();
        let found = all.find(|kept| (kept.workspace, kept.key.id) == (used.workspace, used.key));
        let Some(kept) = found else { return Ok(()) };
        if kept.key.used_at.is_none_or(|used_at| used_at < now.before(USE_KEPT)) {
            kept.key.used_at = Some(now);
        }
        let is_first = kept.uses.insert((used.day, used.from.clone()));
        kept.uses.retain(|(day, _)| *day >= used.forget);
        if is_first {
            state.audit.push(used.audit.clone());
        }
        Ok(())
    }

    async fn begin_request(&self, new: &NewRequest) -> Stored<Option<RequestBegan>> {
        let mut state = self.state();
        let mut all = state.api_keys.iter_mut();
        let found = all.find(|kept| (kept.workspace, kept.key.id) == (new.workspace, new.key));
        let Some(kept) = found else { return Ok(None) };
        kept.requests.retain(|_, request| request.began_at >= new.forget);
        if let Some(known) = kept.requests.get(&new.name) {
            let again = RequestBegan::Again { asks: known.asks, answer: known.answer.clone() };
            return Ok(Some(again));
        }
        let request = KeptRequest { asks: new.asks, began_at: new.at, answer: None };
        kept.requests.insert(new.name.clone(), request);
        Ok(Some(RequestBegan::First))
    }

    async fn end_request(&self, ended: &RequestEnded) -> Stored<()> {
        let mut state = self.state();
        let mut all = state.api_keys.iter_mut();
        let found = all.find(|kept| (kept.workspace, kept.key.id) == (ended.workspace, ended.key));
        let Some(kept) = found else { return Ok(()) };
        match (&ended.answer, kept.requests.get_mut(&ended.name)) {
            (Some(answer), Some(request)) => request.answer = Some(answer.clone()),
            (None, _) => {
                kept.requests.remove(&ended.name);
            }
            (Some(_), None) => {}
        }
        Ok(())
    }
}
