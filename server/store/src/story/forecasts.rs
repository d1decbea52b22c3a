//! What will need a person is known, soonest first, and a calendar opens to one secret.

use std::sync::Arc;

use domain::{
    cause::Cause,
    health::{Health, Working},
    id::{ProfileId, WorkspaceId},
};
use engine::ports::store::{Store, forecasts::NewFeed, grants::Check};

use super::{
    Told,
    cast::{Agency, at, audit, check, digest, held},
};

pub(super) async fn foresee(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let end = at(2_000_000);
    let foreseen = |until| store.foreseen(agency.workspace, until, 10);
    for health in [
        Health::Connected { until: Some(end) },
        Health::Expiring { at: end },
        Health::Uncertain { since: at(6_400), last: Working::Expiring { at: end } },
    ] {
        let found = held(&**store, agency, ada).await?;
        let who = found.profile.identity.name.clone();
        let channels = u32::try_from(found.profile.channels.len())?;
        let found = Check { health: health.clone(), ..check(&found, at(6_400)) };
        assert!(store.record_check(&found).await?);
        assert_eq!(foreseen(end).await?, [], "before it ends");
        let soon = foreseen(at(2_000_001)).await?;
        assert_eq!(soon.len(), 1, "{health:?}");
        assert_eq!((soon[0].profile, soon[0].at, &soon[0].name), (ada, end, &who));
        assert_eq!(soon[0].channels, channels);
    }
    for health in [
        Health::Disconnected { cause: Cause::Expired, since: at(6_500) },
        Health::Connected { until: None },
    ] {
        let found = held(&**store, agency, ada).await?;
        let found = Check { health: health.clone(), ..check(&found, at(6_500)) };
        assert!(store.record_check(&found).await?);
        assert_eq!(foreseen(at(9_000_000)).await?, [], "{health:?}");
    }
    feeds(store, agency).await
}

async fn feeds(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let feed = |secret, workspace: WorkspaceId| NewFeed {
        person: agency.master,
        workspace,
        secret: digest(secret),
        audit: audit("calendar.opened", at(6_600)),
    };
    store.keep_feed(&feed(81, agency.workspace)).await?;
    let opened = store.feed(digest(81)).await?;
    let opened = opened.map(|viewer| (viewer.person, viewer.workspace));
    assert_eq!(opened, Some((agency.master, agency.workspace)));
    assert!(store.feed(digest(82)).await?.is_none());
    store.keep_feed(&feed(82, agency.workspace)).await?;
    assert!(store.feed(digest(81)).await?.is_none(), "the new secret ends the old one");
    assert!(store.feed(digest(82)).await?.is_some());
    Ok(())
}
