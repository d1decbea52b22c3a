//! Fix all: a walk through everything that needs a person, in one tab, from one network to the next.

use std::collections::BTreeSet;

use domain::{
    account::Viewer,
    health::HealthKind,
    id::ProfileId,
    network::Network,
    profile::Profile,
    standing::Standing,
    walk::{Candidate, Passed, Walk, in_order},
};

use crate::{
    Engine, Error,
    apps::lost::Lost,
    only_masters,
    ports::store::profiles::{ProfileList, ProfileQuery},
};

/// So many profiles are in a walk at most; another walk has the others.
const LONGEST: u32 = 500;

/// Where a walk stands.
#[derive(Debug, Clone)]
pub struct Stop {
    /// The profile to mend now; `None` at the end.
    pub next: Option<Profile>,
    /// How many of the walk work again.
    pub done: usize,
    /// How many it began with.
    pub all: usize,
    /// What was passed and is still open, in the walk's order, with why.
    pub open: Vec<(Profile, Passed)>,
    /// Networks that have trouble as a whole.
    pub troubled: BTreeSet<Network>,
}

/// What a person does on a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Goes on, or begins.
    On,
    /// Passes a profile over.
    Skip(ProfileId),
    /// Begins anew with everything that is open.
    Anew,
}

impl Engine {
    /// Takes a step, and tells where the walk stands then. One that was begun long ago begins anew.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn walk(&self, viewer: &Viewer, step: Step) -> Result<Stop, Error> {
        only_masters(viewer)?;
        let (workspace, person) = (viewer.workspace, viewer.person);
        if let Step::Skip(profile) = step {
            let skipped = Some(Passed::Skipped);
            self.store.walked(workspace, person, profile, skipped).await?;
        }
        let mut open = self.open(viewer).await?;
        let now = self.clock.now();
        let kept = self.store.walk(workspace, person).await?;
        let kept = kept.filter(|walk| step != Step::Anew && walk.is_under_way(now));
        let mut walk = kept.clone().unwrap_or_else(|| Walk::begin(Vec::new(), now));
        open.profiles.retain(|profile| walk.is_open(profile.id, profile.needs_mending()));
        walk.see(&in_order(candidates(&open)));
        if kept.as_ref() != Some(&walk) {
            self.store.keep_walk(workspace, person, &walk).await?;
        }
        Ok(stop(&walk, open))
    }

    /// Everything that needs a person, or soon will, with what it costs.
    async fn open(&self, viewer: &Viewer) -> Result<Open, Error> {
        let mut open = Open::default();
        for health in [HealthKind::Disconnected, HealthKind::Expiring] {
            let query =
                ProfileQuery { health: Some(health), limit: LONGEST, ..ProfileQuery::default() };
            let (ProfileList { profiles, standings, .. }, lost) =
                self.list_profiles(viewer, &query).await?;
            open.profiles.extend(profiles);
            let troubled = standings.into_iter().filter(|(_, it)| *it != Standing::Fine);
            open.troubled.extend(troubled.map(|(network, _)| network));
            open.lost = lost;
        }
        let mut seen = BTreeSet::new();
        open.profiles.retain(|profile| seen.insert(profile.id));
        Ok(open)
    }
}

/// What needs a person.
#[derive(Default)]
struct Open {
    profiles: Vec<Profile>,
    lost: Lost,
    troubled: BTreeSet<Network>,
}

fn candidates(Open { profiles, lost, .. }: &Open) -> Vec<Candidate> {
    let candidate = |profile: &Profile| Candidate {
        profile: profile.id,
        network: profile.network,
        login: profile.identity.login.clone().unwrap_or_else(|| {
            format!("{}\u{1f}{}", profile.identity.issuer, profile.identity.subject)
        }),
        is_red: profile.needs_mending(),
        held: lost.costs.get(&profile.id).map_or(0, |cost| cost.held),
        name: profile.identity.name.clone(),
    };
    profiles.iter().map(candidate).collect()
}

fn stop(walk: &Walk, open: Open) -> Stop {
    let find = |id: ProfileId| open.profiles.iter().find(|profile| profile.id == id);
    let next = walk.next(|id| find(id).is_some());
    let passed = |id: &ProfileId| Some((find(*id)?.clone(), *walk.passed.get(id)?));
    let done = walk.profiles.iter().filter(|id| find(**id).is_none()).count();
    Stop {
        next: next.and_then(find).cloned(),
        done,
        all: walk.profiles.len(),
        open: walk.profiles.iter().filter_map(passed).collect(),
        troubled: open.troubled,
    }
}
