//! Figures of channels: as they are counted, and as people read them.

use async_trait::async_trait;
use domain::{
    cause::Cause,
    figure::{DayRange, Figure},
    id::{ChannelId, WorkspaceId},
    time::Timestamp,
};

use super::{
    Stored,
    turns::{Taken, TurnRequest},
};

/// Figures. A channel that is linked for the first time has its first turn at once, and keeps its figures while it is linked
/// from nobody.
#[async_trait]
pub trait Figures: Send + Sync {
    /// Takes channels whose turn has come, as [`super::Turns::take_turns`] does.
    async fn take_countings(&self, request: &TurnRequest) -> Stored<Taken>;

    /// How far a channel was counted.
    async fn counting(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<Counting>>;

    /// How far each channel of a workspace was counted.
    async fn countings(&self, workspace: WorkspaceId) -> Stored<Vec<Counting>>;

    /// Keeps figures, in place of what was there for the same metric and day, and how far they reach. An event, if anything changed.
    async fn count(&self, counted: &Counted) -> Stored<()>;

    /// Ends a turn in which nothing could be counted.
    async fn count_later(&self, later: &CountLater) -> Stored<()>;

    /// Gives every channel that could not be reached its turn at `now`: of one workspace, or of all.
    async fn wake_uncounted(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()>;

    /// The figures of these channels for the days of a range, by channel, metric and day.
    async fn figures(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
        days: &DayRange,
    ) -> Stored<Vec<(ChannelId, Figure)>>;

    /// Days of these channels that their network no longer has, by channel and day.
    async fn forgotten(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
    ) -> Stored<Vec<Forgotten>>;
}

/// How far a channel was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// Which.
    pub channel: ChannelId,
    /// The end of the last day whose figures are final; `None` until the network answered for the first time.
    pub counted_until: Option<Timestamp>,
    /// Why its last turn found no way to it, and since when.
    pub lost: Option<(Cause, Timestamp)>,
}

/// What a network told of a channel's figures.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which channel.
    pub channel: ChannelId,
    /// The figures.
    pub figures: Vec<Figure>,
    /// [`Counting::counted_until`] from now on; never moved back.
    pub counted_until: Timestamp,
    /// Days that the network no longer has.
    pub forgotten: Option<Forgotten>,
    /// When the channel has its turn again.
    pub again: Timestamp,
    /// Now.
    pub now: Timestamp,
}

/// A turn without an answer.
#[derive(Debug, Clone)]
pub struct CountLater {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which channel.
    pub channel: ChannelId,
    /// Why there is no way to it, and since when.
    pub lost: Option<(Cause, Timestamp)>,
    /// When it has its turn again; `None`: never, unless it is linked anew.
    pub again: Option<Timestamp>,
    /// Now.
    pub now: Timestamp,
}

/// Days that a network no longer has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// Of which channel.
    pub channel: ChannelId,
    /// Which days.
    pub days: DayRange,
    /// Why they were not counted in time, where that was noticed.
    pub cause: Option<Cause>,
}
