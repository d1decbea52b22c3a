//! What Relink shows of every grant and channel, and what is true of them.

use std::collections::BTreeMap;

use domain::{
    cause::Cause,
    health::{Ability, Health},
    id::ChannelId,
    profile::Channel,
    time::{Span, Timestamp},
};

use super::{Judge, LOOKS_EVERY, Possible};
use crate::{
    book::Cut,
    network::kinds::{self, Kind},
    store::{Key, Row},
    vault::seen_through,
    world::World,
};

/// What is allowed on top of a cycle: a lease to be taken over, a breaker to close, work a dead process took, two clocks that
/// are twenty minutes apart.
const TOLERANCE: Span = Span::minutes(75);
/// How long after its moment a renewal may come.
const LATE: Span = Span::minutes(60);
/// How long an answer may be on its way from a network into the store.
const UNDER_WAY: Span = Span::minutes(5);

/// What is remembered of a profile: for how long something that must not last could have been noticed, in milliseconds.
#[derive(Debug, Default)]
pub(super) struct Seen {
    was_red: bool,
    green_and_dead: i64,
    red_and_alive: i64,
    uncertain: i64,
    overdue: i64,
    dead_at: Option<Timestamp>,
    channels: BTreeMap<ChannelId, SeenChannel>,
}

#[derive(Debug, Default)]
struct SeenChannel {
    was_lost: bool,
    green_and_lost: i64,
    red_and_working: i64,
}

/// What is true of a profile's tokens.
struct True {
    /// Whether one of them works, or can be made to.
    is_alive: bool,
    /// What cut off the renewal that spent the refresh token that is held.
    cut: Option<Cut>,
    /// Whether the network spent it.
    is_spent: bool,
}

/// One profile under the judge's eyes.
struct Case<'a> {
    world: &'a World,
    key: Key,
    row: &'a Row,
    truth: True,
    /// How long since the last look its network could have been asked, in milliseconds.
    passed: i64,
    now: Timestamp,
}

impl Judge {
    pub(super) fn look_at_grants(&mut self, possible: &Possible, now: Timestamp) {
        let world = &*self.world;
        world.store.each_row(|key, row| {
            let seen = self.seen.entry(key).or_default();
            let passed = if possible.at(row.profile.network) { LOOKS_EVERY.as_millis() } else { 0 };
            let truth = truth_of(world, row, now);
            let case = Case { world, key, row, truth, passed, now };
            seen.judge_health(&case);
            seen.judge_plan(&case);
            if case.truth.is_alive && !row.profile.health.is_lost() {
                seen.judge_channels(&case);
            }
        });
    }
}

impl Seen {
    fn judge_health(&mut self, case: &Case<'_>) {
        let health = &case.row.profile.health;
        let is_alive = case.truth.is_alive;
        if !is_alive {
            self.dead_at = Some(case.now);
        }
        let is_green = matches!(health, Health::Connected { .. } | Health::Expiring { .. });
        let is_uncertain = matches!(health, Health::Uncertain { .. });
        if case.outlasts(&mut self.green_and_dead, is_green && !is_alive, case.cycle()) {
            case.violated(2, "is green and dead");
        }
        if case.outlasts(&mut self.uncertain, is_uncertain, case.cycle()) {
            case.violated(2, "stays uncertain");
        }
        // What is dead is asked about four times as seldom, and once a day at least.
        let every = kinds::ask_every(case.row.profile.network).as_millis();
        let slow = (4 * every).min(Span::days(1).as_millis().max(every));
        let slow = slow + slow / 10 + TOLERANCE.as_millis();
        if case.outlasts(&mut self.red_and_alive, health.is_lost() && is_alive, slow) {
            case.violated(3, "stays red although it lives");
        }
        if let (Health::Disconnected { cause, .. }, false) = (health, self.was_red) {
            case.world.book().counts.turned_red += 1;
            self.judge_red(case, cause);
        }
        self.was_red = health.is_lost();
    }

    /// Why a profile turned red.
    fn judge_red(&self, case: &Case<'_>, cause: &Cause) {
        let is_strict = kinds::kind(case.row.profile.network) == Kind::Strict;
        if *cause == Cause::RotationLost {
            let Some(cut) = case.truth.cut.filter(|_| is_strict) else {
                return case.violated(4, "lost a rotation that nothing cut off");
            };
            let is_spent = case.truth.is_spent;
            let mut book = case.world.book();
            book.counts.rotations_lost += 1;
            *book.losses.entry((cut, is_spent)).or_default() += 1;
            return;
        }
        let was_dead = self.dead_at.is_some_and(|at| case.is_just(at));
        if case.truth.is_alive && !was_dead {
            case.violated(3, "is red and lives");
        }
        if is_strict && *cause == Cause::Expired {
            case.violated(4, "died of a rotation that nothing cut off");
        }
    }

    fn judge_plan(&mut self, case: &Case<'_>) {
        let is_due = case.row.plan.renew_at.is_some_and(|at| at < case.now);
        let is_over = !case.truth.is_alive || case.truth.cut.is_some();
        let is_overdue = is_due && !is_over && !case.row.profile.health.is_lost();
        if case.outlasts(&mut self.overdue, is_overdue, LATE.as_millis()) {
            case.violated(5, "waits for its renewal too long");
        }
    }

    fn judge_channels(&mut self, case: &Case<'_>) {
        for channel in &case.row.profile.channels {
            let Some((works, changed_at)) = case.works(channel) else { continue };
            let seen = self.channels.entry(channel.id).or_default();
            let is_lost = Ability::ALL.into_iter().any(|a| channel.losses.of(a).is_some());
            // One question about a channel may go unanswered; then it is asked about in the next cycle.
            let cycles = 2 * case.cycle();
            if case.outlasts(&mut seen.green_and_lost, !is_lost && !works, cycles) {
                case.violated(2, "shows a channel green that is lost");
            }
            if case.outlasts(&mut seen.red_and_working, is_lost && works, cycles) {
                case.violated(3, "shows a channel red that works, and does not heal it");
            }
            if is_lost && !seen.was_lost && works && !case.is_just(changed_at) {
                case.violated(3, &format!("shows a channel red that works: {:?}", channel.losses));
            }
            seen.was_lost = is_lost;
        }
    }
}

impl Case<'_> {
    /// How long a death may go unnoticed.
    fn cycle(&self) -> i64 {
        let every = kinds::ask_every(self.row.profile.network).as_millis();
        every + every / 10 + TOLERANCE.as_millis()
    }

    /// Whether a channel works for whoever holds what we hold, and since when that may be so.
    fn works(&self, channel: &Channel) -> Option<(bool, Timestamp)> {
        let truth = self.world.truth();
        let grant = truth.fact(&seen_through(&self.row.access))?.grant();
        let truly = truth.channel_of(grant, &channel.remote_id)?;
        let own = self.row.channel_tokens.get(&channel.id).map(seen_through);
        let opens = own.is_none_or(|token| truth.refusal(&token, self.now).is_none());
        Some((truly.has_role && opens, truly.changed_at))
    }

    /// Whether an answer from then may still have been on its way at the last look.
    fn is_just(&self, at: Timestamp) -> bool {
        let allowed = UNDER_WAY.as_millis() + LOOKS_EVERY.as_millis();
        self.now.since(at).as_millis() <= allowed
    }

    /// Lets time pass for something that must not last. True once it has lasted too long.
    fn outlasts(&self, lasted: &mut i64, is_so: bool, most: i64) -> bool {
        *lasted = if is_so { lasted.saturating_add(self.passed) } else { 0 };
        let too_long = *lasted > most;
        if too_long {
            // Said once.
            *lasted = i64::MIN / 2;
        }
        too_long
    }

    fn violated(&self, rule: u8, what: &str) {
        let (network, row) = (self.row.profile.network, self.row);
        let access = seen_through(&row.access);
        let what = format!("{network} {} ({access}, {:?}) {what}", self.key.1, row.profile.health);
        self.world.violated(rule, what);
    }
}

fn truth_of(world: &World, row: &Row, now: Timestamp) -> True {
    let truth = world.truth();
    let book = world.book();
    let cut = row.intent.and_then(|intent| book.cuts.get(&intent.0).copied());
    let is_spent = row.intent.is_some_and(|intent| book.sent.get(&intent.0) == Some(&true));
    let works = |token| truth.refusal(&seen_through(token), now).is_none();
    let renews = cut.is_none() && row.refresh.as_ref().is_some_and(works);
    True { is_alive: renews || works(&row.access), cut, is_spent }
}
