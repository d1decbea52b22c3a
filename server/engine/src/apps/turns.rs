//! The background of the Apps: each channel has its turn the moment it is due, for as long as the server runs.
//!
//! A turn is taken softly: another server may have the same. One process never has two turns of one App at one channel.

use std::{
    collections::{BTreeMap, BTreeSet},
    pin::pin,
    sync::Mutex,
    time::Duration,
};

use async_trait::async_trait;
use domain::{
    event::{EventId, What},
    id::{ChannelId, WorkspaceId},
    time::{Span, Timestamp},
};
use tokio::{
    sync::{
        Notify,
        broadcast::{
            Receiver,
            error::{RecvError, TryRecvError},
        },
    },
    task::JoinSet,
    time::sleep,
};

use crate::{
    Engine, Error,
    ports::store::{
        Stored,
        events::EventsRead,
        turns::{Taken, TurnRequest},
    },
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
/// How often what is old is forgotten.
const FORGET_EVERY: Span = Span::hours(12);
/// So many events are read at once.
const EVENTS_AT_ONCE: u32 = 500;

/// What channels have their turns for.
#[async_trait]
pub(crate) trait Duty: Clone + Send + Sync + 'static {
    /// Whose duty it is.
    fn engine(&self) -> &Engine;

    /// What this process remembers of it.
    fn rota(&self) -> &Rota;

    /// Takes channels whose turn has come.
    async fn take(&self, request: &TurnRequest) -> Stored<Taken>;

    /// One channel's turn, to its end.
    async fn turn(&self, workspace: WorkspaceId, channel: ChannelId) -> Result<(), Error>;

    /// Gives every channel its turn at `now` that found no way: of one workspace, or of all.
    async fn wake(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()>;

    /// Forgets what is old, now and then.
    async fn forget(&self, now: Timestamp) -> Stored<()> {
        _ = now;
        Ok(())
    }
}

/// What one process remembers between the turns of one duty. All of it may be lost with the process.
#[derive(Debug, Default)]
pub(crate) struct Rota {
    /// Wakes who gives the turns, where one may be due sooner than it was.
    pub(super) stirred: Notify,
    /// The channels that have their turn in this process.
    busy: Mutex<BTreeSet<(WorkspaceId, ChannelId)>>,
}

impl Rota {
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

/// Gives every channel its turn when it is due until `stop`, and then lets the turns end that have begun. What fails is logged
/// and tried again.
pub(super) async fn keep<D: Duty>(duty: D, stop: impl Future<Output = ()> + Send) {
    let mut stop = pin!(stop);
    let mut alarm = duty.engine().alarm();
    let (mut under_way, mut heard) = (JoinSet::new(), Heard::new());
    let mut forget_at = duty.engine().clock.now();
    // Whatever was mended while nobody listened.
    log("channels without a way could not be woken", duty.wake(None, forget_at).await);
    loop {
        let now = duty.engine().clock.now();
        if forget_at <= now {
            forget_at = now.after(FORGET_EVERY);
            log("what is old could not be forgotten", duty.forget(now).await);
        }
        while under_way.try_join_next().is_some() {}
        let free = MOST_AT_ONCE.saturating_sub(under_way.len());
        let again = match take(&duty, free, now).await {
            Ok(taken) => {
                for (workspace, channel) in taken.channels {
                    under_way.spawn(do_turn(duty.clone(), workspace, channel));
                }
                taken.next
            }
            Err(error) => {
                tracing::error!(%error, "what is due could not be read");
                None
            }
        };
        sleep(duration(SHORTEST_REST)).await;
        let rest = |at: Timestamp| at.since(duty.engine().clock.now()).min(LONGEST_REST);
        tokio::select! {
            biased;
            () = &mut stop => break,
            () = sleep(duration(again.map_or(LONGEST_REST, rest))) => {}
            () = duty.rota().stirred.notified() => {}
            Some(_) = under_way.join_next(), if free == 0 => {}
            heard_of = hear(&mut alarm) => {
                let woken = wake_mended(&duty, heard_of, &mut heard).await;
                log("channels without a way could not be woken", woken);
            }
        }
    }
    while under_way.join_next().await.is_some() {}
}

/// Gives every channel that is due its turn, and waits for all of them. Returns how many they were.
pub(super) async fn do_due<D: Duty>(duty: &D) -> Stored<usize> {
    let taken = take(duty, MOST_AT_ONCE, duty.engine().clock.now()).await?;
    let count = taken.channels.len();
    let turns = taken
        .channels
        .into_iter()
        .map(|(workspace, channel)| do_turn(duty.clone(), workspace, channel));
    futures::future::join_all(turns).await;
    Ok(count)
}

async fn take<D: Duty>(duty: &D, free: usize, now: Timestamp) -> Stored<Taken> {
    if free == 0 {
        return Ok(Taken { channels: Vec::new(), next: None });
    }
    let limit = u32::try_from(free).unwrap_or(u32::MAX);
    duty.take(&TurnRequest { now, again: now.after(TAKEN_FOR), limit }).await
}

async fn do_turn<D: Duty>(duty: D, workspace: WorkspaceId, channel: ChannelId) {
    if !duty.rota().begin((workspace, channel)) {
        return;
    }
    for tried in 0..TRIES {
        let Err(error) = duty.turn(workspace, channel).await else { break };
        tracing::error!(%channel, %error, tried, "a channel's turn was not ended");
        sleep(BETWEEN_TRIES * 2_u32.pow(tried)).await;
    }
    duty.rota().end((workspace, channel));
}

/// Wakes channels where profiles changed. Level-triggered: what the events say does not matter, only that there were some; so
/// nothing is missed where this is cut off.
async fn wake_mended<D: Duty>(duty: &D, heard_of: HeardOf, heard: &mut Heard) -> Stored<()> {
    match heard_of {
        HeardOf::These(workspaces) => {
            for workspace in workspaces {
                wake_mended_in(duty, workspace, heard).await?;
            }
            Ok(())
        }
        HeardOf::Many => {
            heard.clear();
            duty.wake(None, duty.engine().clock.now()).await
        }
    }
}

async fn wake_mended_in<D: Duty>(
    duty: &D,
    workspace: WorkspaceId,
    heard: &mut Heard,
) -> Stored<()> {
    let now = duty.engine().clock.now();
    let after = heard.get(&workspace).copied().unwrap_or(EventId(u64::MAX));
    let read = duty.engine().store.events_after(workspace, after, EVENTS_AT_ONCE).await?;
    let may_be_mended = match &read {
        EventsRead::Resync { .. } => true,
        EventsRead::Events(events) => events.iter().any(|event| {
            matches!(
                event.what,
                What::Checked { .. } | What::Linked { .. } | What::Removed { .. } | What::Channels
            )
        }),
    };
    if may_be_mended {
        duty.wake(Some(workspace), now).await?;
    }
    let last = match read {
        EventsRead::Resync { last } => last,
        EventsRead::Events(events) => last_of(&events, after),
    };
    heard.insert(workspace, last);
    Ok(())
}

fn log(what: &str, done: Stored<()>) {
    if let Err(error) = done {
        tracing::error!(%error, "{what}");
    }
}

/// Who rang.
pub(crate) enum HeardOf {
    /// Each once, however often they rang.
    These(BTreeSet<WorkspaceId>),
    /// So many that some were missed.
    Many,
}

/// Waits until somebody rings, and takes whoever has rung by then.
pub(crate) async fn hear(alarm: &mut Receiver<WorkspaceId>) -> HeardOf {
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
