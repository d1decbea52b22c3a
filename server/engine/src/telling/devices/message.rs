//! What a device is told: facts, written down until its push service has taken them.

use domain::id::{DeviceId, PushId, WorkspaceId};
use serde::{Deserialize, Serialize};

use crate::{Engine, ports::store::devices::NewPush, telling::Notice};

/// What a message tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PushMessage {
    /// Everything that is new, worst first.
    News(Notice),
    /// Somebody tries whether messages arrive.
    Test {
        /// The workspace's name.
        workspace: String,
    },
}

impl Engine {
    /// The messages that tell somebody their news, one to each of their devices.
    pub(in crate::telling) fn push_messages(
        &self,
        workspace: WorkspaceId,
        devices: &[DeviceId],
        notice: Notice,
    ) -> Vec<NewPush> {
        let message = PushMessage::News(notice);
        devices
            .iter()
            .filter_map(|device| self.push_message(workspace, *device, &message))
            .collect()
    }

    /// A message, to be posted; `None`, and a line in the log, if it cannot be written.
    pub(super) fn push_message(
        &self,
        workspace: WorkspaceId,
        device: DeviceId,
        message: &PushMessage,
    ) -> Option<NewPush> {
        let at = self.clock.now();
        let facts = serde_json::to_string(message)
            .inspect_err(|error| tracing::error!(%error, "a push message cannot be written"))
            .ok()?;
        Some(NewPush { id: PushId::new(at, self.fresh_id()), workspace, device, facts, at })
    }
}
