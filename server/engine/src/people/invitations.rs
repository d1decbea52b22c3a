//! Asking somebody to join a workspace, and joining.

use domain::{
    account::{Role, Viewer},
    id::{InvitationId, PersonId},
    time::{Span, Timestamp},
};

use super::{
    Opened,
    fields::{is_email, is_password, is_text},
    password,
};
use crate::{
    Engine, Error, only_masters,
    ports::store::{
        accounts::{Attempt, AttemptLimit, AuditEntry},
        letters::NewLetter,
        second_factors::Then,
        team::{
            Invitation, InvitationRenewal, Invited, Joined, Joining, NewInvitation, OpenInvitation,
        },
    },
    telling::Message,
    vault::Token,
};

/// How long the link of an invitation works.
pub const INVITATION_LIFETIME: Span = Span::days(7);

/// So many links one client address may try in a window.
const PER_ADDRESS: u32 = 100;
const WINDOW: Span = Span::minutes(15);

/// Why nobody was invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationRefused {
    /// That cannot be an address.
    Invalid,
    /// That address is a member's.
    MemberAlready,
}

/// An invitation as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// What the link opens.
    pub invitation: OpenInvitation,
    /// Whether whoever is signed in is the one it is for.
    pub is_viewer: bool,
}

/// What somebody who accepts an invitation typed.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// The name of somebody new.
    pub name: String,
    /// The password: of the account there is, or to be of a new one.
    pub password: Token,
}

/// How accepting went.
#[derive(Debug)]
pub enum Accepted {
    /// They belong to the workspace, and a session is open in it.
    Opened(Opened),
    /// The password is right, and they belong to the workspace after their second step: the secret of the cookie that may
    /// take it.
    SecondStep(Token),
    /// They belong to the workspace, and the session they had goes on in it.
    Switched(Role),
    /// The link opens nothing (any more).
    Closed,
    /// What was typed cannot be; which field.
    Invalid(&'static str),
    /// The password is not the account's.
    Wrong,
    /// Too many attempts.
    LockedUntil(Timestamp),
}

impl Engine {
    /// Invites somebody to the viewer's workspace. The secret is for the link, and told nowhere else.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn invite(
        &self,
        viewer: &Viewer,
        email: &str,
        role: Role,
        from: &str,
    ) -> Result<Result<Token, InvitationRefused>, Error> {
        only_masters(viewer)?;
        let email = email.trim().to_lowercase();
        if !is_email(&email) {
            return Ok(Err(InvitationRefused::Invalid));
        }
        let now = self.clock.now();
        let id = InvitationId::new(now, self.fresh_id());
        let secret = self.fresh_secret();
        let ends_at = now.after(INVITATION_LIFETIME);
        let invited = self
            .store
            .invite(&NewInvitation {
                workspace: viewer.workspace,
                id,
                letter: self.invitation_letter(viewer, &email, role, ends_at, &secret),
                email,
                role,
                secret: secret.digest(),
                by: viewer.person,
                now,
                ends_at,
                audit: self.about_invitation(viewer, id, "person.invited", from),
            })
            .await?;
        self.outbox.stir();
        Ok(match invited {
            Invited::Done => Ok(secret),
            Invited::MemberAlready => Err(InvitationRefused::MemberAlready),
        })
    }

    /// Makes another link for an invitation; the one before opens nothing from now on. With the address it is for.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] where there is none that could be accepted.
    pub async fn renew_invitation(
        &self,
        viewer: &Viewer,
        invitation: InvitationId,
        from: &str,
    ) -> Result<(String, Token), Error> {
        only_masters(viewer)?;
        let found = self.store.invitation(viewer.workspace, invitation).await?;
        let Invitation { email, role, .. } = found.ok_or(Error::NotFound)?;
        let secret = self.fresh_secret();
        let ends_at = self.clock.now().after(INVITATION_LIFETIME);
        let renewed = self
            .store
            .renew_invitation(&InvitationRenewal {
                workspace: viewer.workspace,
                id: invitation,
                secret: secret.digest(),
                ends_at,
                audit: self.about_invitation(viewer, invitation, "invitation.renewed", from),
                letter: self.invitation_letter(viewer, &email, role, ends_at, &secret),
            })
            .await?;
        self.outbox.stir();
        Ok((renewed.ok_or(Error::NotFound)?.email, secret))
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] where none is open.
    pub async fn revoke_invitation(
        &self,
        viewer: &Viewer,
        invitation: InvitationId,
        from: &str,
    ) -> Result<(), Error> {
        only_masters(viewer)?;
        let audit = self.about_invitation(viewer, invitation, "invitation.revoked", from);
        let revoked = self.store.revoke_invitation(viewer.workspace, invitation, &audit).await?;
        if revoked { Ok(()) } else { Err(Error::NotFound) }
    }

    /// What a link opens to whoever is signed in; nothing, too, for an address that tries too many.
    ///
    /// # Errors
    /// The store's.
    pub async fn invitation(
        &self,
        secret: &Token,
        viewer: Option<&Viewer>,
        from: &str,
    ) -> Result<Option<Opening>, Error> {
        if !self.may_open_link(from).await? {
            return Ok(None);
        }
        let now = self.clock.now();
        let found = self.store.open_invitation(secret.digest(), now).await?;
        Ok(found.map(|invitation| {
            let is_viewer = viewer.is_some_and(|it| invitation.person == Some(it.person));
            Opening { invitation, is_viewer }
        }))
    }

    /// Joins as whoever is signed in, and lets their session go on in the new workspace.
    ///
    /// # Errors
    /// The store's.
    pub async fn accept_as_viewer(
        &self,
        secret: &Token,
        viewer: &Viewer,
        session: &Token,
        from: &str,
    ) -> Result<Accepted, Error> {
        match self.join(secret, viewer.person, None, from).await? {
            Joined::Done(workspace, role) => {
                self.switch_workspace(viewer, session, workspace, from).await?;
                Ok(Accepted::Switched(role))
            }
            Joined::Closed | Joined::OtherPerson => Ok(Accepted::Closed),
        }
    }

    /// Joins with a password: that of the account the address has, else as somebody new.
    ///
    /// # Errors
    /// The store's.
    pub async fn accept(
        &self,
        secret: &Token,
        typed: Acceptance,
        from: &str,
    ) -> Result<Accepted, Error> {
        let Some(Opening { invitation, .. }) = self.invitation(secret, None, from).await? else {
            return Ok(Accepted::Closed);
        };
        let (person, new) = match invitation.person {
            Some(person) => {
                let key = format!("email:{}", invitation.email.to_lowercase());
                if let Attempt::LockedUntil(until) = self.count_guess(&key, from).await? {
                    return Ok(Accepted::LockedUntil(until));
                }
                let phc = self.store.password_of(person).await?;
                if !password::is_right(typed.password, phc).await? {
                    return Ok(Accepted::Wrong);
                }
                self.store.forget_attempts(&key).await?;
                let then = Then::Join(secret.digest());
                if let Some(secret) = self.begin_second_step(person, then).await? {
                    return Ok(Accepted::SecondStep(secret));
                }
                (person, None)
            }
            None if !is_text(&typed.name) => return Ok(Accepted::Invalid("name")),
            None if !is_password(&typed.password) => return Ok(Accepted::Invalid("password")),
            None => {
                let hash = self.hash(typed.password).await?;
                let person = PersonId::new(self.clock.now(), self.fresh_id());
                (person, Some((typed.name.trim().to_owned(), hash)))
            }
        };
        match self.join(secret, person, new, from).await? {
            Joined::Done(workspace, _) => {
                self.open_session(person, workspace, from).await.map(Accepted::Opened)
            }
            Joined::Closed | Joined::OtherPerson => Ok(Accepted::Closed),
        }
    }

    fn invitation_letter(
        &self,
        viewer: &Viewer,
        to: &str,
        role: Role,
        until: Timestamp,
        secret: &Token,
    ) -> Option<NewLetter> {
        let (workspace, by) = (viewer.workspace_name.clone(), viewer.name.clone());
        let language = viewer.speech.in_letters();
        let message = Message::Invitation { workspace, by, role, until, language };
        self.letter(Some(viewer.workspace), to, &message, Some(secret))
    }

    /// Whether a client address may try one more link: of an invitation, for a new password, or for reconnecting.
    pub(crate) async fn may_open_link(&self, from: &str) -> Result<bool, Error> {
        let key = format!("link:{from}");
        let limit = AttemptLimit { key, limit: PER_ADDRESS, window: WINDOW };
        Ok(self.store.count_attempt(&[limit], self.clock.now()).await? == Attempt::Allowed)
    }

    async fn join(
        &self,
        secret: &Token,
        person: PersonId,
        new: Option<(String, String)>,
        from: &str,
    ) -> Result<Joined, Error> {
        let (secret, now) = (secret.digest(), self.clock.now());
        let joining = Joining { secret, person, new, from: from.to_owned(), now };
        Ok(self.store.join(&joining).await?)
    }

    fn about_invitation(
        &self,
        viewer: &Viewer,
        invitation: InvitationId,
        what: &str,
        from: &str,
    ) -> AuditEntry {
        AuditEntry {
            workspace: Some(viewer.workspace),
            person: Some(viewer.person),
            what: what.to_owned(),
            about: invitation.to_string(),
            from: from.to_owned(),
            at: self.clock.now(),
        }
    }
}
