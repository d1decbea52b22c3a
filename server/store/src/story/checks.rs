//! Checks find what is so, and write it down only if they still know best.

use std::sync::Arc;

use domain::{
    cause::Cause,
    event::{Change, What},
    health::{Ability, Health, HealthKind, Losses},
    id::ProfileId,
    plan::Urgency,
    profile::Profile,
    time::Span,
    verdict::Verdict,
};
use engine::ports::store::{
    Store,
    grants::{Check, Due},
    profiles::ProfileQuery,
};

use super::{
    Told,
    cast::{Agency, at, channel, check, heard, held, newest, plan, take},
};

pub(super) async fn turn_red_and_heal(
    store: &Arc<dyn Store>,
    agency: &Agency,
    ada: ProfileId,
) -> Told {
    let seen = newest(&**store, agency.workspace).await?;
    let healthy = held(&**store, agency, ada).await?;
    assert!(store.record_check(&check(&healthy, at(1_000))).await?);
    assert_eq!(newest(&**store, agency.workspace).await?, seen, "no news");
    let (found, _) = find(store, agency, ada).await?;
    assert_eq!(found.checked_at, Some(at(1_000)));

    let announced = Check { announce: true, answered_at: None, ..check(&healthy, at(1_001)) };
    assert!(store.record_check(&announced).await?);
    let (found, _) = find(store, agency, ada).await?;
    assert_eq!(found.checked_at, Some(at(1_000)), "nobody answered");

    let health = Health::Disconnected { cause: Cause::PasswordChanged, since: at(1_002) };
    let dead = Check { health: health.clone(), ..check(&healthy, at(1_002)) };
    let stale = Check { version: healthy.version + 1, ..dead.clone() };
    assert!(!store.record_check(&stale).await?, "another version");
    assert!(store.record_check(&dead).await?);
    let events = heard(&**store, agency.workspace, seen).await?;
    assert_eq!(events.len(), 2, "one was waited for, one is news");
    let expected = What::Checked {
        profile: ada,
        health: health.clone(),
        checked_at: Some(at(1_002)),
        channels: vec![(channel(1), Losses::default()), (channel(2), Losses::default())],
        mending: Change { before: false, after: true },
    };
    assert_eq!(events[1].what, expected);
    assert_eq!(events[1].at, at(1_002));
    let (found, as_of) = find(store, agency, ada).await?;
    assert_eq!((found.health, as_of), (health, events[1].id));
    mend_and_lose_a_channel(store, agency, ada).await
}

/// What is healthy with a lost channel stands with the disconnected.
async fn mend_and_lose_a_channel(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let red = held(&**store, agency, ada).await?;
    let dead = Verdict::Dead(Cause::RoleLost);
    let losses = Losses::default().after(Ability::Publish, &dead, at(1_003));
    let grant = domain::grant::Grant { scopes: vec!["fewer".to_owned()], ..red.grant.clone() };
    let partly = Check {
        health: Health::Connected { until: None },
        losses: vec![(channel(2), losses.clone()), (channel(77), Losses::default())],
        grant: Some(grant.clone()),
        ..check(&red, at(1_003))
    };
    assert!(store.record_check(&partly).await?);
    let after = held(&**store, agency, ada).await?;
    assert_eq!(after.grant, grant);
    assert_eq!(after.version, red.version, "a check is no reconnect");
    assert_eq!(after.profile.channels[1].losses, losses);
    let query = ProfileQuery {
        health: Some(HealthKind::Disconnected),
        limit: 10,
        ..ProfileQuery::default()
    };
    let list = store.list_profiles(agency.workspace, &query).await?;
    assert_eq!((list.found, list.mending), (1, 1));
    assert_eq!(list.first_mending, Some(ada));

    let healed =
        Check { losses: vec![(channel(2), Losses::default())], ..check(&after, at(1_004)) };
    assert!(store.record_check(&healed).await?);
    let list = store.list_profiles(agency.workspace, &query).await?;
    assert_eq!((list.found, list.mending, list.total), (0, 0, 1));
    assert_eq!(list.first_mending, None);
    Ok(())
}

pub(super) async fn take_what_is_due(
    store: &Arc<dyn Store>,
    agency: &Agency,
    ada: ProfileId,
) -> Told {
    let due = at(1_004).after(Span::hours(1));
    let early = due.before(Span::millis(1));
    let lane = Urgency::Routine;
    let nothing = |next| Due { profiles: Vec::new(), next };
    assert_eq!(take(&**store, lane, early, 10).await?, nothing(Some(due)));
    assert_eq!(take(&**store, lane, due, 0).await?, nothing(Some(due)));
    assert_eq!(take(&**store, Urgency::Expiring, due, 10).await?, nothing(None), "another lane");
    let taken = take(&**store, lane, due, 10).await?;
    assert_eq!(taken, Due { profiles: vec![(agency.workspace, ada)], next: None });
    let again = due.after(Span::minutes(1));
    assert_eq!(take(&**store, lane, due, 10).await?, nothing(Some(again)), "taken");
    let taken = take(&**store, lane, again, 10).await?;
    assert_eq!(taken.profiles, [(agency.workspace, ada)], "a crash delays");
    let later = again.after(Span::days(9));
    store.put_off(agency.workspace, ada, later).await?;
    assert_eq!(take(&**store, lane, again.after(Span::days(1)), 10).await?, nothing(Some(later)));
    assert_eq!(held(&**store, agency, ada).await?.plan, plan(due), "its plan is as it was");
    Ok(())
}

async fn find(
    store: &Arc<dyn Store>,
    agency: &Agency,
    id: ProfileId,
) -> Result<(Profile, domain::event::EventId), Box<dyn std::error::Error + Send + Sync>> {
    let found = store.find_profile(agency.workspace, id).await?;
    found.ok_or_else(|| format!("profile {id} is not there").into())
}
