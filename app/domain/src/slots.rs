//! The weekly slots of a channel: the times at which it posts, and the next of them that is free.

use serde::{Deserialize, Serialize};

use crate::{
    time::Timestamp,
    zone::{Date, Moment, WallTime, Weekday, Zone},
};

/// So far ahead a free slot is looked for.
const DAYS_AHEAD: i32 = 8 * 7;
/// More slots than this nobody can keep apart in a week.
pub const MOST_SLOTS: usize = 7 * 24;

/// A time of the week, on the wall clock of the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// The day.
    pub weekday: Weekday,
    /// Minutes since midnight, below 1,440.
    pub minute: u16,
}

/// The slots of a channel: in the order of the week, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Slot>", into = "Vec<Slot>")]
pub struct SlotPlan(Vec<Slot>);

impl SlotPlan {
    /// A plan of these slots; the first [`MOST_SLOTS`] of the week count.
    #[must_use]
    pub fn new(mut slots: Vec<Slot>) -> Self {
        slots.retain(|slot| slot.minute < 1_440);
        slots.sort_unstable();
        slots.dedup();
        slots.truncate(MOST_SLOTS);
        Self(slots)
    }

    /// Its slots, in the order of the week.
    #[must_use]
    pub fn slots(&self) -> &[Slot] {
        &self.0
    }

    /// The first slot after `after` at which nothing is planned yet; `None` if there is none in the next eight weeks.
    ///
    /// A slot that the clock is put forward past is left out that day; one that is twice is used once, the first time.
    #[must_use]
    pub fn next_free(
        &self,
        zone: &Zone,
        taken: &[Timestamp],
        after: Timestamp,
    ) -> Option<Timestamp> {
        let today = zone.wall(after).date;
        let days = (0..=DAYS_AHEAD).filter_map(|days| today.plus(days).ok());
        days.flat_map(|day| self.on(zone, day)).find(|at| *at > after && !taken.contains(at))
    }

    /// Its moments on one day, in their order.
    fn on(&self, zone: &Zone, date: Date) -> Vec<Timestamp> {
        let Ok(weekday) = date.weekday() else { return Vec::new() };
        let slots = self.0.iter().filter(|slot| slot.weekday == weekday);
        slots
            .filter_map(|slot| match zone.moment(WallTime { date, minute: slot.minute }).ok()? {
                Moment::One(at) | Moment::Twice { first: at, .. } => Some(at),
                Moment::Never { .. } => None,
            })
            .collect()
    }
}

impl From<Vec<Slot>> for SlotPlan {
    fn from(slots: Vec<Slot>) -> Self {
        Self::new(slots)
    }
}

impl From<SlotPlan> for Vec<Slot> {
    fn from(plan: SlotPlan) -> Self {
        plan.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> SlotPlan {
        let slot = |weekday, hour: u16, minute| Slot { weekday, minute: hour * 60 + minute };
        SlotPlan::new(vec![
            slot(Weekday::Friday, 18, 0),
            slot(Weekday::Monday, 9, 0),
            slot(Weekday::Sunday, 2, 30),
            slot(Weekday::Monday, 9, 0),
        ])
    }

    fn at(wall: &str) -> Timestamp {
        let zone = Zone::named("Europe/Prague").unwrap();
        match zone.moment(wall.parse().unwrap()).unwrap() {
            Moment::One(at) | Moment::Twice { first: at, .. } => at,
            Moment::Never { .. } => panic!("{wall}"),
        }
    }

    #[test]
    fn the_next_free_slot_is_the_first_that_nothing_is_planned_for() {
        let zone = Zone::named("Europe/Prague").unwrap();
        // (now, taken, next)
        let table: [(&str, &[&str], &str); 7] = [
            ("2026-11-25T12:00", &[], "2026-11-27T18:00"),
            ("2026-11-27T17:59", &[], "2026-11-27T18:00"),
            ("2026-11-27T18:00", &[], "2026-11-29T02:30"),
            ("2026-11-25T12:00", &["2026-11-27T18:00", "2026-11-29T02:30"], "2026-11-30T09:00"),
            ("2026-11-25T12:00", &["2026-11-28T18:00"], "2026-11-27T18:00"),
            // The last Sunday of March has no half past two; the last of October has two.
            ("2026-03-27T18:00", &[], "2026-03-30T09:00"),
            ("2026-10-23T18:00", &["2026-10-25T02:30"], "2026-10-26T09:00"),
        ];
        for (now, taken, next) in table {
            let taken: Vec<_> = taken.iter().map(|wall| at(wall)).collect();
            assert_eq!(plan().next_free(&zone, &taken, at(now)), Some(at(next)), "{now}");
        }
        assert_eq!(SlotPlan::default().next_free(&zone, &[], at("2026-11-25T12:00")), None);
    }

    #[test]
    fn a_plan_has_each_slot_once_in_the_order_of_the_week() {
        let days: Vec<_> = plan().slots().iter().map(|slot| slot.weekday).collect();
        assert_eq!(days, [Weekday::Monday, Weekday::Friday, Weekday::Sunday]);
        let never = Slot { weekday: Weekday::Monday, minute: 1_440 };
        assert_eq!(SlotPlan::new(vec![never]), SlotPlan::default());
    }
}
