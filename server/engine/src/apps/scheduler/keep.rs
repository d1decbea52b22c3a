//! The background: each channel has its turn the moment something of it is due, for as long as the server runs.

use async_trait::async_trait;
use domain::{
    id::{ChannelId, WorkspaceId},
    time::{Span, Timestamp},
};

use crate::{
    Engine, Error,
    apps::{
        turns::{self, Duty, Rota},
        watch::Watched,
    },
    ports::store::{
        Stored,
        turns::{OpenAttempt, Taken, TurnRequest},
    },
};

/// Pictures that no post has are kept so long: somebody may be composing.
const PICTURES_KEPT: Span = Span::days(2);

/// What who publishes remembers between turns. All of it may be lost with the process.
#[derive(Debug, Default)]
pub(crate) struct Publishing {
    pub(super) rota: Rota,
    /// The attempts of others that were met.
    pub(super) met: Watched<OpenAttempt>,
}

/// Publishing what is due.
#[derive(Clone)]
struct Publish(Engine);

#[async_trait]
impl Duty for Publish {
    fn engine(&self) -> &Engine {
        &self.0
    }

    fn rota(&self) -> &Rota {
        &self.0.publishing.rota
    }

    async fn take(&self, request: &TurnRequest) -> Stored<Taken> {
        self.0.store.take_turns(request).await
    }

    async fn turn(&self, workspace: WorkspaceId, channel: ChannelId) -> Result<(), Error> {
        self.0.turn(workspace, channel).await
    }

    async fn wake(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()> {
        self.0.store.wake_held(workspace, now).await
    }

    async fn forget(&self, now: Timestamp) -> Stored<()> {
        self.0.store.forget_pictures(now.before(PICTURES_KEPT)).await
    }
}

impl Engine {
    /// Publishes what is due until `stop`, and then lets the turns end that have begun: what is cut off lies until others may
    /// take it. What fails is logged and tried again.
    pub async fn keep_publishing(self, stop: impl Future<Output = ()> + Send) {
        turns::keep(Publish(self), stop).await;
    }

    /// Gives every channel that is due its turn, and waits for all of them. Returns how many they were.
    ///
    /// # Errors
    /// Only those of the store; a turn that fails is logged.
    pub async fn publish_due(&self) -> Stored<usize> {
        turns::do_due(&Publish(self.clone())).await
    }

    /// Gives every channel of a workspace that holds posts its turn, because one of them may work again.
    ///
    /// # Errors
    /// The store's.
    pub async fn look_at_held_of(&self, workspace: WorkspaceId) -> Stored<()> {
        self.store.wake_held(Some(workspace), self.clock.now()).await
    }
}
