//! What one chose to be told, and when not.

use async_trait::async_trait;
use domain::{
    account::{Role, Viewer},
    hook::CallAnswer,
    id::{DeviceId, WorkspaceId},
    notice::Choices,
    time::Timestamp,
    zone::Zone,
};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// What the page of notices reads.
#[async_trait]
pub trait Notices: Send + Sync {
    /// What the viewer is told of the workspace they are in.
    async fn choices(&self, viewer: &Viewer) -> Result<Told, Error>;
}

/// What somebody is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The workspace it was read from; the page's form names it.
    pub workspace: WorkspaceId,
    /// That workspace's name.
    pub name: String,
    /// What they are there.
    pub role: Role,
    /// What they chose.
    pub choices: Choices,
    /// Where the workspace is.
    pub zone: Zone,
    /// Whether e-mail is sent at all.
    pub mails: bool,
    /// Their devices; `None` where nobody sends push messages.
    pub devices: Option<Devices>,
}

impl Told {
    /// Whether they are told on any device.
    #[must_use]
    pub fn is_on_devices(&self) -> bool {
        let mut devices = self.devices.iter().flat_map(|it| &it.devices);
        devices.any(|device| device.gone_at.is_none())
    }
}

/// Somebody's devices in a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devices {
    /// The key that browsers subscribe with.
    pub key: String,
    /// Whether nothing reaches real devices, because nothing leaves the demo.
    pub is_demo: bool,
    /// The server's time.
    pub now: Timestamp,
    /// The oldest first.
    pub devices: Vec<DeviceRow>,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRow {
    /// Its id.
    pub id: DeviceId,
    /// What its browser calls itself.
    pub agent: String,
    /// What the address it is reached at hashes to, in hexadecimal: by it a browser knows itself. Empty once it is gone.
    pub mark: String,
    /// When it was added.
    pub made_at: Timestamp,
    /// When it was last told.
    pub delivered_at: Option<Timestamp>,
    /// When something was sent to it last, and what was answered.
    pub answered: Option<(Timestamp, CallAnswer)>,
    /// Since when nobody listens there any more.
    pub gone_at: Option<Timestamp>,
    /// When what waits for it is sent.
    pub due_at: Option<Timestamp>,
}
