//! Days of the Gregorian calendar, in UTC: where somebody is, the server does not know.

use domain::time::{Span, Timestamp};

const LENGTH: i64 = Span::days(1).as_millis();

/// A day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i64);

/// The name of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date {
    /// The year.
    pub(crate) year: i64,
    /// From 1.
    pub(crate) month: u8,
    /// From 1.
    pub(crate) day: u8,
}

impl Day {
    /// The day of a moment.
    pub(crate) const fn of(at: Timestamp) -> Self {
        Self(at.millis().div_euclid(LENGTH))
    }

    /// The day `days` after this one.
    pub(crate) const fn after(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Its weekday, from Monday as 0.
    pub(crate) fn weekday(self) -> u8 {
        // The first of 1970 was a Thursday.
        u8::try_from((self.0 + 3).rem_euclid(7)).unwrap_or_default()
    }

    /// The first of its month.
    pub(crate) fn first_of_month(self) -> Self {
        self.after(1 - i64::from(self.date().day))
    }

    /// Its name, counted in years that begin in March so that the leap day comes last.
    pub(crate) fn date(self) -> Date {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let small = |number| u8::try_from(number).unwrap_or_default();
        Date {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month: small(month),
            day: small(day_of_year - (153 * march_month + 2) / 5 + 1),
        }
    }
}

impl Date {
    /// As in RFC 3339: `2026-12-03`.
    pub(crate) fn machine(self) -> String {
        let Self { year, month, day } = self;
        format!("{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(seconds: i64) -> Day {
        Day::of(Timestamp::from_seconds(seconds))
    }

    #[test]
    fn days_have_their_names_at_the_calendars_edges() {
        for (seconds, text, weekday) in [
            (0, "1970-01-01", 3),
            (-1, "1969-12-31", 2),
            (951_782_399, "2000-02-28", 0),
            (951_782_400, "2000-02-29", 1),
            (1_709_164_800, "2024-02-29", 3),
            (4_107_542_400, "2100-03-01", 0),
        ] {
            assert_eq!(day(seconds).date().machine(), text);
            assert_eq!(day(seconds).weekday(), weekday, "{text}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_follows_the_one_before() {
        let mut before = day(0);
        for _ in 0..146_097 {
            let next = before.after(1);
            let (old, new) = (before.date(), next.date());
            assert!(new.day == old.day + 1 || (new.day == 1 && old.day >= 28), "{old:?} {new:?}");
            assert_eq!(next.first_of_month().date(), Date { day: 1, ..new });
            before = next;
        }
        assert_eq!(before.date().machine(), "2370-01-01");
    }
}
