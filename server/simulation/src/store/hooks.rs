//! Webhooks, and messages on their way to them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    hook::{CallAnswer, MOST_WAITING},
    id::{DeliveryId, HookId, PersonId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{
    Hooks, Stored,
    accounts::AuditEntry,
    hooks::{CallSettled, DeliveryShown, DueDelivery, Hook, HookChange, NewDelivery, NewHook},
    notices::Ear,
};

use super::{MemStore, State};

/// Webhooks with their messages.
#[derive(Debug, Default)]
pub(super) struct Switchboard {
    pub(super) hooks: BTreeMap<(WorkspaceId, HookId), Kept>,
    messages: BTreeMap<(WorkspaceId, DeliveryId), Message>,
}

/// A webhook.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) hook: Hook,
    busy_until: Timestamp,
}

/// A message with where it stands.
#[derive(Debug)]
struct Message {
    facts: String,
    shown: DeliveryShown,
}

impl Switchboard {
    /// Posts a message to a webhook that is there and on.
    pub(super) fn post(&mut self, new: &NewDelivery) -> bool {
        let key = (new.workspace, new.hook);
        if self.hooks.get(&key).is_none_or(|kept| kept.hook.off_since.is_some()) {
            return false;
        }
        let here = |((home, _), it): &(&(WorkspaceId, DeliveryId), &Message)| {
            *home == new.workspace && it.shown.hook == new.hook && it.shown.due_at.is_some()
        };
        let is_full = self.messages.iter().filter(here).count() >= MOST_WAITING;
        let shown = DeliveryShown {
            id: new.id,
            hook: new.hook,
            kind: new.kind.to_owned(),
            at: new.at,
            attempts: 0,
            delivered_at: None,
            given_up_at: is_full.then_some(new.at),
            due_at: (!is_full).then_some(new.at),
            answer: is_full.then_some(CallAnswer::QueueFull),
        };
        let message = Message { facts: new.facts.clone(), shown };
        self.messages.insert((new.workspace, new.id), message);
        true
    }

    /// Who added a webhook.
    pub(super) fn added_by(&self, workspace: WorkspaceId, hook: HookId) -> Option<PersonId> {
        self.hooks.get(&(workspace, hook)).map(|kept| kept.hook.made_by)
    }

    /// The webhooks of a workspace that are on.
    pub(super) fn ears(&self, workspace: WorkspaceId) -> Vec<Ear> {
        let here = self.hooks.iter().filter(|((home, _), _)| *home == workspace);
        let on = here.filter(|(_, kept)| kept.hook.off_since.is_none());
        let ear = |kept: &Kept| Ear {
            hook: kept.hook.id,
            kind: kept.hook.kind,
            topics: kept.hook.topics.clone(),
        };
        on.map(|(_, kept)| ear(kept)).collect()
    }

    fn free_at(&self, (home, _): &(WorkspaceId, DeliveryId), it: &Message) -> Option<Timestamp> {
        let kept = self.hooks.get(&(*home, it.shown.hook))?;
        Some(it.shown.due_at?.max(kept.busy_until))
    }

    fn take(&mut self, now: Timestamp, lease: Timestamp) -> Option<DueDelivery> {
        let free = |(key, it): &(&(WorkspaceId, DeliveryId), &Message)| {
            self.free_at(key, it).is_some_and(|at| at <= now)
        };
        let due = self.messages.iter().filter(free);
        let (key, _) = due.min_by_key(|((_, id), it)| (it.shown.due_at, *id))?;
        let key = *key;
        let message = self.messages.get_mut(&key)?;
        message.shown.attempts += 1;
        message.shown.due_at = Some(lease);
        let kept = self.hooks.get_mut(&(key.0, message.shown.hook))?;
        kept.busy_until = lease;
        Some(DueDelivery {
            id: key.1,
            workspace: key.0,
            hook: kept.hook.id,
            hook_kind: kept.hook.kind,
            sealed: kept.hook.sealed.clone(),
            facts: message.facts.clone(),
            at: message.shown.at,
            attempts: message.shown.attempts,
        })
    }

    fn settle(&mut self, key: (WorkspaceId, DeliveryId), settled: &CallSettled) -> Option<()> {
        let shown = &mut self.messages.get_mut(&key)?.shown;
        let kept = self.hooks.get_mut(&(key.0, shown.hook))?;
        kept.busy_until = Timestamp::from_millis(0);
        match *settled {
            CallSettled::Taken { at, answer } => {
                (shown.delivered_at, shown.due_at, shown.answer) = (Some(at), None, Some(answer));
            }
            CallSettled::Again { at, rest_until, answer } => {
                (shown.due_at, shown.answer) = (Some(at), Some(answer));
                kept.busy_until = rest_until;
            }
            CallSettled::GivenUp { at, answer } => {
                (shown.given_up_at, shown.due_at, shown.answer) = (Some(at), None, Some(answer));
            }
            CallSettled::Gone { at, answer } => {
                (shown.given_up_at, shown.due_at, shown.answer) = (Some(at), None, Some(answer));
                kept.hook.off_since = Some(at);
                let hook = kept.hook.id;
                let waits = |it: &&mut Message| it.shown.hook == hook && it.shown.due_at.is_some();
                for it in self.messages.values_mut().filter(waits) {
                    (it.shown.given_up_at, it.shown.due_at) = (Some(at), None);
                    it.shown.answer = Some(CallAnswer::SwitchedOff);
                }
            }
        }
        Some(())
    }
}

#[async_trait]
impl Hooks for MemStore {
    async fn add_hook(&self, new: &NewHook, most: usize) -> Stored<bool> {
        let mut state = self.state();
        let here = state.switchboard.hooks.keys().filter(|(home, _)| *home == new.workspace);
        if here.count() >= most || !state.workspaces.contains_key(&new.workspace) {
            return Ok(false);
        }
        let kept = Kept { hook: new.hook.clone(), busy_until: Timestamp::from_millis(0) };
        state.switchboard.hooks.insert((new.workspace, new.hook.id), kept);
        state.look_soon(new.workspace, &new.audit);
        Ok(true)
    }

    async fn hooks(&self, workspace: WorkspaceId) -> Stored<Vec<Hook>> {
        let state = self.state();
        let here = state.switchboard.hooks.iter().filter(|((home, _), _)| *home == workspace);
        let mut hooks: Vec<_> = here.map(|(_, kept)| kept.hook.clone()).collect();
        hooks.sort_by_key(|hook| (hook.made_at, hook.id));
        Ok(hooks)
    }

    async fn change_hook(&self, change: &HookChange) -> Stored<bool> {
        let mut state = self.state();
        let found = state.switchboard.hooks.get_mut(&(change.workspace, change.hook));
        let Some(Kept { hook, .. }) = found else { return Ok(false) };
        if let Some(topics) = &change.topics {
            hook.topics.clone_from(topics);
        }
        if let Some(sealed) = &change.sealed {
            hook.sealed.clone_from(sealed);
        }
        hook.off_since.take_if(|_| change.is_switched_on);
        state.look_soon(change.workspace, &change.audit);
        Ok(true)
    }

    async fn remove_hook(
        &self,
        workspace: WorkspaceId,
        hook: HookId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut state = self.state();
        if state.switchboard.hooks.remove(&(workspace, hook)).is_none() {
            return Ok(false);
        }
        state.switchboard.messages.retain(|_, it| it.shown.hook != hook);
        state.audit.push(audit.clone());
        Ok(true)
    }

    async fn post_delivery(&self, new: &NewDelivery, audit: &AuditEntry) -> Stored<bool> {
        let mut state = self.state();
        let is_posted = state.switchboard.post(new);
        if is_posted {
            state.audit.push(audit.clone());
        }
        Ok(is_posted)
    }

    async fn replay_delivery(
        &self,
        workspace: WorkspaceId,
        delivery: DeliveryId,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut state = self.state();
        let Switchboard { hooks, messages } = &mut state.switchboard;
        let Some(message) = messages.get_mut(&(workspace, delivery)) else { return Ok(false) };
        let shown = &mut message.shown;
        let hook = hooks.get(&(workspace, shown.hook));
        if hook.is_none_or(|kept| kept.hook.off_since.is_some()) {
            return Ok(false);
        }
        (shown.attempts, shown.due_at, shown.answer) = (0, Some(now), None);
        (shown.delivered_at, shown.given_up_at) = (None, None);
        state.audit.push(audit.clone());
        Ok(true)
    }

    async fn take_delivery(&self, now: Timestamp, lease: Timestamp) -> Stored<Option<DueDelivery>> {
        Ok(self.state().switchboard.take(now, lease))
    }

    async fn next_delivery(&self) -> Stored<Option<Timestamp>> {
        let state = self.state();
        let board = &state.switchboard;
        Ok(board.messages.iter().filter_map(|(key, it)| board.free_at(key, it)).min())
    }

    async fn settle_delivery(
        &self,
        workspace: WorkspaceId,
        delivery: DeliveryId,
        settled: &CallSettled,
    ) -> Stored<()> {
        // One that was removed meanwhile is settled.
        _ = self.state().switchboard.settle((workspace, delivery), settled);
        Ok(())
    }

    async fn deliveries(&self, workspace: WorkspaceId, limit: u32) -> Stored<Vec<DeliveryShown>> {
        let state = self.state();
        let here = state.switchboard.messages.iter().filter(|((home, _), _)| *home == workspace);
        let mut shown: Vec<_> = here.map(|(_, it)| it.shown.clone()).collect();
        shown.sort_by_key(|it| std::cmp::Reverse((it.at, it.id)));
        shown.truncate(limit as usize);
        Ok(shown)
    }

    async fn forget_deliveries(&self, before: Timestamp) -> Stored<()> {
        let mut state = self.state();
        let messages = &mut state.switchboard.messages;
        messages.retain(|_, it| it.shown.due_at.is_some() || it.shown.at >= before);
        Ok(())
    }
}

impl State {
    /// What is so already is told to a webhook, or on a device, that begins to listen.
    pub(super) fn look_soon(&mut self, workspace: WorkspaceId, audit: &AuditEntry) {
        self.told.look_at(workspace, audit.at);
        self.audit.push(audit.clone());
    }
}
