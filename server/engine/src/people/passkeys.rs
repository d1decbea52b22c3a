//! Passkeys: added to one's own account, and signing in by one, without a password and without a second step, because the
//! device asks for a face, a finger or a code of its own.

use domain::{account::Viewer, id::PasskeyId, time::Span};

use super::{Opened, SecondFactorRefused};
use crate::{
    Engine, Error,
    ports::{
        relying_party::{CeremonyBegun, Registering, RelyingParty},
        store::{
            accounts::{Attempt, AttemptLimit, AuditEntry},
            passkeys::{FoundPasskey, NewCeremony, NewPasskey, Passkey, PasskeyUse},
            second_factors::Proven,
        },
    },
    telling::SignInChange,
    vault::Token,
};

/// So many passkeys somebody may have.
pub const MOST_PASSKEYS: usize = 10;
/// How long a ceremony waits for its answer: a phone has to be fetched, a PIN remembered.
const WAITS: Span = Span::minutes(5);
/// So many ceremonies one client address may begin or answer in [`WINDOW`].
const PER_ADDRESS: u32 = 300;
const WINDOW: Span = Span::minutes(15);
/// An answer has at most so many bytes.
const LONGEST: usize = 16_000;
/// How much of what a browser calls itself is kept, in characters.
const LONGEST_AGENT: usize = 300;

/// A ceremony that waits for a browser.
#[derive(Debug)]
pub struct Ceremony {
    /// What the page names it by, once.
    pub secret: Token,
    /// What the browser is asked, as JSON.
    pub options: String,
}

/// Why a passkey was not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyRefused {
    /// Password or code are not right.
    Proof(SecondFactorRefused),
    /// There are [`MOST_PASSKEYS`] already.
    TooMany,
    /// It took too long, or was answered already.
    Over,
    /// The answer is not right, or the passkey is somebody's already.
    Wrong,
}

/// How a sign-in by passkey went.
#[derive(Debug)]
pub enum PasskeySignIn {
    /// A session is open.
    Opened(Opened),
    /// No passkey of anybody here, or not answered rightly.
    Wrong,
    /// It took too long, or was answered already.
    Over,
    /// Too many of this address.
    Locked,
}

impl Engine {
    /// Whether there are passkeys: only where people reach Relink by the name of a host.
    #[must_use]
    pub fn offers_passkeys(&self) -> bool {
        self.relying_party.is_some()
    }

    /// The viewer's passkeys, the oldest first; `None` where none are offered.
    ///
    /// # Errors
    /// The store's.
    pub async fn passkeys(&self, viewer: &Viewer) -> Result<Option<Vec<Passkey>>, Error> {
        if !self.offers_passkeys() {
            return Ok(None);
        }
        Ok(Some(self.store.passkeys(viewer.person).await?))
    }

    /// Begins to add a passkey to the viewer's account, upon their password, and a code where they have a second step: a passkey
    /// stands for both.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no passkeys are offered; else the store's and the vault's.
    pub async fn begin_passkey(
        &self,
        viewer: &Viewer,
        password: Token,
        code: &Token,
        from: &str,
    ) -> Result<Result<Ceremony, PasskeyRefused>, Error> {
        let party = self.relying_party()?;
        let known = self.store.passkeys(viewer.person).await?;
        if known.len() >= MOST_PASSKEYS {
            return Ok(Err(PasskeyRefused::TooMany));
        }
        let proven = match self.prove_oneself(viewer, password, code, from).await? {
            Ok(proven) => proven,
            Err(refused) => return Ok(Err(PasskeyRefused::Proof(refused))),
        };
        let known: Vec<_> = known.into_iter().map(|it| it.kept).collect();
        let (person, email, name) = (viewer.person, &*viewer.email, &*viewer.name);
        let begun =
            party.begin_registration(&Registering { person, email, name, known: &known })?;
        let (ceremony, new) = self.ceremony(begun, Some(viewer));
        let has_begun = self.store.begin_ceremony(&new, proven.as_ref()).await?;
        if proven.is_some() {
            let taken = self.taken(viewer, has_begun, from).await?;
            return Ok(taken.map(|()| ceremony).map_err(PasskeyRefused::Proof));
        }
        Ok(Ok(ceremony))
    }

    /// Adds the passkey that came of it. `agent` is what the browser calls itself.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no passkeys are offered; else the store's.
    pub async fn add_passkey(
        &self,
        viewer: &Viewer,
        secret: &Token,
        answer: &str,
        agent: &str,
        from: &str,
    ) -> Result<Result<(), PasskeyRefused>, Error> {
        let (party, now) = (self.relying_party()?, self.clock.now());
        let person = Some(viewer.person);
        let Some(state) = self.store.take_ceremony(secret.digest(), person, now).await? else {
            return Ok(Err(PasskeyRefused::Over));
        };
        let credential = match party.finish_registration(&state, short(answer)) {
            Ok(credential) => credential,
            Err(error) => {
                tracing::info!(%error, "a passkey was not added");
                return Ok(Err(PasskeyRefused::Wrong));
            }
        };
        let new = NewPasskey {
            id: PasskeyId::new(now, self.fresh_id()),
            person: viewer.person,
            credential: Token::new(credential.id).digest(),
            agent: agent.chars().take(LONGEST_AGENT).collect(),
            kept: credential.kept,
            audit: self.about_oneself(viewer, "passkey.added", from),
            letter: self.sign_in_letter(&viewer.email, SignInChange::PasskeyAdded, from),
        };
        let is_added = self.store.add_passkey(&new, MOST_PASSKEYS).await?;
        self.outbox.stir();
        Ok(if is_added { Ok(()) } else { Err(PasskeyRefused::Wrong) })
    }

    /// Removes one of the viewer's passkeys: nobody signs in by it any more.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown or foreign passkey.
    pub async fn remove_passkey(
        &self,
        viewer: &Viewer,
        passkey: PasskeyId,
        from: &str,
    ) -> Result<(), Error> {
        let audit = self.about_oneself(viewer, "passkey.removed", from);
        match self.store.remove_passkey(viewer.person, passkey, &audit).await? {
            true => Ok(()),
            false => Err(Error::NotFound),
        }
    }

    /// Begins a sign-in by passkey. `None` where this address began too many.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no passkeys are offered; else the store's.
    pub async fn begin_passkey_sign_in(&self, from: &str) -> Result<Option<Ceremony>, Error> {
        let party = self.relying_party()?;
        if !self.may_try_passkeys(from).await? {
            return Ok(None);
        }
        let (ceremony, new) = self.ceremony(party.begin_sign_in()?, None);
        self.store.begin_ceremony(&new, None).await?;
        Ok(Some(ceremony))
    }

    /// Opens the session of whoever answered rightly.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no passkeys are offered; else the store's.
    pub async fn sign_in_by_passkey(
        &self,
        secret: &Token,
        answer: &str,
        from: &str,
    ) -> Result<PasskeySignIn, Error> {
        let (party, now) = (self.relying_party()?, self.clock.now());
        if !self.may_try_passkeys(from).await? {
            return Ok(PasskeySignIn::Locked);
        }
        let Some(state) = self.store.take_ceremony(secret.digest(), None, now).await? else {
            return Ok(PasskeySignIn::Over);
        };
        let answer = short(answer);
        let Some(found) = self.passkey_named(&*party, answer).await? else {
            return Ok(PasskeySignIn::Wrong);
        };
        let audit = |what: &str| AuditEntry {
            workspace: Some(found.workspace),
            person: Some(found.person),
            what: what.to_owned(),
            about: String::new(),
            from: from.to_owned(),
            at: now,
        };
        let kept = match party.finish_sign_in(&state, answer, &found.kept) {
            Ok(kept) => kept,
            Err(error) => {
                tracing::info!(%error, "a passkey was refused");
                self.store.audit(&audit("passkey.refused")).await?;
                return Ok(PasskeySignIn::Wrong);
            }
        };
        let (id, person) = (found.id, found.person);
        let used = PasskeyUse { id, person, kept, audit: audit("passkey.used") };
        if !self.store.note_passkey_use(&used).await? {
            return Ok(PasskeySignIn::Wrong);
        }
        self.open_session(person, found.workspace, from).await.map(PasskeySignIn::Opened)
    }

    /// The passkey that an answer names, if it is of the person whom it names.
    async fn passkey_named(
        &self,
        party: &dyn RelyingParty,
        answer: &str,
    ) -> Result<Option<FoundPasskey>, Error> {
        let Some((person, credential)) = party.named(answer) else { return Ok(None) };
        let found = self.store.find_passkey(Token::new(credential).digest()).await?;
        Ok(found.filter(|it| it.person == person))
    }

    /// The viewer's password, and a code where they have a second step.
    async fn prove_oneself(
        &self,
        viewer: &Viewer,
        password: Token,
        code: &Token,
        from: &str,
    ) -> Result<Result<Option<Proven>, SecondFactorRefused>, Error> {
        let found = self.store.second_factor(viewer.person).await?;
        if found.is_some_and(|it| it.is_on) {
            let proven = self.proven(viewer, password, code, "passkey.begun", from).await?;
            return Ok(proven.map(Some));
        }
        let refused = self.refuse_password(viewer, password, from).await?;
        Ok(refused.map_or(Ok(None), Err))
    }

    fn ceremony(&self, begun: CeremonyBegun, whose: Option<&Viewer>) -> (Ceremony, NewCeremony) {
        let (secret, now) = (self.fresh_secret(), self.clock.now());
        let new = NewCeremony {
            secret: secret.digest(),
            person: whose.map(|viewer| viewer.person),
            state: begun.state,
            now,
            ends_at: now.after(WAITS),
        };
        (Ceremony { secret, options: begun.options }, new)
    }

    fn relying_party(&self) -> Result<std::sync::Arc<dyn RelyingParty>, Error> {
        self.relying_party.clone().ok_or(Error::NotFound)
    }

    async fn may_try_passkeys(&self, from: &str) -> Result<bool, Error> {
        let key = format!("passkeys:{from}");
        let limit = AttemptLimit { key, limit: PER_ADDRESS, window: WINDOW };
        Ok(self.store.count_attempt(&[limit], self.clock.now()).await? == Attempt::Allowed)
    }
}

/// An answer; nothing, where it is longer than any browser's.
fn short(answer: &str) -> &str {
    if answer.len() <= LONGEST { answer } else { "" }
}
