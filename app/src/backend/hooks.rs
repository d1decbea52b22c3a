//! Webhooks, as their page reads them.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    account::Viewer,
    hook::{CallAnswer, HookKind},
    id::{DeliveryId, HookId, WorkspaceId},
    notice::Topic,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Webhooks.
#[async_trait]
pub trait Hooks: Send + Sync {
    /// The webhooks of the viewer's workspace, and what became of their messages; for Master Accounts.
    async fn hooks(&self, viewer: &Viewer) -> Result<HookList, Error>;
}

/// The webhooks of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookList {
    /// The workspace; the page's forms name it.
    pub workspace: WorkspaceId,
    /// In the demo, an address at which a message can be looked at.
    pub example: Option<String>,
    /// The server's time.
    pub now: Timestamp,
    /// The oldest first.
    pub hooks: Vec<HookRow>,
    /// The newest first.
    pub deliveries: Vec<DeliveryRow>,
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookRow {
    /// Its id.
    pub id: HookId,
    /// What it understands.
    pub kind: HookKind,
    /// What it is called.
    pub name: String,
    /// What it is told.
    pub topics: BTreeSet<Topic>,
    /// When it was added.
    pub made_at: Timestamp,
    /// Since when it is off.
    pub off_since: Option<Timestamp>,
}

/// A message to one, without what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRow {
    /// Its id.
    pub id: DeliveryId,
    /// What its webhook is called; empty if that one is not listed.
    pub hook: String,
    /// Its type.
    pub kind: String,
    /// When it was posted.
    pub at: Timestamp,
    /// What became of it.
    pub state: DeliveryState,
    /// What was answered last.
    pub answer: Option<CallAnswer>,
    /// Whether it can be sent once more: its webhook is on.
    pub is_replayable: bool,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeliveryState {
    /// It was taken.
    Taken(Timestamp),
    /// It was given up.
    GivenUp(Timestamp),
    /// It was sent so many times, and is sent again then.
    Waits(u32, Timestamp),
}
