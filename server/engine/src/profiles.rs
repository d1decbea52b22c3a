//! Reading profiles, a Master Account's alone, and the events of a workspace.

use domain::{
    account::Viewer,
    event::{Event, EventId},
    id::{ProfileId, WorkspaceId},
    profile::Profile,
};
use tokio::sync::broadcast;

use crate::{
    Engine, Error, only_masters,
    ports::store::{
        events::EventsRead,
        profiles::{ProfileList, ProfileQuery},
    },
};

/// How many events are read from the log at once.
const EVENTS_AT_ONCE: u32 = 500;

impl Engine {
    /// One page of profiles.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn list_profiles(
        &self,
        viewer: &Viewer,
        query: &ProfileQuery,
    ) -> Result<ProfileList, Error> {
        only_masters(viewer)?;
        Ok(self.store.list_profiles(viewer.workspace, query).await?)
    }

    /// One profile.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown and for a foreign one alike.
    pub async fn profile(
        &self,
        viewer: &Viewer,
        profile: ProfileId,
    ) -> Result<(Profile, EventId), Error> {
        only_masters(viewer)?;
        self.store.find_profile(viewer.workspace, profile).await?.ok_or(Error::NotFound)
    }

    /// The events of the viewer's workspace after `after`, oldest first, at most some hundreds. To a regular account what
    /// happened to profiles is told without which and how.
    ///
    /// # Errors
    /// The store's.
    pub async fn events_after(&self, viewer: &Viewer, after: EventId) -> Result<EventsRead, Error> {
        let read = self.store.events_after(viewer.workspace, after, EVENTS_AT_ONCE).await?;
        Ok(match read {
            EventsRead::Events(events) if !viewer.role.mends_profiles() => {
                let thinner =
                    |event: Event| Event { what: event.what.for_regular_accounts(), ..event };
                EventsRead::Events(events.into_iter().map(thinner).collect())
            }
            read => read,
        })
    }

    /// Rings after commits that wrote events; see [`crate::ports::store::Events::alarm`].
    #[must_use]
    pub fn alarm(&self) -> broadcast::Receiver<WorkspaceId> {
        self.store.alarm()
    }
}

/// The number of the last of `events`, or `before` if there are none.
#[must_use]
pub fn last_of(events: &[Event], before: EventId) -> EventId {
    events.last().map_or(before, |event| event.id)
}
