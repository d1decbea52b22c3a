//! How profiles stood over time. Written in the unit of work in which a profile comes to stand otherwise; here it is read.

use async_trait::async_trait;
use domain::{
    id::{ProfileId, WorkspaceId},
    network::Network,
    time::Timestamp,
    uptime::Change,
};

use super::Stored;

/// How profiles stood over time, and how often they were renewed.
#[async_trait]
pub trait Histories: Send + Sync {
    /// How a profile stood since `since`, in order, beginning with the last change before that.
    async fn history(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        since: Timestamp,
    ) -> Stored<Vec<Noted>>;

    /// The same of every profile that the workspace has, by their ids.
    async fn histories(&self, workspace: WorkspaceId, since: Timestamp) -> Stored<Vec<History>>;

    /// Forgets what was before `before`, except how each profile stood then.
    async fn forget_histories(&self, before: Timestamp) -> Stored<()>;

    /// Adds to the counts of days.
    async fn count_renewals(&self, counts: &[RenewalCount]) -> Stored<()>;

    /// How often each network's profiles were renewed without a person, on days since `since`.
    async fn renewals_counted(
        &self,
        workspace: WorkspaceId,
        since: Timestamp,
    ) -> Stored<Vec<(Network, u64)>>;
}

/// A change, and the name of the person through whom it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The change.
    pub change: Change,
    /// The person's name.
    pub person: Option<String>,
}

/// How one profile stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Which.
    pub profile: ProfileId,
    /// Its network.
    pub network: Network,
    /// In order.
    pub changes: Vec<Change>,
}

/// How often profiles were renewed on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenewalCount {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which network's.
    pub network: Network,
    /// The first moment of the day, in UTC.
    pub day: Timestamp,
    /// How many more.
    pub count: u64,
}
