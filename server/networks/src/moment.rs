//! Moments as text (RFC 3339), and days.

use domain::time::{Span, Timestamp};
use serde_json::Value;

/// The moment a text names, with its offset.
pub(crate) fn read(value: &Value) -> Option<Timestamp> {
    let moment: jiff::Timestamp = value.as_str()?.parse().ok()?;
    Some(Timestamp::from_millis(moment.as_millisecond()))
}

/// A moment as text, in UTC and to the millisecond.
pub(crate) fn write(moment: Timestamp) -> String {
    // It fails only beyond the year 9999.
    jiff::Timestamp::from_millisecond(moment.millis())
        .map(|moment| format!("{moment:.3}"))
        .unwrap_or_default()
}

/// The start of the UTC day that a moment belongs to.
pub(crate) const fn day(moment: Timestamp) -> Timestamp {
    let day = Span::days(1).as_millis();
    Timestamp::from_millis(moment.millis().div_euclid(day) * day)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn moments_are_read_with_any_offset_and_written_in_utc() {
        let noon = Timestamp::from_millis(1_764_072_000_120);
        assert_eq!(read(&json!("2025-11-25T12:00:00.120Z")), Some(noon));
        assert_eq!(read(&json!("2025-11-25T13:00:00.120+01:00")), Some(noon));
        assert_eq!(write(noon), "2025-11-25T12:00:00.120Z");
        assert_eq!(read(&json!("yesterday")), None);
        assert_eq!(read(&json!(1_764_072_000)), None);
        assert_eq!(day(noon), Timestamp::from_millis(1_764_028_800_000));
    }

    #[test]
    fn a_day_before_1970_is_a_day_too() {
        assert_eq!(day(Timestamp::from_millis(-1)), Timestamp::from_millis(-86_400_000));
    }
}
