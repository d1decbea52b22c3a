//! The background: each channel is listened to when it is its turn, for as long as the server runs.

use async_trait::async_trait;
use domain::{
    id::{ChannelId, ReplyId, WorkspaceId},
    time::Timestamp,
};

use crate::{
    Engine, Error,
    apps::{
        turns::{self, Duty, Rota},
        watch::Watched,
    },
    ports::store::{
        Stored,
        turns::{Taken, TurnRequest},
    },
};

/// What who listens remembers between turns. All of it may be lost with the process.
#[derive(Debug, Default)]
pub(crate) struct Listener {
    pub(super) rota: Rota,
    /// Answers on their way that others sent, each with its step.
    pub(super) met: Watched<(WorkspaceId, ReplyId, u32)>,
}

/// Listening to channels, and sending the answers that wait for them.
#[derive(Clone)]
struct Listen(Engine);

#[async_trait]
impl Duty for Listen {
    fn engine(&self) -> &Engine {
        &self.0
    }

    fn rota(&self) -> &Rota {
        &self.0.listener.rota
    }

    async fn take(&self, request: &TurnRequest) -> Stored<Taken> {
        self.0.store.take_listenings(request).await
    }

    async fn turn(&self, workspace: WorkspaceId, channel: ChannelId) -> Result<(), Error> {
        self.0.listening_turn(workspace, channel).await
    }

    async fn wake(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()> {
        self.0.store.wake_blind(workspace, now).await
    }
}

impl Engine {
    /// Listens to every channel when it is its turn until `stop`, and then lets the turns end that have begun. What fails is
    /// logged and tried again.
    pub async fn keep_listening(self, stop: impl Future<Output = ()> + Send) {
        turns::keep(Listen(self), stop).await;
    }

    /// Gives every channel that is due its turn, and waits for all of them. Returns how many they were.
    ///
    /// # Errors
    /// Only those of the store; a turn that fails is logged.
    pub async fn listen_due(&self) -> Stored<usize> {
        turns::do_due(&Listen(self.clone())).await
    }

    /// Gives every channel of a workspace that is blind its turn, because one of them may be heard again.
    ///
    /// # Errors
    /// The store's.
    pub async fn listen_to_blind_of(&self, workspace: WorkspaceId) -> Stored<()> {
        self.store.wake_blind(Some(workspace), self.clock.now()).await
    }
}
