//! A large agency reads its profiles page by page.

use std::sync::Arc;

use domain::{
    authorization::Purpose,
    cause::Cause,
    health::{Health, HealthKind, Losses, Working},
    id::ProfileId,
    network::Network,
    profile::Profile,
};
use engine::ports::store::{Store, profiles::ProfileQuery};

use super::{
    Told,
    cast::{
        Agency, at, audit, beginning, binding, callback, come_back, heard, identity, landed,
        landing, profile,
    },
};

/// How many profiles the agency has.
const MANY: u64 = 120;

pub(super) async fn read_in_pages(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    link_many(store, agency).await?;
    let query = ProfileQuery { limit: 50, ..ProfileQuery::default() };
    let mut read: Vec<Profile> = Vec::new();
    let mut sizes = Vec::new();
    let mut after = None;
    loop {
        let list = store
            .list_profiles(
                agency.workspace,
                &ProfileQuery { after: after.clone(), ..query.clone() },
            )
            .await?;
        assert_eq!((list.found, list.total), (120, 120));
        assert_eq!(list.mending, 48, "a dead grant, or a lost channel");
        sizes.push(list.profiles.len());
        read.extend(list.profiles);
        if list.next.is_none() {
            break;
        }
        after = list.next;
        assert_eq!(list.first_mending, read.first().map(|first| first.id));
    }
    assert_eq!(sizes, [50, 50, 20]);
    let place = |profile: &Profile| {
        let kind =
            if profile.needs_mending() { HealthKind::Disconnected } else { profile.health.kind() };
        (kind, profile.identity.name.to_lowercase(), profile.id)
    };
    assert!(read.is_sorted_by(|a, b| place(a) < place(b)));
    assert!(read.iter().all(|profile| profile.channels.len() == 2));
    want_first(store, agency, &read).await?;
    filter(store, agency).await?;
    search(store, agency).await
}

/// Some are wanted before the others, whatever their names; each is still shown once.
async fn want_first(store: &Arc<dyn Store>, agency: &Agency, in_order: &[Profile]) -> Told {
    let first = [&in_order[40], &in_order[7], &in_order[119]].map(|profile| profile.id);
    let mut query = ProfileQuery { first: first.to_vec(), limit: 2, ..ProfileQuery::default() };
    let mut read = Vec::new();
    loop {
        let list = store.list_profiles(agency.workspace, &query).await?;
        assert_eq!((list.found, list.first_mending), (120, Some(first[0])));
        read.extend(list.profiles.into_iter().map(|profile| profile.id));
        if list.next.is_none() {
            break;
        }
        query.after = list.next;
    }
    let others = in_order.iter().map(|profile| profile.id).filter(|id| !first.contains(id));
    assert_eq!(read, first.into_iter().chain(others).collect::<Vec<_>>());
    let query = ProfileQuery { health: Some(HealthKind::Disconnected), after: None, ..query };
    let list = store.list_profiles(agency.workspace, &query).await?;
    let ids: Vec<_> = list.profiles.iter().map(|profile| profile.id).collect();
    assert_eq!((ids, list.found), (first[..2].to_vec(), 48), "those that are found");
    Ok(())
}

async fn filter(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let all = ProfileQuery { limit: 1000, ..ProfileQuery::default() };
    for (health, expected) in [
        (HealthKind::Disconnected, 48),
        (HealthKind::Expiring, 24),
        (HealthKind::Uncertain, 24),
        (HealthKind::Connected, 24),
    ] {
        let query = ProfileQuery { health: Some(health), ..all.clone() };
        let list = store.list_profiles(agency.workspace, &query).await?;
        assert_eq!((list.found, list.total), (expected, 120), "{health:?}");
        assert_eq!(list.profiles.len(), expected as usize);
        assert_eq!(list.next, None);
    }
    let query = ProfileQuery { network: Some(Network::X), limit: 7, ..ProfileQuery::default() };
    let list = store.list_profiles(agency.workspace, &query).await?;
    assert_eq!((list.found, list.profiles.len()), (60, 7));
    assert!(list.profiles.iter().all(|p| p.network == Network::X));
    Ok(())
}

async fn search(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    for (typed, expected) in [
        ("person 007", 1),
        ("PERSON 00", 10),
        ("ärzte 011", 1),
        ("ÄRZTE 01", 10),
        ("handle_042", 1),
        ("%", 0),
        ("_", 120),
        ("n_0", 0),
        ("le_0", 100),
        ("\\", 0),
        ("007b", 0),
        ("", 120),
    ] {
        let query =
            ProfileQuery { search: Some(typed.to_owned()), limit: 200, ..ProfileQuery::default() };
        let list = store.list_profiles(agency.workspace, &query).await?;
        assert_eq!(list.found, expected, "{typed:?}");
        assert_eq!(list.profiles.len(), expected as usize, "{typed:?}");
    }
    Ok(())
}

/// What one agency has, the other neither sees nor changes, even if it knows every id.
pub(super) async fn keep_agencies_apart(
    store: &Arc<dyn Store>,
    agency: &Agency,
    other: &Agency,
    ada: ProfileId,
) -> Told {
    let (mine, theirs) = (agency.workspace, other.workspace);
    assert!(store.find_profile(theirs, ada).await?.is_none());
    assert!(store.held_profile(theirs, ada).await?.is_none());
    let entry = audit("profile.removed", at(6_000));
    assert!(!store.remove_profile(theirs, ada, &entry).await?);
    assert!(store.find_profile(mine, ada).await?.is_some());
    let list = store.list_profiles(mine, &ProfileQuery::default()).await?;
    assert_eq!(list.total, 1);
    let theirs_last = heard(&**store, theirs, domain::event::EventId(0)).await?;
    assert_eq!(theirs_last.len(), 120, "each workspace counts for itself");
    let binding = binding(other, 5, Purpose::Connect, 6_000);
    store.begin_authorization(&beginning(&binding, 5)).await?;
    assert!(store.authorization(mine, binding.id).await?.is_none());
    let mut taking = callback(&binding, 5);
    taking.viewer = Some((other.master, mine));
    assert!(store.take_authorization(&taking).await?.is_err());
    Ok(())
}

async fn link_many(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    for number in 0..MANY {
        // The last first, so that the order of pages is not that of arrival.
        let number = MANY - 1 - number;
        let mut binding = binding(agency, 1_000 + number, Purpose::Connect, 5_500);
        binding.network = network(number);
        come_back(&**store, &binding, 1_000 + number).await?;
        let mut who = identity(&format!("{number}"), &format!("Person {number:03}"));
        who.handle = Some(format!("handle_{number:03}"));
        if number % 2 == 1 {
            who.name = who.name.to_lowercase();
        }
        let mut arrival = landing(&binding, profile(1_000 + number), who);
        arrival.health = health(number);
        arrival.channels = vec![
            landed(10_000 + number, &format!("Ärzte {number:03}")),
            landed(20_000 + number, "Bäckerei"),
        ];
        if number % 5 == 1 {
            arrival.channels[0].losses = Losses::all(&Cause::RoleLost, at(100));
        }
        assert_eq!(store.land(&arrival).await?, Some(()));
    }
    Ok(())
}

const fn network(number: u64) -> Network {
    if number < MANY / 2 { Network::Facebook } else { Network::X }
}

const fn health(number: u64) -> Health {
    let at = at(9_000);
    match number % 5 {
        0 => Health::Disconnected { cause: Cause::Expired, since: at },
        2 => Health::Expiring { at },
        3 => Health::Uncertain { since: at, last: Working::Connected { until: None } },
        _ => Health::Connected { until: None },
    }
}
