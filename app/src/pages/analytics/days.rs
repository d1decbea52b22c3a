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
    let from = if (first.year, first.month) == (last.year, last.month) {
        first.day.to_string()
    } else {
        clock::short(first)
    };
    say!(analytics.from_to, from, until = clock::short(last))
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
