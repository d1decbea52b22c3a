//! What the pages of Analytics read.

use async_trait::async_trait;
use domain::{
    account::Viewer,
    channel::LinkedChannel,
    event::EventId,
    figure::{DayRange, Figure, Gap, Metric},
    id::{ChannelId, WorkspaceId},
    slots::Slot,
    time::Timestamp,
    zone::Zone,
};
use serde::{Deserialize, Serialize};

use super::Lost;
use crate::error::Error;

/// Analytics, as everybody in the workspace reads it.
#[async_trait]
pub trait Analytics: Send + Sync {
    /// The figures of some channels over a range, with those of the range of the same length before it.
    async fn figures(&self, viewer: &Viewer, query: FiguresQuery) -> Result<Figures, Error>;
}

/// Which figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresQuery {
    /// Of these channels; of all if it is empty.
    #[serde(default)]
    pub channels: Vec<ChannelId>,
    /// For these days.
    pub days: Days,
    /// Whether the range before is wanted too.
    pub compares: bool,
}

/// Which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Days {
    /// The last so many that are over, UTC.
    Last(u16),
    /// These.
    Between(DayRange),
}

/// Figures, read at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The workspace they were read from.
    pub workspace: WorkspaceId,
    /// Whether the viewer mends Social Profiles.
    pub mends: bool,
    /// The server's time.
    pub now: Timestamp,
    /// The last event before the reading.
    pub as_of: EventId,
    /// The workspace's time zone; days are UTC days, as networks count them.
    pub zone: Zone,
    /// Every channel of the workspace, by network and name.
    pub channels: Vec<LinkedChannel>,
    /// The days they are of.
    pub days: DayRange,
    /// The days before, where they are wanted.
    pub before: Option<DayRange>,
    /// For each channel that was asked for, in the order of [`Self::channels`].
    pub of: Vec<OfChannel>,
    /// The channels that were asked for and cannot be reached for figures, by the profiles they are reached through.
    pub lost: Lost,
    /// When to post, from when people wrote comments.
    pub best: BestTimes,
}

/// The figures of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfChannel {
    /// Which.
    pub channel: ChannelId,
    /// Its figures in the range, by metric and day.
    pub figures: Vec<Figure>,
    /// The same for the days before.
    pub before: Vec<Figure>,
    /// How many posts Relink published each day of the range: start of the day, UTC, and how many; days without any are left out.
    pub posts: Vec<(Timestamp, u32)>,
    /// How many in all days before.
    pub posts_before: u32,
    /// Days in the range without figures, and why.
    pub gaps: Vec<Gap>,
    /// Whose figures its network tells at all, and we have.
    pub metrics: Vec<Metric>,
    /// Everything before is final; days after it may still come.
    pub counted_until: Option<Timestamp>,
}

/// When to post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BestTimes {
    /// From how many comments of the last 90 days.
    pub comments: u32,
    /// The best hours of a week on the workspace's clock, the best first, with their share of all comments in hundredths; none
    /// where there is too little to tell.
    pub slots: Vec<(Slot, u32)>,
    /// The share in ten-thousandths of each hour of the week, Monday 0 o'clock first: 168, or none.
    pub hours: Vec<u32>,
}

impl OfChannel {
    /// Why there are no figures of a day, if that is known.
    #[must_use]
    pub fn gap_on(&self, day: Timestamp) -> Option<&Gap> {
        self.gaps.iter().find(|gap| gap.days.contains(day))
    }

    /// Whether a day's figures may still come, or change.
    #[must_use]
    pub fn may_change(&self, day: Timestamp) -> bool {
        self.counted_until.is_none_or(|until| until <= day)
    }
}

impl Figures {
    /// The channels whose figures these are, each with them.
    pub fn shown(&self) -> impl Iterator<Item = (&LinkedChannel, &OfChannel)> {
        self.of.iter().filter_map(|of| {
            let channel = self.channels.iter().find(|channel| channel.id == of.channel)?;
            Some((channel, of))
        })
    }
}
