//! When a grant is looked at next: renewed before it dies, or asked about.
//!
//! Randomness is an argument: a number from 0 to 999, so that many grants spread over time.

use serde::{Deserialize, Serialize};

use crate::{
    grant::{Grant, Renews},
    network::Network,
    time::{Span, Timestamp},
};

/// The share of a token's life after which it is renewed, in thousandths, from the second renewal on; a tenth of it to either
/// side.
const SHARE: i64 = 750;
/// The first renewal falls somewhere into one whole such share, beginning here: grants that came together (an import, the end
/// of an outage) are spread evenly over the cycle from then on, and stay so.
const FIRST_SHARE: i64 = 100;

/// No grant is renewed sooner after the last time, whatever the network says of its life.
const SHORTEST: Span = Span::minutes(1);

/// When a grant is looked at next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// When it is renewed; `None` where only a person renews it.
    pub renew_at: Option<Timestamp>,
    /// When the network is asked about it and its channels.
    pub ask_at: Timestamp,
}

impl Plan {
    /// When something is to be done.
    #[must_use]
    pub fn due_at(&self) -> Timestamp {
        self.renew_at.map_or(self.ask_at, |renew_at| renew_at.min(self.ask_at))
    }

    /// In which lane it waits for that.
    #[must_use]
    pub fn lane(&self, network: Network) -> Lane {
        let renews = self.renew_at.is_some_and(|renew_at| renew_at <= self.ask_at);
        Lane { network, urgency: if renews { Urgency::Expiring } else { Urgency::Routine } }
    }
}

/// What waits for a network, most urgent first. Each network has lanes of its own, so that one in trouble, or one whose budget is
/// used up, holds nobody else up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lane {
    /// The network.
    pub network: Network,
    /// How urgent.
    pub urgency: Urgency,
}

/// How urgent planned work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// A token will die unless it is renewed in time.
    Expiring,
    /// Nothing dies if it is done later.
    Routine,
}

impl Lane {
    /// Every lane.
    pub fn all() -> impl Iterator<Item = Self> {
        Network::ALL.into_iter().flat_map(|network| {
            [Urgency::Expiring, Urgency::Routine].map(|urgency| Self { network, urgency })
        })
    }

    /// Its number, as rows hold it. Stable: a network keeps its place in [`Network::ALL`].
    #[must_use]
    pub fn number(self) -> i64 {
        let place = Network::ALL.iter().position(|network| *network == self.network);
        let urgency = match self.urgency {
            Urgency::Expiring => 0,
            Urgency::Routine => 1,
        };
        2 * i64::try_from(place.unwrap_or_default()).unwrap_or_default() + urgency
    }
}

/// Where in its cycle a grant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cycle {
    /// It was just given, or is so late that many others are likely to be late with it.
    First,
    /// It was renewed when it was planned.
    Later,
}

impl Cycle {
    /// The cycle after a renewal that was planned for `planned`, of a token with this `life`, and made at `now`.
    #[must_use]
    pub fn after(planned: Option<Timestamp>, life: Span, now: Timestamp) -> Self {
        match planned {
            Some(planned) if now.since(planned).as_millis() <= life.as_millis() / 10 => Self::Later,
            Some(_) | None => Self::First,
        }
    }
}

/// How long the grant's access token lives; `None` where it does not end.
#[must_use]
pub fn life(grant: &Grant) -> Option<Span> {
    let until = grant.access_until?;
    Some(Span::millis(until.since(grant.issued_at).as_millis().max(0)))
}

/// When to renew a grant: at a share of its access token's life that leaves 15 % of it at least. `None` where only a person
/// renews it, or it does not end.
#[must_use]
pub fn renew_at(grant: &Grant, cycle: Cycle, random: i64) -> Option<Timestamp> {
    let (Renews::Alone { .. }, Some(life)) = (grant.renews, life(grant)) else {
        return None;
    };
    let share = match cycle {
        Cycle::First => FIRST_SHARE + SHARE * random / 1000,
        Cycle::Later => SHARE * 9 / 10 + SHARE / 5 * random / 1000,
    };
    Some(grant.issued_at.after(part(life, share).max(SHORTEST)))
}

/// When to ask about a grant that is to be asked about once in `every`: spread over the whole span the first time, later by a
/// tenth to either side.
#[must_use]
pub fn ask_at(every: Span, cycle: Cycle, now: Timestamp, random: i64) -> Timestamp {
    let share = match cycle {
        Cycle::First => 100 + 900 * random / 1000,
        Cycle::Later => 900 + 200 * random / 1000,
    };
    now.after(part(every, share))
}

/// So many thousandths of a span, without overflow.
fn part(span: Span, thousandths: i64) -> Span {
    let millis = span.as_millis();
    Span::millis(millis / 1000 * thousandths + millis % 1000 * thousandths / 1000)
}

#[cfg(test)]
mod tests;
