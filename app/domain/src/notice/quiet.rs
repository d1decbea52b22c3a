//! Quiet hours: between two times on the wall, which may lie around midnight.

use serde::{Deserialize, Serialize};

use crate::{
    time::Timestamp,
    zone::{Moment, WallTime, Zone},
};

/// When somebody is told nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// Minutes since midnight, from which on.
    pub from: u16,
    /// Until when.
    pub until: u16,
}

impl Quiet {
    /// When the quiet hours end in which `now` lies; `None` if it lies in none. Two equal times are none.
    #[must_use]
    pub fn end(self, zone: &Zone, now: Timestamp) -> Option<Timestamp> {
        let WallTime { date, minute } = zone.wall(now);
        let is_over_midnight = self.until < self.from;
        let is_quiet = if is_over_midnight {
            minute >= self.from || minute < self.until
        } else {
            (self.from..self.until).contains(&minute)
        };
        if !is_quiet {
            return None;
        }
        let is_tomorrow = is_over_midnight && minute >= self.from;
        let date = if is_tomorrow { date.plus(1).ok()? } else { date };
        let end = match zone.moment(WallTime { date, minute: self.until }).ok()? {
            Moment::One(at) | Moment::Never { instead: at } => at,
            Moment::Twice { first, second } => {
                if first > now {
                    first
                } else {
                    second
                }
            }
        };
        // Never in the past, whatever a wall clock does.
        (end > now).then_some(end)
    }
}
