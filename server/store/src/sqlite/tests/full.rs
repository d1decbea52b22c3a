//! A disk that is full or became read-only, and work that was dropped half done.

use domain::authorization::Purpose;
use domain::event::EventId;
use engine::ports::store::{Accounts as _, Authorizations as _, Profiles as _, StoreError};

use tokio::task::yield_now;

use super::{Sqlite, Tested, agency, entries, fresh};
use crate::{
    sqlite::sql::tests::link,
    story::cast::{at, audit, beginning, binding, come_back, identity, landing, profile, sealed},
};

#[tokio::test]
async fn a_full_disk_is_said_so_and_nothing_is_half_written() -> Tested {
    let (_folder, store) = fresh().await?;
    let agency = agency(&store, 1).await?;
    let binding = binding(&agency, 7, Purpose::Connect, 200);
    come_back(&store, &binding, 7).await?;
    fill_up(&store).await?;
    let mut large = landing(&binding, profile(7), identity("ada", "Ada"));
    large.access = sealed(&"x".repeat(1_000_000));
    let failed = store.land(&large).await;
    assert!(matches!(failed, Err(StoreError::Unavailable(_))), "{failed:?}");
    let list = store.list_profiles(agency.workspace, &Default::default()).await?;
    assert_eq!((list.total, list.as_of), (1, EventId(1)), "what was there can be read");

    make_room(&store).await?;
    assert_eq!(store.land(&large).await?, Some(()), "there is room again");
    Ok(())
}

/// Whoever waits together shares a transaction, and a full disk ends it for all of them.
#[tokio::test]
async fn one_that_fills_the_disk_and_those_beside_it_are_told_so() -> Tested {
    let (_folder, store) = fresh().await?;
    let agency = agency(&store, 0).await?;
    fill_up(&store).await?;
    let mut large = audit("large", at(1));
    large.about = "x".repeat(1_000_000);
    let small = audit("small", at(1));
    let line = store.unit().await?;
    let (first, second, _, last) =
        tokio::join!(store.audit(&small), store.audit(&large), async { drop(line) }, async {
            yield_now().await;
            store.audit(&small).await
        },);
    for failed in [&first, &second] {
        assert!(matches!(failed, Err(StoreError::Unavailable(_))), "{failed:?}");
    }
    assert!(last.is_ok(), "whoever came after them found room for little: {last:?}");
    assert_eq!(entries(&store, "small").await?, 1, "nothing is half written");

    make_room(&store).await?;
    store.audit(&large).await?;
    assert_eq!(entries(&store, "large").await?, 1, "there is room again");
    let list = store.list_profiles(agency.workspace, &Default::default()).await?;
    assert_eq!(list.as_of, EventId(0));
    Ok(())
}

#[tokio::test]
async fn a_read_only_disk_is_said_so() -> Tested {
    let (_folder, store) = fresh().await?;
    let agency = agency(&store, 0).await?;
    let binding = binding(&agency, 1, Purpose::Connect, 200);
    set(&store, "PRAGMA query_only = ON".to_owned()).await?;
    let failed = store.begin_authorization(&beginning(&binding, 1)).await;
    assert!(matches!(failed, Err(StoreError::Unavailable(_))), "{failed:?}");
    // The connection that could not write was replaced.
    store.begin_authorization(&beginning(&binding, 1)).await?;
    Ok(())
}

#[tokio::test]
async fn work_that_was_dropped_half_done_was_never_done() -> Tested {
    let (_folder, store) = fresh().await?;
    let agency = agency(&store, 0).await?;
    let mut alarm = engine::ports::store::Events::alarm(&store);
    let mut unit = store.unit().await?;
    let what = domain::event::What::Removed {
        profile: profile(1),
        mending: domain::event::Change { before: false, after: false },
    };
    assert_eq!(unit.write_event(agency.workspace, at(1), &what).await?, EventId(1));
    unit.write_audit(&audit("never", at(1))).await?;
    drop(unit);
    link(&store, &agency, 1).await?;
    assert_eq!(alarm.recv().await?, agency.workspace);
    assert!(alarm.is_empty(), "it rang once");
    let list = store.list_profiles(agency.workspace, &Default::default()).await?;
    assert_eq!(list.as_of, EventId(1), "the number was not used up");
    assert_eq!(entries(&store, "never").await?, 0);
    store.audit(&audit("never", at(1))).await?;
    Ok(())
}

/// Leaves no page but those that are there.
async fn fill_up(store: &Sqlite) -> Tested {
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&store.readers).await?;
    set(store, format!("PRAGMA max_page_count = {pages}")).await
}

async fn make_room(store: &Sqlite) -> Tested {
    set(store, "PRAGMA max_page_count = 1000000".to_owned()).await
}

/// Sets something of the connection that writes.
async fn set(store: &Sqlite, pragma: String) -> Tested {
    let mut unit = store.unit().await?;
    sqlx::query(sqlx::AssertSqlSafe(pragma)).execute(unit.connection()).await?;
    unit.commit().await?;
    Ok(())
}
