//! One's own second step of signing in: set up, recovery codes made anew, given up.

use domain::{
    account::Viewer,
    id::PersonId,
    time::{Span, Timestamp},
};

use super::{PasswordChanged, recovery, totp};
use crate::{
    Engine, Error,
    ports::store::{
        accounts::{Attempt, AttemptLimit, AuditEntry},
        second_factors::{Confirmed, Proof, Proven, SecondFactor},
    },
    telling::SignInChange,
    vault::{Place, Sealed, Token},
};

/// How long a second step that was begun waits to be confirmed.
const SETTING_UP: Span = Span::minutes(15);
/// So many codes of one person may be tried in a window, and so many by one client address.
const PER_PERSON: u32 = 10;
const PER_ADDRESS: u32 = 300;
const WINDOW: Span = Span::hours(1);

/// Why a second step was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactorRefused {
    /// The password is not right.
    Password,
    /// The code is not right, or was used.
    Code,
    /// Too many wrong passwords.
    PasswordLocked(Timestamp),
    /// Too many wrong codes.
    CodeLocked(Timestamp),
    /// It is on already, or nothing waits to be confirmed.
    NotNow,
}

/// What a code that was typed turned out to be.
pub(super) enum Proving {
    /// It may be a proof: the store takes it once.
    Maybe(Proof),
    /// It is none.
    Wrong,
    /// Too many were tried.
    LockedUntil(Timestamp),
}

type Refusable<T> = Result<Result<T, SecondFactorRefused>, Error>;

impl Engine {
    /// How many recovery codes the viewer has left; `None` where they have no second step.
    ///
    /// # Errors
    /// The store's.
    pub async fn recovery_codes_left(&self, viewer: &Viewer) -> Result<Option<u32>, Error> {
        let found = self.store.second_factor(viewer.person).await?;
        Ok(found.filter(|it| it.is_on).map(|it| it.codes_left))
    }

    /// Begins to set up the viewer's second step: the seed, for their app. It is not asked for until it is confirmed.
    ///
    /// # Errors
    /// The store's.
    pub async fn begin_second_factor(
        &self,
        viewer: &Viewer,
        password: Token,
        from: &str,
    ) -> Refusable<Token> {
        if let Some(refused) = self.refuse_password(viewer, password, from).await? {
            return Ok(Err(refused));
        }
        let mut bytes = [0; totp::SEED];
        self.random.fill(&mut bytes);
        let seed = totp::seed(bytes);
        let sealed = self.vault.seal(&seed, Place::SecondFactor(viewer.person));
        let now = self.clock.now();
        let begun = self.store.begin_second_factor(viewer.person, &sealed, now).await?;
        Ok(if begun { Ok(seed) } else { Err(SecondFactorRefused::NotNow) })
    }

    /// The seed that waits to be confirmed, to be shown once more after a wrong code.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn waiting_seed(&self, viewer: &Viewer) -> Result<Option<Token>, Error> {
        let waiting = self.waiting(viewer.person).await?;
        waiting.map(|it| self.open_seed(viewer.person, &it.seed)).transpose()
    }

    /// Asks for the second step from now on, after a first code, and ends all other sessions of the viewer. The recovery codes
    /// are told here and nowhere else.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn confirm_second_factor(
        &self,
        viewer: &Viewer,
        session: &Token,
        code: &Token,
        from: &str,
    ) -> Refusable<Vec<Token>> {
        if let Some(until) = self.count_code(viewer.person, from).await? {
            return Ok(Err(SecondFactorRefused::CodeLocked(until)));
        }
        let Some(waiting) = self.waiting(viewer.person).await? else {
            return Ok(Err(SecondFactorRefused::NotNow));
        };
        let seed = self.open_seed(viewer.person, &waiting.seed)?;
        let Some(step) = totp::step(&seed, &digits(code), self.clock.now(), 0) else {
            return Ok(Err(SecondFactorRefused::Code));
        };
        let (codes, kept) = self.fresh_codes(viewer.person);
        let done = self
            .store
            .confirm_second_factor(&Confirmed {
                person: viewer.person,
                seed: waiting.seed,
                step,
                codes: kept,
                keep: session.digest(),
                audit: self.about_oneself(viewer, "second_factor.on", from),
                letter: self.sign_in_letter(&viewer.email, SignInChange::SecondFactorOn, from),
            })
            .await?;
        if !done {
            return Ok(Err(SecondFactorRefused::NotNow));
        }
        self.outbox.stir();
        self.store.forget_attempts(&key(viewer.person)).await?;
        Ok(Ok(codes))
    }

    /// Makes the viewer's recovery codes anew; those from before open nothing. They are told here and nowhere else.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn renew_recovery_codes(
        &self,
        viewer: &Viewer,
        password: Token,
        code: &Token,
        from: &str,
    ) -> Refusable<Vec<Token>> {
        let proven = match self.proven(viewer, password, code, "second_factor.codes", from).await? {
            Ok(proven) => proven,
            Err(refused) => return Ok(Err(refused)),
        };
        let letter = self.sign_in_letter(&viewer.email, SignInChange::RecoveryCodes, from);
        let proven = Proven { letter, ..proven };
        let (codes, kept) = self.fresh_codes(viewer.person);
        let done = self.store.renew_recovery_codes(&proven, &kept).await?;
        self.outbox.stir();
        self.taken(viewer, done, from).await.map(|taken| taken.map(|()| codes))
    }

    /// Asks the viewer for no second step any more.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn end_second_factor(
        &self,
        viewer: &Viewer,
        password: Token,
        code: &Token,
        from: &str,
    ) -> Refusable<()> {
        let proven = match self.proven(viewer, password, code, "second_factor.off", from).await? {
            Ok(proven) => proven,
            Err(refused) => return Ok(Err(refused)),
        };
        let letter = self.sign_in_letter(&viewer.email, SignInChange::SecondFactorOff, from);
        let done = self.store.end_second_factor(&Proven { letter, ..proven }).await?;
        self.outbox.stir();
        self.taken(viewer, done, from).await
    }

    /// Asks whoever has this address for no second step any more: for whoever runs the installation, when somebody has lost
    /// what makes their codes. `None` where nobody has the address, false where no second step was asked for.
    ///
    /// # Errors
    /// The store's.
    pub async fn end_second_factor_of(&self, email: &str) -> Result<Option<bool>, Error> {
        let audit = AuditEntry {
            workspace: None,
            person: None,
            what: "second_factor.off_by_hand".to_owned(),
            about: email.trim().to_lowercase(),
            from: String::new(),
            at: self.clock.now(),
        };
        Ok(self.store.end_second_factor_of(email.trim(), &audit).await?)
    }

    /// What a code of somebody's second step may prove. It is counted before it is looked at.
    pub(super) async fn prove(
        &self,
        person: PersonId,
        code: &Token,
        from: &str,
    ) -> Result<Proving, Error> {
        if let Some(until) = self.count_code(person, from).await? {
            return Ok(Proving::LockedUntil(until));
        }
        let found = self.store.second_factor(person).await?;
        let Some(factor) = found.filter(|it| it.is_on) else { return Ok(Proving::Wrong) };
        if let Some(code) = recovery::digest(person, code.expose()) {
            return Ok(Proving::Maybe(Proof::Recovery(code)));
        }
        let seed = self.open_seed(person, &factor.seed)?;
        let step = totp::step(&seed, &digits(code), self.clock.now(), factor.last_step);
        Ok(step.map_or(Proving::Wrong, |step| Proving::Maybe(Proof::Step(step))))
    }

    /// After a code was right, those that were not count no more.
    pub(super) async fn forget_codes(&self, person: PersonId) -> Result<(), Error> {
        Ok(self.store.forget_attempts(&key(person)).await?)
    }

    async fn count_code(&self, person: PersonId, from: &str) -> Result<Option<Timestamp>, Error> {
        let limits = [
            AttemptLimit { key: key(person), limit: PER_PERSON, window: WINDOW },
            AttemptLimit { key: format!("codes:{from}"), limit: PER_ADDRESS, window: WINDOW },
        ];
        Ok(match self.store.count_attempt(&limits, self.clock.now()).await? {
            Attempt::Allowed => None,
            Attempt::LockedUntil(until) => Some(until),
        })
    }

    async fn waiting(&self, person: PersonId) -> Result<Option<SecondFactor>, Error> {
        let now = self.clock.now();
        let found = self.store.second_factor(person).await?;
        Ok(found.filter(|it| !it.is_on && now < it.begun_at.after(SETTING_UP)))
    }

    fn open_seed(&self, person: PersonId, seed: &Sealed) -> Result<Token, Error> {
        Ok(self.vault.open(seed, Place::SecondFactor(person))?)
    }

    fn fresh_codes(&self, person: PersonId) -> (Vec<Token>, Vec<crate::vault::TokenDigest>) {
        let code = |_| {
            let mut bytes = [0; recovery::BYTES];
            self.random.fill(&mut bytes);
            let code = recovery::code(bytes);
            recovery::digest(person, code.expose()).map(|digest| (code, digest))
        };
        (0..recovery::CODES).filter_map(code).unzip()
    }

    pub(super) async fn refuse_password(
        &self,
        viewer: &Viewer,
        password: Token,
        from: &str,
    ) -> Result<Option<SecondFactorRefused>, Error> {
        Ok(match self.confirm_password(viewer, password, from).await? {
            PasswordChanged::Done => None,
            PasswordChanged::LockedUntil(until) => Some(SecondFactorRefused::PasswordLocked(until)),
            PasswordChanged::Wrong | PasswordChanged::Invalid => {
                Some(SecondFactorRefused::Password)
            }
        })
    }

    /// Password and code, for something that is then written into the audit log as `what`.
    pub(super) async fn proven(
        &self,
        viewer: &Viewer,
        password: Token,
        code: &Token,
        what: &str,
        from: &str,
    ) -> Refusable<Proven> {
        if let Some(refused) = self.refuse_password(viewer, password, from).await? {
            return Ok(Err(refused));
        }
        let proof = match self.prove(viewer.person, code, from).await? {
            Proving::Maybe(proof) => proof,
            Proving::Wrong => {
                return self
                    .taken(viewer, false, from)
                    .await
                    .map(|_| Err(SecondFactorRefused::Code));
            }
            Proving::LockedUntil(until) => return Ok(Err(SecondFactorRefused::CodeLocked(until))),
        };
        let mut audit = vec![self.about_oneself(viewer, what, from)];
        if matches!(proof, Proof::Recovery(_)) {
            audit.insert(0, self.about_oneself(viewer, "second_factor.recovered", from));
        }
        Ok(Ok(Proven { person: viewer.person, proof, audit, letter: None }))
    }

    /// What came of taking a proof; one that was none (any more) is written down.
    pub(super) async fn taken(&self, viewer: &Viewer, done: bool, from: &str) -> Refusable<()> {
        if done {
            self.forget_codes(viewer.person).await?;
            return Ok(Ok(()));
        }
        self.store.audit(&self.about_oneself(viewer, "second_factor.refused", from)).await?;
        Ok(Err(SecondFactorRefused::Code))
    }
}

/// What guesses at somebody's codes are counted by.
fn key(person: PersonId) -> String {
    format!("second:{person}")
}

/// A code as apps show it, without what they put between its digits.
fn digits(code: &Token) -> String {
    code.expose().chars().filter(|char| !char.is_whitespace()).collect()
}
