//! What becomes of a post whose moment passed while it could not go out.

use serde::{Deserialize, Serialize};

use crate::{
    slots::SlotPlan,
    time::{Span, Timestamp},
    zone::Zone,
};

/// What is no later than this is on time, whatever the rule says.
pub const ON_TIME: Span = Span::minutes(5);

/// The rule of a workspace for late posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateRule {
    /// A post less late than this goes out at once; what is [`ON_TIME`] does anyway.
    pub at_once_within: Span,
    /// What happens to one that is later.
    pub then: Then,
}

/// What happens to a post that is too late to go out at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Then {
    /// It moves to the channel's next free slot; where there is none, somebody is asked.
    NextSlot,
    /// Somebody is asked.
    Ask,
}

/// What happens to one late post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// It goes out now.
    Now,
    /// It goes out then.
    Moved(Timestamp),
    /// Somebody decides.
    Ask,
    /// Its last moment has passed.
    TooLate,
}

/// When a post was to go out, and until when it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// When it was to go out.
    pub at: Timestamp,
    /// Its last moment.
    pub not_after: Option<Timestamp>,
}

impl Default for LateRule {
    /// Two hours; then the next free slot.
    fn default() -> Self {
        Self { at_once_within: Span::hours(2), then: Then::NextSlot }
    }
}

impl Window {
    /// Whether the last moment has passed.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.not_after.is_some_and(|last| last < now)
    }
}

impl LateRule {
    /// What happens at `now` to a post that was to go out in `window`. `taken` is when other posts of its channel are planned.
    #[must_use]
    pub fn apply(
        &self,
        window: Window,
        plan: &SlotPlan,
        zone: &Zone,
        taken: &[Timestamp],
        now: Timestamp,
    ) -> Late {
        if window.is_over(now) {
            return Late::TooLate;
        }
        if now.since(window.at) < self.at_once_within.max(ON_TIME) {
            return Late::Now;
        }
        match self.then {
            Then::Ask => Late::Ask,
            Then::NextSlot => match plan.next_free(zone, taken, now) {
                Some(slot) if !window.is_over(slot) => Late::Moved(slot),
                _ => Late::Ask,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{slots::Slot, zone::Weekday};

    #[test]
    fn a_late_post_goes_out_moves_or_asks_and_never_after_its_last_moment() {
        // A Wednesday, 12:00 in UTC, as are the slots.
        let now = Timestamp::from_seconds(1_795_608_000);
        let plan = SlotPlan::new(vec![Slot { weekday: Weekday::Wednesday, minute: 13 * 60 }]);
        let (soon, week) = (now.after(Span::hours(1)), now.after(Span::hours(1 + 7 * 24)));
        let hours = |late: i64| now.before(Span::hours(late));
        let (next, ask) = (Then::NextSlot, Then::Ask);
        // (was to go out, last moment, then, taken, what happens)
        let table: [(_, Option<Timestamp>, _, &[Timestamp], _); 11] = [
            (now, None, next, &[], Late::Now),
            (hours(1), None, ask, &[], Late::Now),
            (hours(1), Some(now), ask, &[], Late::Now),
            (hours(1), Some(now.before(Span::millis(1))), ask, &[], Late::TooLate),
            (hours(2), None, next, &[], Late::Moved(soon)),
            (hours(2), None, next, &[soon], Late::Moved(week)),
            (hours(2), Some(soon), next, &[], Late::Moved(soon)),
            (hours(2), Some(soon.before(Span::millis(1))), next, &[], Late::Ask),
            (hours(2), Some(soon), next, &[soon], Late::Ask),
            (hours(2), None, ask, &[], Late::Ask),
            (hours(50), Some(hours(1)), next, &[], Late::TooLate),
        ];
        for (at, not_after, then, taken, expected) in table {
            let rule = LateRule { at_once_within: Span::hours(2), then };
            let window = Window { at, not_after };
            let late = rule.apply(window, &plan, &Zone::utc(), taken, now);
            assert_eq!(late, expected, "{window:?} {then:?} {taken:?}");
        }
        let none = SlotPlan::default();
        let rule = LateRule::default();
        let window = Window { at: hours(2), not_after: None };
        assert_eq!(rule.apply(window, &none, &Zone::utc(), &[], now), Late::Ask, "no slots");
    }
}
