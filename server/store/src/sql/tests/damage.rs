//! Damaged rows: named, left out of lists, and no obstacle to mending or removing what they belong to.

use domain::{authorization::Purpose, event::EventId, plan::Urgency, time::Span};
use engine::ports::store::{
    Accounts as _, Authorizations as _, Events as _, Grants as _, Profiles as _, StoreError,
    accounts::{Attempt, AttemptLimit},
    events::EventsRead,
    profiles::ProfileQuery,
};

use super::{super::super::tests::if_there, Db, Tested, agency};
use crate::{
    logged,
    story::cast::{at, audit, binding, come_back, identity, landed, landing, profile, take},
};

#[tokio::test]
async fn a_damaged_profile_is_named_and_the_page_shows_the_others() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 3).await?;
    let damaged = profile(1).to_string();
    damage(&store, "UPDATE profiles SET health = '{\"canary' WHERE id = $1", &damaged).await?;

    logged::take();
    let query = ProfileQuery { limit: 2, ..ProfileQuery::default() };
    let first = store.list_profiles(agency.workspace, &query).await?;
    let second = ProfileQuery { after: first.next.clone(), ..query };
    let second = store.list_profiles(agency.workspace, &second).await?;
    let log = logged::take();
    let shown: Vec<_> = first.profiles.iter().chain(&second.profiles).map(|p| p.id).collect();
    assert_eq!(shown, [profile(0), profile(2)], "also those after it");
    assert!(log.contains("ERROR") && log.contains("profiles") && log.contains(&damaged), "{log}");
    assert!(!log.contains("canary"), "what the row holds is nobody's business: {log}");

    let found = store.find_profile(agency.workspace, profile(1)).await;
    let Err(StoreError::Corrupt { table, id, why }) = found else {
        return Err(format!("damage is an error: {found:?}").into());
    };
    assert_eq!((table, id), ("profiles", damaged));
    assert!(why.starts_with("health") && !why.contains("canary"), "{why}");
    Ok(())
}

#[tokio::test]
async fn a_damaged_channel_is_left_out_and_nobody_works_on_its_profile() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 2).await?;
    let channel = crate::story::cast::channel(2).to_string();
    damage(&store, "UPDATE channels SET losses = 'gone' WHERE id = $1", &channel).await?;
    let query = ProfileQuery { limit: 10, ..ProfileQuery::default() };
    let list = store.list_profiles(agency.workspace, &query).await?;
    let channels: Vec<_> = list.profiles.iter().map(|profile| profile.channels.len()).collect();
    assert_eq!(channels, [2, 1]);
    let held = store.held_profile(agency.workspace, profile(1)).await;
    assert!(matches!(held, Err(StoreError::Corrupt { table: "channels", .. })), "{held:?}");
    Ok(())
}

/// Nobody's name has one, but somebody may send it.
#[tokio::test]
async fn a_nul_in_what_others_wrote_is_left_out() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 0).await?;
    let binding = binding(&agency, 1, Purpose::Connect, 300);
    come_back(&store, &binding, 1).await?;
    let mut arrival = landing(&binding, profile(1), identity("a\0da", "Ada\0"));
    arrival.channels = vec![landed(1, "Bak\0ery")];
    assert_eq!(store.land(&arrival).await?, Some(()));
    let found = store.held_profile(agency.workspace, profile(1)).await?.ok_or("it landed")?;
    assert_eq!(
        (&*found.profile.identity.name, &*found.profile.channels[0].name),
        ("Ada", "Bakery")
    );
    let query = ProfileQuery { search: Some("b\0akery".to_owned()), ..ProfileQuery::default() };
    assert_eq!(store.list_profiles(agency.workspace, &query).await?.found, 1);
    assert!(store.credentials("no\0body@example.com").await?.is_none());
    let limit = AttemptLimit { key: "email:\0".to_owned(), limit: 1, window: Span::minutes(1) };
    assert_eq!(store.count_attempt(&[limit], at(0)).await?, Attempt::Allowed);
    Ok(())
}

#[tokio::test]
async fn a_damaged_key_does_not_hold_up_the_checks_of_others() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 3).await?;
    let damaged = profile(1).to_string();
    for query in [
        "DELETE FROM profile_connectors WHERE profile = $1",
        "DELETE FROM health_changes WHERE profile = $1",
    ] {
        damage(&store, query, &damaged).await?;
    }
    damage(&store, "DELETE FROM channels WHERE profile = $1", &damaged).await?;
    damage(&store, "UPDATE profiles SET id = 'gone' WHERE id = $1", &damaged).await?;
    let taken = take(&store, Urgency::Routine, at(100_000), 10).await?.profiles;
    let others = [profile(0), profile(2)].map(|id| (agency.workspace, id));
    assert_eq!(taken, others);
    Ok(())
}

#[tokio::test]
async fn a_login_mends_a_damaged_profile_and_removing_needs_no_mending() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 2).await?;
    for number in [0, 1] {
        let id = profile(number).to_string();
        damage(&store, "UPDATE profiles SET health = 'x', grant_facts = 'x' WHERE id = $1", &id)
            .await?;
        damage(&store, "UPDATE channels SET losses = 'x' WHERE profile = $1", &id).await?;
    }
    let purpose = Purpose::Reconnect { profile: profile(0) };
    let binding = binding(&agency, 9, purpose, 300);
    come_back(&store, &binding, 9).await?;
    let mut arrival = landing(&binding, profile(0), identity("subject-0", "Person 0"));
    arrival.channels = vec![landed(0, "Bakery"), landed(1, "Café")];
    assert_eq!(store.land(&arrival).await?, Some(()));
    assert!(store.held_profile(agency.workspace, profile(0)).await?.is_some());

    let entry = audit("profile.removed", at(400));
    assert!(store.remove_profile(agency.workspace, profile(1), &entry).await?);
    Ok(())
}

#[tokio::test]
async fn a_damaged_event_makes_readers_start_anew_instead_of_missing_it() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 3).await?;
    let workspace = agency.workspace.to_string();
    damage(&store, "UPDATE events SET what = '{}' WHERE workspace = $1 AND id = 2", &workspace)
        .await?;
    let read = store.events_after(agency.workspace, EventId(0), 10).await?;
    assert_eq!(read, EventsRead::Resync { last: EventId(3) });
    let read = store.events_after(agency.workspace, EventId(2), 10).await?;
    assert!(matches!(read, EventsRead::Events(events) if events.len() == 1));
    Ok(())
}

/// Does to a row what a disk might.
pub(in super::super::super) async fn damage(store: &Db, sql: &'static str, id: &str) -> Tested {
    let mut unit = store.unit().await?;
    let done = sqlx::query(sql).bind(id).execute(unit.connection()).await?;
    assert_ne!(done.rows_affected(), 0, "{sql}");
    unit.commit().await?;
    Ok(())
}
