//! Who sends push messages, as the use cases see it.

use async_trait::async_trait;
use domain::{
    hook::CallAnswer,
    id::{PushId, WorkspaceId},
    language::Language,
    time::Timestamp,
};

use crate::{telling::PushMessage, vault::Token};

/// Sends push messages.
#[async_trait]
pub trait Pusher: Send + Sync {
    /// The key that browsers subscribe with, and that every message is signed by (RFC 8292): its public half in base64url.
    fn key(&self) -> &str;

    /// Whether messages can be sent to a subscription, as far as that can be seen before its host's name is resolved.
    ///
    /// # Errors
    /// [`NotASubscription`] with what is wrong.
    fn check(&self, subscription: &Subscription) -> Result<(), NotASubscription>;

    /// Sends a message once, encrypted for its reader alone (RFC 8291). Every address that is connected to is looked at in
    /// the moment of the call.
    async fn push(&self, push: &Push<'_>) -> CallAnswer;
}

/// Where a browser is reached, as it tells (Push API, `PushSubscription`). All of it is secret: whoever has the endpoint can
/// send there, whoever has the keys can be understood.
#[derive(Debug, Clone)]
pub struct Subscription {
    /// The address at the push service.
    pub endpoint: Token,
    /// The browser's public key, in base64url.
    pub p256dh: Token,
    /// What sender and browser share, in base64url.
    pub auth: Token,
}

/// Why nothing can be sent to a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotASubscription {
    /// Its endpoint is no address that messages may be sent to.
    Address,
    /// Its keys are none.
    Keys,
}

/// A message on its way.
#[derive(Debug, Clone, Copy)]
pub struct Push<'a> {
    /// Its id.
    pub id: PushId,
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// Where it goes.
    pub to: &'a Subscription,
    /// What it tells.
    pub message: &'a PushMessage,
    /// The language of whoever reads it.
    pub language: Language,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// Now: what the signature is dated with.
    pub now: Timestamp,
}
