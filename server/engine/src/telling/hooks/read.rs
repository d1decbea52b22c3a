//! What became of messages to webhooks, for Master Accounts.

use domain::account::Viewer;

use crate::{
    Engine, Error, only_masters,
    ports::store::hooks::{DeliveryShown, Hook},
};

/// So many messages are listed.
const LISTED: u32 = 100;

/// A workspace's webhooks, and the latest messages to them.
#[derive(Debug, Clone)]
pub struct HookLog {
    /// The webhooks, the oldest first.
    pub hooks: Vec<Hook>,
    /// The messages, the newest first.
    pub deliveries: Vec<DeliveryShown>,
}

impl Engine {
    /// The webhooks of the viewer's workspace, the oldest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn hooks(&self, viewer: &Viewer) -> Result<Vec<Hook>, Error> {
        only_masters(viewer)?;
        Ok(self.store.hooks(viewer.workspace).await?)
    }

    /// The same, with what became of their messages.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn hook_log(&self, viewer: &Viewer) -> Result<HookLog, Error> {
        let hooks = self.hooks(viewer).await?;
        let deliveries = self.store.deliveries(viewer.workspace, LISTED).await?;
        Ok(HookLog { hooks, deliveries })
    }
}
