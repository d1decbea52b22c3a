//! Sessions: opened by e-mail and password, held by a cookie's secret, known to the store by its digest only.

use domain::{
    account::Viewer,
    time::{Span, Timestamp},
};

use super::password;
use crate::{
    Engine, Error,
    ports::store::{
        accounts::{Attempt, AttemptLimit, AuditEntry, NewSession},
        second_factors::Then,
    },
    vault::Token,
};

/// How long a session lasts.
pub const SESSION_LIFETIME: Span = Span::days(14);

/// Wrong passwords an address book entry may take in a window, and what one client address may try in all.
const PER_EMAIL: u32 = 10;
const PER_ADDRESS: u32 = 300;
const WINDOW: Span = Span::minutes(15);

/// How a sign-in went.
#[derive(Debug)]
pub enum SignIn {
    /// A session is open.
    Opened(Opened),
    /// The password is right, and a second step is asked for: the secret of the cookie that may take it.
    SecondStep(Token),
    /// E-mail and password do not fit.
    Wrong,
    /// Too many attempts.
    LockedUntil(Timestamp),
}

/// An open session.
#[derive(Debug)]
pub struct Opened {
    /// The cookie's secret.
    pub secret: Token,
    /// Whose session it is.
    pub viewer: Viewer,
}

impl Engine {
    /// Checks e-mail and password and opens a session, or asks for the second step. Attempts are counted before the password is looked at.
    ///
    /// # Errors
    /// Only those of the store.
    pub async fn sign_in(&self, email: &str, password: Token, from: &str) -> Result<SignIn, Error> {
        let email = email.trim().to_lowercase();
        let now = self.clock.now();
        let email_key = format!("email:{email}");
        if let Attempt::LockedUntil(until) = self.count_guess(&email_key, from).await? {
            return Ok(SignIn::LockedUntil(until));
        }
        let found = self.store.credentials(&email).await?;
        let phc = found.as_ref().map(|credentials| credentials.password_hash.clone());
        let right = password::is_right(password, phc).await?;
        let (Some(credentials), true) = (found, right) else {
            self.store
                .audit(&AuditEntry {
                    workspace: None,
                    person: None,
                    what: "sign_in.refused".into(),
                    about: email,
                    from: from.into(),
                    at: now,
                })
                .await?;
            return Ok(SignIn::Wrong);
        };
        self.store.forget_attempts(&email_key).await?;
        let (person, workspace) = (credentials.person, credentials.workspace);
        if let Some(secret) = self.begin_second_step(person, Then::Open(workspace)).await? {
            return Ok(SignIn::SecondStep(secret));
        }
        self.open_session(person, workspace, from).await.map(SignIn::Opened)
    }

    /// Counts one guess at what `key` protects, from `from`, before it is looked at.
    pub(super) async fn count_guess(&self, key: &str, from: &str) -> Result<Attempt, Error> {
        let limits = [
            AttemptLimit { key: key.to_owned(), limit: PER_EMAIL, window: WINDOW },
            AttemptLimit { key: format!("address:{from}"), limit: PER_ADDRESS, window: WINDOW },
        ];
        Ok(self.store.count_attempt(&limits, self.clock.now()).await?)
    }

    pub(super) async fn open_session(
        &self,
        person: domain::id::PersonId,
        workspace: domain::id::WorkspaceId,
        from: &str,
    ) -> Result<Opened, Error> {
        let now = self.clock.now();
        let secret = self.fresh_secret();
        self.store
            .open_session(&NewSession {
                digest: secret.digest(),
                person,
                workspace,
                now,
                until: now.after(SESSION_LIFETIME),
                from: from.into(),
            })
            .await?;
        let viewer = self.viewer(&secret).await?.ok_or(Error::NotFound)?;
        Ok(Opened { secret, viewer })
    }

    /// Whose session a cookie's secret is.
    ///
    /// # Errors
    /// Only those of the store.
    pub async fn viewer(&self, secret: &Token) -> Result<Option<Viewer>, Error> {
        Ok(self.store.viewer(secret.digest(), self.clock.now()).await?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// Only those of the store.
    pub async fn sign_out(&self, secret: &Token) -> Result<(), Error> {
        Ok(self.store.close_session(secret.digest()).await?)
    }

    /// Names and e-mail addresses of the Master Accounts of the viewer's workspace.
    ///
    /// # Errors
    /// Only those of the store.
    pub async fn master_accounts(&self, viewer: &Viewer) -> Result<Vec<(String, String)>, Error> {
        Ok(self.store.master_accounts(viewer.workspace).await?)
    }
}
