//! Channels, for whoever works on them.

use domain::{
    account::Viewer,
    channel::LinkedChannel,
    id::{ChannelId, ProfileId},
};

use crate::{
    Engine, Error, only_masters,
    ports::store::{accounts::AuditEntry, channels::NewFirst},
};

impl Engine {
    /// Every channel the viewer's workspace ever had, by name; those that were removed have no links.
    ///
    /// # Errors
    /// The store's.
    pub async fn channels(&self, viewer: &Viewer) -> Result<Vec<LinkedChannel>, Error> {
        Ok(self.store.linked_channels(viewer.workspace).await?)
    }

    /// Makes `profile` the linked profile of those of `channels` that it has; what they were linked from before stays as their
    /// backup. Whatever hangs on a channel hangs on its id, which stays. Returns how many moved.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for an unknown or foreign profile.
    pub async fn change_linked_profile(
        &self,
        viewer: &Viewer,
        profile: ProfileId,
        channels: Vec<ChannelId>,
        from: &str,
    ) -> Result<u32, Error> {
        only_masters(viewer)?;
        let found = self.store.find_profile(viewer.workspace, profile).await?;
        found.ok_or(Error::NotFound)?;
        let now = self.clock.now();
        let audit = AuditEntry {
            workspace: Some(viewer.workspace),
            person: Some(viewer.person),
            what: "channels.moved".into(),
            about: profile.to_string(),
            from: from.into(),
            at: now,
        };
        let change = NewFirst { workspace: viewer.workspace, profile, channels, audit, now };
        Ok(self.store.put_first(&change).await?)
    }
}
