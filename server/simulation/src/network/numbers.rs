//! Figures of channels: what a network tells of a day, first roughly and late, then for good.

use domain::{
    figure::{DayRange, Figure, Metric},
    time::{Span, Timestamp},
};

use super::kinds;

/// One day.
const DAY: Span = Span::days(1);

/// What every network of the world tells.
const TOLD: [Metric; 2] = [Metric::Followers, Metric::Reach];

/// What a network tells now of the days of a range.
pub(crate) fn told(channel: &str, range: &DayRange, now: Timestamp) -> Vec<Figure> {
    let kept = now.before(kinds::KEEPS_STATISTICS);
    let days = days(range).filter(|day| *day >= kept && day.after(DAY) <= now);
    days.flat_map(|day| figures(channel, day, is_final(day, now))).collect()
}

/// What is true of a day in the end.
pub(crate) fn truth(channel: &str, day: Timestamp) -> [Figure; 2] {
    figures(channel, day, true)
}

/// Whether a day's figures do not change any more.
pub(crate) fn is_final(day: Timestamp, now: Timestamp) -> bool {
    day.after(DAY).after(kinds::STATISTICS_LATE) <= now
}

/// The days of a range.
pub(crate) fn days(range: &DayRange) -> impl Iterator<Item = Timestamp> + use<> {
    let DayRange { from, until } = *range;
    std::iter::successors(Some(from), |day| Some(day.after(DAY)))
        .take_while(move |day| *day < until)
}

/// Any number will do that is another one for each channel, metric and day.
fn figures(channel: &str, day: Timestamp, is_final: bool) -> [Figure; 2] {
    let of_channel: i64 = channel.bytes().fold(7, |sum, byte| (sum * 31 + i64::from(byte)) % 9_973);
    let of_day = day.millis() / DAY.as_millis() % 1_000;
    TOLD.map(|metric| {
        let of_metric = i64::from(metric == Metric::Reach) * 100_000;
        let value = of_metric + of_channel * 10 + of_day - i64::from(!is_final);
        Figure { metric, day, value }
    })
}
