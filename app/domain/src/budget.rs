//! The budget of calls to one network, or to one server of a network that has many: what it is known to allow, and what it has
//! taught us since.
//!
//! A refusal for asking too often halves the pace, each later answer brings back a little of it: the pace settles just below what
//! the network bears, whatever its documents say.

use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp};

/// So many calls in so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// So many calls.
    pub calls: u32,
    /// In so long.
    pub per: Span,
}

/// Calls are counted in thousandths.
const ONE: i64 = 1000;
/// The slowest pace: one call a minute, or nothing would ever be learned again.
const SLOWEST: Pace = Pace { calls: 1, per: Span::minutes(1) };
/// What saves itself up while nobody calls: so much of the pace as falls into this time.
const BURST: Span = Span::seconds(1);
/// Whatever a network says: a mistake of its must not silence us for years.
const LONGEST_PAUSE: Span = Span::days(1);
/// Those who do not wait hold those who do up no longer than this: a post a minute at a network that allows two calls would let
/// every token there expire.
const LONGEST_DEBT: Span = Span::minutes(10);
/// How many answers bring the full pace back after it was halved once.
const ANSWERS_TO_RECOVER: i64 = 100;

/// What may be spent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// What the network is known to allow, in thousandths of a call for each minute.
    ceiling: i64,
    /// The pace of now, in the same unit.
    rate: i64,
    /// What is saved up, in thousandths of a call; below nothing after somebody who does not wait.
    saved: i64,
    /// When it was counted last.
    at: Timestamp,
    /// Nobody calls before this.
    paused_until: Option<Timestamp>,
}

impl Budget {
    /// A budget with everything saved up.
    #[must_use]
    pub fn new(pace: Pace, now: Timestamp) -> Self {
        let ceiling = per_minute(pace).max(per_minute(SLOWEST));
        let mut budget = Self { ceiling, rate: ceiling, saved: 0, at: now, paused_until: None };
        budget.saved = budget.most_saved();
        budget
    }

    /// How many calls may be made at once now.
    #[must_use]
    pub fn room(&self, now: Timestamp) -> u32 {
        let counted = self.counted(now);
        if counted.pause(now).is_some() {
            return 0;
        }
        u32::try_from(counted.saved / ONE).unwrap_or(0)
    }

    /// When there is room for a call; `now` if there is.
    #[must_use]
    pub fn room_at(&self, now: Timestamp) -> Timestamp {
        let counted = self.counted(now);
        if let Some(until) = counted.pause(now) {
            return until;
        }
        let missing = (ONE - counted.saved).max(0);
        let wait = missing.saturating_mul(Span::minutes(1).as_millis());
        now.after(Span::millis(wait.div_euclid(counted.rate) + i64::from(wait % counted.rate != 0)))
    }

    /// How long it takes until `calls` more may be made, at the pace of now.
    #[must_use]
    pub fn takes(&self, calls: u32) -> Span {
        let saved = (i64::from(calls) * ONE).saturating_mul(Span::minutes(1).as_millis());
        Span::millis(saved / self.rate)
    }

    /// Spends `calls`, whether or not there is room: who does not wait puts it into debt, which those who wait pay off.
    pub fn spend(&mut self, calls: u32, now: Timestamp) {
        *self = self.counted(now);
        let minutes = LONGEST_DEBT.as_millis() / Span::minutes(1).as_millis();
        let deepest = self.saved.min(-self.rate.saturating_mul(minutes));
        self.saved = (self.saved - i64::from(calls) * ONE).max(deepest);
    }

    /// The network refused a call because of too many.
    pub fn refused(&mut self, until: Option<Timestamp>, now: Timestamp) {
        *self = self.counted(now);
        self.rate = (self.rate / 2).max(per_minute(SLOWEST));
        self.saved = self.saved.min(0);
        self.pause_until(until, now);
    }

    /// The network says that nothing is left until `until`.
    pub fn pause_until(&mut self, until: Option<Timestamp>, now: Timestamp) {
        let until = until.map(|until| until.min(now.after(LONGEST_PAUSE)));
        self.paused_until = until.filter(|until| *until > now).max(self.paused_until);
    }

    /// The network answers again, although it wanted to be left alone.
    pub fn resume(&mut self) {
        self.paused_until = None;
    }

    /// The network answered.
    pub fn answered(&mut self, now: Timestamp) {
        if self.rate < self.ceiling {
            *self = self.counted(now);
            let back = (self.ceiling / (2 * ANSWERS_TO_RECOVER)).max(1);
            self.rate = (self.rate + back).min(self.ceiling);
        }
    }

    /// Until when nobody calls, if that is so.
    #[must_use]
    pub fn pause(&self, now: Timestamp) -> Option<Timestamp> {
        self.paused_until.filter(|until| *until > now)
    }

    /// The same budget, with what was saved up until `now`. A clock that was set back saves nothing.
    fn counted(self, now: Timestamp) -> Self {
        let passed = now.since(self.at).as_millis().clamp(0, Span::hours(1).as_millis());
        let minute = Span::minutes(1).as_millis();
        let gained = passed.saturating_mul(self.rate) / minute;
        if gained == 0 && passed < minute {
            // Too short for a thousandth: not counted, so that it is not lost either.
            return if now < self.at { Self { at: now, ..self } } else { self };
        }
        let saved = (self.saved + gained).min(self.most_saved());
        Self { saved, at: now, ..self }
    }

    /// One call at least.
    fn most_saved(&self) -> i64 {
        (self.rate.saturating_mul(BURST.as_millis()) / Span::minutes(1).as_millis()).max(ONE)
    }
}

/// Thousandths of a call for each minute.
fn per_minute(pace: Pace) -> i64 {
    let calls = i64::from(pace.calls) * ONE;
    calls.saturating_mul(Span::minutes(1).as_millis()) / pace.per.as_millis().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const TEN_A_SECOND: Pace = Pace { calls: 10, per: Span::seconds(1) };

    fn later(millis: i64) -> Timestamp {
        NOW.after(Span::millis(millis))
    }

    /// How many calls go out in `seconds` by somebody who always has one to make.
    fn made(budget: &mut Budget, from: Timestamp, seconds: i64) -> u32 {
        let mut calls = 0;
        for step in 0..seconds * 1000 {
            let now = from.after(Span::millis(step));
            if budget.room(now) > 0 {
                budget.spend(1, now);
                calls += 1;
            }
        }
        calls
    }

    #[test]
    fn the_pace_is_kept_after_the_first_burst() {
        let mut budget = Budget::new(TEN_A_SECOND, NOW);
        assert_eq!(budget.room(NOW), 10);
        let calls = made(&mut budget, NOW, 60);
        assert!((605..=610).contains(&calls), "{calls}");
    }

    #[test]
    fn who_does_not_wait_is_paid_for_by_those_who_do() {
        let mut budget = Budget::new(TEN_A_SECOND, NOW);
        budget.spend(10, NOW);
        budget.spend(5, NOW);
        assert_eq!(budget.room(later(500)), 0);
        assert_eq!(budget.room(later(600)), 1);
        assert_eq!(budget.room_at(NOW), later(600));
    }

    #[test]
    fn a_refusal_halves_the_pace_and_answers_bring_it_back() {
        let mut budget = Budget::new(TEN_A_SECOND, NOW);
        budget.refused(None, NOW);
        let calls = made(&mut budget, NOW, 10);
        assert!((49..=51).contains(&calls), "{calls}");
        for _ in 0..ANSWERS_TO_RECOVER {
            budget.answered(later(10_000));
        }
        let calls = made(&mut budget, later(10_000), 10);
        assert!((99..=110).contains(&calls), "{calls}");
    }

    #[test]
    fn a_pause_is_kept_and_the_longest_counts() {
        let mut budget = Budget::new(TEN_A_SECOND, NOW);
        budget.refused(Some(later(60_000)), NOW);
        budget.pause_until(Some(later(30_000)), NOW);
        assert_eq!(budget.room(later(59_999)), 0);
        assert_eq!(budget.room_at(later(1)), later(60_000));
        assert!(budget.room(later(61_000)) > 0);
    }

    #[test]
    fn no_network_silences_us_for_years() {
        let mut budget = Budget::new(TEN_A_SECOND, NOW);
        budget.refused(Some(NOW.after(Span::days(4000))), NOW);
        assert!(budget.room(NOW.after(Span::days(2))) > 0);
    }

    #[test]
    fn however_often_it_refuses_one_call_a_minute_is_tried() {
        let mut budget = Budget::new(TEN_A_SECOND, NOW);
        for _ in 0..50 {
            budget.refused(None, NOW);
        }
        assert_eq!(budget.room_at(NOW), later(60_000));
    }

    #[test]
    fn a_clock_that_is_set_back_neither_blocks_nor_floods() {
        let mut budget = Budget::new(TEN_A_SECOND, NOW);
        let back = NOW.before(Span::days(1));
        let calls = made(&mut budget, back, 10);
        assert!((100..=110).contains(&calls), "{calls}");
    }
}
