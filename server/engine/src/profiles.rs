//! Reading profiles, a Master Account's alone, and the events of a workspace.

use domain::{
    account::Viewer,
    event::{Event, EventId, What},
    id::{ProfileId, WorkspaceId},
    profile::Profile,
};
use tokio::sync::broadcast;

use crate::{
    Engine, Error,
    apps::lost::Lost,
    only_masters,
    ports::store::{
        events::EventsRead,
        profiles::{ProfileList, ProfileQuery},
    },
};

/// How many events are read from the log at once.
const EVENTS_AT_ONCE: u32 = 500;

impl Engine {
    /// One page of profiles, and what those in the red frame cost; what costs most comes first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn list_profiles(
        &self,
        viewer: &Viewer,
        query: &ProfileQuery,
    ) -> Result<(ProfileList, Lost), Error> {
        only_masters(viewer)?;
        let by_name = self.store.list_profiles(viewer.workspace, query).await?;
        if by_name.mending == 0 {
            return Ok((by_name, Lost::default()));
        }
        let lost = self.lost_in(viewer.workspace).await?;
        if lost.costs.is_empty() {
            return Ok((by_name, lost));
        }
        let query = ProfileQuery { first: lost.dearest_first(), ..query.clone() };
        let list = self.store.list_profiles(viewer.workspace, &query).await?;
        // A page hears of what happens after its list was read, so what was read before must not be older.
        let is_old = list.as_of != by_name.as_of;
        let lost = if is_old { self.lost_in(viewer.workspace).await? } else { lost };
        Ok((list, lost))
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
            EventsRead::Events(events) => {
                let mends = viewer.role.mends_profiles();
                let heard = |what: What| {
                    if mends { what.for_pages() } else { what.for_regular_accounts() }
                };
                let heard = |event: Event| Event { what: heard(event.what), ..event };
                EventsRead::Events(events.into_iter().map(heard).collect())
            }
            read @ EventsRead::Resync { .. } => read,
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
