//! Days and moments as networks write them.

use domain::time::{Span, Timestamp};
use engine::ports::networks::DayRange;
use serde_json::Value;

/// A day. UTC has no other.
pub(crate) const DAY: Span = Span::days(1);

/// A moment as RFC 3339 writes it, with any offset and fraction.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let moment: jiff::Timestamp = text.trim().parse().ok()?;
    Some(Timestamp::from_millis(moment.as_millisecond()))
}

/// The start of the day a value names, as `2026-11-23`.
pub(crate) fn day(value: &Value) -> Option<Timestamp> {
    of_date(value.as_str()?)
}

/// Whether `at` is in one of the days.
pub(crate) fn is_within(range: &DayRange, at: Timestamp) -> bool {
    (range.from..range.until).contains(&at)
}

/// The start of the day, UTC, that `at` is in.
pub(crate) const fn start(at: Timestamp) -> Timestamp {
    at.before(Span::millis(at.millis().rem_euclid(DAY.as_millis())))
}

/// The day of `at` as `2026-11-23`.
pub(crate) fn date(at: Timestamp) -> String {
    civil(at).strftime("%Y-%m-%d").to_string()
}

/// A moment as `2026-11-23T10:00:00Z` (RFC 3339).
pub(crate) fn written(at: Timestamp) -> String {
    civil(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Moments beyond the year 9999 are nobody's; they become the earliest one.
fn civil(at: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(at.millis()).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

/// The start of the day that is written as `2026-11-23`.
pub(crate) fn of_date(text: &str) -> Option<Timestamp> {
    parse(&format!("{text}T00:00:00Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        parse(text).unwrap()
    }

    #[test]
    fn days_and_moments() {
        let noon = at("2026-11-23T12:00:00.901Z");
        assert_eq!(at("2026-11-23T13:00:00.901+01:00"), noon);
        assert_eq!(date(noon), "2026-11-23");
        assert_eq!(start(noon), of_date("2026-11-23").unwrap());
        assert_eq!(start(Timestamp::from_millis(-1)), of_date("1969-12-31").unwrap());
        assert_eq!(written(noon), "2026-11-23T12:00:00Z");
        assert_eq!(parse("yesterday"), None);
        assert_eq!(of_date("2026-02-30"), None);
    }
}
