//! Notices: what somebody is told of, once an incident, gathered, and not at night.
//!
//! An incident is something that is so (a profile is disconnected, a network has trouble, posts are held), from when it was
//! noticed until it is over. It is compared with how things stand, never with what was said about them: so nothing that
//! happened twice is told twice, and nothing is lost where a process slept.
//!
//! Invariant: what was over before it was told is never told.

mod choices;
mod gather;
mod quiet;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::{
    choices::{Choices, Topic, Way},
    gather::{Gathered, News, Turn, gather},
    quiet::Quiet,
};
use crate::{
    cause::Cause,
    event::EventId,
    id::{ChannelId, ListenerId, ProfileId},
    network::Network,
    time::{Span, Timestamp},
};

/// When a lost profile is told: at once, and while it stays so, once more after each of these.
pub const LADDER: [Span; 4] = [Span::days(0), Span::days(1), Span::days(3), Span::days(7)];
/// So long before its end a login is told.
pub const BEFORE_THE_END: [Span; 3] = [Span::days(14), Span::days(3), Span::days(1)];
/// How long it is still told that a link was used: longer than any quiet hours.
const LINK_IS_NEWS: Span = Span::days(2);

/// What an incident is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Subject {
    /// A network as a whole has trouble.
    Outage(Network),
    /// A profile, or a channel of it, is disconnected.
    Lost(ProfileId),
    /// A profile's login ends soon.
    Ending(ProfileId),
    /// Posts of a channel ask a person.
    Asks(ChannelId),
    /// Posts of a channel are held.
    Held(ChannelId),
    /// Somebody used a reconnect link; with the number of the event that told so.
    LinkUsed(ProfileId, EventId),
}

impl Subject {
    /// What it is told under.
    #[must_use]
    pub const fn topic(self) -> Topic {
        match self {
            Self::Outage(_) => Topic::Outage,
            Self::Lost(_) => Topic::Lost,
            Self::Ending(_) => Topic::Ending,
            Self::Asks(_) => Topic::Asks,
            Self::Held(_) => Topic::Held,
            Self::LinkUsed(..) => Topic::LinkUsed,
        }
    }

    /// What its end is told under; `None` where nobody needs to hear of it.
    #[must_use]
    pub const fn topic_of_end(self) -> Option<Topic> {
        match self {
            Self::Outage(_) => Some(Topic::Outage),
            Self::Lost(_) => Some(Topic::Mended),
            Self::Ending(_) | Self::Asks(_) | Self::Held(_) | Self::LinkUsed(..) => None,
        }
    }

    /// Whether nothing is told of it while its network has trouble: nobody can do anything about it then.
    #[must_use]
    pub const fn waits_for_its_network(self) -> bool {
        !matches!(self, Self::Outage(_))
    }
}

/// Something that is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about.
    pub subject: Subject,
    /// At which network.
    pub network: Network,
    /// The name of the profile or channel there; empty for a network.
    pub name: String,
    /// How many channels hang on it, or how many posts it is about.
    pub count: u32,
    /// Why, where a profile is lost.
    pub cause: Option<Cause>,
    /// When a login ends.
    pub at: Option<Timestamp>,
}

/// A fact from when it was noticed until everybody has been told that it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// What is so, as it was read last.
    pub fact: Fact,
    /// Since when we know.
    pub since: Timestamp,
    /// When it was noticed that it is so no more.
    pub over_at: Option<Timestamp>,
    /// How much of it each listener was told.
    pub told: BTreeMap<ListenerId, usize>,
}

impl Incident {
    /// Notices a fact.
    #[must_use]
    pub const fn new(fact: Fact, now: Timestamp) -> Self {
        Self { fact, since: now, over_at: None, told: BTreeMap::new() }
    }

    /// The next of an incident, after how things stand was read anew: the fact, if it is still so.
    fn see(&mut self, fact: Option<&Fact>, now: Timestamp) {
        if let Some(fact) = fact {
            self.fact = fact.clone();
            self.over_at = None;
            // A login that ends later than it did is told again before its new end.
            let passed = self.steps(now);
            if matches!(fact.subject, Subject::Ending(_)) {
                self.told.values_mut().for_each(|told| *told = passed.min(*told));
            }
        } else if self.over_at.is_none() && !matches!(self.fact.subject, Subject::LinkUsed(..)) {
            self.over_at = Some(now);
        }
    }

    /// When each step of it is told, the first one first.
    fn ladder(&self) -> Vec<Timestamp> {
        match (self.fact.subject, self.fact.at) {
            (Subject::Lost(_), _) => LADDER.map(|span| self.since.after(span)).to_vec(),
            (Subject::Ending(_), Some(at)) => {
                // What was noticed late is told as noticed, so that it is gathered with the others.
                BEFORE_THE_END.map(|span| at.before(span).max(self.since)).to_vec()
            }
            _ => vec![self.since],
        }
    }

    /// How many steps of it have passed.
    fn steps(&self, now: Timestamp) -> usize {
        self.ladder().iter().filter(|at| **at <= now).count()
    }

    /// Whether there is nothing left to tell to anybody.
    fn is_settled(&self, now: Timestamp) -> bool {
        match self.fact.subject {
            Subject::LinkUsed(..) => self.since.after(LINK_IS_NEWS) <= now,
            _ => self.over_at.is_some() && self.told.is_empty(),
        }
    }

    /// Writes down that somebody was told.
    pub fn tell(&mut self, listener: impl Into<ListenerId>, news: News) {
        let listener = listener.into();
        match news {
            News::Step(step) => _ = self.told.insert(listener, step),
            News::Over => _ = self.told.remove(&listener),
        }
    }
}

/// The incidents of a workspace after how things stand was read anew.
///
/// What was mended before anybody was told is no incident any more.
pub fn see(incidents: &mut Vec<Incident>, facts: &[Fact], now: Timestamp) {
    let mut new: BTreeMap<Subject, &Fact> = facts.iter().map(|fact| (fact.subject, fact)).collect();
    for incident in &mut *incidents {
        let fact = new.remove(&incident.fact.subject);
        incident.see(fact, now);
    }
    incidents.extend(new.into_values().map(|fact| Incident::new(fact.clone(), now)));
    incidents.retain(|incident| !incident.is_settled(now));
}

/// Leaves nothing that nobody will ever be told: whose end nobody waits for who is still there.
pub fn settle(
    incidents: &mut Vec<Incident>,
    listeners: &BTreeMap<ListenerId, Choices>,
    now: Timestamp,
) {
    for incident in &mut *incidents {
        let topic = incident.fact.subject.topic_of_end();
        let is_over = incident.over_at.is_some();
        incident.told.retain(|listener, _| {
            let Some(choices) = listeners.get(listener) else { return false };
            !is_over || topic.is_some_and(|topic| choices.wants(topic))
        });
    }
    incidents.retain(|incident| !incident.is_settled(now));
}

#[cfg(test)]
mod tests;
