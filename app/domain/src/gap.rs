//! Days without figures, and why: never a zero for what nobody knows.

use std::collections::BTreeSet;

use crate::{
    cause::Cause,
    figure::{DAY, DayRange, Gap, Missing},
    health::Loss,
    time::Timestamp,
};

/// What is known of a channel's days.
#[derive(Debug, Clone, Copy)]
pub struct KnownDays<'a> {
    /// Of which days there are figures.
    pub told: &'a BTreeSet<Timestamp>,
    /// The end of the last day whose figures are final, if the channel was ever counted.
    pub counted_until: Option<Timestamp>,
    /// What stands in the way to it.
    pub lost: Option<&'a Loss>,
    /// Days that were looked for in vain, and why they were not counted in time.
    pub forgotten: &'a [(DayRange, Option<Cause>)],
}

impl KnownDays<'_> {
    /// The gaps among the days of a range. Days that are not over, or that the network may still tell, are none.
    #[must_use]
    pub fn gaps(&self, range: &DayRange, now: Timestamp) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = Vec::new();
        for day in range.days().take_while(|day| day.after(DAY) <= now) {
            let Some(why) = self.missing(day) else { continue };
            match gaps.last_mut() {
                Some(last) if last.days.until == day && last.why == why => {
                    last.days.until = day.after(DAY);
                }
                _ => gaps.push(Gap { days: DayRange { from: day, until: day.after(DAY) }, why }),
            }
        }
        gaps
    }

    /// Why there are no figures of a day that is over, or none of the whole day.
    fn missing(&self, day: Timestamp) -> Option<Missing> {
        let is_told = self.told.contains(&day);
        let is_final = self.counted_until.is_some_and(|until| day < until);
        if is_final {
            let forgotten = self.forgotten.iter().filter(|(days, _)| days.contains(day));
            // Whichever says why.
            let cause = forgotten.max_by_key(|(_, cause)| cause.is_some())?.1.clone();
            return (!is_told).then_some(Missing::Forgotten { cause });
        }
        let Loss { cause, since } = self.lost?;
        // What was told of a day that the channel was lost in is of a part of it.
        let is_cut = day.after(DAY) > *since;
        (is_cut || !is_told).then(|| Missing::Lost { cause: cause.clone(), since: *since })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    const MONDAY: Timestamp = Timestamp::from_millis(1_795_392_000_000);

    fn day(days: i64) -> Timestamp {
        MONDAY.after(Span::days(days))
    }

    fn days(from: i64, until: i64) -> DayRange {
        DayRange { from: day(from), until: day(until) }
    }

    fn told(days: &[i64]) -> BTreeSet<Timestamp> {
        days.iter().map(|number| day(*number)).collect()
    }

    fn expired(since: Timestamp) -> Missing {
        Missing::Lost { cause: Cause::Expired, since }
    }

    const fn known<'a>(
        told: &'a BTreeSet<Timestamp>,
        counted_until: Option<Timestamp>,
        lost: Option<&'a Loss>,
        forgotten: &'a [(DayRange, Option<Cause>)],
    ) -> KnownDays<'a> {
        KnownDays { told, counted_until, lost, forgotten }
    }

    #[test]
    fn what_may_still_be_told_is_no_gap() {
        let told = told(&[0, 1]);
        let now = day(4).after(Span::hours(2));
        assert_eq!(known(&told, Some(day(2)), None, &[]).gaps(&days(0, 7), now), []);
        // Nor is what lies before anybody counted.
        assert_eq!(known(&told, Some(day(2)), None, &[]).gaps(&days(-9, 2), now), []);
        assert_eq!(known(&told, None, None, &[]).gaps(&days(-9, 2), now), []);
    }

    #[test]
    fn a_lost_channels_days_are_a_gap_from_the_day_it_was_lost_in() {
        let since = day(2).after(Span::hours(18));
        let loss = Loss { cause: Cause::Expired, since };
        let now = day(5).after(Span::hours(9));
        let gap = |from, until| vec![Gap { days: days(from, until), why: expired(since) }];
        // Of Wednesday a part was told.
        let all = told(&[0, 1, 2]);
        let found = known(&all, Some(day(2)), Some(&loss), &[]).gaps(&days(0, 7), now);
        assert_eq!(found, gap(2, 5), "today is not over");
        // A network that is late had not told of Tuesday yet.
        let late = told(&[0, 2]);
        let found = known(&late, Some(day(0)), Some(&loss), &[]).gaps(&days(0, 7), now);
        assert_eq!(found, gap(1, 5));
        // One that was never counted has everything to bring yet.
        let found = known(&BTreeSet::new(), None, Some(&loss), &[]).gaps(&days(0, 7), now);
        assert_eq!(found, gap(0, 5));
        assert_eq!(known(&all, Some(day(2)), Some(&loss), &[]).gaps(&days(3, 4), now), gap(3, 4));
    }

    #[test]
    fn what_a_network_no_longer_has_says_so_with_its_cause() {
        let told = told(&[0, 3, 5]);
        let forgotten = [(days(1, 5), None), (days(1, 3), Some(Cause::Expired))];
        let now = day(9);
        let found = known(&told, Some(day(6)), None, &forgotten).gaps(&days(0, 9), now);
        let gap =
            |from, until, cause| Gap { days: days(from, until), why: Missing::Forgotten { cause } };
        assert_eq!(found, [gap(1, 3, Some(Cause::Expired)), gap(4, 5, None)]);
        // Not while the network may still tell of them.
        assert_eq!(known(&told, Some(day(1)), None, &forgotten).gaps(&days(0, 9), now), []);
        // A channel that is lost again.
        let loss = Loss { cause: Cause::LoggedOut, since: day(6) };
        let found = known(&told, Some(day(6)), Some(&loss), &forgotten).gaps(&days(4, 9), now);
        let lost = Missing::Lost { cause: Cause::LoggedOut, since: day(6) };
        assert_eq!(found, [gap(4, 5, None), Gap { days: days(6, 9), why: lost }]);
    }
}
