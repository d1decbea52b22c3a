//! A walk through all profiles that need a person: one after the other, in one order, that can be left and resumed.
//!
//! Whatever works again, by whatever way, is done. A walk keeps its order, what was tried in vain, so that it ends and can tell
//! why something is still open, and who signed in, because some logins are about to end again from their first day.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    id::ProfileId,
    network::Network,
    outcome::Outcome,
    time::{Span, Timestamp},
};

/// How long a walk can be resumed. One that is older begins anew.
pub const WALK_LASTS: Span = Span::hours(12);

/// A profile that needs a person, as far as the order of a walk depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub profile: ProfileId,
    /// Its network.
    pub network: Network,
    /// What a person signs in with there, where several profiles share it; else the identity itself.
    pub login: String,
    /// Whether it is in the red frame; else it is about to be.
    pub is_red: bool,
    /// How many posts are held for it.
    pub held: u32,
    /// The name, for an order that a person recognises.
    pub name: String,
}

/// The order in which profiles are mended best: those of one login one after the other, because its person is signed in
/// then; logins by the worst that hangs on them: red before soon, more held posts before fewer, then by name.
#[must_use]
pub fn in_order(candidates: Vec<Candidate>) -> Vec<ProfileId> {
    let mut logins: BTreeMap<(Network, String), Vec<Candidate>> = BTreeMap::new();
    for candidate in candidates {
        let login = (candidate.network, candidate.login.clone());
        logins.entry(login).or_default().push(candidate);
    }
    let rank = |it: &Candidate| (!it.is_red, u32::MAX - it.held, it.name.clone(), it.profile);
    let mut logins: Vec<_> = logins.into_values().collect();
    for login in &mut logins {
        login.sort_by_key(rank);
    }
    logins.sort_by_key(|login| {
        let held = login.iter().fold(0, |sum: u32, it| sum.saturating_add(it.held));
        login
            .first()
            .map(|worst| (!worst.is_red, u32::MAX - held, worst.name.clone(), worst.profile))
    });
    logins.into_iter().flatten().map(|candidate| candidate.profile).collect()
}

/// Why a profile was passed on a walk and is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Passed {
    /// The person passed it over.
    Skipped,
    /// Another person than the profile's signed in.
    WrongPerson,
    /// The person pressed Cancel at the network.
    Cancelled,
    /// The profile is back, and not all of its channels.
    Partly,
    /// Whatever else went wrong at the network.
    Failed,
}

impl Passed {
    /// What an outcome leaves open; `None` if nothing.
    #[must_use]
    pub fn of(outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::Connected { .. } if outcome.is_full_success() => None,
            Outcome::Connected { .. } => Some(Self::Partly),
            Outcome::WrongPerson { .. } => Some(Self::WrongPerson),
            Outcome::Failed { failure: crate::outcome::Failure::Cancelled, .. } => {
                Some(Self::Cancelled)
            }
            Outcome::Failed { .. } => Some(Self::Failed),
        }
    }
}

/// A walk of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// When it was begun.
    pub begun_at: Timestamp,
    /// All that needed a person then, in the order of the walk.
    pub profiles: Vec<ProfileId>,
    /// What was tried or passed over.
    pub passed: BTreeMap<ProfileId, Passed>,
    /// Whose person signed in on the walk: nothing more can be done for them, as long as they work.
    #[serde(default)]
    pub renewed: BTreeSet<ProfileId>,
}

impl Walk {
    /// A walk through `profiles`.
    #[must_use]
    pub fn begin(profiles: Vec<ProfileId>, now: Timestamp) -> Self {
        Self { begun_at: now, profiles, passed: BTreeMap::new(), renewed: BTreeSet::new() }
    }

    /// Whether it can be resumed.
    #[must_use]
    pub fn is_under_way(&self, now: Timestamp) -> bool {
        now < self.begun_at.after(WALK_LASTS)
    }

    /// Writes down what came of a profile: why it is still open, or that its person signed in.
    pub fn ended(&mut self, profile: ProfileId, passed: Option<Passed>) {
        match passed {
            Some(passed) => drop(self.passed.insert(profile, passed)),
            None => drop(self.renewed.insert(profile)),
        }
    }

    /// Whether there is something to do: for whatever is red, and for what is about to be and was not renewed on this walk.
    #[must_use]
    pub fn is_open(&self, profile: ProfileId, is_red: bool) -> bool {
        is_red || !self.renewed.contains(&profile)
    }

    /// Meets everything that is open now, in its order: what is new comes last, and what works again was not passed in vain.
    pub fn see(&mut self, open: &[ProfileId]) {
        let new = open.iter().filter(|profile| !self.profiles.contains(profile));
        let new: Vec<_> = new.copied().collect();
        self.profiles.extend(new);
        self.passed.retain(|profile, _| open.contains(profile));
    }

    /// The next profile: the first that is still open and was not passed.
    #[must_use]
    pub fn next(&self, is_open: impl Fn(ProfileId) -> bool) -> Option<ProfileId> {
        let mut ahead = self.profiles.iter().copied();
        ahead.find(|profile| !self.passed.contains_key(profile) && is_open(*profile))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_796_000_000);

    fn id(number: u8) -> ProfileId {
        ProfileId::new(NOW, [number; 10])
    }

    #[test]
    fn logins_stay_together_and_the_worst_comes_first() {
        let one = |number, network, login: &str, is_red, held| Candidate {
            profile: id(number),
            network,
            login: login.into(),
            is_red,
            held,
            name: format!("{number}"),
        };
        let order = in_order(vec![
            one(1, Network::X, "ada", false, 0),
            one(2, Network::YouTube, "ben@agency.test", false, 0),
            one(3, Network::Facebook, "cleo", true, 2),
            one(4, Network::YouTube, "ben@agency.test", true, 0),
            one(5, Network::YouTube, "dan@agency.test", true, 5),
            one(6, Network::X, "ben@agency.test", true, 0),
        ]);
        assert_eq!(order, [5, 3, 4, 2, 6, 1].map(id));
    }

    #[test]
    fn a_walk_goes_on_where_it_was_left_and_ends() {
        let mut walk = Walk::begin(vec![id(1), id(2), id(3)], NOW);
        assert_eq!(walk.next(|_| true), Some(id(1)));
        assert_eq!(walk.next(|profile| profile != id(1)), Some(id(2)), "1 works again");
        walk.passed.insert(id(1), Passed::Skipped);
        assert_eq!(walk.next(|_| true), Some(id(2)));
        assert_eq!(walk.next(|profile| profile == id(1)), None);
        walk.see(&[id(1), id(4), id(3)]);
        assert_eq!(walk.profiles, [1, 2, 3, 4].map(id), "what turned red meanwhile comes last");
        assert_eq!(walk.next(|_| true), Some(id(2)), "1 is still passed over");
        walk.see(&[id(4), id(3)]);
        assert_eq!(walk.next(|_| true), Some(id(1)), "it worked meanwhile, and is lost again");
        walk.ended(id(4), None);
        assert!(
            !walk.is_open(id(4), false),
            "its login ends soon again, and is as fresh as can be"
        );
        assert!(walk.is_open(id(4), true), "it died again");
        assert!(walk.is_open(id(3), false));
        assert!(walk.is_under_way(NOW.after(Span::hours(11))));
        assert!(!walk.is_under_way(NOW.after(WALK_LASTS)));
    }
}
