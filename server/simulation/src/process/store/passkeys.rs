//! Passkeys, through the door. Nobody has one in these worlds.

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

use super::{Door, Weight, light};

#[async_trait]
impl Passkeys for Door {
    async fn passkeys(&self, person: PersonId) -> Stored<Vec<Passkey>> {
        light!(self.passkeys(person))
    }

    async fn begin_ceremony(&self, new: &NewCeremony, proven: Option<&Proven>) -> Stored<bool> {
        light!(self.begin_ceremony(new, proven))
    }

    async fn take_ceremony(
        &self,
        secret: TokenDigest,
        person: Option<PersonId>,
        now: Timestamp,
    ) -> Stored<Option<String>> {
        light!(self.take_ceremony(secret, person, now))
    }

    async fn add_passkey(&self, new: &NewPasskey, most: usize) -> Stored<bool> {
        light!(self.add_passkey(new, most))
    }

    async fn find_passkey(&self, credential: TokenDigest) -> Stored<Option<FoundPasskey>> {
        light!(self.find_passkey(credential))
    }

    async fn note_passkey_use(&self, used: &PasskeyUse) -> Stored<bool> {
        light!(self.note_passkey_use(used))
    }

    async fn remove_passkey(
        &self,
        person: PersonId,
        passkey: PasskeyId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        light!(self.remove_passkey(person, passkey, audit))
    }
}
