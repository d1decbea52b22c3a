//! The background: each channel has its turn the moment something of it is due, for as long as the server runs.

use std::{
    collections::{BTreeMap, BTreeSet},
    pin::pin,
    sync::Mutex,
    time::Duration,
};

use domain::{
    event::{EventId, What},
    id::{ChannelId, WorkspaceId},
    time::{Span, Timestamp},
};
use tokio::{
    sync::broadcast::{
        Receiver,
        error::{RecvError, TryRecvError},
    },
    task::JoinSet,
    time::sleep,
};

use crate::{
    Engine,
    ports::store::{Stored, events::EventsRead, turns::TurnRequest},
    profiles::last_of,
};

/// So many channels have their turn at once.
const MOST_AT_ONCE: usize = 128;
/// How long a turn may take before another server takes it too; which does no harm.
const TAKEN_FOR: Span = Span::minutes(5);
/// The longest rest: so soon a clock that jumped is noticed.
const LONGEST_REST: Span = Span::seconds(10);
/// The shortest: what comes in one moment is taken in handfuls.
const SHORTEST_REST: Span = Span::millis(20);
/// So often a turn is tried again at once that the store did not let end; then it waits for its next.
const TRIES: u32 = 5;
/// The first pause between two tries; each is twice as long as the one before.
const BETWEEN_TRIES: Duration = Duration::from_secs(1);
/// Pictures that no post has are kept so long: somebody may be composing.
const PICTURES_KEPT: Span = Span::days(2);
/// How often they are looked for.
const FORGET_EVERY: Span = Span::hours(12);
/// So many events are read at once.
const EVENTS_AT_ONCE: u32 = 500;

/// What who publishes remembers between turns. All of it may be lost with the process.
#[derive(Debug, Default)]
pub(crate) struct Publishing {
    /// Wakes it, where something may be due sooner than it was.
    pub(super) stirred: tokio::sync::Notify,
    /// The channels that have their turn in this process.
    busy: Mutex<BTreeSet<(WorkspaceId, ChannelId)>>,
    /// The attempts of others that were met.
    pub(super) met: super::watch::Watched,
}

impl Publishing {
    fn begin(&self, channel: (WorkspaceId, ChannelId)) -> bool {
        self.busy.lock().is_ok_and(|mut busy| busy.insert(channel))
    }

    fn end(&self, channel: (WorkspaceId, ChannelId)) {
        if let Ok(mut busy) = self.busy.lock() {
            busy.remove(&channel);
        }
    }
}

/// Up to which event each workspace was heard.
type Heard = BTreeMap<WorkspaceId, EventId>;

impl Engine {
    /// Publishes what is due until `stop`, and then lets the turns end that have begun: what is cut off lies until others may
    /// take it. What fails is logged and tried again.
    pub async fn keep_publishing(self, stop: impl Future<Output = ()> + Send) {
        let mut stop = pin!(stop);
        let mut alarm = self.alarm();
        let (mut under_way, mut heard) = (JoinSet::new(), Heard::new());
        let mut forget_at = self.clock.now();
        // Whatever was mended while nobody listened.
        self.log(
            "what is held could not be looked at",
            self.store.wake_held(None, forget_at).await,
        );
        loop {
            let now = self.clock.now();
            if forget_at <= now {
                forget_at = now.after(FORGET_EVERY);
                let forgotten = self.store.forget_pictures(now.before(PICTURES_KEPT)).await;
                self.log("old pictures could not be forgotten", forgotten);
            }
            while under_way.try_join_next().is_some() {}
            let free = MOST_AT_ONCE.saturating_sub(under_way.len());
            let again = match self.take_turns(free, now).await {
                Ok((channels, next)) => {
                    for (workspace, channel) in channels {
                        under_way.spawn(self.clone().do_turn(workspace, channel));
                    }
                    next
                }
                Err(error) => {
                    tracing::error!(%error, "what is due could not be read");
                    None
                }
            };
            sleep(duration(SHORTEST_REST)).await;
            let rest =
                again.map_or(LONGEST_REST, |at| at.since(self.clock.now()).min(LONGEST_REST));
            tokio::select! {
                biased;
                () = &mut stop => break,
                () = sleep(duration(rest)) => {}
                () = self.publishing.stirred.notified() => {}
                Some(_) = under_way.join_next(), if free == 0 => {}
                heard_of = hear(&mut alarm) => {
                    let looked = self.look_at_held(heard_of, &mut heard).await;
                    self.log("what is held could not be looked at", looked);
                }
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    /// Gives every channel that is due its turn, and waits for all of them. Returns how many they were.
    ///
    /// # Errors
    /// Only those of the store; a turn that fails is logged.
    pub async fn publish_due(&self) -> Stored<usize> {
        let (channels, _) = self.take_turns(MOST_AT_ONCE, self.clock.now()).await?;
        let count = channels.len();
        let turns = channels
            .into_iter()
            .map(|(workspace, channel)| self.clone().do_turn(workspace, channel));
        futures::future::join_all(turns).await;
        Ok(count)
    }

    /// Gives every channel of a workspace that holds posts its turn, because one of them may work again.
    ///
    /// # Errors
    /// The store's.
    pub async fn look_at_held_of(&self, workspace: WorkspaceId) -> Stored<()> {
        self.store.wake_held(Some(workspace), self.clock.now()).await
    }

    async fn take_turns(
        &self,
        free: usize,
        now: Timestamp,
    ) -> Stored<(Vec<(WorkspaceId, ChannelId)>, Option<Timestamp>)> {
        if free == 0 {
            return Ok((Vec::new(), None));
        }
        let limit = u32::try_from(free).unwrap_or(u32::MAX);
        let request = TurnRequest { now, again: now.after(TAKEN_FOR), limit };
        let taken = self.store.take_turns(&request).await?;
        Ok((taken.channels, taken.next))
    }

    async fn do_turn(self, workspace: WorkspaceId, channel: ChannelId) {
        if !self.publishing.begin((workspace, channel)) {
            return;
        }
        for tried in 0..TRIES {
            let Err(error) = self.turn(workspace, channel).await else { break };
            tracing::error!(%channel, %error, tried, "a channel's turn was not ended");
            sleep(BETWEEN_TRIES * 2_u32.pow(tried)).await;
        }
        self.publishing.end((workspace, channel));
    }

    /// Looks at what is held where profiles changed. Level-triggered: what the events say does not matter, only that there
    /// were some; so nothing is missed where this is cut off.
    async fn look_at_held(&self, heard_of: HeardOf, heard: &mut Heard) -> Stored<()> {
        match heard_of {
            HeardOf::These(workspaces) => {
                for workspace in workspaces {
                    self.look_at_held_in(workspace, heard).await?;
                }
                Ok(())
            }
            HeardOf::Many => {
                heard.clear();
                self.store.wake_held(None, self.clock.now()).await
            }
        }
    }

    async fn look_at_held_in(&self, workspace: WorkspaceId, heard: &mut Heard) -> Stored<()> {
        let now = self.clock.now();
        let after = heard.get(&workspace).copied().unwrap_or(EventId(u64::MAX));
        let read = self.store.events_after(workspace, after, EVENTS_AT_ONCE).await?;
        let may_be_mended = match &read {
            EventsRead::Resync { .. } => true,
            EventsRead::Events(events) => events.iter().any(|event| {
                matches!(
                    event.what,
                    What::Checked { .. }
                        | What::Linked { .. }
                        | What::Removed { .. }
                        | What::Channels
                )
            }),
        };
        if may_be_mended {
            self.store.wake_held(Some(workspace), now).await?;
        }
        let last = match read {
            EventsRead::Resync { last } => last,
            EventsRead::Events(events) => last_of(&events, after),
        };
        heard.insert(workspace, last);
        Ok(())
    }

    fn log(&self, what: &str, done: Stored<()>) {
        if let Err(error) = done {
            tracing::error!(%error, "{what}");
        }
    }
}

/// Who rang.
enum HeardOf {
    /// Each once, however often they rang.
    These(BTreeSet<WorkspaceId>),
    /// So many that some were missed.
    Many,
}

/// Waits until somebody rings, and takes whoever has rung by then.
async fn hear(alarm: &mut Receiver<WorkspaceId>) -> HeardOf {
    let mut these = match alarm.recv().await {
        Ok(workspace) => BTreeSet::from([workspace]),
        Err(RecvError::Lagged(_)) => return HeardOf::Many,
        // The store is gone; so is the server, soon.
        Err(RecvError::Closed) => return std::future::pending().await,
    };
    loop {
        match alarm.try_recv() {
            Ok(workspace) => these.insert(workspace),
            Err(TryRecvError::Lagged(_)) => return HeardOf::Many,
            Err(TryRecvError::Empty | TryRecvError::Closed) => return HeardOf::These(these),
        };
    }
}

fn duration(span: Span) -> Duration {
    Duration::from_millis(span.as_millis().max(0).unsigned_abs())
}
