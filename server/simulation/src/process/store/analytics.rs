//! Analytics' part of the port.

use async_trait::async_trait;
use domain::{
    figure::{DayRange, Figure},
    id::{ChannelId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{
    Figures, Stored,
    figures::{CountLater, Counted, Counting, Forgotten},
    turns::{Taken, TurnRequest},
};

use super::{Door, Weight, light};

#[async_trait]
impl Figures for Door {
    async fn take_countings(&self, request: &TurnRequest) -> Stored<Taken> {
        let work = self.0.world.store.take_countings(request);
        self.turns("take_countings", work).await
    }

    async fn counting(&self, home: WorkspaceId, channel: ChannelId) -> Stored<Option<Counting>> {
        light!(self.counting(home, channel))
    }

    async fn countings(&self, home: WorkspaceId) -> Stored<Vec<Counting>> {
        light!(self.countings(home))
    }

    async fn count(&self, counted: &Counted) -> Stored<()> {
        light!(self.count(counted))
    }

    async fn count_later(&self, later: &CountLater) -> Stored<()> {
        light!(self.count_later(later))
    }

    async fn wake_uncounted(&self, home: Option<WorkspaceId>, now: Timestamp) -> Stored<()> {
        light!(self.wake_uncounted(home, now))
    }

    async fn figures(
        &self,
        home: WorkspaceId,
        channels: &[ChannelId],
        days: &DayRange,
    ) -> Stored<Vec<(ChannelId, Figure)>> {
        light!(self.figures(home, channels, days))
    }

    async fn forgotten(&self, home: WorkspaceId, channels: &[ChannelId]) -> Stored<Vec<Forgotten>> {
        light!(self.forgotten(home, channels))
    }
}
