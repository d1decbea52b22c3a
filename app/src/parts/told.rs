//! What a profile's card says about its health: what happened, when, and what Refresh does.

use domain::{
    health::{Ability, Health, HealthKind, Losses},
    time::Timestamp,
};
use leptos::prelude::*;
use words::{say, several};

use crate::{
    live::{Row, Who},
    when,
};

/// The words of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// The icon beside the badge.
    pub(super) icon: &'static str,
    /// Health in two words.
    pub(super) badge: String,
    /// What happened, or how things stand.
    pub(super) what: String,
    /// When that was, or will be.
    pub(super) when: Option<When>,
    /// What Refresh does, and whether a login alone helps.
    pub(super) how: String,
}

impl Told {
    /// What happened, and when.
    pub(super) fn sentence(&self, now: Timestamp) -> String {
        match self.when {
            Some(when) => format!("{} {}.", self.what, when.words(now)),
            None => self.what.clone(),
        }
    }

    /// What works speaks of the next login, if one is known to be needed.
    fn until(self, until: Option<Timestamp>) -> Self {
        match until {
            None => self,
            Some(at) => Self {
                how: self.what,
                what: say!(row.works_until).to_owned(),
                when: Some(When::At(at)),
                ..self
            },
        }
    }
}

/// A moment, and how to speak of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// It has been so since then.
    Since(Timestamp),
    /// It will be so from then on.
    At(Timestamp),
}

impl When {
    pub(super) const fn moment(self) -> Timestamp {
        match self {
            Self::Since(at) | Self::At(at) => at,
        }
    }

    fn words(self, now: Timestamp) -> String {
        match self {
            Self::Since(since) => when::lasting(since, now),
            Self::At(at) => when::ahead(at, now),
        }
    }
}

/// A channel that has lost something by itself.
struct Lost {
    channel: String,
    losses: Losses,
}

/// Tells of a row; tracks everything it tells of.
pub(super) fn tell(row: &Row) -> Told {
    let who = row.who.get();
    if row.waiting.get() {
        return Told {
            how: say!(row.waiting_how).to_owned(),
            what: say!(row.waiting, network = row.network.name()),
            when: None,
            ..of(row, &who)
        };
    }
    of(row, &who)
}

fn of(row: &Row, who: &Who) -> Told {
    let network = row.network;
    let lost: Vec<Lost> = row.channels.with(|channels| {
        channels
            .iter()
            .map(|channel| Lost { channel: channel.name.clone(), losses: channel.losses.get() })
            .filter(|lost| lost.losses != Losses::default())
            .collect()
    });
    row.health.with(|health| match health {
        Health::Disconnected { cause, since } => Told {
            icon: "alert",
            badge: words::kind(HealthKind::Disconnected).to_owned(),
            what: say!(row.lost_since, why = words::cause(cause, &who.name, network)),
            when: Some(When::Since(*since)),
            how: words::cure(cause, network, who.channel_count),
        },
        health if row.mending.get() => channels_lost(row, who, &lost, health),
        Health::Expiring { at } => Told {
            icon: "clock",
            badge: words::kind(HealthKind::Expiring).to_owned(),
            what: say!(row.expiring, network = network.name()),
            when: Some(When::At(*at)),
            how: say!(row.expiring_how).to_owned(),
        },
        Health::Uncertain { since, .. } => Told {
            icon: "cloud",
            badge: words::kind(HealthKind::Uncertain).to_owned(),
            what: say!(row.uncertain, network = network.name()),
            when: Some(When::Since(*since)),
            how: say!(row.uncertain_how).to_owned(),
        },
        Health::Connected { until } => Told {
            icon: "check",
            badge: words::kind(HealthKind::Connected).to_owned(),
            what: say!(row.works).to_owned(),
            when: None,
            how: say!(row.nothing_to_do).to_owned(),
        }
        .until(*until),
    })
}

/// The profile is fine, channels of it are not.
fn channels_lost(row: &Row, who: &Who, lost: &[Lost], health: &Health) -> Told {
    let badge = match lost.len() {
        0 => words::kind(health.kind()).to_owned(),
        1 => say!(health.one_lost).to_owned(),
        count => several!(count; health.many_lost_few | health.many_lost, count),
    };
    let first = lost.first().and_then(|lost| {
        let loss = Ability::ALL.into_iter().find_map(|ability| lost.losses.of(ability))?;
        Some((lost.channel.as_str(), loss))
    });
    let Some((channel, loss)) = first else {
        return Told {
            icon: "alert",
            badge,
            what: say!(row.lost_hidden).to_owned(),
            when: None,
            how: String::new(),
        };
    };
    let why = words::cause(&loss.cause, &who.name, row.network);
    Told {
        icon: "alert",
        badge,
        what: match lost.len() - 1 {
            0 => say!(row.one_lost, channel, why),
            count => {
                several!(count; row.many_lost_one | row.many_lost | row.many_lost, channel, count, why)
            }
        },
        when: Some(When::Since(loss.since)),
        how: words::channel_cure(&loss.cause, row.network, channel),
    }
}

#[cfg(test)]
mod tests;
