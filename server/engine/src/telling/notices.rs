//! Notices: how things stand in each workspace is compared with what was told of it, whenever something happened there and
//! whenever it is time.
//!
//! Level-triggered: events only say that something happened. What is told follows from how things stand and from what was
//! told, which are read in one snapshot; what is told, and that it was, is written in one unit. So nothing is told twice, and
//! nothing is lost, wherever a process dies.

mod choose;
mod letter;
mod turn;

use std::{
    collections::{BTreeMap, BTreeSet},
    pin::pin,
    time::Duration,
};

use domain::{
    event::{EventId, What},
    id::WorkspaceId,
    time::Span,
};
use tokio::time::sleep;

pub use self::letter::{Item, Notice};
use crate::{
    Engine, Error,
    apps::turns::{HeardOf, hear},
    ports::store::events::EventsRead,
    profiles::last_of,
};

/// So many workspaces whose time has come are taken at once.
const AT_ONCE: u32 = 100;
/// So many events are read at once.
const EVENTS_AT_ONCE: u32 = 500;
/// The longest rest: so soon a clock that jumped is noticed.
const LONGEST_REST: Span = Span::seconds(10);
/// The shortest: a workspace in which much happens is not looked at for every event.
const SHORTEST_REST: Duration = Duration::from_secs(1);

impl Engine {
    /// Tells everybody what they chose to be told, until `stop`. What fails is logged and tried again.
    pub async fn keep_telling(self, stop: impl Future<Output = ()> + Send) {
        let mut stop = pin!(stop);
        let mut alarm = self.alarm();
        let mut heard = BTreeMap::new();
        // Whatever happened while nobody listened.
        let mut rung = self.unheard().await;
        loop {
            rung.extend(self.due().await);
            let mut again = BTreeSet::new();
            for workspace in rung {
                if let Err(error) = self.tell_in(workspace).await {
                    tracing::error!(%workspace, %error, "notices wait");
                    again.insert(workspace);
                }
            }
            rung = again;
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = sleep(SHORTEST_REST) => {}
            }
            let rest = if rung.is_empty() { self.rest().await } else { Duration::ZERO };
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = sleep(rest) => {}
                of = hear(&mut alarm) => rung.extend(self.with_news(of, &mut heard).await),
            }
        }
    }

    /// Looks at every workspace in which something happened, or whose time has come. Returns how many letters were posted.
    ///
    /// # Errors
    /// The store's.
    pub async fn tell_due(&self) -> Result<usize, Error> {
        let unheard = self.store.unheard_workspaces().await?;
        let due = self.store.notices_due(self.clock.now(), AT_ONCE).await?;
        let mut letters = 0;
        for workspace in unheard.into_iter().chain(due).collect::<BTreeSet<_>>() {
            letters += self.tell_in(workspace).await?;
        }
        Ok(letters)
    }

    async fn unheard(&self) -> BTreeSet<WorkspaceId> {
        let unheard = self.store.unheard_workspaces().await;
        unheard.map(BTreeSet::from_iter).unwrap_or_else(|error| {
            tracing::error!(%error, "what happened could not be read");
            BTreeSet::new()
        })
    }

    async fn due(&self) -> Vec<WorkspaceId> {
        let due = self.store.notices_due(self.clock.now(), AT_ONCE).await;
        due.unwrap_or_else(|error| {
            tracing::error!(%error, "what is to be told could not be read");
            Vec::new()
        })
    }

    async fn rest(&self) -> Duration {
        let next = self.store.next_notice().await.ok().flatten();
        let rest = next.map_or(LONGEST_REST, |at| at.since(self.clock.now()).min(LONGEST_REST));
        Duration::from_millis(u64::try_from(rest.as_millis()).unwrap_or_default())
    }

    /// Those in which something happened that may be told: not every comment that comes in.
    async fn with_news(
        &self,
        of: HeardOf,
        heard: &mut BTreeMap<WorkspaceId, EventId>,
    ) -> BTreeSet<WorkspaceId> {
        let HeardOf::These(rung) = of else {
            heard.clear();
            return self.unheard().await;
        };
        let mut with_news = BTreeSet::new();
        for workspace in rung {
            let after = heard.get(&workspace).copied().unwrap_or(EventId(u64::MAX));
            let read = self.store.events_after(workspace, after, EVENTS_AT_ONCE).await;
            let (last, is_news) = match read {
                Ok(EventsRead::Events(events)) => {
                    (last_of(&events, after), events.iter().any(|event| is_news(&event.what)))
                }
                Ok(EventsRead::Resync { last }) => (last, true),
                Err(_) => (after, true),
            };
            heard.insert(workspace, last);
            if is_news {
                with_news.insert(workspace);
            }
        }
        with_news
    }
}

/// Whether an event may change what is to be told.
const fn is_news(what: &What) -> bool {
    match what {
        What::Comments { .. } | What::Statistics { .. } | What::Asked { .. } => false,
        What::Checked { .. }
        | What::Linked { .. }
        | What::Removed { .. }
        | What::Posts { .. }
        | What::LinkUsed { .. }
        | What::Channels
        | What::Standing { .. } => true,
    }
}
