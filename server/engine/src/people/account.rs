//! One's own account: name, password, sessions; and the way back in for somebody who forgot the password.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::{
    account::Viewer,
    id::PersonId,
    language::Language,
    time::{Span, Timestamp},
};

use super::{
    fields::{is_password, is_text},
    password,
};
use crate::{
    Engine, Error,
    ports::store::{
        accounts::{Attempt, AuditEntry},
        own_account::{Ending, NewReset, PasswordChange, SessionSeen, Sight},
    },
    telling::{Message, SignInChange},
    vault::{Token, TokenDigest},
};

/// How long the link for a new password works.
pub const RESET_LIFETIME: Span = Span::hours(1);

/// How exactly it is known when a session was seen: seldom enough that looking at pages costs no writing.
const SIGHT_EVERY: Span = Span::minutes(5);
/// How much of what a browser calls itself is kept, in bytes.
const LONGEST_AGENT: usize = 300;
/// When so many sessions are remembered, all are forgotten and written down once more.
const MOST_REMEMBERED: usize = 20_000;

/// When this process wrote down the last time that sessions were seen.
#[derive(Debug, Default)]
pub struct Sights(Mutex<HashMap<[u8; 32], Timestamp>>);

impl Sights {
    /// Whether a session was not written down for a while; whoever hears so writes it down.
    fn is_due(&self, digest: TokenDigest, now: Timestamp) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.get(&digest.0).is_some_and(|last| now < last.after(SIGHT_EVERY)) {
            return false;
        }
        if seen.len() >= MOST_REMEMBERED {
            seen.clear();
        }
        seen.insert(digest.0, now);
        true
    }
}

/// How changing a password went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordChanged {
    /// It is changed, and all other sessions have ended.
    Done,
    /// The old one is not right.
    Wrong,
    /// The new one cannot be a password.
    Invalid,
    /// Too many attempts.
    LockedUntil(Timestamp),
}

impl Engine {
    /// Writes down, now and then, where the viewer's session is, and which language its browser asked for.
    ///
    /// # Errors
    /// The store's.
    pub async fn see_session(
        &self,
        session: &Token,
        from: &str,
        agent: &str,
        asked: Option<Language>,
    ) -> Result<(), Error> {
        let (digest, now) = (session.digest(), self.clock.now());
        if !self.sights.is_due(digest, now) {
            return Ok(());
        }
        let agent = agent.chars().filter(|char| !char.is_control()).collect::<String>();
        let end = agent.floor_char_boundary(LONGEST_AGENT);
        let agent = agent.get(..end).unwrap_or_default().to_owned();
        let seen = Sight { digest, at: now, from: from.to_owned(), agent, asked };
        Ok(self.store.see_session(&seen).await?)
    }

    /// The viewer's open sessions in all workspaces, the last seen first.
    ///
    /// # Errors
    /// The store's.
    pub async fn sessions(&self, viewer: &Viewer) -> Result<Vec<SessionSeen>, Error> {
        Ok(self.store.sessions_of(viewer.person, self.clock.now()).await?)
    }

    /// Gives the viewer another name. False if that cannot be one.
    ///
    /// # Errors
    /// The store's.
    pub async fn rename(&self, viewer: &Viewer, name: &str, from: &str) -> Result<bool, Error> {
        if !is_text(name) {
            return Ok(false);
        }
        let audit = self.about_oneself(viewer, "person.renamed", from);
        self.store.rename(viewer.person, name.trim(), &audit).await?;
        Ok(true)
    }

    /// Has the viewer spoken to in a language, whatever their browser asks for; `None` for what it asks for.
    ///
    /// # Errors
    /// The store's.
    pub async fn choose_language(
        &self,
        viewer: &Viewer,
        chosen: Option<Language>,
    ) -> Result<(), Error> {
        Ok(self.store.choose_language(viewer.person, chosen).await?)
    }

    /// Changes the viewer's password, and ends all their sessions but this one.
    ///
    /// # Errors
    /// The store's.
    pub async fn change_password(
        &self,
        viewer: &Viewer,
        session: &Token,
        old: Token,
        new: Token,
        from: &str,
    ) -> Result<PasswordChanged, Error> {
        match self.confirm_password(viewer, old, from).await? {
            PasswordChanged::Done if !is_password(&new) => return Ok(PasswordChanged::Invalid),
            PasswordChanged::Done => {}
            refused => return Ok(refused),
        }
        let password_hash = self.hash(new).await?;
        self.store
            .change_password(&PasswordChange {
                person: viewer.person,
                password_hash,
                keep: Some(session.digest()),
                audit: self.about_oneself(viewer, "password.changed", from),
                letter: self.sign_in_letter(&viewer.email, SignInChange::Password, from),
            })
            .await?;
        self.outbox.stir();
        Ok(PasswordChanged::Done)
    }

    /// Whether a password is the viewer's, counted like a sign-in.
    pub(super) async fn confirm_password(
        &self,
        viewer: &Viewer,
        password: Token,
        from: &str,
    ) -> Result<PasswordChanged, Error> {
        let key = format!("email:{}", viewer.email.to_lowercase());
        if let Attempt::LockedUntil(until) = self.count_guess(&key, from).await? {
            return Ok(PasswordChanged::LockedUntil(until));
        }
        let phc = self.store.password_of(viewer.person).await?;
        if !password::is_right(password, phc).await? {
            return Ok(PasswordChanged::Wrong);
        }
        self.store.forget_attempts(&key).await?;
        Ok(PasswordChanged::Done)
    }

    /// Ends one of the viewer's sessions, or all of them.
    ///
    /// # Errors
    /// The store's.
    pub async fn end_sessions(
        &self,
        viewer: &Viewer,
        which: Ending,
        from: &str,
    ) -> Result<u64, Error> {
        let what = if which == Ending::All { "session.ended_all" } else { "session.ended" };
        let audit = self.about_oneself(viewer, what, from);
        Ok(self.store.end_sessions(viewer.person, which, &audit).await?)
    }

    /// Makes the secret of a link by which whoever has this address chooses a new password. `None` if nobody has it, or too
    /// many were made; whoever asked must not learn which.
    ///
    /// # Errors
    /// The store's.
    pub async fn begin_reset(&self, email: &str, from: &str) -> Result<Option<Token>, Error> {
        let email = email.trim().to_lowercase();
        let key = format!("reset:{email}");
        if self.count_guess(&key, from).await? != Attempt::Allowed {
            return Ok(None);
        }
        let (secret, now) = (self.fresh_secret(), self.clock.now());
        let ends_at = now.after(RESET_LIFETIME);
        let message = Message::NewPassword { until: ends_at };
        let begun = self
            .store
            .begin_reset(&NewReset {
                letter: self.letter(None, &email, &message, Some(&secret)),
                email: email.clone(),
                secret: secret.digest(),
                now,
                ends_at,
                audit: AuditEntry {
                    workspace: None,
                    person: None,
                    what: "password.forgotten".to_owned(),
                    about: email,
                    from: from.to_owned(),
                    at: now,
                },
            })
            .await?;
        self.outbox.stir();
        Ok(begun.map(|_| secret))
    }

    /// The address of whoever may choose a new password by a link's secret.
    ///
    /// # Errors
    /// The store's.
    pub async fn reset(
        &self,
        secret: &Token,
        from: &str,
    ) -> Result<Option<(PersonId, String)>, Error> {
        if !self.may_open_link(from).await? {
            return Ok(None);
        }
        Ok(self.store.open_reset(secret.digest(), self.clock.now()).await?)
    }

    /// Gives that person a new password, and ends all their sessions. `None` if the link opens nothing, false if that cannot
    /// be a password.
    ///
    /// # Errors
    /// The store's.
    pub async fn reset_password(
        &self,
        secret: &Token,
        new: Token,
        from: &str,
    ) -> Result<Option<bool>, Error> {
        let Some((person, email)) = self.reset(secret, from).await? else { return Ok(None) };
        if !is_password(&new) {
            return Ok(Some(false));
        }
        let change = PasswordChange {
            person,
            password_hash: self.hash(new).await?,
            keep: None,
            audit: AuditEntry {
                workspace: None,
                person: Some(person),
                what: "password.reset".to_owned(),
                about: String::new(),
                from: from.to_owned(),
                at: self.clock.now(),
            },
            letter: self.sign_in_letter(&email, SignInChange::Password, from),
        };
        let done = self.store.reset_password(secret.digest(), &change).await?;
        if done {
            self.outbox.stir();
            self.store.forget_attempts(&format!("email:{}", email.to_lowercase())).await?;
        }
        Ok(done.then_some(true))
    }

    pub(super) async fn hash(&self, password: Token) -> Result<String, Error> {
        let mut salt = [0; 16];
        self.random.fill(&mut salt);
        password::hash(password, salt).await
    }

    pub(super) fn about_oneself(&self, viewer: &Viewer, what: &str, from: &str) -> AuditEntry {
        AuditEntry {
            workspace: Some(viewer.workspace),
            person: Some(viewer.person),
            what: what.to_owned(),
            about: String::new(),
            from: from.to_owned(),
            at: self.clock.now(),
        }
    }
}
