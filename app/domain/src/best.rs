//! When to post, from when people write: the hours of the week in which most comments came.

use crate::{
    slots::Slot,
    time::Timestamp,
    zone::{Weekday, Zone},
};

/// With fewer comments than this nothing can be told.
pub const ENOUGH: u32 = 50;
/// So many hours are best at most.
const MOST: usize = 5;
/// The hours of a week.
const HOURS: usize = 7 * 24;
/// An hour is a good one if it has so many times its share of an even week.
const STANDS_OUT: u64 = 2;

/// When people write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Best {
    /// How many comments there are to tell from.
    pub comments: u32,
    /// The best hours, the best first, with their share in hundredths.
    pub slots: Vec<(Slot, u32)>,
    /// The share of each hour of the week in ten-thousandths, Monday 0 o'clock first; none where there is too little to tell.
    pub hours: Vec<u32>,
}

impl Best {
    /// From how many comments were written in the time that begins at each moment, on the clock of `zone`.
    #[must_use]
    pub fn of(comments: &[(Timestamp, u32)], zone: &Zone) -> Self {
        let mut counts = [0_u64; HOURS];
        for (at, count) in comments {
            if let Some(of_hour) = hour_of(*at, zone).and_then(|hour| counts.get_mut(hour)) {
                *of_hour += u64::from(*count);
            }
        }
        let all: u64 = counts.iter().sum();
        let comments = u32::try_from(all).unwrap_or(u32::MAX);
        if comments < ENOUGH {
            return Self { comments, ..Self::default() };
        }
        let share = |count: u64, of: u64| u32::try_from((count * of + all / 2) / all).unwrap_or(0);
        let mut best: Vec<_> = (0_usize..)
            .zip(counts)
            .filter(|(_, count)| count * HOURS as u64 >= all * STANDS_OUT && *count > 1)
            .collect();
        // Of two that are alike the earlier one.
        best.sort_by_key(|(hour, count)| (std::cmp::Reverse(*count), *hour));
        let slots = best
            .into_iter()
            .take(MOST)
            .filter_map(|(hour, count)| Some((slot(hour)?, share(count, 100))))
            .collect();
        Self { comments, slots, hours: counts.map(|count| share(count, 10_000)).to_vec() }
    }
}

fn hour_of(at: Timestamp, zone: &Zone) -> Option<usize> {
    let wall = zone.wall(at);
    let weekday = wall.date.weekday().ok()?;
    let day = Weekday::ALL.iter().position(|day| *day == weekday)?;
    Some(day * 24 + usize::from(wall.minute / 60))
}

fn slot(hour: usize) -> Option<Slot> {
    let weekday = *Weekday::ALL.get(hour / 24)?;
    Some(Slot { weekday, minute: u16::try_from(hour % 24 * 60).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        time::Span,
        zone::{Date, Moment, WallTime},
    };

    fn prague() -> Zone {
        Zone::named("Europe/Prague").unwrap()
    }

    /// A wall time in Prague.
    fn at(month: i8, day: i8, hour: u16, minute: u16) -> Timestamp {
        let wall = WallTime { date: Date { year: 2026, month, day }, minute: hour * 60 + minute };
        match prague().moment(wall).unwrap() {
            Moment::One(at) | Moment::Twice { first: at, .. } => at,
            Moment::Never { .. } => panic!("no such time"),
        }
    }

    #[test]
    fn the_best_hours_are_those_on_the_workspaces_clock_in_summer_and_winter() {
        let comments = [
            // Two Tuesdays at six in the evening: one in summer time, one not.
            (at(10, 20, 18, 0), 30),
            (at(11, 17, 18, 30), 10),
            (at(11, 19, 7, 0), 35),
            (at(11, 21, 12, 0), 20),
            (at(11, 22, 12, 0), 5),
        ];
        let best = Best::of(&comments, &prague());
        let slot = |weekday, hour: u16| Slot { weekday, minute: hour * 60 };
        assert_eq!(best.comments, 100);
        assert_eq!(
            best.slots,
            [
                (slot(Weekday::Tuesday, 18), 40),
                (slot(Weekday::Thursday, 7), 35),
                (slot(Weekday::Saturday, 12), 20),
                (slot(Weekday::Sunday, 12), 5),
            ]
        );
        assert_eq!(best.hours.len(), 168);
        assert_eq!(best.hours[24 + 18], 4000);
        assert_eq!(best.hours.iter().sum::<u32>(), 10_000);
    }

    #[test]
    fn too_little_or_an_even_week_tells_nothing() {
        let few = Best::of(&[(at(11, 17, 18, 0), 49)], &prague());
        assert_eq!(few, Best { comments: 49, ..Best::default() });
        let hour = |hour| (at(11, 16, 0, 0).after(Span::hours(hour)), 3);
        let even = Best::of(&(0..168).map(hour).collect::<Vec<_>>(), &prague());
        assert_eq!((even.comments, even.slots.len()), (504, 0));
        assert!(even.hours.iter().all(|share| *share == 60));
        assert_eq!(Best::of(&[], &prague()), Best::default());
    }
}
