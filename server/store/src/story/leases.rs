//! A grant is renewed by one at a time, and who lost the lease writes nothing.

use std::sync::Arc;

use domain::id::ProfileId;
use engine::ports::store::{
    Store,
    grants::{Held, Intent, LeaseRequest, RenewalRecord},
};

use super::{
    Told,
    cast::{Agency, at, check, digest, grant, held, sealed},
};

pub(super) async fn renew(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let before = held(&**store, agency, ada).await?;
    let request = |now, until| LeaseRequest {
        workspace: agency.workspace,
        profile: ada,
        version: before.version,
        now: at(now),
        until: at(until),
    };
    let lease = |fence| Held { workspace: agency.workspace, profile: ada, fence };
    let renewal = |held, access| RenewalRecord {
        held,
        grant: grant(),
        access: sealed(access),
        refresh: None,
        now: at(4_100),
    };
    let first = store.lease_grant(&request(4_000, 4_060)).await?;
    let first = lease(first.ok_or("a free grant is leased")?);
    assert_eq!(store.lease_grant(&request(4_059, 4_100)).await?, None);
    assert_eq!(store.record_intent(&first, digest(4), at(4_001)).await?, Intent::Recorded);
    let open = held(&**store, agency, ada).await?;
    assert_eq!(open.intent, Some(digest(4)));
    assert_eq!(
        store.record_intent(&first, digest(4), at(4_060)).await?,
        Intent::LeaseLost,
        "nothing is sent under a lease that ran out"
    );

    let second = store.lease_grant(&request(4_060, 4_120)).await?;
    let second = lease(second.ok_or("a lease that ran out is taken over")?);
    assert!(second.fence > first.fence);
    assert_eq!(store.record_intent(&first, digest(4), at(4_061)).await?, Intent::LeaseLost);
    assert_eq!(
        store.record_intent(&second, digest(4), at(4_061)).await?,
        Intent::SentBefore,
        "whoever takes over does not send it a second time"
    );
    let late = renewal(first, "late");
    assert_eq!(store.record_renewal(&late).await?, None);
    store.release_lease(&first, false).await?;
    let open = held(&**store, agency, ada).await?;
    assert_eq!(open.intent, Some(digest(4)), "not theirs to end");
    assert_eq!(store.lease_grant(&request(4_062, 4_100)).await?, None);

    store.release_lease(&second, true).await?;
    let open = held(&**store, agency, ada).await?;
    assert_eq!(open.intent, Some(digest(4)), "still nobody knows");
    let third = store.lease_grant(&request(4_063, 4_100)).await?;
    let third = lease(third.ok_or("what was given back is free")?);
    store.release_lease(&third, false).await?;
    assert_eq!(held(&**store, agency, ada).await?.intent, None);

    let fourth = store.lease_grant(&request(4_064, 4_100)).await?;
    let fourth = lease(fourth.ok_or("what was given back is free")?);
    assert_eq!(store.record_intent(&fourth, digest(6), at(4_065)).await?, Intent::Recorded);
    let version = store.record_renewal(&renewal(fourth, "access 2")).await?;
    assert_eq!(version, Some(before.version + 1));
    let after = held(&**store, agency, ada).await?;
    assert_eq!(after.access, sealed("access 2"));
    assert_eq!(after.refresh, before.refresh, "None keeps what is held");
    assert_eq!((after.intent, after.grant), (None, grant()));
    let again = renewal(fourth, "twice");
    assert_eq!(store.record_renewal(&again).await?, None);
    assert_eq!(
        store.lease_grant(&request(4_066, 4_100)).await?,
        None,
        "the version it was asked for is gone"
    );
    let stale = check(&before, at(4_067));
    assert!(!store.record_check(&stale).await?, "of the old token");
    Ok(())
}
