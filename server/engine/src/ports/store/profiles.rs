//! Profiles as a page reads them.

use async_trait::async_trait;
use domain::{
    event::EventId,
    health::HealthKind,
    id::{ProfileId, WorkspaceId},
    network::Network,
    profile::Profile,
    standing::Standing,
};

use super::Stored;

/// Reading profiles.
#[async_trait]
pub trait Profiles: Send + Sync {
    /// One page of profiles, those wanted first before the others, then worst first, then by name: all from one snapshot.
    async fn list_profiles(
        &self,
        workspace: WorkspaceId,
        query: &ProfileQuery,
    ) -> Stored<ProfileList>;

    /// One profile, and the number of the last event at that moment.
    async fn find_profile(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
    ) -> Stored<Option<(Profile, EventId)>>;
}

/// Which profiles.
#[derive(Debug, Clone, Default)]
pub struct ProfileQuery {
    /// Only those whose name, handle or one of whose channels' names contains this, without case.
    pub search: Option<String>,
    /// Only those of this network.
    pub network: Option<Network>,
    /// Only those of this health; a profile with a lost channel counts as disconnected.
    pub health: Option<HealthKind>,
    /// Those of them that the query finds come before all others, in this order; two hundred at most.
    pub first: Vec<ProfileId>,
    /// Only those after this place in the order.
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: u32,
}

/// A place in the order of profiles: what the last one shown sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Its kind when it was shown: disconnected, if it or one of its channels was.
    pub worst: HealthKind,
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: ProfileId,
}

/// A page of profiles.
#[derive(Debug, Clone)]
pub struct ProfileList {
    /// The profiles.
    pub profiles: Vec<Profile>,
    /// Where the next page begins; `None` if this is the last.
    pub next: Option<Cursor>,
    /// How many the query finds in all.
    pub found: u32,
    /// How many the workspace has.
    pub total: u32,
    /// How many of the workspace's are in the red frame.
    pub mending: u32,
    /// The first in the order that is in the red frame, whether or not this page shows it; one that was wanted first, if any.
    pub first_mending: Option<ProfileId>,
    /// How networks stand that are not fine and at which the workspace has profiles.
    pub standings: Vec<(Network, Standing)>,
    /// The number of the last event at that moment.
    pub as_of: EventId,
}
