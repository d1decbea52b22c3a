//! Moments and places in lists, as the API writes and reads them.

use std::str::FromStr;

use chrono::DateTime;
use domain::time::Timestamp;

/// A moment as RFC 3339 has it, in UTC.
pub(crate) fn moment(at: Timestamp) -> String {
    app::machine_time(at)
}

/// The moment a text names.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| Timestamp::from_millis(at.timestamp_millis()))
}

/// A place in a list that is ordered by moment and id.
pub(super) fn place<T: ToString>(at: Timestamp, id: &T) -> String {
    format!("{}.{}", at.millis(), id.to_string())
}

/// The place a text names.
pub(super) fn read_place<T: FromStr>(text: &str) -> Option<(Timestamp, T)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_millis(at.parse().ok()?), id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let at = Timestamp::from_seconds(1_795_651_200);
        assert_eq!(read(&moment(at)), Some(at));
        assert_eq!(read("2026-11-26T01:00:00+01:00"), Some(at));
        assert_eq!(read("yesterday"), None);
        assert_eq!(read_place::<u32>(&place(at, &7)), Some((at, 7)));
        assert_eq!(read_place::<u32>("7"), None);
    }
}
