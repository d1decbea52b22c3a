//! What somebody chooses to be told, and which way.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Quiet;
use crate::{account::Role, zone::Zone};

/// What somebody can be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A login ends soon.
    Ending,
    /// Something is disconnected.
    Lost,
    /// It works again.
    Mended,
    /// A network has trouble, or has it no more.
    Outage,
    /// Posts are held.
    Held,
    /// Posts ask a person.
    Asks,
    /// A reconnect link was used.
    LinkUsed,
}

impl Topic {
    /// All topics, as they are chosen from.
    pub const ALL: [Self; 7] = [
        Self::Lost,
        Self::Ending,
        Self::Mended,
        Self::Outage,
        Self::Held,
        Self::Asks,
        Self::LinkUsed,
    ];

    /// Its word in forms.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Ending => "ending",
            Self::Lost => "lost",
            Self::Mended => "mended",
            Self::Outage => "outage",
            Self::Held => "held",
            Self::Asks => "asks",
            Self::LinkUsed => "link-used",
        }
    }

    /// The topic of a word.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.slug() == slug)
    }

    /// Whether it is any business of a role: what regular accounts hear of profiles is only that they work or not.
    #[must_use]
    pub const fn is_for(self, role: Role) -> bool {
        role.mends_profiles() || matches!(self, Self::Lost | Self::Mended | Self::Held | Self::Asks)
    }
}

/// A way to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By e-mail.
    Mail,
    /// By a push message, to every device of theirs.
    Push,
    /// By a message to a webhook: the one way of webhooks, and no way of people.
    Hook,
}

impl Way {
    /// The ways that people choose from.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Push];

    /// Its word in forms.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Push => "push",
            Self::Hook => "hook",
        }
    }
}

/// What somebody chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The ways each topic is told; what is not here is not told.
    pub ways: BTreeMap<Topic, BTreeSet<Way>>,
    /// When nothing is told.
    pub quiet: Option<Quiet>,
    /// Where they are; where the workspace is, if they did not say.
    pub zone: Option<Zone>,
}

impl Choices {
    /// What counts for somebody who never chose: a Master Account hears everything, and others nothing.
    #[must_use]
    pub fn of(role: Role) -> Self {
        let topics = if role.mends_profiles() { Topic::ALL.as_slice() } else { &[] };
        let ways = topics.iter().map(|topic| (*topic, BTreeSet::from([Way::Mail]))).collect();
        Self { ways, quiet: None, zone: None }
    }

    /// What a webhook is told, which is never asleep.
    #[must_use]
    pub fn of_hook(topics: &BTreeSet<Topic>) -> Self {
        let ways = topics.iter().map(|topic| (*topic, BTreeSet::from([Way::Hook]))).collect();
        Self { ways, quiet: None, zone: None }
    }

    /// As far as they are any business of a role.
    #[must_use]
    pub fn within(mut self, role: Role) -> Self {
        self.ways.retain(|topic, _| topic.is_for(role));
        self
    }

    /// As far as they can be told by these ways.
    #[must_use]
    pub fn by(mut self, ways: &[Way]) -> Self {
        for chosen in self.ways.values_mut() {
            chosen.retain(|way| ways.contains(way));
        }
        self.ways.retain(|_, chosen| !chosen.is_empty());
        self
    }

    /// The same, with another way as it is in `other`.
    #[must_use]
    pub fn with(mut self, way: Way, other: &Self) -> Self {
        for topic in Topic::ALL {
            let ways = self.ways.entry(topic).or_default();
            if other.wants_by(topic, way) {
                ways.insert(way)
            } else {
                ways.remove(&way)
            };
        }
        self
    }

    /// What somebody is told on their first device, who never chose anything for devices: what they are told already, else
    /// everything that is any business of theirs. `None` if they did choose.
    #[must_use]
    pub fn with_a_device(&self, role: Role) -> Option<Self> {
        if Topic::ALL.iter().any(|topic| self.wants_by(*topic, Way::Push)) {
            return None;
        }
        let mut choices = self.clone();
        let is_told = Topic::ALL.iter().any(|topic| self.wants(*topic));
        for topic in Topic::ALL.into_iter().filter(|topic| topic.is_for(role)) {
            if !is_told || self.wants(topic) {
                choices.ways.entry(topic).or_default().insert(Way::Push);
            }
        }
        Some(choices)
    }

    /// Whether a topic is told at all.
    #[must_use]
    pub fn wants(&self, topic: Topic) -> bool {
        self.ways.get(&topic).is_some_and(|ways| !ways.is_empty())
    }

    /// Whether a topic is told this way.
    #[must_use]
    pub fn wants_by(&self, topic: Topic, way: Way) -> bool {
        self.ways.get(&topic).is_some_and(|ways| ways.contains(&way))
    }
}
