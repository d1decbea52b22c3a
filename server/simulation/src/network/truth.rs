//! The truth about every grant, as the networks know it. Nobody asks it but the simulated networks and whoever judges.

use std::collections::BTreeMap;

use domain::{
    cause::Cause,
    network::Network,
    profile::Identity,
    time::{Span, Timestamp},
};

use super::crowd::Crowd;
use super::{
    kinds::{Kind, kind},
    wall::Wall,
};

/// Somebody at a network.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) network: Network,
    pub(crate) identity: Identity,
    pub(crate) channels: Vec<Channel>,
    /// How many seconds more, or less, than the truth the network tells of this person's tokens.
    pub(crate) lies_by: i64,
    /// How long the tokens of the next login live, where a network of this kind has one length for all.
    pub(crate) life: Option<Span>,
}

/// A channel of somebody.
#[derive(Debug)]
pub(crate) struct Channel {
    pub(crate) remote_id: String,
    /// Whether they have the role on it that everything needs.
    pub(crate) has_role: bool,
    pub(crate) changed_at: Timestamp,
}

/// One login's grant.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) person: usize,
    /// Since when it is dead, and why.
    pub(crate) dead: Option<(Timestamp, Cause)>,
    /// When it was dead last: until then a red profile is explained.
    pub(crate) dead_until: Option<Timestamp>,
}

/// What a token is.
#[derive(Debug, Clone)]
pub(crate) enum Fact {
    Access { grant: usize, issued_at: Timestamp, until: Option<Timestamp> },
    Refresh { grant: usize, spent: bool },
    Channel { grant: usize, remote_id: String },
}

/// Everything the networks know.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    pub(crate) people: Vec<Person>,
    pub(crate) grants: Vec<Given>,
    pub(crate) codes: BTreeMap<String, usize>,
    /// What channels published.
    pub(crate) wall: Wall,
    /// What was written below it.
    pub(crate) crowd: Crowd,
    tokens: BTreeMap<String, Fact>,
    made: u64,
}

/// New tokens.
#[derive(Debug)]
pub(crate) struct Fresh {
    pub(crate) access: String,
    pub(crate) refresh: Option<String>,
    /// How long the access token lives, as the network tells it.
    pub(crate) told: Option<Span>,
}

impl Truth {
    /// Why a token is not taken; `None` if it is.
    pub(crate) fn refusal(&self, token: &str, now: Timestamp) -> Option<Cause> {
        let Some(fact) = self.tokens.get(token) else {
            return Some(Cause::Unrecognised { code: "unknown_token".to_owned() });
        };
        let dead = self.grants[fact.grant()].dead.as_ref().map(|(_, cause)| cause.clone());
        dead.or(match fact {
            Fact::Access { until: Some(until), .. } if *until <= now => Some(Cause::Expired),
            Fact::Refresh { spent: true, .. } => Some(Cause::Expired),
            Fact::Channel { grant, remote_id } => {
                let channel = self.channel_of(*grant, remote_id);
                (!channel.is_some_and(|channel| channel.has_role)).then_some(Cause::RoleLost)
            }
            Fact::Access { .. } | Fact::Refresh { .. } => None,
        })
    }

    /// Why a token does not do for a channel; `None` if it does.
    pub(crate) fn refusal_at(&self, token: &str, channel: &str, now: Timestamp) -> Option<Cause> {
        self.refusal(token, now).or_else(|| {
            let grant = self.fact(token)?.grant();
            let has_role = self.channel_of(grant, channel).is_some_and(|channel| channel.has_role);
            (!has_role).then_some(Cause::RoleLost)
        })
    }

    pub(crate) fn fact(&self, token: &str) -> Option<&Fact> {
        self.tokens.get(token)
    }

    pub(crate) fn person_of(&self, token: &str) -> Option<(usize, &Person)> {
        let person = self.grants[self.tokens.get(token)?.grant()].person;
        Some((person, &self.people[person]))
    }

    pub(crate) fn channel_of(&self, grant: usize, remote_id: &str) -> Option<&Channel> {
        let person = &self.people[self.grants[grant].person];
        person.channels.iter().find(|channel| channel.remote_id == remote_id)
    }

    /// A login: a grant of its own, with its first tokens.
    pub(crate) fn log_in(&mut self, person: usize, now: Timestamp) -> Fresh {
        self.grants.push(Given { person, dead: None, dead_until: None });
        let life = self.people[person].life.take();
        self.give(self.grants.len() - 1, life, now)
    }

    /// A renewal with a token that [`Truth::refusal`] takes. `Err` is the network's word for why not yet.
    pub(crate) fn renew(&mut self, token: &str, now: Timestamp) -> Option<Fresh> {
        let grant = match self.tokens.get_mut(token)? {
            Fact::Refresh { grant, spent } => {
                *spent = kind(self.people[self.grants[*grant].person].network) == Kind::Strict;
                *grant
            }
            Fact::Access { grant, issued_at, .. }
                if now.since(*issued_at).as_millis() >= Span::days(1).as_millis() =>
            {
                *grant
            }
            Fact::Access { .. } | Fact::Channel { .. } => return None,
        };
        Some(self.give(grant, None, now))
    }

    /// A channel's own token.
    pub(crate) fn channel_token(&mut self, grant: usize, remote_id: &str) -> String {
        let remote_id = remote_id.to_owned();
        self.make("channel", grant, Fact::Channel { grant, remote_id })
    }

    /// Ends every grant of somebody.
    pub(crate) fn end_all(&mut self, person: usize, cause: &Cause, now: Timestamp) {
        for grant in 0..self.grants.len() {
            if self.grants[grant].person == person {
                self.end(grant, cause, now);
            }
        }
    }

    /// Ends one grant. What is dead stays dead of what it died of.
    pub(crate) fn end(&mut self, grant: usize, cause: &Cause, now: Timestamp) {
        self.grants[grant].dead.get_or_insert_with(|| (now, cause.clone()));
    }

    /// The network takes back what it did to somebody: a check that was passed, an account that was enabled again.
    pub(crate) fn revive(&mut self, person: usize, now: Timestamp) {
        for grant in &mut self.grants {
            let curable =
                |cause: &Cause| matches!(cause, Cause::Checkpoint | Cause::AccountDisabled);
            if grant.person == person && grant.dead.as_ref().is_some_and(|(_, why)| curable(why)) {
                (grant.dead, grant.dead_until) = (None, Some(now));
            }
        }
    }

    fn give(&mut self, grant: usize, life: Option<Span>, now: Timestamp) -> Fresh {
        let person = &self.people[self.grants[grant].person];
        let (kind, lies_by) = (kind(person.network), person.lies_by);
        let life = match kind {
            Kind::Strict => Some(Span::hours(2)),
            Kind::Reusable => Some(Span::hours(1)),
            Kind::Prolonged | Kind::Fixed | Kind::Pages => life.or(Some(Span::days(60))),
            Kind::Endless => None,
        };
        let until = life.map(|life| now.after(life));
        // A token that has less than its sixty days left is one that was given before the world began.
        let issued_at = match kind {
            Kind::Prolonged => until.map_or(now, |until| until.before(Span::days(60))),
            _ => now,
        };
        let access = self.make("access", grant, Fact::Access { grant, issued_at, until });
        let refresh = match kind {
            Kind::Strict => Some(self.make("once", grant, Fact::Refresh { grant, spent: false })),
            Kind::Reusable => match self.held_refresh(grant) {
                Some(_) => None,
                None => Some(self.make("refresh", grant, Fact::Refresh { grant, spent: false })),
            },
            Kind::Prolonged => Some(access.clone()),
            Kind::Fixed | Kind::Pages | Kind::Endless => None,
        };
        let told = life.map(|life| Span::millis(life.as_millis() + lies_by * 1000));
        Fresh { access, refresh, told }
    }

    fn held_refresh(&self, grant: usize) -> Option<&str> {
        let mut all = self.tokens.iter();
        let is_it = |fact: &Fact| matches!(fact, Fact::Refresh { grant: of, .. } if *of == grant);
        all.find(|(_, fact)| is_it(fact)).map(|(token, _)| &**token)
    }

    fn make(&mut self, word: &str, grant: usize, fact: Fact) -> String {
        self.made += 1;
        let token = format!("{word}-{grant}-{}", self.made);
        self.tokens.insert(token.clone(), fact);
        token
    }
}

impl Fact {
    pub(crate) const fn grant(&self) -> usize {
        match self {
            Self::Access { grant, .. }
            | Self::Refresh { grant, .. }
            | Self::Channel { grant, .. } => *grant,
        }
    }
}
