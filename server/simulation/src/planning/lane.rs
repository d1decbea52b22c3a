//! One network's renewals: a heap of due times, a budget and a breaker, as the engine has them for each network.

use std::{cmp::Reverse, collections::BinaryHeap};

use domain::{
    breaker::{Breaker, Leave},
    budget::{Budget, Pace},
    grant::{Grant, Renews},
    plan::{self, Cycle},
    time::{Span, Timestamp},
    verdict::Verdict,
};

use crate::{dice::Dice, world::BEGINNING};

/// How soon what failed is tried again.
const AFTER_TROUBLE: Span = Span::minutes(2);
/// So many are taken at once at most.
const MOST_TAKEN: u32 = 256;
/// The shortest rest between two looks.
const REST: Span = Span::millis(50);
/// What a peak is measured in.
const BUCKET: Span = Span::minutes(1);

/// A network and its share of all grants.
pub(super) struct Mix {
    pub(super) name: &'static str,
    /// In thousandths.
    pub(super) share: u64,
    /// How long its access tokens live; `None` where they are not renewed without a person.
    pub(super) life: Option<Span>,
    pub(super) calls_a_second: u32,
}

/// What came of one network.
pub(super) struct Tally {
    pub(super) renewals: u64,
    pub(super) trials: u64,
    pub(super) cut_off: u64,
    pub(super) expired: u64,
    pub(super) peak: f64,
}

/// The renewals of one network.
pub(super) struct Lane {
    heap: BinaryHeap<Reverse<(Timestamp, u32)>>,
    /// Of each grant: when its token was given, and for when its renewal is planned.
    grants: Vec<(Timestamp, Timestamp)>,
    life: Span,
    budget: Budget,
    breaker: Breaker,
    outages: Vec<(Timestamp, Timestamp)>,
    dice: Dice,
    end: Timestamp,
    renewals: u64,
    trials: u64,
    cut_off: u64,
    expired: u64,
    minutes: Vec<u32>,
}

impl Lane {
    pub(super) fn new(mix: &Mix, life: Span, count: u64, mut dice: Dice, end: Timestamp) -> Self {
        let pace = Pace { calls: mix.calls_a_second, per: Span::seconds(1) };
        let minutes = end.since(BEGINNING).as_millis() / BUCKET.as_millis() + 1;
        let mut lane = Self {
            heap: BinaryHeap::new(),
            grants: Vec::new(),
            life,
            budget: Budget::new(pace, BEGINNING),
            breaker: Breaker::default(),
            outages: outages(&mut dice, end),
            dice,
            end,
            renewals: 0,
            trials: 0,
            cut_off: 0,
            expired: 0,
            minutes: vec![0; usize::try_from(minutes).unwrap_or(0)],
        };
        // An import: all of them on one day, at any age.
        for number in 0..u32::try_from(count).unwrap_or(u32::MAX) {
            let age = lane.dice.within(0, life.as_millis() * 8 / 10);
            let import =
                BEGINNING.after(Span::millis(lane.dice.within(0, Span::days(1).as_millis())));
            lane.grants.push((import, import));
            lane.plan(number, import.before(Span::millis(age)), Cycle::First);
        }
        lane
    }

    /// Lets all the time pass.
    pub(super) fn run(&mut self) {
        let mut now = BEGINNING;
        while let Some(Reverse((due, _))) = self.heap.peek() {
            now = now.after(REST).max(*due);
            if now >= self.end {
                break;
            }
            let room = match self.breaker.opens_at() {
                Some(until) if until > now => {
                    now = until;
                    continue;
                }
                // One goes first and finds out.
                Some(_) => self.budget.room(now).min(1),
                None => self.budget.room(now),
            };
            if room == 0 {
                now = self.budget.room_at(now);
                continue;
            }
            for _ in 0..room.min(MOST_TAKEN) {
                let Some(Reverse((due, number))) = self.heap.peek().copied() else { break };
                if due > now {
                    break;
                }
                self.heap.pop();
                self.ask(number, now);
            }
        }
        // What is left undone and dead by now was never renewed.
        while let Some(Reverse((_, number))) = self.heap.pop() {
            self.judge(number, self.end);
        }
    }

    pub(super) fn tally(&self) -> Tally {
        let busiest = self.minutes.iter().max().copied().unwrap_or_default();
        let minutes = self.minutes.len().max(1);
        #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
        let mean = self.renewals as f64 / minutes as f64;
        Tally {
            renewals: self.renewals,
            trials: self.trials,
            cut_off: self.cut_off,
            expired: self.expired,
            peak: f64::from(busiest) / mean.max(f64::MIN_POSITIVE),
        }
    }

    fn ask(&mut self, number: u32, now: Timestamp) {
        let (breaker, leave) = self.breaker.asked(now, false);
        self.breaker = breaker;
        if let Leave::Refused { until } = leave {
            self.heap.push(Reverse((until, number)));
            return;
        }
        self.budget.spend(1, now);
        let is_up = !self.outages.iter().any(|(from, until)| *from <= now && now < *until);
        let verdict = if is_up { Verdict::Alive } else { Verdict::Unavailable };
        self.breaker = self.breaker.after(&verdict, now);
        if !is_up {
            self.trials += 1;
            self.heap.push(Reverse((now.after(AFTER_TROUBLE), number)));
            return;
        }
        self.budget.answered(now);
        self.judge(number, now);
        self.renewals += 1;
        let minute = now.since(BEGINNING).as_millis() / BUCKET.as_millis();
        if let Some(minute) = usize::try_from(minute).ok().and_then(|m| self.minutes.get_mut(m)) {
            *minute += 1;
        }
        let (_, planned) = self.grants[number as usize];
        self.plan(number, now, Cycle::after(Some(planned), self.life, now));
    }

    /// Whether a token died before it was renewed.
    fn judge(&mut self, number: u32, now: Timestamp) {
        let (issued_at, planned) = self.grants[number as usize];
        let until = issued_at.after(self.life);
        if until > now {
            return;
        }
        let in_outage = |(from, to): &(Timestamp, Timestamp)| *from < until && planned < *to;
        if self.outages.iter().any(in_outage) {
            self.cut_off += 1;
        } else {
            self.expired += 1;
        }
    }

    fn plan(&mut self, number: u32, issued_at: Timestamp, cycle: Cycle) {
        let grant = Grant {
            scopes: Vec::new(),
            issued_at,
            access_until: Some(issued_at.after(self.life)),
            renews: Renews::Alone { until: None },
        };
        let random = self.dice.within(0, 999);
        let Some(renew_at) = plan::renew_at(&grant, cycle, random) else { return };
        // Nothing is renewed before it came.
        let came = self.grants[number as usize].0;
        let due = renew_at.max(came);
        self.grants[number as usize] = (issued_at, due);
        self.heap.push(Reverse((due, number)));
    }
}

/// Every other week an hour or two of trouble, and once half a day.
fn outages(dice: &mut Dice, end: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let days = end.since(BEGINNING).as_millis() / Span::days(1).as_millis();
    let mut outages = Vec::new();
    for number in 0..(days / 14).max(1) {
        let day = 2 + number * 14 + dice.within(0, 9);
        let from = BEGINNING.after(Span::days(day)).after(Span::minutes(dice.within(0, 1439)));
        let longest = if number == 1 { 12 * 60 } else { 3 * 60 };
        outages.push((from, from.after(Span::minutes(dice.within(longest / 3, longest)))));
    }
    outages
}
