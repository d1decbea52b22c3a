//! What a lost connection costs while it lasts.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What is lost, or will be, until a connection is renewed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// So many posts are held.
    pub held: u32,
    /// When the next post is due, which will be held too.
    pub next_due: Option<Timestamp>,
    /// Since when comments are missing.
    pub comments_since: Option<Timestamp>,
    /// Since when statistics are missing.
    pub statistics_since: Option<Timestamp>,
}

impl Cost {
    /// What both cost together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            held: self.held.saturating_add(other.held),
            next_due: earlier(self.next_due, other.next_due),
            comments_since: earlier(self.comments_since, other.comments_since),
            statistics_since: earlier(self.statistics_since, other.statistics_since),
        }
    }

    /// A place in the order in which lost connections are mended: what costs most comes first.
    ///
    /// What a network has no memory for comes before what it will still tell: posts, then comments, then statistics.
    #[must_use]
    pub fn rank(&self) -> impl Ord + use<> {
        let Self { held, next_due, comments_since, statistics_since } = self;
        let soonest = |at: &Option<Timestamp>| (at.is_none(), *at);
        (Reverse(*held), soonest(next_due), soonest(comments_since), soonest(statistics_since))
    }
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(minute: i64) -> Option<Timestamp> {
        Some(Timestamp::from_millis(minute * 60_000))
    }

    const fn cost(
        held: u32,
        next_due: Option<Timestamp>,
        comments_since: Option<Timestamp>,
        statistics_since: Option<Timestamp>,
    ) -> Cost {
        Cost { held, next_due, comments_since, statistics_since }
    }

    #[test]
    fn what_costs_most_comes_first() {
        let ordered = [
            cost(3, None, None, None),
            cost(2, at(5), None, None),
            cost(2, at(6), at(1), at(1)),
            cost(2, None, at(1), None),
            cost(0, at(5), None, None),
            cost(0, None, at(1), None),
            cost(0, None, at(2), at(1)),
            cost(0, None, None, at(1)),
            cost(0, None, None, at(2)),
            Cost::default(),
        ];
        assert!(ordered.is_sorted_by(|one, other| one.rank() < other.rank()));
    }

    #[test]
    fn what_channels_cost_is_added_up() {
        let one = cost(2, at(9), None, at(3));
        let other = cost(1, at(4), at(2), None);
        assert_eq!(one.and(other), cost(3, at(4), at(2), at(3)));
        assert_eq!(other.and(one), one.and(other));
        assert_eq!(one.and(Cost::default()), one);
    }
}
