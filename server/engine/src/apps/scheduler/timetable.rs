//! When a workspace posts: its zone, its rule for late posts, the slots of its channels.

use domain::{
    account::Viewer,
    id::{ChannelId, WorkspaceId},
    slots::SlotPlan,
    time::Timestamp,
};

use crate::{
    Engine, Error, only_masters,
    ports::store::{Stored, accounts::AuditEntry, timetables::Timetable},
};

impl Engine {
    /// The zone and the rule of the viewer's workspace.
    ///
    /// # Errors
    /// The store's.
    pub async fn timetable(&self, viewer: &Viewer) -> Result<Timetable, Error> {
        Ok(self.store.timetable(viewer.workspace).await?.unwrap_or_default())
    }

    /// Changes the zone and the rule. What is planned keeps its moment.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn keep_timetable(
        &self,
        viewer: &Viewer,
        timetable: &Timetable,
        from: &str,
    ) -> Result<(), Error> {
        only_masters(viewer)?;
        let about = timetable.zone.name().to_owned();
        let audit = self.scheduler_audit(viewer, "timetable.kept", about, from);
        Ok(self.store.keep_timetable(viewer.workspace, timetable, &audit).await?)
    }

    /// The weekly slots of a channel.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a channel without a role.
    pub async fn slots(&self, viewer: &Viewer, channel: ChannelId) -> Result<SlotPlan, Error> {
        self.role_for(viewer, channel).await?;
        Ok(self.store.slots(viewer.workspace, channel).await?)
    }

    /// Changes the weekly slots of a channel, for everybody who works on it. What is planned stays.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the workspace has no such channel, or the viewer no role for it; [`Error::Forbidden`] for whoever may
    /// not publish.
    pub async fn keep_slots(
        &self,
        viewer: &Viewer,
        channel: ChannelId,
        plan: &SlotPlan,
        from: &str,
    ) -> Result<(), Error> {
        if !self.role_for(viewer, channel).await?.may_publish() {
            return Err(Error::Forbidden);
        }
        let audit = self.scheduler_audit(viewer, "slots.kept", channel.to_string(), from);
        let kept = self.store.keep_slots(viewer.workspace, channel, plan, &audit).await?;
        if kept { Ok(()) } else { Err(Error::NotFound) }
    }

    /// The next free slot of a channel; `None` if it has none.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the workspace has no such channel, or the viewer no role for it.
    pub async fn next_free_slot(
        &self,
        viewer: &Viewer,
        channel: ChannelId,
    ) -> Result<Option<Timestamp>, Error> {
        let found = self.store.linked_channel(viewer.workspace, channel).await?;
        let found = found.ok_or(Error::NotFound)?;
        self.role_for(viewer, found.id).await?;
        Ok(self.next_slot(viewer.workspace, found.id, self.clock.now()).await?)
    }

    pub(super) async fn next_slot(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        now: Timestamp,
    ) -> Stored<Option<Timestamp>> {
        let plan = self.store.slots(workspace, channel).await?;
        let taken = self.store.planned_times(workspace, channel, now).await?;
        let Timetable { zone, .. } = self.store.timetable(workspace).await?.unwrap_or_default();
        Ok(plan.next_free(&zone, &taken, now))
    }

    fn scheduler_audit(
        &self,
        viewer: &Viewer,
        what: &str,
        about: String,
        from: &str,
    ) -> AuditEntry {
        AuditEntry {
            workspace: Some(viewer.workspace),
            person: Some(viewer.person),
            what: what.to_owned(),
            about,
            from: from.to_owned(),
            at: self.clock.now(),
        }
    }
}
