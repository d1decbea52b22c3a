//! Insights: figures by the day.
//!
//! A network's day is not ours. Facebook and Instagram end theirs at midnight in California and name it by its end; it is
//! put to the UTC day in which most of it lies.

use domain::{
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{Answer, DayRange, Figure, Metric},
    vault::Token,
};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::Value;

use super::{Graph, Query};
use crate::{
    days::DAY,
    figures::{self, Counted},
    json,
};

/// How many days are asked about at the same time.
const AT_ONCE: usize = 4;

/// How a network tells a day's figures.
pub(crate) struct Figures {
    /// The edge of the channel.
    pub(crate) edge: &'static str,
    /// The metrics asked for. What two of them count together is their sum.
    pub(crate) metrics: &'static [(&'static str, Metric)],
    /// What is asked beside metrics and days.
    pub(crate) query: &'static [(&'static str, &'static str)],
}

impl Figures {
    /// Asks about each of the last `most` days of `range` by itself, which is how totals are told apart by the day.
    pub(crate) async fn by_the_day(
        &self,
        graph: &Graph,
        channel: &str,
        token: &Token,
        range: &DayRange,
        most: usize,
    ) -> Answer<Vec<Figure>> {
        let mut figures: Vec<Figure> = stream::iter(last_days(range, most))
            .map(|day| async move {
                let asked = DayRange { from: day, until: day.after(DAY) };
                let found = self.ask(graph, channel, token, &asked, asked.until).await?;
                Ok::<_, Verdict>(found)
            })
            .buffer_unordered(AT_ONCE)
            .try_concat()
            .await?;
        figures.sort_by_key(|figure| (figure.day, figure.metric));
        Ok(figures)
    }

    /// Asks about all of `range` at once, and on until `end`, because a day may be named by an end that lies behind it.
    pub(crate) async fn ask(
        &self,
        graph: &Graph,
        channel: &str,
        token: &Token,
        range: &DayRange,
        end: Timestamp,
    ) -> Answer<Vec<Figure>> {
        let names: Vec<_> = self.metrics.iter().map(|(name, _)| *name).collect();
        let (metric, since, until) = (names.join(","), seconds(range.from), seconds(end));
        let asked: &Query<'_> = &[("metric", &metric), ("since", &since), ("until", &until)];
        let answer = graph.get(&[channel, self.edge], &[asked, self.query].concat(), token).await?;
        let counted = self.read(&answer, range.from)?;
        Ok(figures::of_posts(range, range.from, &[], &counted))
    }

    /// `day` is the day of what is told as one total.
    fn read(&self, answer: &Value, day: Timestamp) -> Answer<Vec<Counted>> {
        let entries = answer["data"].as_array().ok_or(Verdict::Unavailable)?;
        let mut counted = Vec::new();
        for entry in entries {
            let Some((_, metric)) = self.metrics.iter().find(|(name, _)| entry["name"] == *name)
            else {
                continue;
            };
            let of =
                |at, value| Some(Counted { at, figures: vec![(*metric, json::integer(value)?)] });
            counted.extend(of(day, &entry["total_value"]["value"]));
            counted.extend(json::list(&entry["values"]).iter().filter_map(|value| {
                let end = json::time(&value["end_time"])?;
                of(end.before(DAY), &value["value"])
            }));
        }
        Ok(counted)
    }
}

/// The last `most` days of `range`, oldest first.
fn last_days(range: &DayRange, most: usize) -> Vec<Timestamp> {
    let newest_first =
        std::iter::successors(Some(range.until.before(DAY)), |day| Some(day.before(DAY)));
    let mut days: Vec<_> = newest_first.take_while(|day| *day >= range.from).take(most).collect();
    days.reverse();
    days
}

/// Pieces of `range` no longer than `longest`, oldest first; at most `most` of them, the newest.
pub(crate) fn pieces(range: &DayRange, longest: Span, most: usize) -> Vec<DayRange> {
    let mut pieces = Vec::new();
    let mut until = range.until;
    while until > range.from && pieces.len() < most {
        let from = until.before(longest).max(range.from);
        pieces.push(DayRange { from, until });
        until = from;
    }
    pieces.reverse();
    pieces
}

fn seconds(at: Timestamp) -> String {
    (at.millis() / 1000).to_string()
}
