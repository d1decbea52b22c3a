//! Devices of people, and push messages on their way to them. Messages are posted by the unit that writes down that they
//! were told, and are gone once they are settled: what remains is what their device answered last.

use async_trait::async_trait;
use domain::{
    hook::CallAnswer,
    id::{DeviceId, PersonId, PushId, WorkspaceId},
    notice::Choices,
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry};
use crate::vault::{Sealed, TokenDigest};

/// Devices.
#[async_trait]
pub trait Devices: Send + Sync {
    /// Adds a device, with the audit entry, and has its workspace looked at. Whoever had the same endpoint before has it no
    /// more, in any workspace if that is somebody else: one browser tells one person. Devices of theirs here that are gone
    /// are forgotten. False, and nothing is written, if they do not belong to the workspace, or have `most` there already.
    async fn add_device(&self, new: &NewDevice, most: usize) -> Stored<bool>;

    /// Somebody's devices in a workspace, the oldest first.
    async fn devices(&self, workspace: WorkspaceId, person: PersonId) -> Stored<Vec<Device>>;

    /// Somebody's devices with this endpoint, in all workspaces.
    async fn devices_at(
        &self,
        person: PersonId,
        endpoint: TokenDigest,
    ) -> Stored<Vec<(WorkspaceId, DeviceId)>>;

    /// Gives a device another endpoint, or other keys. False if it is not that person's, or not at `before` any more.
    async fn renew_device(&self, renewal: &DeviceRenewal) -> Stored<bool>;

    /// Removes somebody's device and what waits for it, with the audit entry. False if they have none of this id there.
    async fn remove_device(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        device: DeviceId,
        audit: &AuditEntry,
    ) -> Stored<bool>;

    /// Posts a message that tells of nothing else, with the audit entry. False if there is no such device, it is gone, or
    /// enough waits for it.
    async fn post_push(&self, new: &NewPush, audit: &AuditEntry) -> Stored<bool>;

    /// Takes the message that is due longest at `now`, until `lease`: then, if it was not settled, others may take it again.
    /// A device gets one at a time, and none while it rests.
    async fn take_push(&self, now: Timestamp, lease: Timestamp) -> Stored<Option<DuePush>>;

    /// When the next message may go out.
    async fn next_push(&self) -> Stored<Option<Timestamp>>;

    /// Writes down what came of a message.
    async fn settle_push(
        &self,
        workspace: WorkspaceId,
        push: PushId,
        settled: &PushSettled,
    ) -> Stored<()>;
}

/// Where a device is reached, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceAddress {
    /// What the endpoint's address hashes to: it is a secret of its own.
    pub endpoint: TokenDigest,
    /// The endpoint and the keys of its subscription.
    pub sealed: Sealed,
    /// The session in which it was named: when somebody ends that one, the device is removed.
    pub session: TokenDigest,
    /// What its browser calls itself.
    pub agent: String,
}

/// A device to be added.
#[derive(Debug, Clone)]
pub struct NewDevice {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// Whose.
    pub person: PersonId,
    /// Its id.
    pub id: DeviceId,
    /// Where it is reached.
    pub address: DeviceAddress,
    /// What its person is told from now on, where that changes.
    pub choices: Option<Choices>,
    /// For the audit log.
    pub audit: AuditEntry,
}

/// A device that is reached elsewhere now.
#[derive(Debug, Clone)]
pub struct DeviceRenewal {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub device: DeviceId,
    /// Where it was reached.
    pub before: TokenDigest,
    /// Where it is reached.
    pub address: DeviceAddress,
}

/// A device as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// What its browser calls itself.
    pub agent: String,
    /// What its endpoint's address hashes to; `None` once it is gone.
    pub endpoint: Option<TokenDigest>,
    /// When it was added.
    pub made_at: Timestamp,
    /// When its push service took the last message that it took.
    pub delivered_at: Option<Timestamp>,
    /// When it was asked to take a message last, and what it answered.
    pub answered: Option<(Timestamp, CallAnswer)>,
    /// Since when nobody listens there any more.
    pub gone_at: Option<Timestamp>,
    /// When the next message that waits for it is sent.
    pub due_at: Option<Timestamp>,
}

/// A message to be sent.
#[derive(Debug, Clone)]
pub struct NewPush {
    /// Its id.
    pub id: PushId,
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// To which device.
    pub device: DeviceId,
    /// What it tells, as JSON: facts, and no secret.
    pub facts: String,
    /// When it was posted.
    pub at: Timestamp,
}

/// A message that is sent now.
#[derive(Debug, Clone)]
pub struct DuePush {
    /// Its id.
    pub id: PushId,
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// To which device.
    pub device: DeviceId,
    /// Where that one is reached.
    pub sealed: Sealed,
    /// What it tells, as JSON.
    pub facts: String,
    /// When it was posted.
    pub at: Timestamp,
    /// So many attempts were begun, this one among them.
    pub attempts: u32,
}

/// What came of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushSettled {
    /// The push service has it.
    Taken {
        /// When.
        at: Timestamp,
        /// What was answered.
        answer: CallAnswer,
    },
    /// It was not taken, and is sent again.
    Again {
        /// When that was answered.
        at: Timestamp,
        /// When it is sent.
        due_at: Timestamp,
        /// Until when the device is left alone.
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
    /// Nobody listens there any more: whatever waits is gone too, and so is what is known of where it was.
    Gone {
        /// When.
        at: Timestamp,
        /// What was answered.
        answer: CallAnswer,
    },
}
