//! Everything sealed is met in one walk, and sealed anew only where it is still what was read.

use std::{collections::BTreeMap, sync::Arc};

use domain::id::ProfileId;
use engine::{
    ports::store::{Store, secrets::Resealed},
    vault::Place,
};

use super::{
    Told,
    cast::{Agency, held, sealed},
};

pub(super) async fn reseal(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    assert_eq!(store.installation_secret("a key").await?, None);
    let kept = store.keep_installation_secret("a key", &sealed("the first")).await?;
    assert_eq!(kept, sealed("the first"));
    let kept = store.keep_installation_secret("a key", &sealed("the second")).await?;
    assert_eq!(kept, sealed("the first"), "of two servers that begin at once one decides");
    assert_eq!(store.installation_secret("a key").await?, Some(kept));

    let before = held(&**store, agency, ada).await?;
    for limit in [1, 2, 1000] {
        let met = walk(store, limit).await?;
        let access = met.get(&format!("{:?}", Place::Access(agency.workspace, ada)));
        assert_eq!(access.map(|(_, sealed)| sealed), Some(&before.access), "steps of {limit}");
        for (channel, token) in &before.channel_tokens {
            let place = format!("{:?}", Place::Channel(agency.workspace, *channel));
            assert_eq!(met.get(&place).map(|(_, sealed)| sealed), Some(token));
        }
        let refresh = met.get(&format!("{:?}", Place::Refresh(agency.workspace, ada)));
        assert_eq!(refresh.map(|(_, sealed)| sealed), before.refresh.as_ref());
        for kind in ["Hook", "Device", "Server", "SecondFactor", "Installation"] {
            assert!(met.keys().any(|place| place.starts_with(kind)), "{:?}", met.keys());
        }
    }
    let met = walk(store, 1000).await?;
    let (at, access) = &met[&format!("{:?}", Place::Access(agency.workspace, ada))];
    let anew = |from: &engine::vault::Sealed, to| Resealed {
        at: at.clone(),
        from: from.clone(),
        to: sealed(to),
    };
    assert_eq!(store.reseal(&[anew(&sealed("something else"), "no")]).await?, 0);
    assert_eq!(store.reseal(&[anew(access, "anew")]).await?, 1);
    let after = held(&**store, agency, ada).await?;
    assert_eq!((after.access, after.version), (sealed("anew"), before.version));
    assert_eq!(
        store
            .reseal(&[Resealed { from: sealed("anew"), to: access.clone(), at: at.clone() }])
            .await?,
        1
    );
    Ok(())
}

type Met = BTreeMap<String, (engine::ports::store::secrets::Walk, engine::vault::Sealed)>;

/// Everything, in steps of `limit`.
async fn walk(
    store: &Arc<dyn Store>,
    limit: u32,
) -> Result<Met, Box<dyn std::error::Error + Send + Sync>> {
    let (mut met, mut after) = (Met::new(), None);
    loop {
        let found = store.sealed_after(after.as_ref(), limit).await?;
        let Some(last) = found.last() else { return Ok(met) };
        after = Some(last.walk.clone());
        for one in found {
            let before = met.insert(format!("{:?}", one.place), (one.walk, one.sealed));
            assert!(before.is_none(), "{:?} is met twice", one.place);
        }
    }
}
