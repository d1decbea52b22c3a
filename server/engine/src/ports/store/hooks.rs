//! Webhooks and the messages on their way to them. Messages are posted by the unit that writes down that they were told.

use async_trait::async_trait;
use domain::{
    hook::{CallAnswer, HookKind},
    id::{DeliveryId, HookId, PersonId, WorkspaceId},
    notice::Topic,
    time::Timestamp,
};
use std::collections::BTreeSet;

use super::{Stored, accounts::AuditEntry};
use crate::vault::Sealed;

/// Webhooks.
#[async_trait]
pub trait Hooks: Send + Sync {
    /// Adds a webhook, with the audit entry, and has its workspace looked at. False, and nothing is written, if the workspace
    /// has `most` already.
    async fn add_hook(&self, new: &NewHook, most: usize) -> Stored<bool>;

    /// A workspace's webhooks, the oldest first.
    async fn hooks(&self, workspace: WorkspaceId) -> Stored<Vec<Hook>>;

    /// Changes a webhook, with the audit entry. False if the workspace has none of this id.
    async fn change_hook(&self, change: &HookChange) -> Stored<bool>;

    /// Removes a webhook and its messages, with the audit entry. False if the workspace has none of this id.
    async fn remove_hook(
        &self,
        workspace: WorkspaceId,
        hook: HookId,
        audit: &AuditEntry,
    ) -> Stored<bool>;

    /// Posts a message that tells of nothing else, with the audit entry. False if the workspace has no such webhook, or it is
    /// off.
    async fn post_delivery(&self, new: &NewDelivery, audit: &AuditEntry) -> Stored<bool>;

    /// Has a message sent once more at `now`, whatever became of it, with the audit entry. False if the workspace has none of
    /// this id, or its webhook is off.
    async fn replay_delivery(
        &self,
        workspace: WorkspaceId,
        delivery: DeliveryId,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Stored<bool>;

    /// Takes the message that is due longest at `now`, until `lease`: then, if it was not settled, others may take it again.
    /// A webhook gets one at a time, and none while it rests.
    async fn take_delivery(&self, now: Timestamp, lease: Timestamp) -> Stored<Option<DueDelivery>>;

    /// When the next message may go out.
    async fn next_delivery(&self) -> Stored<Option<Timestamp>>;

    /// Writes down what came of a call.
    async fn settle_delivery(
        &self,
        workspace: WorkspaceId,
        delivery: DeliveryId,
        settled: &CallSettled,
    ) -> Stored<()>;

    /// The messages of a workspace's webhooks, the newest first, at most `limit`.
    async fn deliveries(&self, workspace: WorkspaceId, limit: u32) -> Stored<Vec<DeliveryShown>>;

    /// Forgets messages that were settled, and posted before `before`.
    async fn forget_deliveries(&self, before: Timestamp) -> Stored<()>;
}

/// A webhook as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Its id.
    pub id: HookId,
    /// What it understands.
    pub kind: HookKind,
    /// What it is called: as somebody named it, or after the host of its address. The rest of the address may be a secret.
    pub name: String,
    /// Its address and secret.
    pub sealed: Sealed,
    /// What it is told.
    pub topics: BTreeSet<Topic>,
    /// Who added it.
    pub made_by: PersonId,
    /// When.
    pub made_at: Timestamp,
    /// Since when it is off, because whoever listened there said that they are gone.
    pub off_since: Option<Timestamp>,
}

/// A webhook to be added.
#[derive(Debug, Clone)]
pub struct NewHook {
    /// Whose.
    pub workspace: WorkspaceId,
    /// What is known of it.
    pub hook: Hook,
    /// For the audit log.
    pub audit: AuditEntry,
}

/// What changes of a webhook.
#[derive(Debug, Clone)]
pub struct HookChange {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which.
    pub hook: HookId,
    /// What it is told from now on, where that changes.
    pub topics: Option<BTreeSet<Topic>>,
    /// Its address and secret, where the secret changes.
    pub sealed: Option<Sealed>,
    /// Whether it is switched on again.
    pub is_switched_on: bool,
    /// For the audit log.
    pub audit: AuditEntry,
}

/// A message to be sent.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    /// Its id: the same for every attempt.
    pub id: DeliveryId,
    /// Whose.
    pub workspace: WorkspaceId,
    /// To which webhook.
    pub hook: HookId,
    /// Its type.
    pub kind: &'static str,
    /// What it tells, as JSON: facts, and no secret.
    pub facts: String,
    /// When it was posted.
    pub at: Timestamp,
}

/// A message that is sent now.
#[derive(Debug, Clone)]
pub struct DueDelivery {
    /// Its id.
    pub id: DeliveryId,
    /// Whose.
    pub workspace: WorkspaceId,
    /// To which webhook.
    pub hook: HookId,
    /// What that one understands.
    pub hook_kind: HookKind,
    /// Its address and secret.
    pub sealed: Sealed,
    /// What it tells, as JSON.
    pub facts: String,
    /// When it was posted.
    pub at: Timestamp,
    /// So many attempts were begun, this one among them.
    pub attempts: u32,
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallSettled {
    /// It is taken.
    Taken {
        /// When.
        at: Timestamp,
        /// What was answered.
        answer: CallAnswer,
    },
    /// It was not taken, and is sent again.
    Again {
        /// When.
        at: Timestamp,
        /// Until when the webhook is left alone.
        rest_until: Timestamp,
        /// What was answered.
        answer: CallAnswer,
    },
    /// It is given up.
    GivenUp {
        /// When.
        at: Timestamp,
        /// What was answered.
        answer: CallAnswer,
    },
    /// Whoever listened there is gone: the webhook is switched off, and with it all that waits.
    Gone {
        /// When.
        at: Timestamp,
        /// What was answered.
        answer: CallAnswer,
    },
}

/// A message, for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryShown {
    /// Its id.
    pub id: DeliveryId,
    /// To which webhook.
    pub hook: HookId,
    /// Its type.
    pub kind: String,
    /// When it was posted.
    pub at: Timestamp,
    /// So many attempts were begun.
    pub attempts: u32,
    /// When it was taken.
    pub delivered_at: Option<Timestamp>,
    /// When it was given up.
    pub given_up_at: Option<Timestamp>,
    /// When it is sent again.
    pub due_at: Option<Timestamp>,
    /// What was answered last.
    pub answer: Option<CallAnswer>,
}
