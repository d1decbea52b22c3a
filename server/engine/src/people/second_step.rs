//! Between the right password and the session of somebody who has a second step.
//!
//! Invariant: whatever opens a session by a password alone asks [`Engine::begin_second_step`] first.

use domain::{
    id::PersonId,
    time::{Span, Timestamp},
};

use super::{Opened, second_factor::Proving};
use crate::{
    Engine, Error,
    ports::store::{
        accounts::AuditEntry,
        second_factors::{Guess, PendingSignIn, Proof, Proven, Then},
        team::{Joined, Joining},
    },
    vault::Token,
};

/// How long a sign-in waits for its second step.
pub const SECOND_STEP_LIFETIME: Span = Span::minutes(5);
/// After so many codes somebody begins with the password again.
const MOST_GUESSES: u32 = 5;

/// How the second step of a sign-in went.
#[derive(Debug)]
pub enum SecondStep {
    /// A session is open.
    Opened(Opened),
    /// The code is not right, or was used.
    Wrong,
    /// Too many codes of this person were tried.
    LockedUntil(Timestamp),
    /// No sign-in waits (any more): it begins with the password.
    Over,
}

impl Engine {
    /// What lets somebody who gave the right password take their second step: the secret of a cookie. `None` where they have
    /// none, and the password is enough.
    pub(super) async fn begin_second_step(
        &self,
        person: PersonId,
        then: Then,
    ) -> Result<Option<Token>, Error> {
        let found = self.store.second_factor(person).await?;
        if !found.is_some_and(|it| it.is_on) {
            return Ok(None);
        }
        let (secret, now) = (self.fresh_secret(), self.clock.now());
        let ends_at = now.after(SECOND_STEP_LIFETIME);
        let pending = PendingSignIn { secret: secret.digest(), person, then, now, ends_at };
        self.store.begin_sign_in(&pending).await?;
        Ok(Some(secret))
    }

    /// Opens the session that waits for this code, or for this recovery code.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn take_second_step(
        &self,
        secret: &Token,
        code: &Token,
        from: &str,
    ) -> Result<SecondStep, Error> {
        let (digest, now) = (secret.digest(), self.clock.now());
        let guess = self.store.guess_second_step(digest, MOST_GUESSES, now).await?;
        let Some(guess) = guess else { return Ok(SecondStep::Over) };
        let proof = match self.prove(guess.person, code, from).await? {
            Proving::Maybe(proof) => proof,
            Proving::Wrong => return self.refuse(guess, from).await,
            Proving::LockedUntil(until) => return Ok(SecondStep::LockedUntil(until)),
        };
        let audit = match proof {
            Proof::Recovery(_) => vec![self.about_guess(guess, "second_factor.recovered", from)],
            Proof::Step(_) => Vec::new(),
        };
        let proven = Proven { person: guess.person, proof, audit, letter: None };
        if !self.store.pass_second_step(digest, &proven).await? {
            return self.refuse(guess, from).await;
        }
        self.forget_codes(guess.person).await?;
        let workspace = match guess.then {
            Then::Open(workspace) => workspace,
            Then::Join(secret) => {
                let (person, from) = (guess.person, from.to_owned());
                let joining = Joining { secret, person, new: None, from, now };
                match self.store.join(&joining).await? {
                    Joined::Done(workspace, _) => workspace,
                    Joined::Closed | Joined::OtherPerson => return Ok(SecondStep::Over),
                }
            }
        };
        self.open_session(guess.person, workspace, from).await.map(SecondStep::Opened)
    }

    async fn refuse(&self, guess: Guess, from: &str) -> Result<SecondStep, Error> {
        self.store.audit(&self.about_guess(guess, "sign_in.second_refused", from)).await?;
        Ok(if guess.guesses < MOST_GUESSES { SecondStep::Wrong } else { SecondStep::Over })
    }

    fn about_guess(&self, guess: Guess, what: &str, from: &str) -> AuditEntry {
        AuditEntry {
            workspace: match guess.then {
                Then::Open(workspace) => Some(workspace),
                Then::Join(_) => None,
            },
            person: Some(guess.person),
            what: what.to_owned(),
            about: String::new(),
            from: from.to_owned(),
            at: self.clock.now(),
        }
    }
}
