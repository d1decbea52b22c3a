//! The second step of signing in: the seed of an app's codes, recovery codes, and sign-ins that wait for one of them.

use async_trait::async_trait;
use domain::{
    id::{PersonId, WorkspaceId},
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry, letters::NewLetter};
use crate::vault::{Sealed, TokenDigest};

/// Second steps.
#[async_trait]
pub trait SecondFactors: Send + Sync {
    /// The second step of somebody, whether it is asked for already or only begun.
    async fn second_factor(&self, person: PersonId) -> Stored<Option<SecondFactor>>;

    /// Keeps a seed that is not asked for yet, in the place of an earlier one. False where one is asked for already.
    async fn begin_second_factor(
        &self,
        person: PersonId,
        seed: &Sealed,
        now: Timestamp,
    ) -> Stored<bool>;

    /// Asks for the second step from now on, and ends all sessions of the person but one. False where another seed waits, or none.
    async fn confirm_second_factor(&self, confirmed: &Confirmed) -> Stored<bool>;

    /// Takes a proof and puts these recovery codes in the place of all others. False, and nothing is written, where the proof is
    /// none (any more).
    async fn renew_recovery_codes(&self, proven: &Proven, codes: &[TokenDigest]) -> Stored<bool>;

    /// Takes a proof, and asks for no second step any more. False as above.
    async fn end_second_factor(&self, proven: &Proven) -> Stored<bool>;

    /// Asks whoever has this address (compared without case) for no second step any more, without a proof. `None` where nobody
    /// has it, false where none was asked for. The audit entry's person, and a workspace of theirs, are filled in.
    async fn end_second_factor_of(&self, email: &str, audit: &AuditEntry) -> Stored<Option<bool>>;

    /// Keeps a sign-in that waits for its second step.
    async fn begin_sign_in(&self, pending: &PendingSignIn) -> Stored<()>;

    /// Counts one guess at the second step of a sign-in, before it is looked at. `None` where no such sign-in waits at `now`, or
    /// it has had `most` guesses.
    async fn guess_second_step(
        &self,
        secret: TokenDigest,
        most: u32,
        now: Timestamp,
    ) -> Stored<Option<Guess>>;

    /// Takes a proof and the sign-in that waited for it, each once. False, and nothing is written, where one of them is gone.
    async fn pass_second_step(&self, secret: TokenDigest, proven: &Proven) -> Stored<bool>;
}

/// Somebody's second step.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// The seed of its codes.
    pub seed: Sealed,
    /// Whether it is asked for.
    pub is_on: bool,
    /// The newest step of time of which a code was taken.
    pub last_step: i64,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// How many recovery codes are left.
    pub codes_left: u32,
}

/// A second step that is asked for from now on.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// Whose.
    pub person: PersonId,
    /// The seed that was read.
    pub seed: Sealed,
    /// The step of time of the first code.
    pub step: i64,
    /// The recovery codes.
    pub codes: Vec<TokenDigest>,
    /// The session that goes on.
    pub keep: TokenDigest,
    /// For the audit log.
    pub audit: AuditEntry,
    /// What tells them.
    pub letter: Option<NewLetter>,
}

/// A proof of the second step, and what is done with it.
#[derive(Debug, Clone)]
pub struct Proven {
    /// Whose.
    pub person: PersonId,
    /// It.
    pub proof: Proof,
    /// For the audit log.
    pub audit: Vec<AuditEntry>,
    /// What tells them, where it changes how they sign in.
    pub letter: Option<NewLetter>,
}

/// What proves the second step, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The code of a step of time, later than all that were taken.
    Step(i64),
    /// A recovery code, by its digest.
    Recovery(TokenDigest),
}

/// A sign-in that waits for its second step.
#[derive(Debug, Clone)]
pub struct PendingSignIn {
    /// What its cookie's secret hashes to.
    pub secret: TokenDigest,
    /// Whose.
    pub person: PersonId,
    /// Where it goes on.
    pub then: Then,
    /// When it began.
    pub now: Timestamp,
    /// Until when it waits.
    pub ends_at: Timestamp,
}

/// Where a sign-in goes on after its second step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// In this workspace.
    Open(WorkspaceId),
    /// By accepting the invitation whose secret hashes to this.
    Join(TokenDigest),
}

/// A guess that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// Who signs in.
    pub person: PersonId,
    /// Where it goes on.
    pub then: Then,
    /// How many guesses there were, with this one.
    pub guesses: u32,
}
