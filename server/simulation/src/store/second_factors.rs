//! The second step of signing in.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{id::PersonId, time::Timestamp};
use engine::{
    ports::store::{
        SecondFactors, Stored,
        accounts::AuditEntry,
        own_account::Ending,
        second_factors::{Confirmed, Guess, PendingSignIn, Proof, Proven, SecondFactor, Then},
    },
    vault::{Sealed, TokenDigest},
};

use super::{MemStore, State};

#[derive(Debug)]
pub(super) struct Kept {
    pub(super) seed: Sealed,
    is_on: bool,
    last_step: i64,
    begun_at: Timestamp,
    codes: BTreeSet<[u8; 32]>,
}

#[derive(Debug)]
pub(super) struct Pending {
    pub(super) person: PersonId,
    then: Then,
    ends_at: Timestamp,
    guesses: u32,
}

#[async_trait]
impl SecondFactors for MemStore {
    async fn second_factor(&self, person: PersonId) -> Stored<Option<SecondFactor>> {
        Ok(self.state().second_factors.get(&person).map(|kept| SecondFactor {
            seed: kept.seed.clone(),
            is_on: kept.is_on,
            last_step: kept.last_step,
            begun_at: kept.begun_at,
            codes_left: u32::try_from(kept.codes.len()).unwrap_or(u32::MAX),
        }))
    }

    async fn begin_second_factor(
        &self,
        person: PersonId,
        seed: &Sealed,
        now: Timestamp,
    ) -> Stored<bool> {
        let mut state = self.state();
        if state.second_factors.get(&person).is_some_and(|kept| kept.is_on) {
            return Ok(false);
        }
        let (seed, codes) = (seed.clone(), BTreeSet::new());
        let begun = Kept { seed, is_on: false, last_step: 0, begun_at: now, codes };
        state.second_factors.insert(person, begun);
        Ok(true)
    }

    async fn confirm_second_factor(&self, confirmed: &Confirmed) -> Stored<bool> {
        let mut state = self.state();
        let Some(kept) = state.second_factors.get_mut(&confirmed.person) else { return Ok(false) };
        if kept.is_on || kept.seed != confirmed.seed {
            return Ok(false);
        }
        kept.is_on = true;
        kept.last_step = confirmed.step;
        kept.codes = confirmed.codes.iter().map(|code| code.0).collect();
        state.end_sessions(confirmed.person, Ending::AllBut(confirmed.keep));
        state.post(confirmed.letter.as_ref());
        state.audit.push(confirmed.audit.clone());
        Ok(true)
    }

    async fn renew_recovery_codes(&self, proven: &Proven, codes: &[TokenDigest]) -> Stored<bool> {
        let mut state = self.state();
        let taken = state.take(proven);
        if let Some(kept) = state.second_factors.get_mut(&proven.person).filter(|_| taken) {
            kept.codes = codes.iter().map(|code| code.0).collect();
        }
        Ok(taken)
    }

    async fn end_second_factor(&self, proven: &Proven) -> Stored<bool> {
        let mut state = self.state();
        let taken = state.take(proven);
        if taken {
            state.end_second_factor(proven.person);
        }
        Ok(taken)
    }

    async fn end_second_factor_of(&self, email: &str, audit: &AuditEntry) -> Stored<Option<bool>> {
        let mut state = self.state();
        let found = state.by_email(email);
        let found = found.map(|(person, kept)| (person, kept.memberships.first().map(|it| it.0)));
        let Some((person, workspace)) = found else { return Ok(None) };
        let was_on = state.second_factors.get(&person).is_some_and(|kept| kept.is_on);
        if was_on {
            state.end_second_factor(person);
            let person = Some(person);
            state.audit.push(AuditEntry { workspace, person, ..audit.clone() });
        }
        Ok(Some(was_on))
    }

    async fn begin_sign_in(&self, pending: &PendingSignIn) -> Stored<()> {
        let PendingSignIn { secret, person, then, now, ends_at } = *pending;
        let mut state = self.state();
        state.pending.retain(|_, pending| now < pending.ends_at);
        state.pending.insert(secret.0, Pending { person, then, ends_at, guesses: 0 });
        Ok(())
    }

    async fn guess_second_step(
        &self,
        secret: TokenDigest,
        most: u32,
        now: Timestamp,
    ) -> Stored<Option<Guess>> {
        let mut state = self.state();
        let open = state.pending.get_mut(&secret.0);
        let open = open.filter(|pending| now < pending.ends_at && pending.guesses < most);
        Ok(open.map(|pending| {
            pending.guesses += 1;
            let Pending { person, then, guesses, .. } = *pending;
            Guess { person, then, guesses }
        }))
    }

    async fn pass_second_step(&self, secret: TokenDigest, proven: &Proven) -> Stored<bool> {
        let mut state = self.state();
        let waits = state.pending.get(&secret.0).is_some_and(|it| it.person == proven.person);
        let passed = waits && state.take(proven);
        if passed {
            state.pending.remove(&secret.0);
        }
        Ok(passed)
    }
}

impl State {
    pub(super) fn take(&mut self, proven: &Proven) -> bool {
        let kept = self.second_factors.get_mut(&proven.person).filter(|kept| kept.is_on);
        let Some(kept) = kept else { return false };
        let taken = match proven.proof {
            Proof::Step(step) => step > kept.last_step,
            Proof::Recovery(code) => kept.codes.remove(&code.0),
        };
        if let (true, Proof::Step(step)) = (taken, proven.proof) {
            kept.last_step = step;
        }
        if taken {
            self.post(proven.letter.as_ref());
            for entry in &proven.audit {
                self.audit.push(entry.clone());
            }
        }
        taken
    }

    fn end_second_factor(&mut self, person: PersonId) {
        self.second_factors.remove(&person);
        self.pending.retain(|_, pending| pending.person != person);
    }
}
