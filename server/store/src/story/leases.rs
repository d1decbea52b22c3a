//! A grant is renewed by one at a time, no refresh token is spent twice, and who lost the lease writes nothing.

use std::sync::Arc;

use domain::{
    health::Health,
    id::ProfileId,
    plan::{Plan, Urgency},
};
use engine::{
    ports::store::{
        Store,
        grants::{Begun, Fence, Held, RenewalRecord, RenewalRequest},
    },
    vault::TokenDigest,
};

use super::{
    Told,
    cast::{Agency, at, check, digest, grant, heard, held, leased, newest, plan, sealed, take},
};

pub(super) async fn renew(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let before = held(&**store, agency, ada).await?;
    let request = |spends: Option<TokenDigest>, takes_over: Option<Fence>| RenewalRequest {
        workspace: agency.workspace,
        profile: ada,
        version: before.version,
        spends,
        takes_over,
        now: at(4_000),
    };
    let lease = |fence| Held { workspace: agency.workspace, profile: ada, fence };
    let first = leased(store.begin_renewal(&request(Some(digest(4)), None)).await?)?;
    assert_eq!(
        store.begin_renewal(&request(Some(digest(4)), None)).await?,
        Begun::Busy(first),
        "one at a time"
    );
    let open = held(&**store, agency, ada).await?;
    assert_eq!(open.intent, None, "its holder may yet tell what came of it");
    let other = Some(Fence(first.0 + 7));
    assert_eq!(
        store.begin_renewal(&request(Some(digest(4)), other)).await?,
        Begun::Busy(first),
        "another lease than the one that was watched"
    );
    assert_eq!(
        store.begin_renewal(&request(Some(digest(4)), Some(first))).await?,
        Begun::SentBefore,
        "whoever takes over does not send it a second time"
    );
    let open = held(&**store, agency, ada).await?;
    assert_eq!(open.intent, Some(digest(4)), "nobody knows what came of it");
    assert_eq!(
        store.begin_renewal(&request(Some(digest(4)), None)).await?,
        Begun::SentBefore,
        "nor later"
    );

    let second = leased(store.begin_renewal(&request(Some(digest(5)), None)).await?)?;
    assert!(second > first, "another token may be sent");
    store.end_renewal(&lease(first), false).await?;
    assert_eq!(
        store.begin_renewal(&request(Some(digest(5)), None)).await?,
        Begun::Busy(second),
        "a lost lease is not its former holder's to end"
    );
    store.end_renewal(&lease(second), true).await?;
    assert_eq!(held(&**store, agency, ada).await?.intent, Some(digest(5)), "still nobody knows");
    let third = leased(store.begin_renewal(&request(None, None)).await?)?;
    store.end_renewal(&lease(third), false).await?;
    assert_eq!(held(&**store, agency, ada).await?.intent, None, "it certainly was not spent");
    write_down(store, agency, ada).await
}

/// New tokens come once, and to whoever holds the lease: also late, also after others found the lease left behind.
async fn write_down(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let before = held(&**store, agency, ada).await?;
    let seen = newest(&**store, agency.workspace).await?;
    let request = RenewalRequest {
        workspace: agency.workspace,
        profile: ada,
        version: before.version,
        spends: Some(digest(6)),
        takes_over: None,
        now: at(4_050),
    };
    let fence = leased(store.begin_renewal(&request).await?)?;
    let over = RenewalRequest { takes_over: Some(fence), ..request };
    assert_eq!(store.begin_renewal(&over).await?, Begun::SentBefore);

    let later = Plan { renew_at: Some(at(9_000)), ask_at: at(9_500) };
    let renewal = RenewalRecord {
        held: Held { workspace: agency.workspace, profile: ada, fence },
        version: before.version,
        grant: grant(),
        access: sealed("access 2"),
        refresh: None,
        health: before.profile.health.clone(),
        plan: later,
        now: at(4_100),
    };
    let other = RenewalRecord { held: Held { fence: Fence(0), ..renewal.held }, ..renewal.clone() };
    assert_eq!(store.record_renewal(&other).await?, None, "not the holder");
    let version = store.record_renewal(&renewal).await?;
    assert_eq!(version, Some(before.version + 1), "the late answer is the only one there is");
    let after = held(&**store, agency, ada).await?;
    assert_eq!(after.access, sealed("access 2"));
    assert_eq!(after.refresh, before.refresh, "None keeps what is held");
    assert_eq!((after.intent, after.grant, after.plan), (None, grant(), later));
    assert_eq!(after.profile.checked_at, Some(at(4_100)), "the network answered");
    assert_eq!(heard(&**store, agency.workspace, seen).await?, [], "no news");
    assert_eq!(store.record_renewal(&renewal).await?, None, "once");
    assert_eq!(
        store.begin_renewal(&request).await?,
        Begun::Changed,
        "the version it was asked for is gone"
    );
    let stale = check(&before, at(4_101));
    assert!(!store.record_check(&stale).await?, "of the old token");

    assert_eq!(take(&**store, Urgency::Expiring, at(8_999), 10).await?.next, Some(at(9_000)));
    let due = take(&**store, Urgency::Expiring, at(9_000), 10).await?;
    assert_eq!(due.profiles, [(agency.workspace, ada)]);
    heal(store, agency, ada).await
}

/// A renewal is the network's word: what it makes of health is news.
async fn heal(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let before = held(&**store, agency, ada).await?;
    let seen = newest(&**store, agency.workspace).await?;
    let request = RenewalRequest {
        workspace: agency.workspace,
        profile: ada,
        version: before.version,
        spends: None,
        takes_over: None,
        now: at(4_200),
    };
    let fence = leased(store.begin_renewal(&request).await?)?;
    let renewal = RenewalRecord {
        held: Held { workspace: agency.workspace, profile: ada, fence },
        version: before.version,
        grant: grant(),
        access: sealed("access 2"),
        refresh: None,
        health: Health::Expiring { at: at(100_000) },
        plan: plan(at(100_000)),
        now: at(4_200),
    };
    assert!(store.record_renewal(&renewal).await?.is_some());
    let events = heard(&**store, agency.workspace, seen).await?;
    assert_eq!(events.len(), 1);
    let list = store.list_profiles(agency.workspace, &Default::default()).await?;
    assert_eq!(list.as_of, events[0].id);
    Ok(())
}
