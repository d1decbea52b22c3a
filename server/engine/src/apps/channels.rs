//! Channels, for whoever works on them.

use domain::{account::Viewer, channel::LinkedChannel};

use crate::{Engine, Error};

impl Engine {
    /// Every channel the viewer's workspace ever had, by name; those that were removed have no links.
    ///
    /// # Errors
    /// The store's.
    pub async fn channels(&self, viewer: &Viewer) -> Result<Vec<LinkedChannel>, Error> {
        Ok(self.store.linked_channels(viewer.workspace).await?)
    }
}
