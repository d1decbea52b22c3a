//! The world `planning`: a million grants for sixty days, over the pure rules by which the engine plans, paces and pauses.
//!
//! Nothing but time, a budget, a breaker and a list of what is due for each network. Questions about grants are left out: they
//! wait in a lane of their own, behind every renewal.

mod lane;

use std::fmt;

use domain::time::Span;

use self::lane::{Lane, Mix};
use crate::{dice::Dice, world::BEGINNING};

/// How many grants the world has.
pub const GRANTS: u64 = 1_000_000;
/// How many days it lasts.
pub const DAYS: i64 = 60;

/// What came of it.
#[derive(Debug, Clone)]
pub struct Planned {
    /// How many grants there were.
    pub grants: u64,
    /// For how many days.
    pub days: i64,
    /// How often one was renewed.
    pub renewals: u64,
    /// How many tokens died before they were renewed, although their network was up from the moment for which their
    /// renewal was planned.
    pub expired: u64,
    /// The renewals of the busiest minute at the network where it stands out most, over that network's mean.
    pub peak: f64,
    /// A line for each network.
    pub networks: Vec<String>,
}

impl fmt::Display for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { grants, days, renewals, expired, peak, .. } = self;
        write!(f, "grants {grants}, days {days}, renewals {renewals}, ")?;
        write!(f, "expired unused while the network was up {expired}, peak/mean {peak:.2}")
    }
}

/// Which networks the grants are at, in thousandths. No network publishes how its tokens are spread over tools like this one;
/// the order is that of how many businesses say they are there, with short-lived tokens on the heavy side, since they make the
/// work. What never renews by itself (Facebook, Mastodon) has its share and no lane.
const MIX: [Mix; 8] = [
    Mix { name: "facebook", share: 330, life: None, calls_a_second: 10 },
    Mix { name: "instagram, threads", share: 280, life: Some(Span::days(60)), calls_a_second: 10 },
    Mix { name: "linkedin", share: 130, life: Some(Span::days(60)), calls_a_second: 10 },
    Mix { name: "tiktok", share: 60, life: Some(Span::hours(24)), calls_a_second: 10 },
    Mix { name: "youtube", share: 60, life: Some(Span::hours(1)), calls_a_second: 300 },
    Mix { name: "x", share: 50, life: Some(Span::hours(2)), calls_a_second: 100 },
    Mix { name: "pinterest", share: 40, life: Some(Span::days(30)), calls_a_second: 10 },
    Mix { name: "bluesky", share: 50, life: Some(Span::hours(2)), calls_a_second: 100 },
];

/// Runs a seed.
#[must_use]
pub fn run(seed: u64, grants: u64, days: i64) -> Planned {
    let mut dice = Dice::new(seed);
    let (mut renewals, mut expired, mut peak, mut networks) = (0, 0, 0.0_f64, Vec::new());
    let end = BEGINNING.after(Span::days(days));
    for mix in &MIX {
        let count = grants * mix.share / 1000;
        let Some(life) = mix.life else { continue };
        let mut lane = Lane::new(mix, life, count, dice.fork(), end);
        lane.run();
        let tally = lane.tally();
        networks.push(format!(
            "{}: grants {count}, renewals {}, trials in outages {}, expired in outages {}, \
             expired unused {}, peak/mean {:.2}",
            mix.name, tally.renewals, tally.trials, tally.cut_off, tally.expired, tally.peak
        ));
        renewals += tally.renewals;
        expired += tally.expired;
        peak = peak.max(tally.peak);
    }
    Planned { grants, days, renewals, expired, peak, networks }
}
