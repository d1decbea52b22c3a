//! Days in words: UTC, as networks count them.

use domain::{
    figure::DayRange,
    time::{Span, Timestamp},
    zone::{Date, Zone},
};
use words::{clock, say, several};

/// The day's name on the calendar.
pub(super) fn date(day: Timestamp) -> Date {
    Zone::utc().wall(day).date
}

/// The last day of a range.
pub(super) fn last(range: &DayRange) -> Date {
    date(range.until.before(Span::millis(1)))
}

/// "3 November", "14 to 16 November", "30 October to 26 November".
pub(super) fn of(range: &DayRange) -> String {
    let (first, last) = (date(range.from), last(range));
    if first == last {
        return clock::short(first);
    }
    let until = clock::short(last);
    if (first.year, first.month) == (last.year, last.month) {
        say!(analytics.within_month, from = first.day, until)
    } else {
        say!(analytics.from_to, from = clock::short(first), until)
    }
}

/// The same, with the year that it ends in.
pub(super) fn with_year(range: &DayRange) -> String {
    format!("{} {}", of(range), last(range).year)
}

/// How many days it has.
pub(super) fn count(range: &DayRange) -> i64 {
    range.until.since(range.from).as_millis() / domain::figure::DAY.as_millis()
}

/// "one day", "28 days".
pub(super) fn counted(range: &DayRange) -> String {
    match count(range) {
        1 => say!(analytics.one_day).to_owned(),
        count => several!(count; analytics.days_few | analytics.days, count),
    }
}

#[cfg(test)]
mod tests {
    use domain::language::Language;

    use super::*;

    #[test]
    fn a_range_is_told_as_the_language_tells_it() {
        /// 2026-11-03T00:00:00Z.
        const FIRST: Timestamp = Timestamp::from_seconds(1_793_664_000);
        let range = |days| DayRange { from: FIRST, until: FIRST.after(Span::days(days)) };
        for (language, one, several, months) in [
            (Language::English, "3 November", "3 to 5 November 2026", "3 November to 2 December"),
            (Language::Czech, "3. listopadu", "3.–5. listopadu 2026", "3. listopadu – 2. prosince"),
            (
                Language::German,
                "3. November",
                "3. bis 5. November 2026",
                "3. November bis 2. Dezember",
            ),
        ] {
            let said =
                words::speaking(language, || [of(&range(1)), with_year(&range(3)), of(&range(30))]);
            assert_eq!(said, [one, several, months]);
        }
    }
}
