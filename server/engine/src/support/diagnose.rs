//! What support needs to know to help: how things stand for whoever asks. Never a token, an address, or another workspace.

use domain::{
    account::{Role, Viewer},
    cause::Cause,
    health::Health,
    network::Network,
    profile::Profile,
    time::Timestamp,
};

use super::address;
use crate::{Engine, Error, ports::store::profiles::ProfileQuery};

/// So many profiles are described one by one, the worst first.
const DESCRIBED: u32 = 100;

/// Facts about a workspace, as far as whoever asks may see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// When.
    pub at: Timestamp,
    /// The workspace's name.
    pub workspace: String,
    /// What whoever asks is there.
    pub role: Role,
    /// The profiles, worst first, and how many there are beyond; `None` for a regular account, who does not see them.
    pub profiles: Option<(Vec<Stands>, u32)>,
    /// In how many channels posts are held, and how many; `None` for a regular account.
    pub held: Option<(u32, u32)>,
}

/// How a profile stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    /// Its name.
    pub name: String,
    /// Its network.
    pub network: Network,
    /// Its health.
    pub health: Health,
    /// What it has lost, and since when.
    pub lost: Option<(Cause, Timestamp)>,
    /// How many channels it has.
    pub channels: usize,
    /// When its network last answered about it.
    pub checked_at: Option<Timestamp>,
}

impl From<Profile> for Stands {
    fn from(profile: Profile) -> Self {
        let lost = profile.lost().map(|(cause, since)| (cause.clone(), since));
        Self {
            lost,
            name: profile.identity.name,
            network: profile.network,
            health: profile.health,
            channels: profile.channels.len(),
            checked_at: profile.checked_at,
        }
    }
}

impl Engine {
    /// How things stand for whoever asks.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody answers.
    pub async fn diagnose(&self, viewer: &Viewer) -> Result<Diagnosis, Error> {
        self.desk()?;
        let (mut profiles, mut held) = (None, None);
        if viewer.role.mends_profiles() {
            let query = ProfileQuery { limit: DESCRIBED, ..ProfileQuery::default() };
            let list = self.store.list_profiles(viewer.workspace, &query).await?;
            let shown: Vec<_> = list.profiles.into_iter().map(Stands::from).collect();
            let more = list.total.saturating_sub(u32::try_from(shown.len()).unwrap_or(u32::MAX));
            profiles = Some((shown, more));
            let queues = self.store.queues(viewer.workspace).await?;
            let posts = queues.iter().map(|queue| queue.held).filter(|held| *held > 0);
            held = Some(posts.fold((0, 0), |(channels, all), held| (channels + 1, all + held)));
        }
        Ok(Diagnosis {
            at: self.clock.now(),
            workspace: viewer.workspace_name.clone(),
            role: viewer.role,
            profiles,
            held,
        })
    }

    /// What proves later that this text was shown to the viewer.
    #[must_use]
    pub fn prove_diagnosis(&self, viewer: &Viewer, text: &str) -> Option<String> {
        let (_, key) = self.support.open()?;
        address::prove(key, viewer.workspace, viewer.person, text)
    }

    /// Whether this text was shown to the viewer.
    pub(super) fn was_shown(&self, viewer: &Viewer, text: &str, proof: &str) -> bool {
        self.support.open().is_some_and(|(_, key)| {
            address::is_proven(key, viewer.workspace, viewer.person, text, proof)
        })
    }
}
