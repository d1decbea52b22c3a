//! Passkeys, and ceremonies that wait.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    id::{PasskeyId, PersonId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Passkeys, Stored,
        accounts::AuditEntry,
        passkeys::{FoundPasskey, NewCeremony, NewPasskey, Passkey, PasskeyUse},
        second_factors::Proven,
    },
    vault::TokenDigest,
};

use super::MemStore;

/// Everybody's.
#[derive(Debug, Default)]
pub(super) struct Ring {
    passkeys: Vec<(PersonId, TokenDigest, Passkey)>,
    ceremonies: BTreeMap<[u8; 32], NewCeremony>,
}

#[async_trait]
impl Passkeys for MemStore {
    async fn passkeys(&self, person: PersonId) -> Stored<Vec<Passkey>> {
        let state = self.state();
        let theirs = state.ring.passkeys.iter().filter(|(whose, ..)| *whose == person);
        let mut theirs: Vec<_> = theirs.map(|(.., passkey)| passkey.clone()).collect();
        theirs.sort_by_key(|passkey| (passkey.made_at, passkey.id));
        Ok(theirs)
    }

    async fn begin_ceremony(&self, new: &NewCeremony, proven: Option<&Proven>) -> Stored<bool> {
        let mut state = self.state();
        if proven.is_some_and(|proven| !state.take(proven)) {
            return Ok(false);
        }
        state.ring.ceremonies.retain(|_, it| new.now < it.ends_at);
        state.ring.ceremonies.insert(new.secret.0, new.clone());
        Ok(true)
    }

    async fn take_ceremony(
        &self,
        secret: TokenDigest,
        person: Option<PersonId>,
        now: Timestamp,
    ) -> Stored<Option<String>> {
        let mut state = self.state();
        let waits = state.ring.ceremonies.get(&secret.0);
        if !waits.is_some_and(|it| it.person == person && now < it.ends_at) {
            return Ok(None);
        }
        Ok(state.ring.ceremonies.remove(&secret.0).map(|it| it.state))
    }

    async fn add_passkey(&self, new: &NewPasskey, most: usize) -> Stored<bool> {
        let mut state = self.state();
        let all = &state.ring.passkeys;
        let has = all.iter().filter(|(person, ..)| *person == new.person).count();
        if has >= most || all.iter().any(|(_, credential, _)| *credential == new.credential) {
            return Ok(false);
        }
        let passkey = Passkey {
            id: new.id,
            agent: new.agent.clone(),
            kept: new.kept.clone(),
            made_at: new.audit.at,
            used_at: None,
        };
        state.ring.passkeys.push((new.person, new.credential, passkey));
        state.post(new.letter.as_ref());
        state.audit.push(new.audit.clone());
        Ok(true)
    }

    async fn find_passkey(&self, credential: TokenDigest) -> Stored<Option<FoundPasskey>> {
        let state = self.state();
        let found = state.ring.passkeys.iter().find(|(_, known, _)| *known == credential);
        Ok(found.and_then(|(person, _, passkey)| {
            let (workspace, ..) = state.people.get(person)?.memberships.first()?;
            Some(FoundPasskey {
                id: passkey.id,
                person: *person,
                workspace: *workspace,
                kept: passkey.kept.clone(),
            })
        }))
    }

    async fn note_passkey_use(&self, used: &PasskeyUse) -> Stored<bool> {
        let mut state = self.state();
        let mut all = state.ring.passkeys.iter_mut();
        let found = all.find(|(person, _, it)| *person == used.person && it.id == used.id);
        let Some((.., passkey)) = found else { return Ok(false) };
        passkey.used_at = Some(used.audit.at);
        if let Some(kept) = &used.kept {
            passkey.kept.clone_from(kept);
        }
        state.audit.push(used.audit.clone());
        Ok(true)
    }

    async fn remove_passkey(
        &self,
        person: PersonId,
        passkey: PasskeyId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut state = self.state();
        let before = state.ring.passkeys.len();
        state.ring.passkeys.retain(|(whose, _, it)| *whose != person || it.id != passkey);
        let is_removed = state.ring.passkeys.len() < before;
        if is_removed {
            state.audit.push(audit.clone());
        }
        Ok(is_removed)
    }
}
