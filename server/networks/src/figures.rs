//! Figures that have to be put together, from posts or from parts of a day.

use std::collections::BTreeMap;

use domain::time::{Span, Timestamp};
use engine::ports::networks::{DayRange, Figure, Metric};
use serde_json::Value;

use crate::{
    days::{self, DAY},
    json,
};

/// How long after a day's end a number of followers is still taken for that day's. No network that only knows the
/// present number can be asked for it later, and statistics are read once a day.
const STILL_THAT_DAY: Span = Span::days(1);

/// Where counts are by post: a post is seen and liked most within two days, and its day is asked for again for so long. It grows
/// later too, but every post that is read counts against a budget, or is billed.
pub(crate) const GROWS: Span = Span::days(2);

/// What one moment counts for: when a post was published, and what it has by now.
pub(crate) struct Counted {
    pub(crate) at: Timestamp,
    pub(crate) figures: Vec<(Metric, i64)>,
}

/// What `value` counts, by a network's names for it.
pub(crate) fn counts(names: &[(&str, Metric)], value: &Value) -> Vec<(Metric, i64)> {
    let count = |(name, metric): &(&str, Metric)| Some((*metric, json::integer(&value[*name])?));
    names.iter().filter_map(count).collect()
}

/// The same as the figures of a day.
pub(crate) fn of_day(names: &[(&str, Metric)], value: &Value, day: Timestamp) -> Vec<Figure> {
    let figure = |(metric, value)| Figure { metric, day, value };
    counts(names, value).into_iter().map(figure).collect()
}

/// What the posts of each day have by now, for networks that count by post and not by day. Days before `complete_from`
/// were not read to their start: they are left out. A day without posts is a gap, or, of the metrics in `zeros`, a true
/// zero.
pub(crate) fn of_posts(
    range: &DayRange,
    complete_from: Timestamp,
    zeros: &[Metric],
    posts: &[Counted],
) -> Vec<Figure> {
    let first = days::start(range.from.max(complete_from.after(DAY).before(Span::millis(1))));
    let days = std::iter::successors(Some(first), |day| Some(day.after(DAY)));
    let mut sums: BTreeMap<(Timestamp, Metric), i64> = days
        .take_while(|day| *day < range.until)
        .flat_map(|day| zeros.iter().map(move |metric| ((day, *metric), 0)))
        .collect();
    for post in posts {
        let day = days::start(post.at);
        if day < first || day >= range.until {
            continue;
        }
        for (metric, count) in &post.figures {
            let sum = sums.entry((day, *metric)).or_default();
            *sum = sum.saturating_add(*count);
        }
    }
    sums.into_iter().map(|((day, metric), value)| Figure { metric, day, value }).collect()
}

/// Today, if it is in `range`: the one day that a present number of followers is certainly of.
pub(crate) fn today(range: &DayRange, now: Timestamp) -> Option<Timestamp> {
    Some(days::start(now)).filter(|day| days::is_within(range, *day))
}

/// The day of `range` whose number of followers is the present one, if there is one.
pub(crate) fn followers_day(range: &DayRange, now: Timestamp) -> Option<Timestamp> {
    let last = days::start(range.until.before(Span::millis(1)));
    let day = days::start(now).min(last);
    (range.from <= day && now < range.until.after(STILL_THAT_DAY)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::{date, of_date, parse};

    fn at(text: &str) -> Timestamp {
        parse(text).unwrap()
    }

    fn range(from: &str, until: &str) -> DayRange {
        DayRange { from: of_date(from).unwrap(), until: of_date(until).unwrap() }
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
