//! Times in words, as seen from the page's own clock, so that server and browser say the same.

use domain::time::{Span, Timestamp};
use words::{say, several};

use crate::day::Day;

const MINUTE: i64 = Span::minutes(1).as_millis();
const STEP: i64 = Span::minutes(5).as_millis();
const HOUR: i64 = Span::hours(1).as_millis();
const DAY: i64 = Span::days(1).as_millis();

/// "25 minutes ago", "just now": in steps of five minutes, so that a page at rest seldom changes.
pub(crate) fn roughly_ago(then: Timestamp, now: Timestamp) -> String {
    let millis = now.since(then).as_millis();
    if millis < STEP {
        say!(time.now).to_owned()
    } else {
        say!(time.ago, span = span(millis - millis % STEP))
    }
}

/// "for 3 hours", "just now".
pub(crate) fn lasting(since: Timestamp, now: Timestamp) -> String {
    match now.since(since).as_millis() {
        ..MINUTE => say!(time.now).to_owned(),
        millis => say!(time.lasting, span = span(millis)),
    }
}

/// "in 6 days".
pub(crate) fn ahead(then: Timestamp, now: Timestamp) -> String {
    say!(time.ahead, span = span(then.since(now).as_millis()))
}

/// "3 hours".
pub(crate) fn long(millis: i64) -> String {
    span(millis)
}

fn span(millis: i64) -> String {
    match millis {
        ..MINUTE => say!(time.moment).to_owned(),
        MINUTE..HOUR => counted(
            millis / MINUTE,
            say!(time.minute),
            |count| several!(count; time.minutes_few | time.minutes, count),
        ),
        HOUR..DAY => counted(
            millis / HOUR,
            say!(time.hour),
            |count| several!(count; time.hours_few | time.hours, count),
        ),
        DAY.. => counted(
            millis / DAY,
            say!(time.day),
            |count| several!(count; time.days_few | time.days, count),
        ),
    }
}

fn counted(count: i64, one: &'static str, many: fn(i64) -> String) -> String {
    if count == 1 { one.to_owned() } else { many(count) }
}

/// For `datetime` attributes, files and the API: RFC 3339 in UTC, to the second.
#[must_use]
pub fn machine(at: Timestamp) -> String {
    let date = Day::of(at).date().machine();
    let second = at.millis().div_euclid(1000).rem_euclid(86_400);
    format!("{date}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_795_000_000);

    #[test]
    fn the_past_is_told_roughly() {
        for (span, words) in [
            (Span::seconds(-5), "just now"),
            (Span::seconds(299), "just now"),
            (Span::minutes(5), "5 minutes ago"),
            (Span::minutes(59), "55 minutes ago"),
            (Span::minutes(60), "one hour ago"),
            (Span::hours(47), "one day ago"),
            (Span::days(2), "2 days ago"),
        ] {
            assert_eq!(roughly_ago(NOW.before(span), NOW), words);
        }
    }

    #[test]
    fn the_future_and_what_lasts_are_told_alike() {
        assert_eq!(ahead(NOW.after(Span::days(6)), NOW), "in 6 days");
        assert_eq!(lasting(NOW.before(Span::hours(3)), NOW), "for 3 hours");
        assert_eq!(lasting(NOW, NOW), "just now");
    }

    #[test]
    fn machine_times_are_right_at_the_calendars_edges() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_164_800, "2024-02-29T00:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(machine(Timestamp::from_seconds(seconds)), text);
        }
    }
}
