//! What the page of reconnect links reads, from the engine.

use app::{
    backend::links::{LinkRow, Linkable, Links, LinksPage},
    error::Error,
};
use async_trait::async_trait;
use domain::{account::Viewer, health::Health, id::ProfileId, network::Network, profile::Profile};
use engine::ports::store::profiles::ProfileQuery;

use super::{Bound, wire};

/// So many profiles can be chosen from; a link for any other is made from its own page.
const CHOICES: u32 = 200;

#[async_trait]
impl Links for Bound {
    async fn links(&self, viewer: &Viewer, wanted: Option<ProfileId>) -> Result<LinksPage, Error> {
        let engine = &self.state.engine;
        let (links, now) = engine.links(viewer).await.map_err(wire)?;
        let query = ProfileQuery { limit: CHOICES, ..ProfileQuery::default() };
        let (list, _) = engine.list_profiles(viewer, &query).await.map_err(wire)?;
        let mut profiles: Vec<_> = list.profiles.iter().map(linkable).collect();
        if let Some(wanted) = wanted.filter(|id| profiles.iter().all(|it| it.profile != *id))
            && let Ok((profile, _)) = engine.profile(viewer, wanted).await
        {
            profiles.insert(0, linkable(&profile));
        }
        let networks =
            Network::ALL.into_iter().filter(|network| engine.ways(*network).is_some()).collect();
        let links = links
            .into_iter()
            .map(|it| LinkRow { link: it.link, asker: it.asker, name: it.profile_name })
            .collect();
        Ok(LinksPage {
            workspace: viewer.workspace,
            now,
            links,
            profiles,
            sends_letters: engine.sends_letters(),
            networks,
        })
    }
}

fn linkable(profile: &Profile) -> Linkable {
    Linkable {
        profile: profile.id,
        name: profile.identity.name.clone(),
        network: profile.network,
        needs_it: profile.needs_mending() || matches!(profile.health, Health::Expiring { .. }),
    }
}
