//! OAuth round trips.

use async_trait::async_trait;
use domain::{
    authorization::{AUTHORIZATION_LIFETIME, Authorization},
    id::{AuthorizationId, WorkspaceId},
    outcome::{Outcome, Refusal},
    time::{Span, Timestamp},
};
use engine::{
    ports::store::{
        Authorizations, Stored,
        accounts::AuditEntry,
        authorizations::{Landing, NewAuthorization, Taken, Taking},
    },
    vault::{Sealed, TokenDigest},
};

use super::{MemStore, State};

/// How long one can be read after its end.
const KEPT: Span = Span::days(1);

#[derive(Debug)]
pub(super) struct Kept {
    pub(super) authorization: Authorization,
    state: TokenDigest,
    cookie: TokenDigest,
    pub(super) verifier: Option<Sealed>,
    pub(super) memo: Option<Sealed>,
    forget_at: Timestamp,
}

impl State {
    /// Ends one, in whatever way.
    pub(super) fn end(&mut self, ended: Authorization, at: Timestamp) {
        let Some(kept) = self.authorizations.get_mut(&ended.binding().id) else { return };
        kept.authorization = ended;
        (kept.verifier, kept.memo) = (None, None);
        kept.forget_at = at.after(KEPT);
    }
}

#[async_trait]
impl Authorizations for MemStore {
    async fn begin_authorization(&self, new: &NewAuthorization) -> Stored<()> {
        let mut state = self.state();
        let begun_at = new.binding.begun_at;
        state.authorizations.retain(|_, kept| kept.forget_at >= begun_at);
        let kept = Kept {
            authorization: Authorization::begin(new.binding.clone()),
            state: new.state,
            cookie: new.cookie,
            verifier: new.verifier.clone(),
            memo: new.memo.clone(),
            forget_at: begun_at.after(AUTHORIZATION_LIFETIME).after(KEPT),
        };
        state.authorizations.insert(new.binding.id, kept);
        state.audit.push(new.audit.clone());
        Ok(())
    }

    async fn take_authorization(&self, taking: &Taking) -> Stored<Result<Taken, Refusal>> {
        let mut state = self.state();
        let mut all = state.authorizations.values_mut();
        let Some(kept) = all.find(|kept| kept.state == taking.state) else {
            return Ok(Err(Refusal::Unknown));
        };
        let binding = kept.authorization.binding().clone();
        let is_browser = taking.cookies.contains(&(binding.id, kept.cookie));
        let is_person = binding.back.link().is_some()
            || taking.viewer.is_none_or(|v| v == (binding.person, binding.workspace));
        if !is_browser || !is_person {
            return Ok(Err(Refusal::Unknown));
        }
        Ok(kept.authorization.clone().complete(taking.network).map(|completed| {
            kept.authorization = completed;
            Taken { binding, verifier: kept.verifier.take(), memo: kept.memo.take() }
        }))
    }

    async fn fail_authorization(
        &self,
        id: AuthorizationId,
        outcome: &Outcome,
        audit: &AuditEntry,
    ) -> Stored<()> {
        let mut state = self.state();
        let found = state.authorizations.get(&id).map(|kept| kept.authorization.clone());
        if let Some(Authorization::Pending(binding) | Authorization::Completed(binding)) = found {
            state.end(Authorization::Failed(binding, outcome.clone()), audit.at);
        }
        state.audit.push(audit.clone());
        Ok(())
    }

    async fn authorization(
        &self,
        workspace: WorkspaceId,
        id: AuthorizationId,
    ) -> Stored<Option<Authorization>> {
        let state = self.state();
        let found = state.authorizations.get(&id).map(|kept| kept.authorization.clone());
        Ok(found.filter(|found| found.binding().workspace == workspace))
    }

    async fn authorization_of_browser(
        &self,
        id: AuthorizationId,
        cookie: TokenDigest,
    ) -> Stored<Option<Authorization>> {
        let state = self.state();
        let found = state.authorizations.get(&id).filter(|kept| kept.cookie == cookie);
        Ok(found.map(|kept| kept.authorization.clone()))
    }

    async fn land(&self, landing: &Landing) -> Stored<Option<()>> {
        Ok(self.state().land(landing))
    }
}
