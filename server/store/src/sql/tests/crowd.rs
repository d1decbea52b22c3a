//! Many at once.

use std::{error::Error, future::Future, sync::Arc};

use domain::{
    account::Role, authorization::Purpose, event::EventId, network::Network, plan::Urgency,
    verdict::Verdict,
};
use engine::ports::store::{
    Accounts as _, Authorizations as _, Events as _, Grants as _, Profiles as _, Secrets as _,
    Signals as _,
    accounts::{AccountCreated, NewAccount},
    events::EventsRead,
    grants::{Begun, Check, RenewalRequest},
    secrets::{Resealed, SealedAt},
    signals::TakenSignal,
};
use tokio::task::JoinSet;

use super::{super::super::tests::if_there, Db, Tested, agency};
use crate::story::cast::{
    at, beginning, binding, callback, check, come_back, digest, held, identity, landing, person,
    profile, take, workspace,
};

const MANY: u64 = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_callbacks_with_one_state_one_wins() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 0).await?;
    let binding = binding(&agency, 1, Purpose::Connect, 100);
    store.begin_authorization(&beginning(&binding, 1)).await?;
    let taken = crowd(store, move |store, _| {
        let taking = callback(&binding, 1);
        async move { Ok(store.take_authorization(&taking).await?.is_ok()) }
    });
    assert_eq!(wins(taken.await?), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_leases_on_one_grant_one_is_given() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 1).await?;
    let request = RenewalRequest {
        workspace: agency.workspace,
        profile: profile(0),
        version: 1,
        spends: Some(digest(1)),
        takes_over: None,
        now: at(200),
    };
    let leased = crowd(store, move |store, _| async move {
        Ok(matches!(store.begin_renewal(&request).await?, Begun::Leased(_)))
    });
    assert_eq!(wins(leased.await?), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_person_arriving_fifty_times_is_one_profile() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 0).await?;
    let workspace = agency.workspace;
    let mut landings = Vec::new();
    for number in 0..MANY {
        let binding = binding(&agency, number, Purpose::Connect, 100);
        come_back(&store, &binding, number).await?;
        landings.push(landing(&binding, profile(number), identity("ada", "Ada")));
    }
    let fingerprint = landings[0].fingerprint;
    let store = Arc::new(store);
    let landed = crowd_on(&store, move |store, number| {
        let landing = landings[usize::try_from(number).unwrap()].clone();
        async move { Ok(store.land(&landing).await?.is_some()) }
    });
    assert_eq!(wins(landed.await?), 1);
    assert_eq!(store.same_identity(fingerprint).await?.len(), 1);
    let read = store.events_after(workspace, EventId(0), 1000).await?;
    assert!(matches!(read, EventsRead::Events(events) if events.len() == 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_writers_number_their_events_without_a_gap() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 1).await?;
    let found = held(&store, &agency, profile(0)).await?;
    let store = Arc::new(store);
    let written = crowd_on(&store, move |store, number| {
        let now = at(200 + i64::try_from(number).unwrap());
        let check = Check { announce: true, ..check(&found, now) };
        async move { Ok(store.record_check(&check).await?) }
    });
    assert_eq!(wins(written.await?), 50);
    let read = store.events_after(agency.workspace, EventId(1), 1000).await?;
    let EventsRead::Events(events) = read else { return Err("a gap".into()) };
    let numbers: Vec<_> = events.iter().map(|event| event.id.0).collect();
    assert_eq!(numbers, (2..=51).collect::<Vec<_>>());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_workers_share_what_is_due_and_none_gets_anothers() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    agency(&store, 60).await?;
    let now = at(100_000);
    let taken = crowd(store, move |store, _| async move {
        Ok(take(&*store, Urgency::Routine, now, 7).await?.profiles)
    });
    let mut taken: Vec<_> = taken.await?.concat();
    assert_eq!(taken.len(), 60);
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken.len(), 60);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_who_set_relink_up_at_once_one_does() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let created = crowd(store, move |store, number| async move {
        let first = NewAccount {
            workspace: workspace(number),
            workspace_name: "Agency".to_owned(),
            person: person(number),
            name: "Grace".to_owned(),
            email: format!("grace-{number}@example.com"),
            password_hash: "hash".to_owned(),
            role: Role::MasterAccount,
            only_as_first: true,
            now: at(0),
        };
        Ok(store.create_account(&first).await? == AccountCreated::Created)
    });
    assert_eq!(wins(created.await?), 1);
    Ok(())
}

/// Whatever happens at the same moment to the same few rows, nobody waits for somebody who waits for them.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_two_units_wait_for_each_other() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 4).await?;
    let workspace = agency.workspace;
    let found = held(&store, &agency, profile(0)).await?;
    let sealed = store.sealed_after(None, 100).await?;
    let mixed = crowd(store, move |store, number| {
        let found = found.clone();
        let mut anew: Vec<_> = sealed
            .iter()
            .map(|SealedAt { walk, sealed, .. }| Resealed {
                at: walk.clone(),
                from: sealed.clone(),
                to: sealed.clone(),
            })
            .collect();
        if number % 2 == 0 {
            anew.reverse();
        }
        async move {
            let now = at(100_000 + i64::try_from(number)?);
            let signal = TakenSignal {
                network: Network::Facebook,
                id: format!("{number}"),
                about: found.fingerprint,
                now,
            };
            let announced = Check { announce: true, ..check(&found, now) };
            match number % 5 {
                0 => drop(store.take_signal(&signal).await?),
                1 => drop(store.record_check(&announced).await?),
                2 => drop(store.count_verdict(Network::Facebook, &trouble(number), now).await?),
                3 => drop(store.reseal(&anew).await?),
                _ => drop(take(&*store, Urgency::Routine, now, 3).await?),
            }
            store.put_off(workspace, profile(number % 4), now).await?;
            Ok(())
        }
    });
    mixed.await?;
    Ok(())
}

/// Now well, now not.
fn trouble(number: u64) -> Verdict {
    if number % 10 < 5 { Verdict::Alive } else { Verdict::Unavailable }
}

/// Only one can write, and whoever reads does not wait for it; nor does the answer that changes nothing.
#[tokio::test]
async fn reads_and_verdicts_that_change_nothing_need_no_write_lock() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 1).await?;
    for _ in 0..3 {
        store.count_verdict(Network::X, &Verdict::Unavailable, at(200)).await?;
    }
    let writing = store.unit().await?;
    let fine = store.count_verdict(Network::Facebook, &Verdict::Alive, at(201)).await?;
    let trouble = store.count_verdict(Network::X, &Verdict::Unavailable, at(201)).await?;
    assert_eq!((fine, trouble), (None, None));
    assert!(store.find_profile(agency.workspace, profile(0)).await?.is_some());
    drop(writing);
    Ok(())
}

/// What each of fifty at once is answered.
async fn crowd<T, F>(
    store: Db,
    each: impl Fn(Arc<Db>, u64) -> F,
) -> Result<Vec<T>, Box<dyn Error + Send + Sync>>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    crowd_on(&Arc::new(store), each).await
}

async fn crowd_on<T, F>(
    store: &Arc<Db>,
    each: impl Fn(Arc<Db>, u64) -> F,
) -> Result<Vec<T>, Box<dyn Error + Send + Sync>>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for number in 0..MANY {
        tasks.spawn(each(Arc::clone(store), number));
    }
    tasks.join_all().await.into_iter().collect()
}

fn wins(answers: Vec<bool>) -> usize {
    answers.into_iter().filter(|won| *won).count()
}
