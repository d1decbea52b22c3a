//! Figures of channels, a day at a time.

use serde::{Deserialize, Serialize};

use crate::{
    cause::Cause,
    time::{Span, Timestamp},
};

/// A day. UTC has no other.
pub const DAY: Span = Span::days(1);

/// Whole days, UTC: `from` belongs to it, `until` does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRange {
    /// The start of the first day.
    pub from: Timestamp,
    /// The end of the last day.
    pub until: Timestamp,
}

impl DayRange {
    /// The last so many days that are over at `now`.
    #[must_use]
    pub fn last(count: u16, now: Timestamp) -> Self {
        let until = start_of_day(now);
        Self { from: until.before(Span::days(i64::from(count))), until }
    }

    /// The days of the same number before these.
    #[must_use]
    pub const fn before(&self) -> Self {
        Self { from: self.from.before(self.until.since(self.from)), until: self.from }
    }

    /// Whether a moment is in one of the days.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    /// The start of each day.
    pub fn days(&self) -> impl Iterator<Item = Timestamp> + use<> {
        let until = self.until;
        let next = |day: &Timestamp| Some(day.after(DAY));
        std::iter::successors(Some(start_of_day(self.from)), next)
            .take_while(move |day| *day < until)
    }
}

/// The start of the day that a moment is in.
#[must_use]
pub const fn start_of_day(at: Timestamp) -> Timestamp {
    at.before(Span::millis(at.millis().rem_euclid(DAY.as_millis())))
}

/// A figure of a channel for one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// What it counts.
    pub metric: Metric,
    /// The start of its day, UTC.
    pub day: Timestamp,
    /// How many.
    pub value: i64,
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Metric {
    /// Who follows, as the day ended.
    Followers,
    /// How many people saw something.
    Reach,
    /// How often something was seen.
    Views,
    /// Likes, comments, shares and clicks together, where the network gives only the sum.
    Engagement,
    /// Likes.
    Likes,
    /// Comments.
    Comments,
    /// Shares.
    Shares,
}

impl Metric {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Followers,
        Self::Reach,
        Self::Views,
        Self::Engagement,
        Self::Likes,
        Self::Comments,
        Self::Shares,
    ];

    /// The word for columns and queries.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Followers => "followers",
            Self::Reach => "reach",
            Self::Views => "views",
            Self::Engagement => "engagement",
            Self::Likes => "likes",
            Self::Comments => "comments",
            Self::Shares => "shares",
        }
    }

    /// The metric a word names.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.slug() == slug)
    }
}

/// Days of a channel of which there are no figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Which days.
    pub days: DayRange,
    /// Why.
    pub why: Missing,
}

/// Why figures are missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// The channel cannot be reached; a renewal brings what the network still has.
    Lost {
        /// Why.
        cause: Cause,
        /// Since when.
        since: Timestamp,
    },
    /// The channel could not be reached, and the network no longer has these days.
    Forgotten {
        /// Why it could not be reached; `None` where nobody noticed.
        cause: Option<Cause>,
    },
}
