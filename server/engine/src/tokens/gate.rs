//! The gate before each network, and before each server of a network that has many: budget and breaker.
//!
//! It never makes anybody wait inside the process. What is planned is taken out of the store only as far as there is room, so
//! that a backlog stays in the due index; a person goes through at once, and those who are planned pay the debt off.

use std::{collections::BTreeMap, sync::Mutex};

use domain::{
    breaker::{Breaker, Leave},
    budget::{Budget, Pace},
    network::Network,
    time::{Span, Timestamp},
    verdict::Verdict,
};

/// So many servers have gates of their own at most; those not asked for longest are forgotten first.
const MOST: usize = 10_000;

/// A line is no longer than this, however slow the network was when it formed: by its end it may be fast again.
const LONGEST_LINE: Span = Span::minutes(10);

/// Why a network is asked, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// A person waits for the answer, or the network itself said that something happened.
    Person,
    /// A post is due.
    PostDue,
    /// A token will die otherwise.
    Expiring,
    /// It is time again.
    Routine,
}

/// Which gate: a network, and the server, empty where the network is one place.
pub(crate) type Door = (Network, String);

/// All gates of this process.
#[derive(Debug, Default)]
pub(crate) struct Gates(Mutex<BTreeMap<Door, Gate>>);

#[derive(Debug)]
struct Gate {
    budget: Budget,
    breaker: Breaker,
    /// When the last of those who were refused have done their calls.
    line: Timestamp,
    used_at: Timestamp,
}

/// How many calls may be planned, and when to look again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) calls: u32,
    pub(super) again: Timestamp,
}

impl Gates {
    /// Asks for leave to make `calls` calls.
    pub(crate) fn enter(
        &self,
        door: &Door,
        pace: Pace,
        priority: Priority,
        calls: u32,
        now: Timestamp,
    ) -> Leave {
        self.with(door, pace, now, |gate| {
            let waits = priority > Priority::PostDue;
            if let Some(until) = gate.budget.pause(now) {
                if priority != Priority::Person {
                    return Leave::Refused { until };
                }
                let (breaker, leave) = gate.breaker.tried(now);
                gate.breaker = breaker;
                return leave;
            }
            if waits && gate.budget.room(now) == 0 {
                return Leave::Refused { until: gate.budget.room_at(now) };
            }
            let (breaker, leave) = gate.breaker.asked(now, priority == Priority::Person);
            gate.breaker = breaker;
            if !matches!(leave, Leave::Refused { .. }) {
                gate.budget.spend(calls, now);
            }
            leave
        })
    }

    /// When whoever was refused until `until` comes back for `calls` calls: one after the other, at the pace, so that of many hardly
    /// anybody comes for nothing.
    pub(crate) fn line_up(
        &self,
        door: &Door,
        pace: Pace,
        calls: u32,
        until: Timestamp,
        now: Timestamp,
    ) -> Timestamp {
        self.with(door, pace, now, |gate| {
            let turn = gate.line.clamp(until, until.after(LONGEST_LINE));
            gate.line = turn.after(gate.budget.takes(calls));
            turn
        })
    }

    /// How much may be planned now.
    pub(super) fn room(&self, door: &Door, pace: Pace, now: Timestamp) -> Room {
        self.with(door, pace, now, |gate| {
            let budget = Room { calls: gate.budget.room(now), again: gate.budget.room_at(now) };
            match gate.breaker.opens_at() {
                None => budget,
                // One goes first and finds out.
                Some(until) if until <= now => Room { calls: budget.calls.min(1), ..budget },
                Some(until) => Room { calls: 0, again: until.max(budget.again) },
            }
        })
    }

    /// Tells what came back.
    pub(super) fn told(
        &self,
        door: &Door,
        pace: Pace,
        limits_all: bool,
        verdict: &Verdict,
        now: Timestamp,
    ) {
        self.with(door, pace, now, |gate| {
            let was_trying = gate.breaker.is_trying();
            gate.breaker = gate.breaker.after(verdict, now);
            match verdict {
                Verdict::Limited { until } => {
                    gate.budget.refused(until.filter(|_| limits_all), now);
                }
                Verdict::Alive | Verdict::Dead(_) => {
                    if was_trying {
                        gate.budget.resume();
                        gate.line = now;
                    }
                    gate.budget.answered(now);
                }
                Verdict::Unavailable | Verdict::Ours { .. } => {}
            }
        });
    }

    /// Nobody calls before `until`: the network said that nothing is left.
    pub(super) fn pause(&self, door: &Door, pace: Pace, until: Timestamp, now: Timestamp) {
        self.with(door, pace, now, |gate| gate.budget.pause_until(Some(until), now));
    }

    fn with<T>(
        &self,
        door: &Door,
        pace: Pace,
        now: Timestamp,
        work: impl FnOnce(&mut Gate) -> T,
    ) -> T {
        let fresh = || Gate {
            budget: Budget::new(pace, now),
            breaker: Breaker::default(),
            line: now,
            used_at: now,
        };
        // A panic while it was locked left a gate as it was or as it should be: both are gates.
        let mut gates = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if gates.len() >= MOST && !gates.contains_key(door) {
            let oldest = gates.iter().min_by_key(|(_, gate)| gate.used_at);
            if let Some(oldest) = oldest.map(|(door, _)| door.clone()) {
                gates.remove(&oldest);
            }
        }
        let gate = gates.entry(door.clone()).or_insert_with(fresh);
        gate.used_at = now;
        work(gate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const PACE: Pace = Pace { calls: 10, per: Span::seconds(1) };

    fn door() -> Door {
        (Network::X, String::new())
    }

    #[test]
    fn a_click_waits_for_nobody_however_many_are_planned() {
        let gates = Gates::default();
        while gates.enter(&door(), PACE, Priority::Routine, 1, NOW) == Leave::Granted {}
        assert_eq!(gates.enter(&door(), PACE, Priority::Person, 1, NOW), Leave::Granted);
        assert_eq!(gates.enter(&door(), PACE, Priority::PostDue, 1, NOW), Leave::Granted);
        let refused = gates.enter(&door(), PACE, Priority::Expiring, 1, NOW);
        assert!(matches!(refused, Leave::Refused { .. }));
        assert_eq!(gates.room(&door(), PACE, NOW).calls, 0);
    }

    #[test]
    fn whoever_is_refused_comes_back_in_turn() {
        let gates = Gates::default();
        while gates.enter(&door(), PACE, Priority::Routine, 1, NOW) == Leave::Granted {}
        let until = NOW.after(Span::millis(100));
        let turn = |now| gates.line_up(&door(), PACE, 3, until, now).since(NOW).as_millis();
        assert_eq!(
            [turn(NOW), turn(NOW), turn(NOW)],
            [100, 400, 700],
            "three calls at ten a second"
        );
        let last = (0..10_000).map(|_| turn(NOW)).max();
        assert_eq!(last, Some(100 + LONGEST_LINE.as_millis()), "nobody waits for a day");
        // After a pause nobody waits for those that were to come at its end.
        gates.pause(&door(), PACE, NOW.after(Span::hours(20)), NOW);
        gates.line_up(&door(), PACE, 3, NOW.after(Span::hours(20)), NOW);
        assert_eq!(gates.enter(&door(), PACE, Priority::Person, 1, NOW), Leave::Trial);
        gates.told(&door(), PACE, false, &Verdict::Alive, NOW);
        assert_eq!(turn(NOW), 100);
    }

    #[test]
    fn in_an_outage_one_goes_at_a_time_and_a_person_may_be_it() {
        let gates = Gates::default();
        for _ in 0..3 {
            gates.told(&door(), PACE, false, &Verdict::Unavailable, NOW);
        }
        assert_eq!(gates.room(&door(), PACE, NOW).calls, 0);
        assert_eq!(gates.enter(&door(), PACE, Priority::Person, 1, NOW), Leave::Trial);
        let second = gates.enter(&door(), PACE, Priority::Person, 1, NOW);
        assert!(matches!(second, Leave::Refused { .. }));
        gates.told(&door(), PACE, false, &Verdict::Alive, NOW);
        assert!(gates.room(&door(), PACE, NOW).calls > 0);
    }

    #[test]
    fn a_limit_that_is_for_all_pauses_all_and_a_persons_own_only_slows() {
        let limited = Verdict::Limited { until: Some(NOW.after(Span::hours(1))) };
        let later = NOW.after(Span::minutes(1));
        let (all, own) = (Gates::default(), Gates::default());
        all.told(&door(), PACE, true, &limited, NOW);
        own.told(&door(), PACE, false, &limited, NOW);
        assert_eq!(all.room(&door(), PACE, later).calls, 0);
        assert_eq!(own.room(&door(), PACE, later).calls, 5, "half of ten");
    }

    #[test]
    fn where_nothing_is_left_nobody_calls_but_one_person_who_tries() {
        let gates = Gates::default();
        let until = NOW.after(Span::minutes(5));
        gates.pause(&door(), PACE, until, NOW);
        let leave = |priority| gates.enter(&door(), PACE, priority, 1, NOW);
        assert_eq!(leave(Priority::PostDue), Leave::Refused { until });
        assert_eq!(leave(Priority::Person), Leave::Trial);
        assert!(matches!(leave(Priority::Person), Leave::Refused { .. }), "one at a time");
        let limited = Verdict::Limited { until: None };
        gates.told(&door(), PACE, false, &limited, NOW);
        assert_eq!(leave(Priority::Routine), Leave::Refused { until }, "it still refuses");
        assert_eq!(leave(Priority::Person), Leave::Trial);
        gates.told(&door(), PACE, false, &Verdict::Alive, NOW);
        assert_eq!(leave(Priority::PostDue), Leave::Granted, "it answers again");
    }

    #[test]
    fn one_networks_trouble_is_no_other_networks() {
        let gates = Gates::default();
        for _ in 0..3 {
            gates.told(&door(), PACE, false, &Verdict::Unavailable, NOW);
        }
        let other = (Network::Mastodon, "social.example".to_owned());
        assert_eq!(gates.room(&other, PACE, NOW).calls, 10);
    }
}
