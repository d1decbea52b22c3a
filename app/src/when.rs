//! Times in words, as seen from the page's own clock, so that server and browser say the same.

use domain::{
    language::Language,
    time::{Span, Timestamp},
};
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
        say!(time.ago, span = past(millis - millis % STEP))
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

/// "3 hours", of which nothing else is said.
pub(crate) fn long(millis: i64) -> String {
    match millis {
        ..MINUTE => say!(time.alone.moment).to_owned(),
        MINUTE..HOUR => counted(
            millis / MINUTE,
            say!(time.alone.minute),
            |count| several!(count; time.alone.minutes_few | time.alone.minutes, count),
        ),
        HOUR..DAY => counted(
            millis / HOUR,
            say!(time.alone.hour),
            |count| several!(count; time.alone.hours_few | time.alone.hours, count),
        ),
        DAY.. => counted(
            millis / DAY,
            say!(time.alone.day),
            |count| several!(count; time.alone.days_few | time.alone.days, count),
        ),
    }
}

/// As it stands after "ago": one step or more.
fn past(millis: i64) -> String {
    // Only Czech has another case there than after "in" and "for". The bundles of the others need no second set of words.
    if words::language() != Language::Czech {
        return span(millis);
    }
    match millis {
        ..HOUR => say!(time.past.minutes, count = millis / MINUTE),
        HOUR..DAY => {
            counted(millis / HOUR, say!(time.past.hour), |count| say!(time.past.hours, count))
        }
        DAY.. => counted(millis / DAY, say!(time.past.day), |count| say!(time.past.days, count)),
    }
}

/// As it stands after "in" and "for".
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
    fn spans_stand_in_the_case_that_the_language_has_there() {
        for (span, czech, german) in [
            (
                Span::seconds(30),
                ["právě teď", "za chvíli", "právě teď", "chvíle"],
                ["gerade eben", "in einem Moment", "gerade eben", "ein Moment"],
            ),
            (
                Span::minutes(1),
                ["právě teď", "za minutu", "už minutu", "minuta"],
                ["gerade eben", "in einer Minute", "seit einer Minute", "eine Minute"],
            ),
            (
                Span::minutes(25),
                ["před 25 minutami", "za 25 minut", "už 25 minut", "25 minut"],
                ["vor 25 Minuten", "in 25 Minuten", "seit 25 Minuten", "25 Minuten"],
            ),
            (
                Span::hours(1),
                ["před hodinou", "za hodinu", "už hodinu", "hodina"],
                ["vor einer Stunde", "in einer Stunde", "seit einer Stunde", "eine Stunde"],
            ),
            (
                Span::hours(3),
                ["před 3 hodinami", "za 3 hodiny", "už 3 hodiny", "3 hodiny"],
                ["vor 3 Stunden", "in 3 Stunden", "seit 3 Stunden", "3 Stunden"],
            ),
            (
                Span::hours(5),
                ["před 5 hodinami", "za 5 hodin", "už 5 hodin", "5 hodin"],
                ["vor 5 Stunden", "in 5 Stunden", "seit 5 Stunden", "5 Stunden"],
            ),
            (
                Span::days(1),
                ["před jedním dnem", "za den", "už den", "den"],
                ["vor einem Tag", "in einem Tag", "seit einem Tag", "ein Tag"],
            ),
            (
                Span::days(3),
                ["před 3 dny", "za 3 dny", "už 3 dny", "3 dny"],
                ["vor 3 Tagen", "in 3 Tagen", "seit 3 Tagen", "3 Tage"],
            ),
            (
                Span::days(5),
                ["před 5 dny", "za 5 dní", "už 5 dní", "5 dní"],
                ["vor 5 Tagen", "in 5 Tagen", "seit 5 Tagen", "5 Tage"],
            ),
        ] {
            let (then, later) = (NOW.before(span), NOW.after(span));
            let all = || {
                let alone = long(span.as_millis());
                [roughly_ago(then, NOW), ahead(later, NOW), lasting(then, NOW), alone]
            };
            assert_eq!(words::speaking(Language::Czech, all), czech);
            assert_eq!(words::speaking(Language::German, all), german);
        }
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
