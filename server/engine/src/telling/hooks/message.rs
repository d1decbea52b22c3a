//! What a webhook is told: facts, written down until it has taken them.

use domain::{
    account::Role,
    hook::{self, HookKind},
    id::{DeliveryId, WorkspaceId},
    zone::Zone,
};
use serde::{Deserialize, Serialize};

use crate::{
    Engine,
    ports::store::{
        hooks::NewDelivery,
        notices::{Board, Ear},
    },
    telling::{Item, Notice},
};

/// What a message tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HookMessage {
    /// Pieces of news: one, for a program; all of them, worst first, for people.
    News(Notice),
    /// Somebody tries whether messages arrive.
    Test {
        /// The workspace's name.
        workspace: String,
        /// Who tries.
        by: String,
    },
}

impl HookMessage {
    /// Its type.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::News(notice) => notice
                .items
                .first()
                .map_or(hook::TEST, |item| hook::message_type(item.fact.subject, item.news)),
            Self::Test { .. } => hook::TEST,
        }
    }
}

impl Engine {
    /// The messages that tell a webhook its news, which stand worst first.
    pub(in crate::telling) fn messages(
        &self,
        workspace: WorkspaceId,
        board: &Board,
        ear: &Ear,
        items: Vec<Item>,
    ) -> Vec<NewDelivery> {
        let told = |items: Vec<Item>| {
            HookMessage::News(Notice {
                workspace: board.name.clone(),
                role: Role::MasterAccount,
                zone: Zone::utc(),
                items,
                more: 0,
            })
        };
        let messages: Vec<_> = match ear.kind {
            HookKind::Standard => items.into_iter().map(|item| told(vec![item])).collect(),
            HookKind::Slack => vec![told(items)],
        };
        messages.iter().filter_map(|it| self.delivery(workspace, ear.hook, it)).collect()
    }

    /// A message, to be posted; `None`, and a line in the log, if it cannot be written.
    pub(super) fn delivery(
        &self,
        workspace: WorkspaceId,
        hook: domain::id::HookId,
        message: &HookMessage,
    ) -> Option<NewDelivery> {
        let at = self.clock.now();
        let facts = serde_json::to_string(message)
            .inspect_err(|error| tracing::error!(%error, "a message cannot be written"))
            .ok()?;
        let id = DeliveryId::new(at, self.fresh_id());
        Some(NewDelivery { id, workspace, hook, kind: message.kind(), facts, at })
    }
}
