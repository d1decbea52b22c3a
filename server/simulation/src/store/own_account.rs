//! What everybody has for themselves: name, language, password, sessions.

use async_trait::async_trait;
use domain::{
    id::PersonId,
    language::{Language, Speech},
    time::Timestamp,
};
use engine::{
    ports::store::{
        OwnAccount, Stored,
        accounts::AuditEntry,
        own_account::{Ending, NewReset, PasswordChange, Reader, SessionSeen, Sight},
    },
    vault::TokenDigest,
};

use super::{MemStore, State};

#[async_trait]
impl OwnAccount for MemStore {
    async fn password_of(&self, person: PersonId) -> Stored<Option<String>> {
        Ok(self.state().people.get(&person).map(|found| found.password_hash.clone()))
    }

    async fn rename(&self, person: PersonId, name: &str, audit: &AuditEntry) -> Stored<()> {
        let mut state = self.state();
        if let Some(found) = state.people.get_mut(&person) {
            name.clone_into(&mut found.name);
        }
        state.audit.push(audit.clone());
        Ok(())
    }

    async fn choose_language(&self, person: PersonId, chosen: Option<Language>) -> Stored<()> {
        if let Some(found) = self.state().people.get_mut(&person) {
            found.speech.chosen = chosen;
        }
        Ok(())
    }

    async fn speech_of(&self, reader: &Reader) -> Stored<Option<Speech>> {
        let state = self.state();
        let person = match reader {
            Reader::Address(email) => state.by_email(email).map(|(person, _)| person),
            Reader::Device(workspace, device) => state.drawer.owner(*workspace, *device),
            Reader::Hook(workspace, hook) => state.switchboard.added_by(*workspace, *hook),
        };
        Ok(person.and_then(|person| state.people.get(&person)).map(|found| found.speech))
    }

    async fn change_password(&self, change: &PasswordChange) -> Stored<()> {
        self.state().write_password(change);
        Ok(())
    }

    async fn begin_reset(&self, reset: &NewReset) -> Stored<Option<PersonId>> {
        let mut state = self.state();
        let Some(person) = state.by_email(&reset.email).map(|(person, _)| person) else {
            return Ok(None);
        };
        state.resets.retain(|_, (of, ends_at)| *of != person && reset.now < *ends_at);
        state.resets.insert(reset.secret.0, (person, reset.ends_at));
        state.post(reset.letter.as_ref());
        state.audit.push(AuditEntry { person: Some(person), ..reset.audit.clone() });
        Ok(Some(person))
    }

    async fn open_reset(
        &self,
        secret: TokenDigest,
        now: Timestamp,
    ) -> Stored<Option<(PersonId, String)>> {
        let state = self.state();
        let open = state.resets.get(&secret.0).filter(|(_, ends_at)| now < *ends_at);
        Ok(open.and_then(|(person, _)| Some((*person, state.people.get(person)?.email.clone()))))
    }

    async fn reset_password(&self, secret: TokenDigest, change: &PasswordChange) -> Stored<bool> {
        let mut state = self.state();
        let open = state.resets.get(&secret.0).is_some_and(|(person, ends_at)| {
            *person == change.person && change.audit.at < *ends_at
        });
        if open {
            state.write_password(change);
        }
        Ok(open)
    }

    async fn sessions_of(&self, person: PersonId, now: Timestamp) -> Stored<Vec<SessionSeen>> {
        let state = self.state();
        let open = state.sessions.iter().filter(|(_, it)| it.person == person && now < it.until);
        let mut sessions: Vec<_> = open
            .map(|(digest, it)| SessionSeen {
                digest: TokenDigest(*digest),
                workspace: it.workspace,
                workspace_name: state
                    .workspaces
                    .get(&it.workspace)
                    .map(|home| home.name.clone())
                    .unwrap_or_default(),
                opened_at: it.opened_at,
                seen_at: it.seen_at,
                from: it.from.clone(),
                agent: it.agent.clone(),
            })
            .collect();
        sessions.sort_by_key(|it| std::cmp::Reverse((it.seen_at, it.digest.0)));
        Ok(sessions)
    }

    async fn see_session(&self, seen: &Sight) -> Stored<()> {
        let mut state = self.state();
        let Some(session) = state.sessions.get_mut(&seen.digest.0) else { return Ok(()) };
        session.seen_at = seen.at;
        session.from.clone_from(&seen.from);
        session.agent.clone_from(&seen.agent);
        let person = session.person;
        if let (Some(asked), Some(found)) = (seen.asked, state.people.get_mut(&person)) {
            found.speech.asked = Some(asked);
        }
        Ok(())
    }

    async fn end_sessions(
        &self,
        person: PersonId,
        which: Ending,
        audit: &AuditEntry,
    ) -> Stored<u64> {
        let mut state = self.state();
        let ended = state.end_sessions(person, which);
        state.audit.push(audit.clone());
        Ok(ended)
    }
}

impl State {
    pub(super) fn end_sessions(&mut self, person: PersonId, which: Ending) -> u64 {
        self.drawer.end_sessions(person, which);
        let before = self.sessions.len();
        self.sessions.retain(|digest, session| {
            session.person != person
                || match which {
                    Ending::One(one) => *digest != one.0,
                    Ending::AllBut(one) => *digest == one.0,
                    Ending::All => false,
                }
        });
        (before - self.sessions.len()) as u64
    }

    fn write_password(&mut self, change: &PasswordChange) {
        if let Some(found) = self.people.get_mut(&change.person) {
            found.password_hash.clone_from(&change.password_hash);
        }
        self.end_sessions(change.person, change.keep.map_or(Ending::All, Ending::AllBut));
        self.resets.retain(|_, (person, _)| *person != change.person);
        self.pending.retain(|_, pending| pending.person != change.person);
        self.post(change.letter.as_ref());
        self.audit.push(change.audit.clone());
    }
}
