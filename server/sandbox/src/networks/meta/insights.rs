//! The days for which insights are asked.

use std::ops::Range;

use super::asked::Asked;
use crate::world::clock::{DAY, SECOND};

/// Numbers are kept for two years.
const KEPT: i64 = 730 * DAY;
pub(in crate::networks) const TOO_OLD: &str =
    "since param is not valid. Metrics data is available for the last 2 years";

pub(in crate::networks) struct Span {
    since: Option<i64>,
    until: Option<i64>,
}

impl Span {
    pub(in crate::networks) fn read(since: Option<&str>, until: Option<&str>) -> Self {
        Self { since: since.and_then(seconds), until: until.and_then(seconds) }
    }

    pub(in crate::networks) fn of(asked: &Asked) -> Self {
        Self::read(asked.get("since"), asked.get("until"))
    }

    /// Whether it begins before what is kept.
    pub(in crate::networks) fn too_old(&self, now: i64) -> bool {
        self.since.is_some_and(|since| since * SECOND < now - KEPT)
    }

    /// Whether it begins more than so many days ago.
    pub(in crate::networks) fn begins_before(&self, now: i64, days: i64) -> bool {
        self.since.is_some_and(|since| since * SECOND / DAY < now / DAY - days)
    }

    /// How many days lie between both ends, where both are given.
    pub(in crate::networks) fn length(&self) -> Option<i64> {
        Some((self.until? - self.since?) * SECOND / DAY)
    }

    /// The days that are over (counted since 1970): the last two where nothing is said, and at most so many.
    pub(in crate::networks) fn days(&self, now: i64, most: i64) -> Range<i64> {
        let today = now / DAY;
        let until = self.until.map_or(today, |at| (at * SECOND / DAY).min(today));
        let since = self.since.map_or(until - 2, |at| at * SECOND / DAY).max(until - most);
        since..until
    }
}

/// Unix seconds or a date.
fn seconds(text: &str) -> Option<i64> {
    let date =
        || text.parse::<jiff::civil::Date>().ok()?.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok();
    text.parse().ok().or_else(|| date().map(|at| at.timestamp().as_second()))
}
