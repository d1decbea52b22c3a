//! Webhooks are added, changed, tried and removed by Master Accounts.

use std::collections::BTreeSet;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{
    account::Viewer,
    hook::{HookKind, MOST_HOOKS},
    id::{DeliveryId, HookId, WorkspaceId},
    notice::Topic,
    time::{Span, Timestamp},
};
use serde::Deserialize;
use serde_json::json;

use super::HookMessage;
use crate::{
    Engine, Error, only_masters,
    ports::store::{
        accounts::{Attempt, AttemptLimit, AuditEntry},
        hooks::{Hook, HookChange, NewHook},
    },
    vault::{DoesNotOpen, Place, Sealed, Token, Vault},
};

/// An address has at most so many characters.
const LONGEST: usize = 2_000;
/// A name has at most so many characters.
const LONGEST_NAME: usize = 80;
/// What every secret begins with, by the specification.
const PREFIX: &str = "whsec_";
/// So many messages may be tried or sent once more in [`WINDOW`] in a workspace: each is a call to somebody else's server.
const TRIES: u32 = 60;
const WINDOW: Span = Span::minutes(15);

/// A webhook as somebody wants it.
#[derive(Debug)]
pub struct HookDraft<'a> {
    /// What it understands.
    pub kind: HookKind,
    /// What it is called; after the host of its address if that is empty.
    pub name: &'a str,
    /// Its address.
    pub url: &'a str,
    /// What it is told.
    pub topics: BTreeSet<Topic>,
}

/// A webhook that was added.
#[derive(Debug)]
pub struct AddedHook {
    /// The webhook.
    pub hook: Hook,
    /// What its messages are signed with.
    pub secret: Token,
}

/// Why a webhook was not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddRefused {
    /// The address is none that messages may be sent to.
    Address,
    /// Nothing was chosen that it would be told.
    NothingToTell,
    /// There are [`MOST_HOOKS`] already.
    TooMany,
}

/// Where a webhook is, and the secret that its messages are signed with.
pub(super) struct Secrets {
    pub(super) url: Token,
    pub(super) secret: Token,
}

/// The same, as it is sealed.
#[derive(Deserialize)]
struct Content {
    url: String,
    secret: String,
}

/// Opens what is sealed of a webhook; `None`, and a line in the log, where it does not open.
pub(super) fn open(
    vault: &dyn Vault,
    workspace: WorkspaceId,
    hook: HookId,
    sealed: &Sealed,
) -> Option<Secrets> {
    let content = vault
        .open(sealed, Place::Hook(workspace, hook))
        .inspect_err(|error| tracing::error!(%hook, %error, "a webhook stays shut"))
        .ok()?;
    // The error would quote what it does not understand.
    let Content { url, secret } = serde_json::from_str(content.expose())
        .inspect_err(|_| tracing::error!(%hook, "a webhook cannot be read"))
        .ok()?;
    Some(Secrets { url: Token::new(url), secret: Token::new(secret) })
}

impl Engine {
    /// Adds a webhook. The secret that its messages are signed with is told here, and whenever it is made anew. What is so
    /// already is told to it soon.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn add_hook(
        &self,
        viewer: &Viewer,
        new: HookDraft<'_>,
        from: &str,
    ) -> Result<Result<AddedHook, AddRefused>, Error> {
        only_masters(viewer)?;
        let (url, name) = (new.url.trim(), new.name.trim());
        let host = self.caller.as_ref().and_then(|caller| caller.host_of(url));
        let Some(host) = host.filter(|_| url.chars().count() <= LONGEST) else {
            return Ok(Err(AddRefused::Address));
        };
        let name = if name.is_empty() { host } else { name.chars().take(LONGEST_NAME).collect() };
        if new.topics.is_empty() {
            return Ok(Err(AddRefused::NothingToTell));
        }
        let now = self.clock.now();
        let id = HookId::new(now, self.fresh_id());
        let secret = self.fresh_hook_secret();
        let sealed = self.seal_hook(viewer.workspace, id, url, &secret);
        let audit = AuditEntry::by(viewer, "hook.added", &name, from, now);
        let hook = Hook {
            id,
            kind: new.kind,
            name,
            sealed,
            topics: new.topics,
            made_by: viewer.person,
            made_at: now,
            off_since: None,
        };
        let added = NewHook { workspace: viewer.workspace, hook: hook.clone(), audit };
        if !self.store.add_hook(&added, MOST_HOOKS).await? {
            return Ok(Err(AddRefused::TooMany));
        }
        Ok(Ok(AddedHook { hook, secret }))
    }

    /// Changes what a webhook is told. False if that is nothing.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for an unknown or foreign webhook.
    pub async fn tell_hook(
        &self,
        viewer: &Viewer,
        hook: HookId,
        topics: BTreeSet<Topic>,
        from: &str,
    ) -> Result<bool, Error> {
        if topics.is_empty() {
            return only_masters(viewer).map(|()| false);
        }
        let found = self.hook(viewer, hook).await?;
        let change = HookChange {
            topics: Some(topics),
            ..self.hook_change(viewer, &found, "hook.changed", from)
        };
        self.hook_changed(&change).await.map(|()| true)
    }

    /// Switches a webhook on again that said that it is gone.
    ///
    /// # Errors
    /// As [`Engine::tell_hook`].
    pub async fn switch_hook_on(
        &self,
        viewer: &Viewer,
        hook: HookId,
        from: &str,
    ) -> Result<(), Error> {
        let found = self.hook(viewer, hook).await?;
        let change = self.hook_change(viewer, &found, "hook.switched_on", from);
        self.hook_changed(&HookChange { is_switched_on: true, ..change }).await
    }

    /// Makes a new secret for a webhook. The old one counts no more.
    ///
    /// # Errors
    /// As [`Engine::tell_hook`].
    pub async fn renew_hook_secret(
        &self,
        viewer: &Viewer,
        hook: HookId,
        from: &str,
    ) -> Result<Token, Error> {
        let found = self.hook(viewer, hook).await?;
        let held = open(&*self.vault, viewer.workspace, hook, &found.sealed).ok_or(DoesNotOpen)?;
        let secret = self.fresh_hook_secret();
        let sealed = self.seal_hook(viewer.workspace, hook, held.url.expose(), &secret);
        let change = self.hook_change(viewer, &found, "hook.secret", from);
        self.hook_changed(&HookChange { sealed: Some(sealed), ..change }).await?;
        Ok(secret)
    }

    /// Removes a webhook, with all that waits for it.
    ///
    /// # Errors
    /// As [`Engine::tell_hook`].
    pub async fn remove_hook(
        &self,
        viewer: &Viewer,
        hook: HookId,
        from: &str,
    ) -> Result<(), Error> {
        let found = self.hook(viewer, hook).await?;
        let audit = AuditEntry::by(viewer, "hook.removed", &found.name, from, self.clock.now());
        match self.store.remove_hook(viewer.workspace, hook, &audit).await? {
            true => Ok(()),
            false => Err(Error::NotFound),
        }
    }

    /// Sends a webhook a message, to try whether it arrives. False if too many were tried of late.
    ///
    /// # Errors
    /// As [`Engine::tell_hook`].
    pub async fn try_hook(&self, viewer: &Viewer, hook: HookId, from: &str) -> Result<bool, Error> {
        let found = self.hook(viewer, hook).await?;
        let message =
            HookMessage::Test { workspace: viewer.workspace_name.clone(), by: viewer.name.clone() };
        let new = self.delivery(viewer.workspace, hook, &message).ok_or(Error::NotFound)?;
        if !self.may_try(viewer, new.at).await? {
            return Ok(false);
        }
        let audit = AuditEntry::by(viewer, "hook.test", &found.name, from, new.at);
        if !self.store.post_delivery(&new, &audit).await? {
            return Err(Error::NotFound);
        }
        self.calls.stir();
        Ok(true)
    }

    /// Has a message sent once more, whatever became of it. False if too many were of late.
    ///
    /// # Errors
    /// As [`Engine::tell_hook`], for the message.
    pub async fn replay_delivery(
        &self,
        viewer: &Viewer,
        delivery: DeliveryId,
        from: &str,
    ) -> Result<bool, Error> {
        only_masters(viewer)?;
        let now = self.clock.now();
        if !self.may_try(viewer, now).await? {
            return Ok(false);
        }
        let audit = AuditEntry::by(viewer, "hook.replayed", &delivery.to_string(), from, now);
        if !self.store.replay_delivery(viewer.workspace, delivery, now, &audit).await? {
            return Err(Error::NotFound);
        }
        self.calls.stir();
        Ok(true)
    }

    async fn hook(&self, viewer: &Viewer, hook: HookId) -> Result<Hook, Error> {
        let hooks = self.hooks(viewer).await?;
        hooks.into_iter().find(|it| it.id == hook).ok_or(Error::NotFound)
    }

    async fn may_try(&self, viewer: &Viewer, now: Timestamp) -> Result<bool, Error> {
        let key = format!("hooks:{}", viewer.workspace);
        let limit = AttemptLimit { key, limit: TRIES, window: WINDOW };
        Ok(!matches!(self.store.count_attempt(&[limit], now).await?, Attempt::LockedUntil(_)))
    }

    fn hook_change(&self, viewer: &Viewer, hook: &Hook, what: &str, from: &str) -> HookChange {
        HookChange {
            workspace: viewer.workspace,
            hook: hook.id,
            topics: None,
            sealed: None,
            is_switched_on: false,
            audit: AuditEntry::by(viewer, what, &hook.name, from, self.clock.now()),
        }
    }

    async fn hook_changed(&self, change: &HookChange) -> Result<(), Error> {
        if self.store.change_hook(change).await? { Ok(()) } else { Err(Error::NotFound) }
    }

    /// 256 random bits, in the form of the specification.
    fn fresh_hook_secret(&self) -> Token {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        Token::new(format!("{PREFIX}{}", BASE64_STANDARD.encode(bytes)))
    }

    fn seal_hook(&self, workspace: WorkspaceId, hook: HookId, url: &str, secret: &Token) -> Sealed {
        let content = json!({ "url": url, "secret": secret.expose() }).to_string();
        self.vault.seal(&Token::new(content), Place::Hook(workspace, hook))
    }
}
