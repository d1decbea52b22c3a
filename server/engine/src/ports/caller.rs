//! Who calls webhooks, as the use cases see it.

use async_trait::async_trait;
use domain::{
    hook::{CallAnswer, HookKind},
    id::{DeliveryId, WorkspaceId},
    language::Language,
    time::Timestamp,
};

use crate::{telling::HookMessage, vault::Token};

/// Calls webhooks.
#[async_trait]
pub trait Caller: Send + Sync {
    /// The host of an address; `None` if no message may be sent there at all, as far as that can be seen before its name is
    /// resolved.
    fn host_of(&self, url: &str) -> Option<String>;

    /// Sends a message once. Every address that is connected to is looked at in the moment of the call.
    async fn call(&self, call: &Call<'_>) -> CallAnswer;
}

/// A message on its way.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Its id: the same for every attempt, so that what arrives twice is known as one.
    pub id: DeliveryId,
    /// Whose.
    pub workspace: WorkspaceId,
    /// What the webhook understands.
    pub kind: HookKind,
    /// Its address.
    pub url: &'a Token,
    /// What messages are signed with; of no use to a webhook that takes no signature.
    pub secret: &'a Token,
    /// What it tells.
    pub message: &'a HookMessage,
    /// The language of whoever reads it, where people do.
    pub language: Language,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// Now: what the signature is dated with.
    pub now: Timestamp,
}
