//! People, memberships, sessions and the brake on guessing passwords.

use async_trait::async_trait;
use domain::{
    account::{Role, Viewer},
    id::{PersonId, WorkspaceId},
    language::Speech,
    time::{Span, Timestamp},
};
use engine::{
    ports::store::{
        Accounts, Stored,
        accounts::{
            AccountCreated, Attempt, AttemptLimit, AuditEntry, Credentials, NewAccount, NewSession,
        },
    },
    vault::TokenDigest,
};

use super::{MemStore, State};

#[derive(Debug)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) password_hash: String,
    pub(super) memberships: Vec<(WorkspaceId, Role)>,
    pub(super) speech: Speech,
}

#[derive(Debug)]
pub(super) struct Session {
    pub(super) person: PersonId,
    pub(super) workspace: WorkspaceId,
    pub(super) until: Timestamp,
    pub(super) opened_at: Timestamp,
    pub(super) seen_at: Timestamp,
    pub(super) from: String,
    pub(super) agent: String,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Attempts {
    since: Timestamp,
    window: Span,
    count: u32,
}

impl Person {
    pub(super) fn belongs_to(&self, workspace: WorkspaceId) -> bool {
        self.memberships.iter().any(|(home, _)| *home == workspace)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Attempts {
    const fn end(self) -> Timestamp {
        self.since.after(self.window)
    }
}

impl State {
    /// A member as whoever is signed in.
    pub(super) fn member(&self, person: PersonId, workspace: WorkspaceId) -> Option<Viewer> {
        let found = self.people.get(&person)?;
        let (_, role) = found.memberships.iter().find(|(home, _)| *home == workspace)?;
        Some(Viewer {
            person,
            name: found.name.clone(),
            email: found.email.clone(),
            workspace,
            workspace_name: self.workspaces.get(&workspace)?.name.clone(),
            role: *role,
            speech: found.speech,
        })
    }

    fn has_master(&self) -> bool {
        let mut memberships = self.people.values().flat_map(|person| &person.memberships);
        memberships.any(|(_, role)| role.mends_profiles())
    }

    pub(super) fn by_email(&self, email: &str) -> Option<(PersonId, &Person)> {
        let email = email.to_lowercase();
        let found = self.people.iter().find(|(_, person)| person.email.to_lowercase() == email);
        found.map(|(id, person)| (*id, person))
    }
}

#[async_trait]
impl Accounts for MemStore {
    async fn is_set_up(&self) -> Stored<bool> {
        Ok(self.state().has_master())
    }

    async fn create_account(&self, account: &NewAccount) -> Stored<AccountCreated> {
        let mut state = self.state();
        if account.only_as_first && state.has_master() {
            return Ok(AccountCreated::NotFirst);
        }
        if state.by_email(&account.email).is_some() {
            return Ok(AccountCreated::EmailTaken);
        }
        let home = state.workspaces.entry(account.workspace).or_default();
        if home.name.is_empty() {
            home.name.clone_from(&account.workspace_name);
        }
        let person = Person {
            name: account.name.clone(),
            email: account.email.clone(),
            password_hash: account.password_hash.clone(),
            memberships: vec![(account.workspace, account.role)],
            speech: Speech::default(),
        };
        state.people.insert(account.person, person);
        Ok(AccountCreated::Created)
    }

    async fn credentials(&self, email: &str) -> Stored<Option<Credentials>> {
        let state = self.state();
        Ok(state.by_email(email).and_then(|(person, found)| {
            let (workspace, role) = *found.memberships.first()?;
            let password_hash = found.password_hash.clone();
            Some(Credentials { person, password_hash, workspace, role })
        }))
    }

    async fn count_attempt(&self, keys: &[AttemptLimit], now: Timestamp) -> Stored<Attempt> {
        let mut state = self.state();
        state.attempts.retain(|_, attempts| now < attempts.end());
        let used_up = keys.iter().filter_map(|limit| {
            let attempts = state.attempts.get(&limit.key)?;
            (attempts.count >= limit.limit).then(|| attempts.end())
        });
        if let Some(until) = used_up.max() {
            return Ok(Attempt::LockedUntil(until));
        }
        for AttemptLimit { key, window, .. } in keys {
            let fresh = Attempts { since: now, window: *window, count: 0 };
            state.attempts.entry(key.clone()).or_insert(fresh).count += 1;
        }
        Ok(Attempt::Allowed)
    }

    async fn forget_attempts(&self, key: &str) -> Stored<()> {
        self.state().attempts.remove(key);
        Ok(())
    }

    async fn open_session(&self, session: &NewSession) -> Stored<()> {
        let NewSession { digest, person, workspace, now, until, from } = session.clone();
        let mut state = self.state();
        let opened = Session {
            person,
            workspace,
            until,
            opened_at: now,
            seen_at: now,
            from: from.clone(),
            agent: String::new(),
        };
        state.sessions.insert(digest.0, opened);
        state.audit.push(AuditEntry {
            workspace: Some(workspace),
            person: Some(person),
            what: "session.opened".to_owned(),
            about: String::new(),
            from,
            at: now,
        });
        Ok(())
    }

    async fn viewer(&self, session: TokenDigest, now: Timestamp) -> Stored<Option<Viewer>> {
        let state = self.state();
        let open = state.sessions.get(&session.0).filter(|session| now < session.until);
        Ok(open.and_then(|session| state.member(session.person, session.workspace)))
    }

    async fn close_session(&self, session: TokenDigest) -> Stored<()> {
        let mut state = self.state();
        state.sessions.remove(&session.0);
        state.drawer.end_session(session);
        Ok(())
    }

    async fn master_accounts(&self, workspace: WorkspaceId) -> Stored<Vec<(String, String)>> {
        let state = self.state();
        let masters = state.people.values().filter(|person| {
            let mut memberships = person.memberships.iter();
            memberships.any(|(home, role)| *home == workspace && role.mends_profiles())
        });
        let mut masters: Vec<_> =
            masters.map(|person| (person.name.clone(), person.email.clone())).collect();
        masters.sort();
        Ok(masters)
    }

    async fn audit(&self, entry: &AuditEntry) -> Stored<()> {
        self.state().audit.push(entry.clone());
        Ok(())
    }
}
