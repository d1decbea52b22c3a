//! Webhooks, through the door. Nobody has one in these worlds.

use async_trait::async_trait;
use domain::{
    id::{DeliveryId, HookId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{
    Hooks, Stored,
    accounts::AuditEntry,
    hooks::{CallSettled, DeliveryShown, DueDelivery, Hook, HookChange, NewDelivery, NewHook},
};

use super::{Door, Weight, light};

#[async_trait]
impl Hooks for Door {
    async fn add_hook(&self, new: &NewHook, most: usize) -> Stored<bool> {
        light!(self.add_hook(new, most))
    }

    async fn hooks(&self, home: WorkspaceId) -> Stored<Vec<Hook>> {
        light!(self.hooks(home))
    }

    async fn change_hook(&self, change: &HookChange) -> Stored<bool> {
        light!(self.change_hook(change))
    }

    async fn remove_hook(
        &self,
        home: WorkspaceId,
        hook: HookId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        light!(self.remove_hook(home, hook, audit))
    }

    async fn post_delivery(&self, new: &NewDelivery, audit: &AuditEntry) -> Stored<bool> {
        light!(self.post_delivery(new, audit))
    }

    async fn replay_delivery(
        &self,
        home: WorkspaceId,
        delivery: DeliveryId,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        light!(self.replay_delivery(home, delivery, now, audit))
    }

    async fn take_delivery(&self, now: Timestamp, lease: Timestamp) -> Stored<Option<DueDelivery>> {
        light!(self.take_delivery(now, lease))
    }

    async fn next_delivery(&self) -> Stored<Option<Timestamp>> {
        light!(self.next_delivery())
    }

    async fn settle_delivery(
        &self,
        home: WorkspaceId,
        delivery: DeliveryId,
        settled: &CallSettled,
    ) -> Stored<()> {
        light!(self.settle_delivery(home, delivery, settled))
    }

    async fn deliveries(&self, home: WorkspaceId, limit: u32) -> Stored<Vec<DeliveryShown>> {
        light!(self.deliveries(home, limit))
    }

    async fn forget_deliveries(&self, before: Timestamp) -> Stored<()> {
        light!(self.forget_deliveries(before))
    }
}
