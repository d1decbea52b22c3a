//! Asking for a connection that one cannot mend oneself.

use std::collections::BTreeMap;

use domain::{
    account::Viewer, channel::LinkedChannel, health::lost_since, id::ProfileId, time::Timestamp,
};

use crate::{
    Engine, Error,
    ports::store::{accounts::AuditEntry, asks::NewAsk},
};

impl Engine {
    /// Asks the Master Accounts to reconnect a profile. Asking again changes nothing, and neither does asking for what works.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown and for a foreign profile alike.
    pub async fn ask_to_reconnect(
        &self,
        viewer: &Viewer,
        profile: ProfileId,
        from: &str,
    ) -> Result<(), Error> {
        let found = self.store.find_profile(viewer.workspace, profile).await?;
        let (found, _) = found.ok_or(Error::NotFound)?;
        let losses = found.channels.iter().map(|channel| &channel.losses);
        let Some(lost_since) = lost_since(&found.health, losses) else { return Ok(()) };
        let now = self.clock.now();
        let audit = AuditEntry {
            workspace: Some(viewer.workspace),
            person: Some(viewer.person),
            what: "profile.asked_for".into(),
            about: profile.to_string(),
            from: from.into(),
            at: now,
        };
        let (workspace, person) = (viewer.workspace, viewer.person);
        let ask = NewAsk { workspace, profile, person, lost_since, audit, now };
        self.store.ask(&ask).await?;
        Ok(())
    }

    /// When the viewer asked for profiles that are still lost. `channels` are all of the workspace.
    ///
    /// # Errors
    /// The store's.
    pub async fn asked(
        &self,
        viewer: &Viewer,
        channels: &[LinkedChannel],
    ) -> Result<BTreeMap<ProfileId, Timestamp>, Error> {
        let asks = self.open_asks(viewer.workspace, channels).await?;
        let own = asks.into_iter().filter(|ask| ask.person == viewer.person);
        Ok(own.map(|ask| (ask.profile, ask.at)).collect())
    }
}
