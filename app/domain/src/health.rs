//! Health: what is known about a profile's grant and about each channel, and how one verdict changes it.
//!
//! Invariant: only [`Verdict::Dead`] makes anything [`Health::Disconnected`]. Guarded by `only_dead_turns_red`.

use serde::{Deserialize, Serialize};

use crate::{
    cause::Cause,
    time::{Span, Timestamp},
    verdict::Verdict,
};

/// How long before a person is needed a profile counts as expiring: time enough to find that person. Two weeks are promised; the
/// day more is for a network that cannot be asked on the first.
pub const EXPIRING_AHEAD: Span = Span::days(15);

/// What is known about a profile's grant, or about a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Health {
    /// It works.
    Connected {
        /// When a person will be needed, if that is known and far off.
        until: Option<Timestamp>,
    },
    /// It works, and soon a person will be needed.
    Expiring {
        /// When it stops working.
        at: Timestamp,
    },
    /// It does not work: the network said so.
    Disconnected {
        /// Why.
        cause: Cause,
        /// Since when we know.
        since: Timestamp,
    },
    /// The network has trouble, so nothing new is known.
    Uncertain {
        /// Since when.
        since: Timestamp,
        /// What was known before the trouble.
        last: Working,
    },
}

/// What was known of something that worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Working {
    /// It was connected.
    Connected {
        /// As in [`Health::Connected`].
        until: Option<Timestamp>,
    },
    /// It was expiring.
    Expiring {
        /// As in [`Health::Expiring`].
        at: Timestamp,
    },
}

/// The name of a health without its facts: for attributes, filters and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HealthKind {
    /// See [`Health::Disconnected`]; first, because lists show the worst first.
    Disconnected,
    /// See [`Health::Expiring`].
    Expiring,
    /// See [`Health::Uncertain`].
    Uncertain,
    /// See [`Health::Connected`].
    Connected,
}

impl HealthKind {
    /// All kinds, worst first.
    pub const ALL: [Self; 4] =
        [Self::Disconnected, Self::Expiring, Self::Uncertain, Self::Connected];

    /// The word for attributes, paths and columns.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Expiring => "expiring",
            Self::Disconnected => "disconnected",
            Self::Uncertain => "uncertain",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

impl Health {
    /// The health of something that works now and will need a person at `person_needed_at`.
    #[must_use]
    pub fn working(person_needed_at: Option<Timestamp>, now: Timestamp) -> Self {
        match person_needed_at {
            Some(at) if at <= now.after(EXPIRING_AHEAD) => Self::Expiring { at },
            until => Self::Connected { until },
        }
    }

    /// Its name.
    #[must_use]
    pub const fn kind(&self) -> HealthKind {
        match self {
            Self::Connected { .. } => HealthKind::Connected,
            Self::Expiring { .. } => HealthKind::Expiring,
            Self::Disconnected { .. } => HealthKind::Disconnected,
            Self::Uncertain { .. } => HealthKind::Uncertain,
        }
    }

    /// When a person will be needed, if that is known; `None` for what needs one now.
    #[must_use]
    pub const fn needed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Connected { until }
            | Self::Uncertain { last: Working::Connected { until }, .. } => *until,
            Self::Expiring { at } | Self::Uncertain { last: Working::Expiring { at }, .. } => {
                Some(*at)
            }
            Self::Disconnected { .. } => None,
        }
    }

    /// Whether it is red.
    #[must_use]
    pub const fn is_lost(&self) -> bool {
        matches!(self, Self::Disconnected { .. })
    }
}

/// Since when something is lost, given a profile's health and what its channels have lost by themselves.
#[must_use]
pub fn lost_since<'a>(
    profile: &Health,
    channels: impl IntoIterator<Item = &'a Losses>,
) -> Option<Timestamp> {
    let of = |losses: &Losses| {
        let lost = Ability::ALL.into_iter().filter_map(|ability| losses.of(ability));
        lost.map(|loss| loss.since).min()
    };
    match profile {
        Health::Disconnected { since, .. } => Some(*since),
        _ => channels.into_iter().filter_map(of).min(),
    }
}

/// The next health of a profile, after a network answered `verdict` at `now`.
///
/// `person_needed_at` is what its grant says ([`crate::grant::Grant::person_needed_at`]) after that answer.
#[must_use]
pub fn assess(
    current: Health,
    verdict: &Verdict,
    person_needed_at: Option<Timestamp>,
    now: Timestamp,
) -> Health {
    match (current, verdict) {
        (_, Verdict::Alive) => Health::working(person_needed_at, now),
        // The moment of death stays; the newest answer explains it best.
        (Health::Disconnected { since, .. }, Verdict::Dead(cause)) => {
            Health::Disconnected { cause: cause.clone(), since }
        }
        (_, Verdict::Dead(cause)) => Health::Disconnected { cause: cause.clone(), since: now },
        (Health::Connected { until }, Verdict::Unavailable) => {
            Health::Uncertain { since: now, last: Working::Connected { until } }
        }
        (Health::Expiring { at }, Verdict::Unavailable) => {
            Health::Uncertain { since: now, last: Working::Expiring { at } }
        }
        // Time passes without a new answer too.
        (Health::Connected { until }, _) => Health::working(until, now),
        (unchanged, _) => unchanged,
    }
}

/// What Relink does with a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ability {
    /// Publish posts.
    Publish,
    /// Read and answer comments.
    Comments,
    /// Read statistics.
    Statistics,
}

impl Ability {
    /// All abilities.
    pub const ALL: [Self; 3] = [Self::Publish, Self::Comments, Self::Statistics];
}

/// A loss of one ability of one channel, whatever its profile's grant does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// Why.
    pub cause: Cause,
    /// Since when we know.
    pub since: Timestamp,
}

/// What a channel has lost by itself, per ability; all `None` when nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Losses {
    /// Of publishing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish: Option<Loss>,
    /// Of comments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments: Option<Loss>,
    /// Of statistics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Loss>,
}

impl Losses {
    /// Everything lost at once, for one cause.
    #[must_use]
    pub fn all(cause: &Cause, since: Timestamp) -> Self {
        let loss = Some(Loss { cause: cause.clone(), since });
        Self { publish: loss.clone(), comments: loss.clone(), statistics: loss }
    }

    /// What is lost of `ability`.
    #[must_use]
    pub const fn of(&self, ability: Ability) -> Option<&Loss> {
        match ability {
            Ability::Publish => self.publish.as_ref(),
            Ability::Comments => self.comments.as_ref(),
            Ability::Statistics => self.statistics.as_ref(),
        }
    }

    /// The abilities that are lost.
    pub fn lost(&self) -> impl Iterator<Item = Ability> + '_ {
        Ability::ALL.into_iter().filter(|ability| self.of(*ability).is_some())
    }

    /// The next losses after the network's verdict about one ability of this channel.
    #[must_use]
    pub fn after(mut self, ability: Ability, verdict: &Verdict, now: Timestamp) -> Self {
        let slot = match ability {
            Ability::Publish => &mut self.publish,
            Ability::Comments => &mut self.comments,
            Ability::Statistics => &mut self.statistics,
        };
        match verdict {
            Verdict::Alive => *slot = None,
            Verdict::Dead(cause) => {
                let since = slot.as_ref().map_or(now, |loss| loss.since);
                *slot = Some(Loss { cause: cause.clone(), since });
            }
            Verdict::Limited { .. } | Verdict::Unavailable | Verdict::Ours { .. } => {}
        }
        self
    }
}

/// A channel's health: its profile's, unless it has lost something by itself.
///
/// While the grant is dead the grant's cause counts, because that is what Refresh mends.
#[must_use]
pub fn channel_health(profile: &Health, losses: &Losses) -> Health {
    if profile.is_lost() {
        return profile.clone();
    }
    match Ability::ALL.into_iter().find_map(|ability| losses.of(ability)) {
        Some(Loss { cause, since }) => Health::Disconnected { cause: cause.clone(), since: *since },
        None => profile.clone(),
    }
}

#[cfg(test)]
mod tests;
