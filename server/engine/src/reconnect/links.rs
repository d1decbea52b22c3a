//! Reconnect links: whoever has one is let in to mend one profile, or to add one, without an account.
//!
//! A link proves nothing about who has it, so it opens nothing but the way to the network; who came is what the network says.
//! The authorization is bound to the browser, as any other is.

use domain::{
    account::Viewer,
    authorization::{Binding, WayBack},
    id::{AuthorizationId, LinkId, ProfileId, WorkspaceId},
    link::{LONGEST_LINK, LONGEST_NOTE, Link, Rhythm},
    network::Network,
    outcome::{Outcome, Report},
    profile::Profile,
    time::{Span, Timestamp},
    walk::Passed,
};

use super::{Begun, Target, begin::Leaving, complete::report_of};
use crate::{
    Engine, Error, only_masters,
    ports::{
        networks::Who,
        store::{
            accounts::AuditEntry,
            links::{self, LinkMark, LinkShown},
        },
    },
    telling::{Asked, Message},
    vault::{Place, Token},
};

/// So many links are listed.
const LISTED: u32 = 200;

/// A link to be made.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// What for.
    pub target: Target,
    /// How long it is good.
    pub lasts: Span,
    /// What its reader is told.
    pub note: String,
    /// The e-mail address of whom it is for, where known.
    pub recipient: Option<String>,
    /// Whether it is sent to them.
    pub send: bool,
    /// How often they are reminded.
    pub rhythm: Rhythm,
}

/// A link that was made.
#[derive(Debug)]
pub struct MadeLink {
    /// The link.
    pub link: Link,
    /// The name of the profile it mends.
    pub profile_name: Option<String>,
    /// Its secret, which nobody can be told again.
    pub secret: Token,
    /// Whether it is on its way to its recipient.
    pub is_sent: bool,
}

/// Why a link was not made; the name of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkRefused(pub &'static str);

/// What a link leads to.
#[derive(Debug, Clone)]
pub struct LinkOpened {
    /// The link, and who asks.
    pub shown: LinkShown,
    /// The profile to be mended, as it is now.
    pub profile: Option<Profile>,
    /// When it was read.
    pub now: Timestamp,
}

impl Engine {
    /// Makes a reconnect link.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for an unknown or foreign profile, and
    /// [`Error::NotConfigured`] where the network has no client credentials. What the person can mend is a [`LinkRefused`].
    pub async fn make_link(
        &self,
        viewer: &Viewer,
        new: NewLink,
        from: &str,
    ) -> Result<Result<MadeLink, LinkRefused>, Error> {
        only_masters(viewer)?;
        let NewLink { target, lasts, note, recipient, send, rhythm } = new;
        let note = note.trim().to_owned();
        let recipient = recipient.map(|to| to.trim().to_owned()).filter(|to| !to.is_empty());
        if note.chars().count() > LONGEST_NOTE {
            return Ok(Err(LinkRefused("note")));
        }
        if recipient.as_deref().is_some_and(|to| !crate::people::is_email(to)) {
            return Ok(Err(LinkRefused("recipient")));
        }
        if send && recipient.is_none() {
            return Ok(Err(LinkRefused("recipient")));
        }
        // Nobody can be reminded of what they were never told.
        let rhythm = if send && self.sends_letters() { rhythm } else { Rhythm::Never };
        let longest = LONGEST_LINK.as_millis();
        if !(1..=longest).contains(&lasts.as_millis()) {
            return Ok(Err(LinkRefused("lasts")));
        }
        let (network, profile, profile_name) = match target {
            Target::New(network) => (network, None, None),
            Target::Profile(id) => {
                let (profile, _) = self.profile(viewer, id).await?;
                (profile.network, Some(id), Some(profile.identity.name))
            }
        };
        self.networks.adapter(network).ok_or(Error::NotConfigured(network))?;
        let now = self.clock.now();
        let link = Link {
            id: LinkId::new(now, self.fresh_id()),
            workspace: viewer.workspace,
            network,
            profile,
            made_by: viewer.person,
            made_at: now,
            ends_at: now.after(lasts),
            note,
            recipient,
            rhythm,
            reminded: 0,
            opened_at: None,
            wrong: None,
            done_at: None,
            revoked_at: None,
        };
        let secret = self.fresh_secret();
        let remind_at = link.next_reminder(now);
        let place = Place::Link(link.workspace, link.id);
        let letter = link.recipient.as_deref().filter(|_| send).and_then(|to| {
            let message = Message::Link(Asked {
                workspace: viewer.workspace_name.clone(),
                by: viewer.name.clone(),
                network,
                profile: profile_name.clone(),
                note: link.note.clone(),
                until: link.ends_at,
                language: viewer.speech.in_letters(),
            });
            self.letter(Some(link.workspace), to, &message, Some(&secret))
        });
        let is_sent = letter.is_some();
        let kept = links::NewLink {
            secret: secret.digest(),
            sealed: remind_at.map(|_| self.vault.seal(&secret, place)),
            remind_at,
            audit: self.about_link(&link, "link.made", from, true),
            link: link.clone(),
            letter,
        };
        if !self.store.make_link(&kept).await? {
            return Err(Error::NotFound);
        }
        self.outbox.stir();
        Ok(Ok(MadeLink { link, profile_name, secret, is_sent }))
    }

    /// The links of the viewer's workspace, newest first, at most some hundreds; and when they were read.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn links(&self, viewer: &Viewer) -> Result<(Vec<LinkShown>, Timestamp), Error> {
        only_masters(viewer)?;
        Ok((self.store.links(viewer.workspace, LISTED).await?, self.clock.now()))
    }

    /// Takes a link back. Nothing happens to one that is over already.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for an unknown and a foreign link alike.
    pub async fn revoke_link(&self, viewer: &Viewer, id: LinkId, from: &str) -> Result<(), Error> {
        only_masters(viewer)?;
        let found = self.store.link(viewer.workspace, id).await?.ok_or(Error::NotFound)?;
        let mut audit = self.about_link(&found.link, "link.revoked", from, true);
        audit.person = Some(viewer.person);
        self.store.mark_link(viewer.workspace, id, &LinkMark::Revoked, &audit).await?;
        Ok(())
    }

    /// What the link with this secret leads to, for its page. That somebody looked is written down once.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a secret that was guessed and for a link that is over, whatever ended it, and for an address
    /// that opened too many.
    pub async fn open_link(&self, secret: &Token, from: &str) -> Result<LinkOpened, Error> {
        let opened = self.let_in(secret, from).await?;
        let link = &opened.shown.link;
        if link.opened_at.is_none() {
            let audit = self.about_link(link, "link.opened", from, false);
            self.store.mark_link(link.workspace, link.id, &LinkMark::Opened, &audit).await?;
        }
        Ok(opened)
    }

    /// Begins what a link was made for.
    ///
    /// # Errors
    /// As [`Engine::open_link`], and as [`Engine::begin`].
    pub async fn begin_by_link(
        &self,
        secret: &Token,
        who: Who,
        typed: Option<&str>,
        from: &str,
    ) -> Result<Begun, Error> {
        let opened = self.let_in(secret, from).await?;
        self.depart_by_link(&opened.shown.link, who, typed, from).await
    }

    /// Begins it once more, in a browser in which it was begun before.
    ///
    /// # Errors
    /// [`Error::NotFound`] for another browser, and where the link is over.
    pub async fn begin_again_by_link(
        &self,
        id: AuthorizationId,
        cookie: &Token,
        who: Who,
        from: &str,
    ) -> Result<Begun, Error> {
        let (_, shown) = self.link_of_browser(id, cookie).await?;
        if !shown.link.is_open(self.clock.now()) {
            return Err(Error::NotFound);
        }
        self.depart_by_link(&shown.link, who, None, from).await
    }

    /// How an authorization ended that was begun by a link in this browser; `None` while it has no end.
    ///
    /// # Errors
    /// [`Error::NotFound`] for another browser.
    pub async fn report_of_link(
        &self,
        id: AuthorizationId,
        cookie: &Token,
    ) -> Result<Option<(Report, LinkShown)>, Error> {
        let (authorization, shown) = self.link_of_browser(id, cookie).await?;
        Ok(report_of(&authorization).map(|report| (report, shown)))
    }

    async fn link_of_browser(
        &self,
        id: AuthorizationId,
        cookie: &Token,
    ) -> Result<(domain::authorization::Authorization, LinkShown), Error> {
        let found = self.store.authorization_of_browser(id, cookie.digest()).await?;
        let found = found.ok_or(Error::NotFound)?;
        let Binding { workspace, back, .. } = *found.binding();
        let link = back.link().ok_or(Error::NotFound)?;
        let shown = self.store.link(workspace, link).await?.ok_or(Error::NotFound)?;
        Ok((found, shown))
    }

    async fn let_in(&self, secret: &Token, from: &str) -> Result<LinkOpened, Error> {
        let now = self.clock.now();
        if !self.may_open_link(from).await? {
            return Err(Error::NotFound);
        }
        let found = self.store.link_of_secret(secret.digest()).await?;
        let shown = found.filter(|it| it.link.is_open(now)).ok_or(Error::NotFound)?;
        let profile = match shown.link.profile {
            None => None,
            Some(id) => {
                let found = self.store.find_profile(shown.link.workspace, id).await?;
                Some(found.ok_or(Error::NotFound)?.0)
            }
        };
        Ok(LinkOpened { shown, profile, now })
    }

    async fn depart_by_link(
        &self,
        link: &Link,
        who: Who,
        typed: Option<&str>,
        from: &str,
    ) -> Result<Begun, Error> {
        let target = match link.profile {
            Some(profile) => Target::Profile(profile),
            None => Target::New(link.network),
        };
        let (workspace, person, back) = (link.workspace, link.made_by, WayBack::Link(link.id));
        self.depart(Leaving { workspace, person, target, who, typed, back, from }).await
    }

    /// Whether a link was neither used up nor taken back. Its time may be over: who left in time may come back.
    pub(super) async fn lets_in(&self, workspace: WorkspaceId, id: LinkId) -> Result<bool, Error> {
        let found = self.store.link(workspace, id).await?;
        Ok(found.is_some_and(|it| it.link.done_at.is_none() && it.link.revoked_at.is_none()))
    }

    /// Writes down, where an authorization leads back to, what came of it: at its link, or on its person's walk.
    pub(super) async fn tell_way_back(
        &self,
        binding: &Binding,
        outcome: &Outcome,
        from: &str,
    ) -> Result<(), Error> {
        match (binding.back, outcome) {
            (WayBack::Link(id), Outcome::WrongPerson { came, .. }) => {
                let Some(shown) = self.store.link(binding.workspace, id).await? else {
                    return Ok(());
                };
                let audit = self.about_link(&shown.link, "link.wrong_person", from, false);
                let mark = LinkMark::WrongPerson(came.clone());
                self.store.mark_link(binding.workspace, id, &mark, &audit).await?;
            }
            (WayBack::Walk, outcome) => {
                if let Some(profile) = binding.purpose.profile() {
                    let (workspace, person) = (binding.workspace, binding.person);
                    let passed = Passed::of(outcome);
                    self.store.walked(workspace, person, profile, passed).await?;
                }
            }
            (WayBack::Tab | WayBack::Window | WayBack::Link(_), _) => {}
        }
        Ok(())
    }

    /// An entry for the audit log about a link: what it is for, never its secret. `is_makers` for what its maker did.
    fn about_link(&self, link: &Link, what: &str, from: &str, is_makers: bool) -> AuditEntry {
        AuditEntry {
            workspace: Some(link.workspace),
            person: is_makers.then_some(link.made_by),
            what: what.into(),
            about: about(link.profile, link.network),
            from: from.into(),
            at: self.clock.now(),
        }
    }
}

fn about(profile: Option<ProfileId>, network: Network) -> String {
    profile.map_or_else(|| network.slug().to_owned(), |profile| profile.to_string())
}
