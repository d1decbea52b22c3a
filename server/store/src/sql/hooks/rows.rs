//! Webhooks and messages as rows.

use std::str::FromStr;

use domain::{
    hook::HookKind,
    id::{HookId, WorkspaceId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Stored,
        hooks::{DeliveryShown, DueDelivery, Hook},
    },
    vault::Sealed,
};
use sqlx::FromRow;

use super::super::rows::At;

/// The table of messages.
pub(super) const DELIVERIES: &str = "hook_deliveries";

#[derive(FromRow)]
pub(super) struct HookRow {
    id: String,
    kind: String,
    name: String,
    sealed: Vec<u8>,
    topics: String,
    made_by: String,
    made_at: i64,
    off_since: Option<i64>,
}

impl HookRow {
    pub(super) fn read(self) -> Stored<Hook> {
        let at = At::new("hooks", &self.id);
        Ok(Hook {
            id: at.word("id", &self.id)?,
            kind: kind(&at, &self.kind)?,
            name: self.name,
            sealed: Sealed(self.sealed),
            topics: at.json("topics", &self.topics)?,
            made_by: at.word("made_by", &self.made_by)?,
            made_at: Timestamp::from_millis(self.made_at),
            off_since: self.off_since.map(Timestamp::from_millis),
        })
    }
}

/// What a webhook understands.
pub(in super::super) fn kind(at: &At, word: &str) -> Stored<HookKind> {
    HookKind::from_slug(word).ok_or_else(|| at.damaged("kind", "not a known word"))
}

#[derive(FromRow)]
pub(super) struct TakenRow {
    pub(super) workspace: String,
    pub(super) id: String,
    pub(super) hook: String,
    facts: String,
    posted_at: i64,
    attempts: i64,
}

#[derive(FromRow)]
pub(super) struct BusyRow {
    kind: String,
    sealed: Vec<u8>,
}

impl TakenRow {
    pub(super) fn read(self, hook: BusyRow) -> Stored<DueDelivery> {
        let at = At::new(DELIVERIES, &self.id);
        let workspace: WorkspaceId = at.word("workspace", &self.workspace)?;
        let to: HookId = at.word("hook", &self.hook)?;
        Ok(DueDelivery {
            id: at.word("id", &self.id)?,
            workspace,
            hook: to,
            hook_kind: kind(&At::new("hooks", &self.hook), &hook.kind)?,
            sealed: Sealed(hook.sealed),
            facts: self.facts,
            at: Timestamp::from_millis(self.posted_at),
            attempts: at.count("attempts", self.attempts)?,
        })
    }
}

#[derive(FromRow)]
pub(super) struct ShownRow {
    id: String,
    hook: String,
    kind: String,
    posted_at: i64,
    attempts: i64,
    delivered_at: Option<i64>,
    given_up_at: Option<i64>,
    due_at: Option<i64>,
    answer: Option<String>,
}

impl ShownRow {
    pub(super) fn shown(self) -> Stored<DeliveryShown> {
        let at = At::new(DELIVERIES, &self.id);
        let answer = self.answer.map(|answer| {
            FromStr::from_str(&answer).map_err(|_| at.damaged("answer", "not a known word"))
        });
        Ok(DeliveryShown {
            id: at.word("id", &self.id)?,
            hook: at.word("hook", &self.hook)?,
            kind: self.kind,
            at: Timestamp::from_millis(self.posted_at),
            attempts: at.count("attempts", self.attempts)?,
            delivered_at: self.delivered_at.map(Timestamp::from_millis),
            given_up_at: self.given_up_at.map(Timestamp::from_millis),
            due_at: self.due_at.map(Timestamp::from_millis),
            answer: answer.transpose()?,
        })
    }
}
