//! Counting channels by the day: which days a network is asked for, which of them are final, and when to come again.

use crate::{
    figure::{DAY, DayRange, start_of_day},
    time::{Span, Timestamp},
};

/// So far back a channel is counted when it is counted for the first time.
pub const FIRST_REACH: Span = Span::days(90);

/// A day is over at a network a little later than by our clock, and its last hour is told later still.
const SETTLES: Span = Span::hours(1);

/// How long each channel may have its turn later than others, so that not all come in one moment.
const SPREAD: Span = Span::minutes(45);

/// The days to ask a network for: what is not final yet, as far as the network has it, and today. `kept`: how far back it tells.
#[must_use]
pub fn days_to_ask(
    counted_until: Option<Timestamp>,
    kept: Option<Span>,
    now: Timestamp,
) -> DayRange {
    let today = start_of_day(now);
    let first = counted_until.unwrap_or(today.before(FIRST_REACH));
    // A day of which the network has a part only would be told too low.
    let whole = |kept| start_of_day(now.before(kept)).after(DAY);
    let from = first.max(kept.map_or(today, whole)).min(today);
    DayRange { from: start_of_day(from), until: today.after(DAY) }
}

/// Up to when days are final that a network told of at `now`; `late`: for so long after its end a day may still change.
#[must_use]
pub fn final_until(late: Span, now: Timestamp) -> Timestamp {
    start_of_day(now.before(late).before(SETTLES))
}

/// When a channel that was counted at `now` is counted again: in `every` at the latest, and soon after the day has ended and is
/// final. `random`: 0 to 999.
#[must_use]
pub fn count_again(every: Span, now: Timestamp, random: i64) -> Timestamp {
    let spread = Span::millis(SPREAD.as_millis() / 1000 * random);
    let settled = start_of_day(now).after(SETTLES).after(spread);
    let settled = if settled <= now.after(SPREAD) { settled.after(DAY) } else { settled };
    now.after(every).after(spread).min(settled)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20T00:00:00Z.
    const TODAY: Timestamp = Timestamp::from_millis(1_795_132_800_000);

    fn hours(hours: i64) -> Timestamp {
        TODAY.after(Span::hours(hours))
    }

    fn day(days: i64) -> Timestamp {
        TODAY.after(Span::days(days))
    }

    #[test]
    fn what_is_not_final_is_asked_for_as_far_as_the_network_has_it() {
        let year = Some(Span::days(365));
        #[rustfmt::skip]
        let table = [
            (None, year, 10, day(-90)),
            (None, Some(Span::days(30)), 10, day(-29)),
            (None, Some(Span::days(30)), 0, day(-29)),
            (None, None, 10, day(0)),
            (Some(day(-2)), year, 10, day(-2)),
            (Some(day(0)), year, 10, day(0)),
            (Some(day(-200)), year, 10, day(-200)),
            (Some(day(-400)), year, 10, day(-364)),
            // Whatever was counted by a clock that was wrong.
            (Some(day(3)), year, 10, day(0)),
        ];
        for (counted, kept, hour, from) in table {
            let asked = days_to_ask(counted, kept, hours(hour));
            assert_eq!(asked, DayRange { from, until: day(1) }, "{counted:?}, {kept:?}");
        }
    }

    #[test]
    fn a_day_is_final_an_hour_after_the_network_may_still_be_late() {
        let ten = Span::minutes(10);
        let late = Span::hours(48);
        let none = Span::millis(0);
        assert_eq!(final_until(none, TODAY.after(ten)), day(-1), "our clock may be ahead");
        assert_eq!(final_until(none, hours(1)), day(0));
        assert_eq!(final_until(late, hours(1).before(ten)), day(-3));
        assert_eq!(final_until(late, hours(1)), day(-2));
        assert_eq!(final_until(late, hours(24)), day(-2));
    }

    #[test]
    fn a_channel_comes_again_after_some_hours_and_soon_after_each_day() {
        let six = Span::hours(6);
        for random in [0, 500, 999] {
            for hour in 0..24 {
                let now = hours(hour);
                let again = count_again(six, now, random);
                assert!(again > now && again <= now.after(six).after(SPREAD), "{hour} {random}");
                let next_final = day(if hour < 1 { 0 } else { 1 }).after(SETTLES);
                assert!(now >= next_final || again <= next_final.max(now.after(six)).after(SPREAD));
            }
            // Whoever has had its turn after a day's end has it by its usual pace.
            assert!(count_again(six, hours(2), random) >= hours(8));
            assert!(count_again(six, hours(20), random) >= day(1).after(SETTLES));
            assert!(count_again(six, hours(20), random) < day(1).after(Span::hours(2)));
            // Once in twelve hours, and still after each day.
            assert!(count_again(Span::hours(12), hours(15), random) < day(1).after(Span::hours(2)));
        }
    }
}
