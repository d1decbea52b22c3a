//! The background: each channel is counted when it is its turn, for as long as the server runs.

use async_trait::async_trait;
use domain::{
    id::{ChannelId, WorkspaceId},
    time::Timestamp,
};

use crate::{
    Engine, Error,
    apps::turns::{self, Duty, Rota},
    ports::store::{
        Stored,
        turns::{Taken, TurnRequest},
    },
};

/// What who counts remembers between turns. All of it may be lost with the process.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    rota: Rota,
}

/// Counting channels.
#[derive(Clone)]
struct Count(Engine);

#[async_trait]
impl Duty for Count {
    fn engine(&self) -> &Engine {
        &self.0
    }

    fn rota(&self) -> &Rota {
        &self.0.counter.rota
    }

    async fn take(&self, request: &TurnRequest) -> Stored<Taken> {
        self.0.store.take_countings(request).await
    }

    async fn turn(&self, workspace: WorkspaceId, channel: ChannelId) -> Result<(), Error> {
        self.0.counting_turn(workspace, channel).await
    }

    async fn wake(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()> {
        self.0.store.wake_uncounted(workspace, now).await
    }
}

impl Engine {
    /// Counts every channel when it is its turn until `stop`, and then lets the turns end that have begun. What fails is logged
    /// and tried again.
    pub async fn keep_counting(self, stop: impl Future<Output = ()> + Send) {
        turns::keep(Count(self), stop).await;
    }

    /// Gives every channel that is due its turn, and waits for all of them. Returns how many they were.
    ///
    /// # Errors
    /// Only those of the store; a turn that fails is logged.
    pub async fn count_due(&self) -> Stored<usize> {
        turns::do_due(&Count(self.clone())).await
    }

    /// Gives every channel of a workspace its turn that could not be reached, because one of them may be again.
    ///
    /// # Errors
    /// The store's.
    pub async fn count_lost_of(&self, workspace: WorkspaceId) -> Stored<()> {
        self.store.wake_uncounted(Some(workspace), self.clock.now()).await
    }
}
