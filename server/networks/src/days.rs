//! Days and moments as networks write them, and figures that have to be put together from posts.

use std::collections::BTreeMap;

use domain::time::{Span, Timestamp};
use engine::ports::networks::{DayRange, Figure, Metric};
use serde_json::Value;

/// A day. UTC has no other.
pub(crate) const DAY: Span = Span::days(1);

/// How long after a day's end a number of followers is still taken for that day's. No network that only knows the
/// present number can be asked for it later, and statistics are read once a day.
const STILL_THAT_DAY: Span = Span::days(1);

/// A moment as RFC 3339 writes it, with any offset and fraction.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let moment: jiff::Timestamp = text.trim().parse().ok()?;
    Some(Timestamp::from_millis(moment.as_millisecond()))
}

/// The moment a value names, as RFC 3339 writes it.
pub(crate) fn moment(value: &Value) -> Option<Timestamp> {
    parse(value.as_str()?)
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

/// One post: when it was published, and what it has by now.
pub(crate) struct Counted {
    pub(crate) at: Timestamp,
    pub(crate) figures: Vec<(Metric, i64)>,
}

/// What the posts of each day have by now, for networks that count by post and not by day. Days before `complete_from`
/// were not read to their start: they are left out. A day without posts is a true zero.
pub(crate) fn of_posts(
    range: &DayRange,
    complete_from: Timestamp,
    metrics: &[Metric],
    posts: &[Counted],
) -> Vec<Figure> {
    let first = start(range.from.max(complete_from.after(DAY).before(Span::millis(1))));
    let days = std::iter::successors(Some(first), |day| Some(day.after(DAY)));
    let mut sums: BTreeMap<(Timestamp, Metric), i64> = days
        .take_while(|day| *day < range.until)
        .flat_map(|day| metrics.iter().map(move |metric| ((day, *metric), 0)))
        .collect();
    for post in posts {
        for (metric, count) in &post.figures {
            if let Some(sum) = sums.get_mut(&(start(post.at), *metric)) {
                *sum = sum.saturating_add(*count);
            }
        }
    }
    sums.into_iter().map(|((day, metric), value)| Figure { metric, day, value }).collect()
}

/// The day of `range` whose number of followers is the present one, if there is one.
pub(crate) fn followers_day(range: &DayRange, now: Timestamp) -> Option<Timestamp> {
    let last = start(range.until.before(Span::millis(1)));
    let day = start(now).min(last);
    (range.from <= day && now < range.until.after(STILL_THAT_DAY)).then_some(day)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Timestamp {
        parse(text).unwrap()
    }

    fn range(from: &str, until: &str) -> DayRange {
        DayRange { from: of_date(from).unwrap(), until: of_date(until).unwrap() }
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
        assert_eq!(moment(&json!(5)), None);
        assert_eq!(of_date("2026-02-30"), None);
    }

    #[test]
    fn posts_are_added_up_by_day_and_days_half_read_are_left_out() {
        let posts = [
            Counted { at: at("2026-11-20T23:59:59Z"), figures: vec![(Metric::Likes, 9)] },
            Counted { at: at("2026-11-21T00:00:00Z"), figures: vec![(Metric::Likes, 2)] },
            Counted { at: at("2026-11-21T23:00:00Z"), figures: vec![(Metric::Likes, 3)] },
        ];
        let range = range("2026-11-19", "2026-11-23");
        let figures = of_posts(&range, posts[0].at, &[Metric::Likes], &posts);
        let found: Vec<_> = figures.iter().map(|it| (date(it.day), it.value)).collect();
        assert_eq!(found, [("2026-11-21".to_owned(), 5), ("2026-11-22".to_owned(), 0)]);

        let whole = of_posts(&range, range.from, &[Metric::Likes], &posts);
        assert_eq!(whole.iter().map(|it| it.value).collect::<Vec<_>>(), [0, 9, 5, 0]);
    }

    #[test]
    fn followers_are_those_of_the_day_that_is_or_has_just_been() {
        let range = range("2026-11-21", "2026-11-23");
        let day = |now| followers_day(&range, at(now)).map(date);
        assert_eq!(day("2026-11-22T10:00:00Z").as_deref(), Some("2026-11-22"));
        assert_eq!(day("2026-11-21T10:00:00Z").as_deref(), Some("2026-11-21"));
        assert_eq!(day("2026-11-23T04:00:00Z").as_deref(), Some("2026-11-22"));
        assert_eq!(day("2026-11-24T00:00:00Z"), None);
        assert_eq!(day("2026-11-20T10:00:00Z"), None);
    }
}
