//! A profile is removed; the same person elsewhere is not.

use std::sync::Arc;

use domain::{
    authorization::Purpose,
    event::{Change, What},
    id::{AuthorizationId, ProfileId},
    time::{Span, Timestamp},
};
use engine::ports::store::Store;

use super::{
    Told,
    cast::{
        Agency, at, audit, beginning, binding, come_back, heard, held, identity, landing, newest,
        profile,
    },
};

pub(super) async fn remove(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let fingerprint = held(&**store, agency, ada).await?.fingerprint;
    let same = store.same_identity(fingerprint).await?;
    assert_eq!(same, [(agency.workspace, ada)]);

    let purpose = Purpose::Reconnect { profile: ada };
    let sixth = binding(agency, 6, purpose, 7_990);
    come_back(&**store, &sixth, 6).await?;
    let seen = newest(&**store, agency.workspace).await?;
    let entry = audit("profile.removed", at(8_000));
    assert!(store.remove_profile(agency.workspace, ada, &entry).await?);
    assert!(!store.remove_profile(agency.workspace, ada, &entry).await?);
    let events = heard(&**store, agency.workspace, seen).await?;
    let expected = What::Removed { profile: ada, mending: Change { before: false, after: false } };
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].what, expected);
    assert!(store.held_profile(agency.workspace, ada).await?.is_none());
    assert_eq!(store.asks(agency.workspace).await?, [], "they go with it");
    assert_eq!(store.same_identity(fingerprint).await?, []);

    let arrival = landing(&sixth, ada, identity("ada", "Ada"));
    assert_eq!(store.land(&arrival).await?, None, "nothing to land on");
    let seventh = binding(agency, 7, Purpose::Connect, 8_000);
    come_back(&**store, &seventh, 7).await?;
    let anew = landing(&seventh, profile(3), identity("ada", "Ada"));
    assert_eq!(store.land(&anew).await?, Some(()), "linked anew");
    forget(store, agency, anew.binding.id, anew.now).await
}

/// How an authorization ended can be read for a day.
async fn forget(
    store: &Arc<dyn Store>,
    agency: &Agency,
    id: AuthorizationId,
    ended: Timestamp,
) -> Told {
    for (number, later, kept) in [(8, Span::days(1), true), (9, Span::hours(25), false)] {
        let mut next = binding(agency, number, Purpose::Connect, 0);
        next.begun_at = ended.after(later);
        store.begin_authorization(&beginning(&next, number)).await?;
        let found = store.authorization(agency.workspace, id).await?;
        assert_eq!(found.is_some(), kept, "{later:?} later");
    }
    Ok(())
}
