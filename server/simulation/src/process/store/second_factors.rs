//! The second step of signing in. Nobody has one in these worlds.

use async_trait::async_trait;
use domain::{id::PersonId, time::Timestamp};
use engine::{
    ports::store::{
        SecondFactors, Stored,
        accounts::AuditEntry,
        second_factors::{Confirmed, Guess, PendingSignIn, Proven, SecondFactor},
    },
    vault::{Sealed, TokenDigest},
};

use super::{Door, Weight, light};

#[async_trait]
impl SecondFactors for Door {
    async fn second_factor(&self, person: PersonId) -> Stored<Option<SecondFactor>> {
        light!(self.second_factor(person))
    }

    async fn begin_second_factor(
        &self,
        person: PersonId,
        seed: &Sealed,
        now: Timestamp,
    ) -> Stored<bool> {
        light!(self.begin_second_factor(person, seed, now))
    }

    async fn confirm_second_factor(&self, confirmed: &Confirmed) -> Stored<bool> {
        light!(self.confirm_second_factor(confirmed))
    }

    async fn renew_recovery_codes(&self, proven: &Proven, codes: &[TokenDigest]) -> Stored<bool> {
        light!(self.renew_recovery_codes(proven, codes))
    }

    async fn end_second_factor(&self, proven: &Proven) -> Stored<bool> {
        light!(self.end_second_factor(proven))
    }

    async fn end_second_factor_of(&self, email: &str, audit: &AuditEntry) -> Stored<Option<bool>> {
        light!(self.end_second_factor_of(email, audit))
    }

    async fn begin_sign_in(&self, pending: &PendingSignIn) -> Stored<()> {
        light!(self.begin_sign_in(pending))
    }

    async fn guess_second_step(
        &self,
        secret: TokenDigest,
        most: u32,
        now: Timestamp,
    ) -> Stored<Option<Guess>> {
        light!(self.guess_second_step(secret, most, now))
    }

    async fn pass_second_step(&self, secret: TokenDigest, proven: &Proven) -> Stored<bool> {
        light!(self.pass_second_step(secret, proven))
    }
}
