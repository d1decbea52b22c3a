//! Devices, through the door. Nobody has one in these worlds.

use async_trait::async_trait;
use domain::{
    id::{DeviceId, PersonId, PushId, WorkspaceId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Devices, Stored,
        accounts::AuditEntry,
        devices::{Device, DeviceRenewal, DuePush, NewDevice, NewPush, PushSettled},
    },
    vault::TokenDigest,
};

use super::{Door, Weight, light};

#[async_trait]
impl Devices for Door {
    async fn add_device(&self, new: &NewDevice, most: usize) -> Stored<bool> {
        light!(self.add_device(new, most))
    }

    async fn devices(&self, home: WorkspaceId, person: PersonId) -> Stored<Vec<Device>> {
        light!(self.devices(home, person))
    }

    async fn devices_at(
        &self,
        person: PersonId,
        endpoint: TokenDigest,
    ) -> Stored<Vec<(WorkspaceId, DeviceId)>> {
        light!(self.devices_at(person, endpoint))
    }

    async fn renew_device(&self, renewal: &DeviceRenewal) -> Stored<bool> {
        light!(self.renew_device(renewal))
    }

    async fn remove_device(
        &self,
        home: WorkspaceId,
        person: PersonId,
        device: DeviceId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        light!(self.remove_device(home, person, device, audit))
    }

    async fn post_push(&self, new: &NewPush, audit: &AuditEntry) -> Stored<bool> {
        light!(self.post_push(new, audit))
    }

    async fn take_push(&self, now: Timestamp, lease: Timestamp) -> Stored<Option<DuePush>> {
        light!(self.take_push(now, lease))
    }

    async fn next_push(&self) -> Stored<Option<Timestamp>> {
        light!(self.next_push())
    }

    async fn settle_push(
        &self,
        home: WorkspaceId,
        push: PushId,
        settled: &PushSettled,
    ) -> Stored<()> {
        light!(self.settle_push(home, push, settled))
    }
}
