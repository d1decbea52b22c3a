//! Days and moments as networks write them. Days are those of UTC.

use domain::time::{Span, Timestamp};
use engine::ports::networks::DayRange;
use serde_json::Value;

/// A day. UTC has no other.
pub(crate) const DAY: Span = Span::days(1);

/// The start of the day that `at` is in.
pub(crate) fn start(at: Timestamp) -> Timestamp {
    let millis = at.millis();
    Timestamp::from_millis(millis - millis.rem_euclid(DAY.as_millis()))
}

/// Whether `at` is in one of the days.
pub(crate) fn is_within(range: &DayRange, at: Timestamp) -> bool {
    (range.from..range.until).contains(&at)
}

/// A day as `2026-11-23`.
pub(crate) fn date(day: Timestamp) -> String {
    civil(day).strftime("%Y-%m-%d").to_string()
}

/// A moment as `2026-11-23T10:00:00Z` (RFC 3339).
pub(crate) fn written(at: Timestamp) -> String {
    civil(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The start of a day written as `2026-11-23`.
pub(crate) fn day(value: &Value) -> Option<Timestamp> {
    moment(&Value::String(format!("{}T00:00:00Z", value.as_str()?)))
}

/// A moment written as `2026-11-23T10:00:00Z`, with any offset and fraction.
pub(crate) fn moment(value: &Value) -> Option<Timestamp> {
    let at: jiff::Timestamp = value.as_str()?.parse().ok()?;
    Some(Timestamp::from_millis(at.as_millisecond()))
}

/// Moments beyond the year 9999 are nobody's; they become the earliest one.
fn civil(at: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(at.millis()).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOON: Timestamp = Timestamp::from_seconds(1_795_435_200);

    #[test]
    fn a_day_is_written_and_read_alike() {
        assert_eq!(date(NOON), "2026-11-23");
        assert_eq!(written(NOON), "2026-11-23T12:00:00Z");
        assert_eq!(day(&json!("2026-11-23")), Some(start(NOON)));
        assert_eq!(start(NOON), NOON.before(Span::hours(12)));
        assert_eq!(start(Timestamp::from_millis(-1)), Timestamp::from_millis(-86_400_000));
    }

    #[test]
    fn a_moment_has_any_offset() {
        assert_eq!(moment(&json!("2026-11-23T12:00:00.000Z")), Some(NOON));
        assert_eq!(moment(&json!("2026-11-23T13:00:00+01:00")), Some(NOON));
        assert_eq!(moment(&json!("yesterday")), None);
        assert_eq!(moment(&json!(5)), None);
    }
}
