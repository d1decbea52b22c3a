//! What Analytics shows of a channel, from the figures that its network tells: page and file read it alike.

use std::collections::HashMap;

use domain::{
    figure::{Figure, Metric},
    time::Timestamp,
};
use words::say;

use crate::backend::analytics::OfChannel;

/// Something that is shown by the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Who follows, as the day ended.
    Followers,
    /// How many people saw something.
    Reach,
    /// How often something was seen.
    Views,
    /// What people did: the network's own sum, or else likes, comments and shares together.
    Engagement,
    /// How many posts Relink published.
    Posts,
}

impl Measure {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] =
        [Self::Followers, Self::Reach, Self::Views, Self::Engagement, Self::Posts];

    /// The word for it in ids and columns.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Followers => "followers",
            Self::Reach => "reach",
            Self::Views => "views",
            Self::Engagement => "engagement",
            Self::Posts => "posts",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Followers => say!(analytics.measure.followers),
            Self::Reach => say!(analytics.measure.reach),
            Self::Views => say!(analytics.measure.views),
            Self::Engagement => say!(analytics.measure.engagement),
            Self::Posts => say!(analytics.measure.posts),
        }
    }

    /// Whether it is a level, of which days are no sum.
    #[must_use]
    pub const fn is_level(self) -> bool {
        matches!(self, Self::Followers)
    }
}

/// What is known of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// This many.
    Counted(i64),
    /// This many so far, or nothing yet.
    Open(Option<i64>),
    /// It is in a gap.
    Missing,
    /// No figure, and nothing that explains it: the network began to tell later.
    Nothing,
}

impl Told {
    /// How many, as far as it is known.
    #[must_use]
    pub const fn value(self) -> Option<i64> {
        match self {
            Self::Counted(value) => Some(value),
            Self::Open(value) => value,
            Self::Missing | Self::Nothing => None,
        }
    }
}

/// The figures of a channel, found by day.
#[derive(Debug)]
pub struct Measured<'a> {
    /// Whose they are.
    pub of: &'a OfChannel,
    figures: HashMap<(Metric, Timestamp), i64>,
    before: HashMap<(Metric, Timestamp), i64>,
    posts: HashMap<Timestamp, u32>,
}

impl<'a> Measured<'a> {
    /// Of a channel.
    #[must_use]
    pub fn new(of: &'a OfChannel) -> Self {
        let by_day =
            |figures: &[Figure]| figures.iter().map(|it| ((it.metric, it.day), it.value)).collect();
        let posts = of.posts.iter().copied().collect();
        Self { of, figures: by_day(&of.figures), before: by_day(&of.before), posts }
    }

    /// Whether its network tells this. As long as nothing was counted, or nothing but a gap is known, nobody can say that it
    /// does not.
    #[must_use]
    pub fn tells(&self, measure: Measure) -> bool {
        let metrics = &self.of.metrics;
        let was_counted = self.of.counted_until.is_some() && self.of.gaps.is_empty();
        let is_unknown = metrics.is_empty() && !was_counted;
        measure == Measure::Posts
            || is_unknown
            || self.metrics(measure).iter().any(|metric| metrics.contains(metric))
    }

    /// Whether nothing of it was ever counted: it was linked just now, or could not be reached since.
    #[must_use]
    pub fn is_new(&self) -> bool {
        let OfChannel { figures, before, gaps, counted_until, .. } = self.of;
        figures.is_empty() && before.is_empty() && gaps.is_empty() && counted_until.is_none()
    }

    /// What is known of a day of the range.
    #[must_use]
    pub fn on(&self, measure: Measure, day: Timestamp) -> Told {
        if measure == Measure::Posts {
            return Told::Counted(self.posts.get(&day).copied().map_or(0, i64::from));
        }
        // What was told of a day before the connection broke is a part of it, and no figure.
        if self.of.gap_on(day).is_some() {
            return Told::Missing;
        }
        match (self.sum(measure, &self.figures, day), self.of.may_change(day)) {
            (value, true) => Told::Open(value),
            (Some(value), false) => Told::Counted(value),
            (None, false) => Told::Nothing,
        }
    }

    /// How many on a day before the range, as far as it is known. Of posts only their sum is.
    #[must_use]
    pub fn before(&self, measure: Measure, day: Timestamp) -> Option<i64> {
        self.sum(measure, &self.before, day)
    }

    fn sum(
        &self,
        measure: Measure,
        figures: &HashMap<(Metric, Timestamp), i64>,
        day: Timestamp,
    ) -> Option<i64> {
        let known = self.metrics(measure).iter().filter_map(|metric| figures.get(&(*metric, day)));
        known.copied().reduce(i64::saturating_add)
    }

    /// The metrics that are a measure together.
    fn metrics(&self, measure: Measure) -> &'static [Metric] {
        match measure {
            Measure::Followers => &[Metric::Followers],
            Measure::Reach => &[Metric::Reach],
            Measure::Views => &[Metric::Views],
            Measure::Engagement if self.of.metrics.contains(&Metric::Engagement) => {
                &[Metric::Engagement]
            }
            Measure::Engagement => &[Metric::Likes, Metric::Comments, Metric::Shares],
            Measure::Posts => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        figure::{DAY, DayRange, Gap, Missing},
        id::ChannelId,
    };

    use super::*;

    const MONDAY: Timestamp = Timestamp::from_millis(1_795_392_000_000);

    fn channel(metrics: &[Metric], figures: &[(Metric, i64)]) -> OfChannel {
        let figure = |(metric, value): &(Metric, i64)| Figure {
            metric: *metric,
            day: MONDAY,
            value: *value,
        };
        OfChannel {
            channel: ChannelId::new(MONDAY, [1; 10]),
            figures: figures.iter().map(figure).collect(),
            before: vec![],
            posts: vec![(MONDAY, 2)],
            posts_before: 0,
            gaps: vec![],
            metrics: metrics.to_vec(),
            counted_until: Some(MONDAY.after(DAY)),
        }
    }

    #[test]
    fn engagement_is_the_networks_own_sum_or_else_ours() {
        let parts = [(Metric::Likes, 5), (Metric::Comments, 2), (Metric::Shares, 1)];
        let ours = channel(&[Metric::Likes, Metric::Comments, Metric::Shares], &parts);
        assert_eq!(Measured::new(&ours).on(Measure::Engagement, MONDAY), Told::Counted(8));
        let both = [(Metric::Likes, 5), (Metric::Engagement, 11)];
        let theirs = channel(&[Metric::Likes, Metric::Engagement], &both);
        assert_eq!(Measured::new(&theirs).on(Measure::Engagement, MONDAY), Told::Counted(11));
    }

    #[test]
    fn a_gap_is_a_gap_even_where_a_part_was_told() {
        let mut of = channel(&[Metric::Reach], &[(Metric::Reach, 3)]);
        let days = DayRange { from: MONDAY, until: MONDAY.after(DAY) };
        of.gaps.push(Gap { days, why: Missing::Forgotten { cause: None } });
        let measured = Measured::new(&of);
        assert_eq!(measured.on(Measure::Reach, MONDAY), Told::Missing);
        assert_eq!(measured.on(Measure::Posts, MONDAY), Told::Counted(2), "posts are our own");
    }

    #[test]
    fn what_is_not_told_is_told_apart_from_what_is_not_told_yet() {
        let mut of = channel(&[Metric::Reach], &[]);
        assert!(!Measured::new(&of).tells(Measure::Followers));
        assert_eq!(Measured::new(&of).on(Measure::Reach, MONDAY), Told::Nothing);
        of.counted_until = None;
        assert_eq!(Measured::new(&of).on(Measure::Reach, MONDAY), Told::Open(None));
        of.figures.push(Figure { metric: Metric::Reach, day: MONDAY, value: 4 });
        assert_eq!(Measured::new(&of).on(Measure::Reach, MONDAY), Told::Open(Some(4)));
    }

    #[test]
    fn nobody_says_that_a_network_tells_nothing_which_was_never_reached() {
        let mut of = channel(&[], &[]);
        assert!(!Measured::new(&of).tells(Measure::Reach));
        of.counted_until = None;
        assert!(Measured::new(&of).tells(Measure::Reach), "nobody has asked it yet");
        of.counted_until = Some(MONDAY);
        let days = DayRange { from: MONDAY, until: MONDAY.after(DAY) };
        of.gaps.push(Gap { days, why: Missing::Forgotten { cause: None } });
        assert!(Measured::new(&of).tells(Measure::Reach));
    }
}
