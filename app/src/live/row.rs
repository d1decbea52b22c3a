//! One profile on the page. Every fact that changes while one looks at it is a signal of its own, so that an event
//! changes the few nodes that show it and nothing else.
//!
//! The signals are counted references, because rows also arrive long after the page was drawn.

use domain::{
    health::{Health, HealthKind, Losses, channel_health},
    id::{ChannelId, ProfileId},
    network::Network,
    time::Timestamp,
};
use leptos::prelude::*;

use crate::{
    backend::{ChannelRow, ProfileRow},
    paths,
};

/// A profile on the page.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) id: ProfileId,
    pub(crate) network: Network,
    pub(crate) who: ArcRwSignal<Who>,
    pub(crate) health: ArcRwSignal<Health>,
    pub(crate) mending: ArcRwSignal<bool>,
    pub(crate) checked_at: ArcRwSignal<Option<Timestamp>>,
    pub(crate) channels: ArcRwSignal<Vec<Channel>>,
    /// Whether a window is out to reconnect it.
    pub(crate) waiting: ArcRwSignal<bool>,
    /// How it was sorted when the order was made.
    sorted_as: Option<Rank>,
}

/// How a profile is sorted: the red frame first, then by health, worst first.
type Rank = (bool, HealthKind);

/// What is told of a profile besides its health; changes only when it is read anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) name: String,
    pub(crate) handle: Option<String>,
    pub(crate) login: Option<String>,
    pub(crate) avatar: Option<String>,
    pub(crate) channel_count: u32,
    /// What it costs that it is in the red frame, what works in spite of it, and who asked for it.
    pub(crate) meanwhile: String,
    /// So many posts are held for it.
    pub(crate) held: u32,
}

/// A channel of a profile on the page.
#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub(crate) id: ChannelId,
    pub(crate) name: String,
    pub(crate) losses: ArcRwSignal<Losses>,
}

impl Row {
    /// A row where the server's order put it.
    pub(crate) fn sorted(row: ProfileRow) -> Self {
        let mut row = Self::new(row);
        row.sorted_as = Some(row.rank());
        row
    }

    /// A row that stands outside the order.
    pub(crate) fn new(row: ProfileRow) -> Self {
        let made = Self {
            id: row.id,
            network: row.network,
            who: ArcRwSignal::new(Who {
                name: String::new(),
                handle: None,
                login: None,
                avatar: None,
                channel_count: 0,
                meanwhile: String::new(),
                held: 0,
            }),
            health: ArcRwSignal::new(row.health.clone()),
            mending: ArcRwSignal::new(row.mending),
            checked_at: ArcRwSignal::new(row.checked_at),
            channels: ArcRwSignal::default(),
            waiting: ArcRwSignal::new(false),
            sorted_as: None,
        };
        made.read_anew(row);
        made
    }

    /// Takes over everything as it was read.
    pub(crate) fn read_anew(&self, row: ProfileRow) {
        put(
            &self.who,
            Who {
                name: row.name,
                handle: row.handle,
                login: row.login,
                avatar: row.avatar,
                channel_count: row.channel_count,
                meanwhile: row.meanwhile,
                held: row.held,
            },
        );
        let shown = self.channels.get_untracked();
        // Whatever the order is by now: the page goes on showing the signals that it has.
        let read: Vec<_> =
            row.channels.into_iter().map(|read| Channel::read(read, &shown)).collect();
        if !read.iter().map(Channel::key).eq(shown.iter().map(Channel::key)) {
            self.channels.set(read);
        }
        self.patch(row.health, row.checked_at, Vec::new(), row.mending);
    }

    /// Takes over what an event says.
    pub(crate) fn patch(
        &self,
        health: Health,
        checked_at: Option<Timestamp>,
        losses: Vec<(ChannelId, Losses)>,
        mending: bool,
    ) {
        self.channels.with_untracked(|channels| {
            for (id, losses) in losses {
                if let Some(channel) = channels.iter().find(|channel| channel.id == id) {
                    put(&channel.losses, losses);
                }
            }
        });
        put(&self.health, health);
        put(&self.checked_at, checked_at);
        put(&self.mending, mending);
        // What is not red costs nothing, and nobody asks for it.
        if !mending && self.who.with_untracked(|who| !who.meanwhile.is_empty()) {
            self.who.update(|who| who.meanwhile.clear());
        }
    }

    /// Whether it is in the red frame, and may have to do with this channel.
    pub(crate) fn misses(&self, channel: ChannelId) -> bool {
        let shown = self.channels.with_untracked(|channels| {
            (channels.iter().any(|one| one.id == channel), channels.len())
        });
        let count = || self.who.with_untracked(|who| who.channel_count as usize);
        self.mending.get_untracked() && (shown.0 || shown.1 < count())
    }

    /// Whether it still belongs where it stands.
    pub(crate) fn is_in_order(&self) -> bool {
        self.sorted_as == Some(self.rank())
    }

    /// So many posts are held for it, if it is in the red frame: what costs most stands first there.
    pub(crate) fn held(&self) -> Option<u32> {
        self.mending.get_untracked().then(|| self.who.with_untracked(|who| who.held))
    }

    fn rank(&self) -> Rank {
        (!self.mending.get_untracked(), self.health.with_untracked(Health::kind))
    }

    /// The id of its card.
    pub(crate) fn anchor(&self) -> String {
        paths::profile_anchor(self.id)
    }

    pub(crate) fn name(&self) -> String {
        self.who.with_untracked(|who| who.name.clone())
    }
}

impl Channel {
    /// A channel as it was read: the one that is shown, if it is.
    fn read(read: ChannelRow, shown: &[Self]) -> Self {
        let kept = shown.iter().find(|one| one.id == read.id && one.name == read.name);
        let Some(kept) = kept else {
            return Self { id: read.id, name: read.name, losses: ArcRwSignal::new(read.losses) };
        };
        put(&kept.losses, read.losses);
        kept.clone()
    }

    /// What it is found by on the page.
    pub(crate) fn key(&self) -> (ChannelId, String) {
        (self.id, self.name.clone())
    }

    /// Its health under a profile's.
    pub(crate) fn health(&self, profile: &Health) -> Health {
        self.losses.with(|losses| channel_health(profile, losses))
    }
}

/// Sets a signal only where that changes it: whoever shows the same anyway need not run.
pub(super) fn put<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}
